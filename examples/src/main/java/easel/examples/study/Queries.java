package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import easel.core.Shape;
import easel.core.Tensor;
import easel.gan.LatentWalk;
import easel.layers.Sequential;
import java.util.Map;
import java.util.stream.IntStream;

/** Answers the questions of the page about the present step. Only the training thread calls it. */
final class Queries {
    private static final int MOST_FRAMES = 64;
    private static final float MOST_LATENT = 10;

    private final Present present;

    Queries(Present present) {
        this.present = present;
    }

    /** The answer, or an IllegalArgumentException with a sentence for the page. */
    JsonObject answer(String name, Map<String, String> parameters) {
        return switch (name) {
            case "trace" -> present.trace().json();
            case "operation" -> present.trace().json(number(parameters, "index", 0),
                    parameters.getOrDefault("tensor", ""), number(parameters, "example", 0),
                    number(parameters, "row", 0), number(parameters, "column", 0));
            case "features" -> features(parameters);
            case "latent" -> latent(parameters);
            case "walk" -> walk(parameters);
            default -> throw new IllegalArgumentException(
                    "There is no such query; expected trace, operation, features, latent or walk.");
        };
    }

    private static int number(Map<String, String> parameters, String name, int fallback) {
        String text = parameters.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + name + "\" must be a whole number.", e);
        }
    }

    private static int number(Map<String, String> parameters, String name, int fallback, int least, int most) {
        int number = number(parameters, name, fallback);
        if (number < least || number > most) {
            throw new IllegalArgumentException("\"" + name + "\" must be a whole number from " + least + " to " + most
                    + "; found " + number + ".");
        }
        return number;
    }

    /** The output of one layer for one of the shown fakes, or for a real example with {@code side=real}. */
    private JsonObject features(Map<String, String> parameters) {
        boolean ofG = !"D".equals(parameters.get("network"));
        Game game = present.game();
        View view = present.view();
        Sequential network = ofG ? game.networks().generator() : game.networks().discriminator();
        int last = network.layers().size() - 1;
        int layer = number(parameters, "layer", last, 0, last);
        boolean real = "real".equals(parameters.get("side")) && view.real().isPresent();
        Tensor x = ofG ? game.latent(view.noise(), view.labels())
                : real ? game.input(view.real().get(), view.realLabels()) : game.input(view.fakes(game), view.labels());
        int example = number(parameters, "example", 0, 0, x.shape().axis(0) - 1);
        for (int i = 0; i <= layer; i++) {
            x = network.layers().get(i).infer(x);
        }
        Shape shape = x.shape().example();
        JsonObject json = new JsonObject();
        json.addProperty("name", network.layers().get(layer).toString());
        addSize(json, shape);
        json.addProperty("data", TensorJson.base64(row(x, example).array()));
        return json;
    }

    /** Height, width and channels of an image; a vector is an image of height 1 and one channel. */
    private static void addSize(JsonObject json, Shape shape) {
        boolean image = shape.rank() == 3;
        json.addProperty("height", image ? shape.axis(0) : 1);
        json.addProperty("width", image ? shape.axis(1) : shape.size());
        json.addProperty("channels", image ? shape.axis(2) : 1);
    }

    private static Tensor row(Tensor batch, int example) {
        int size = batch.size() / batch.shape().axis(0);
        float[] values = new float[size];
        System.arraycopy(batch.array(), example * size, values, 0, size);
        return Tensor.of(batch.shape().withFirst(1), values);
    }

    /** The fake of a latent point. */
    private JsonObject latent(Map<String, String> parameters) {
        int size = present.view().noise().columns();
        String[] numbers = parameters.getOrDefault("z", "").split(",");
        if (numbers.length != size) {
            throw new IllegalArgumentException("A latent point has " + size + " coordinates; found " + numbers.length
                    + ".");
        }
        float[] z = new float[size];
        for (int i = 0; i < size; i++) {
            try {
                z[i] = Float.parseFloat(numbers[i]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("A coordinate of the latent point is not a number.", e);
            }
            if (!(Math.abs(z[i]) <= MOST_LATENT)) {
                throw new IllegalArgumentException("A coordinate of the latent point must be from -" + MOST_LATENT
                        + " to " + MOST_LATENT + ".");
            }
        }
        return generated(Tensor.of(Shape.of(1, size), z), 0).get(0).getAsJsonObject();
    }

    /** The fakes on the way from one of the shown latent points to another. */
    private JsonObject walk(Map<String, String> parameters) {
        View view = present.view();
        Tensor noise = view.noise();
        int most = noise.rows() - 1;
        int start = number(parameters, "from", 0, 0, most);
        Tensor from = row(noise, start);
        Tensor to = row(noise, number(parameters, "to", 1, 0, most));
        int frames = number(parameters, "frames", 9, 2, MOST_FRAMES);
        boolean sphere = view.normal() && noise.columns() > 2;
        JsonObject json = new JsonObject();
        json.add("frames", generated(sphere ? LatentWalk.spherical(from, to, frames)
                : LatentWalk.linear(from, to, frames), view.labels()[start]));
        return json;
    }

    /** The fakes of latent points, all of one class. */
    private JsonArray generated(Tensor z, int label) {
        Game game = present.game();
        int[] labels = IntStream.generate(() -> label).limit(z.rows()).toArray();
        Tensor fakes = game.fakes(z, labels);
        float[] scores = Opinion.scores(game, fakes, labels);
        JsonArray all = new JsonArray();
        for (int i = 0; i < scores.length; i++) {
            Tensor fake = row(fakes, i);
            JsonObject json = new JsonObject();
            if (present.view().plane()) {
                JsonArray point = new JsonArray();
                point.add(TensorJson.rounded(fake.array()[0]));
                point.add(TensorJson.rounded(fake.array()[1]));
                json.add("point", point);
            } else {
                addSize(json, Game.image(fake.shape().example()));
                json.addProperty("data", TensorJson.base64(View.levels(fake, game.range())));
            }
            json.add("score", TensorJson.rounded(scores[i]));
            all.add(json);
        }
        return all;
    }
}
