package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import easel.core.Shape;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.List;
import java.util.Map;

/** The parts of the event state that describe a course: settings, fields, edits, networks and data. */
final class StateJson {
    /** Settings with a control outside the graph. */
    private static final List<String> HEADER = List.of(Fields.SUBJECT, Fields.SEED);

    private StateJson() {}

    static JsonObject of(Course course) {
        Subject subject = course.settings().subject();
        JsonObject json = new JsonObject();
        json.addProperty("subject", subject.toString());
        json.addProperty("kind", subject.isImage() ? "image" : "plane");
        json.add("settings", strings(course.settings().values()));
        json.add("initial", strings(course.first().values()));
        json.add("defaults", strings(Fields.defaults(subject)));
        json.add("edits", edits(course.edits()));
        JsonArray fields = new JsonArray();
        Fields.of(subject).stream().filter(field -> !HEADER.contains(field.key()))
                .forEach(field -> fields.add(field.json()));
        json.add("fields", fields);
        json.addProperty("limit", Subject.LIMIT);
        json.add("image", subject.isImage() ? image(course.training().data().example()) : JsonNull.INSTANCE);
        json.add("graph", graph(course.training().networks()));
        json.add("stages", Stage.json());
        json.add("draw", points(subject == Subject.draw ? course.drawn() : List.of()));
        return json;
    }

    /** The state of the run of a program, which has no settings on the page. */
    static JsonObject of(RunState run) {
        boolean plane = run.example().size() == 2;
        JsonObject json = new JsonObject();
        json.addProperty("subject", run.program());
        json.addProperty("kind", plane ? "plane" : "image");
        for (String name : List.of("settings", "initial", "defaults")) {
            json.add(name, new JsonObject());
        }
        for (String name : List.of("edits", "fields", "draw")) {
            json.add(name, new JsonArray());
        }
        json.addProperty("limit", Subject.LIMIT);
        json.add("image", plane ? JsonNull.INSTANCE : image(Game.image(run.example())));
        json.add("graph", graph(run.game().networks()));
        return json;
    }

    private static JsonObject graph(StudyNetworks networks) {
        JsonObject graph = new JsonObject();
        graph.add("G", layers(networks.generator()));
        graph.add("D", layers(networks.discriminator()));
        return graph;
    }

    private static JsonObject strings(Map<String, String> values) {
        JsonObject json = new JsonObject();
        values.forEach(json::addProperty);
        return json;
    }

    private static JsonArray edits(List<Edit> edits) {
        JsonArray json = new JsonArray();
        for (Edit edit : edits) {
            JsonObject one = new JsonObject();
            one.addProperty("step", edit.step());
            one.addProperty("key", edit.key());
            one.addProperty("value", edit.value());
            json.add(one);
        }
        return json;
    }

    private static JsonElement image(Shape image) {
        JsonObject json = new JsonObject();
        json.addProperty("height", image.axis(0));
        json.addProperty("width", image.axis(1));
        json.addProperty("channels", image.axis(2));
        return json;
    }

    private static JsonArray layers(Sequential network) {
        JsonArray json = new JsonArray();
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            JsonObject one = new JsonObject();
            one.addProperty("name", layer.toString());
            one.addProperty("output", network.shapes().get(i).toString());
            one.addProperty("parameters", layer.parameters().stream().mapToLong(p -> p.size()).sum());
            one.addProperty("operation", layer.describe().type());
            json.add(one);
        }
        return json;
    }

    private static JsonArray points(List<float[]> drawn) {
        JsonArray json = new JsonArray();
        for (float[] point : drawn) {
            JsonArray one = new JsonArray();
            one.add(point[0]);
            one.add(point[1]);
            json.add(one);
        }
        return json;
    }
}
