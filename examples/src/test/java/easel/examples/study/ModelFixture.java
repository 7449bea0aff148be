package easel.examples.study;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.examples.run.EvaluatedData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Sends commands to a model and reads its events, as a page does. */
final class ModelFixture implements AutoCloseable {
    /** Finds the training images of a checkpoint, as the command does. */
    static final Function<State, Optional<? extends ImageSource>> IMAGES =
            checkpoint -> EvaluatedData.of(checkpoint).map(EvaluatedData::training);

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final StudyModel model;

    ModelFixture(StudyModel model) {
        this.model = model;
        model.listen(events::add);
    }

    StudyModel model() {
        return model;
    }

    /** Sends a command; single quotes stand for double quotes. */
    void command(String json) {
        model.command(JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject());
    }

    /** The next event. */
    Event next() {
        try {
            Event event = events.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event in a minute");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Discards the events so far. Some may have been sent before this page listened. */
    void forget() {
        events.clear();
    }

    /** The next event of a name that fulfils a condition. */
    JsonObject await(String name, Predicate<JsonObject> condition) {
        for (;;) {
            Event event = next();
            JsonObject json = JsonParser.parseString(event.json()).getAsJsonObject();
            if (event.name().equals(name) && condition.test(json)) {
                return json;
            }
        }
    }

    /** The next state with a status. */
    JsonObject awaitStatus(String status) {
        return await("state", state -> state.get("status").getAsString().equals(status));
    }

    /** The next state that is paused at a step. */
    JsonObject awaitPaused(long step) {
        return await("state", state -> state.get("status").getAsString().equals("paused")
                && state.get("step").getAsLong() == step);
    }

    /** The event of a name in the snapshot. */
    JsonObject snapshot(String name) {
        return model.snapshot().stream().filter(event -> event.name().equals(name)).findFirst()
                .map(event -> JsonParser.parseString(event.json()).getAsJsonObject()).orElseThrow();
    }

    /** The answer to a question with parameters name, value, … */
    JsonObject query(String name, String... parameters) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            values.put(parameters[i], parameters[i + 1]);
        }
        return JsonParser.parseString(model.query(name, values)).getAsJsonObject();
    }

    static float[] floats(JsonObject json, String name) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(json, name)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    static byte[] bytes(JsonObject json, String name) {
        return Base64.getDecoder().decode(json.get(name).getAsString());
    }

    @Override
    public void close() {
        model.close();
    }
}
