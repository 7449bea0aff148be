package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Scaling;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The picture of a training at one step: real examples, fakes of the same latent points each time, D's scores and
 * −∂L/∂x of the fakes; for points in the plane also D's surface and a regular grid of latent points, mapped by G. The
 * training does not change.
 *
 * @param noise the latent points of the fakes, (N, latent)
 * @param labels the classes of the fakes; zeros without classes
 * @param real the real examples, if they are known
 * @param realLabels the classes of the real examples; zeros without classes
 * @param plane whether the examples are points in the plane; otherwise they are images
 * @param normal whether the latent points are normal; otherwise they are uniform in [-1, 1)
 */
record View(Tensor noise, int[] labels, Optional<Tensor> real, int[] realLabels, boolean plane, boolean normal) {
    static final int IMAGES = 16;
    private static final int POINTS = 256;
    private static final int SURFACE = 40;
    private static final int GRID = 21;
    /** The latent square of normal coordinates shows [-2.5, 2.5], which has 97.5 % of the points. */
    private static final float NORMAL_RANGE = 2.5f;

    /** The view of trainings with these first settings and data. */
    static View of(StudySettings settings, RealData data) {
        boolean plane = !settings.subject().isImage();
        int n = plane ? POINTS : IMAGES;
        Tensor noise = settings.latent().sample(n, RandomStream.of(settings.seed()).stream("study: shown noise"));
        return new View(noise, new int[n], Optional.of(data.shown(n)), new int[n], plane,
                settings.get(Fields.DISTRIBUTION).equals("normal"));
    }

    /** The fakes that are shown. */
    Tensor fakes(Game game) {
        return game.fakes(noise, labels);
    }

    /** Adds the picture to the event frame. */
    void addTo(JsonObject frame, Game game) {
        Tensor fakes = fakes(game);
        Opinion opinion = Opinion.of(game, fakes, labels);
        frame.addProperty("scores", TensorJson.base64(opinion.scores()));
        frame.addProperty("gradient", TensorJson.base64(opinion.gradient().array()));
        if (!plane) {
            frame.addProperty("fake", TensorJson.base64(levels(fakes, game.range())));
            real.ifPresent(images -> {
                frame.addProperty("real", TensorJson.base64(levels(images, game.range())));
                frame.addProperty("realScores", TensorJson.base64(Opinion.of(game, images, realLabels).scores()));
            });
            return;
        }
        frame.addProperty("fake", TensorJson.base64(fakes.array()));
        real.ifPresent(points -> frame.addProperty("real", TensorJson.base64(points.array())));
        frame.addProperty("noise", TensorJson.base64(inPlane(noise)));
        frame.add("surface", grid(SURFACE, Opinion.scores(game, square(SURFACE, (float) Subject.LIMIT, 2))));
        float range = normal ? NORMAL_RANGE : 1;
        JsonObject latent = grid(GRID, game.fakes(square(GRID, range, noise.columns())).array());
        latent.addProperty("range", range);
        frame.add("latent", latent);
    }

    private static JsonObject grid(int n, float... values) {
        JsonObject json = new JsonObject();
        json.addProperty("n", n);
        json.addProperty("data", TensorJson.base64(values));
        return json;
    }

    /** A regular grid of n × n points in [-limit, limit]²; the first row has y = -limit. Of one coordinate, only x. */
    private static Tensor square(int n, float limit, int coordinates) {
        float[] points = new float[n * n * coordinates];
        for (int i = 0; i < n * n; i++) {
            points[i * coordinates] = limit * (2f * (i % n) / (n - 1) - 1);
            if (coordinates > 1) {
                points[i * coordinates + 1] = limit * (2f * (i / n) / (n - 1) - 1);
            }
        }
        return Tensor.of(Shape.of(n * n, coordinates), points);
    }

    /** Points of one or two coordinates as x and y; the missing y is 0. */
    private static float[] inPlane(Tensor points) {
        if (points.columns() == 2) {
            return points.array();
        }
        float[] plane = new float[2 * points.rows()];
        for (int i = 0; i < points.rows(); i++) {
            plane[2 * i] = points.array()[i];
        }
        return plane;
    }

    /** Pixels as levels 0 to 255. */
    static byte[] levels(Tensor images, Scaling range) {
        byte[] levels = new byte[images.size()];
        IntStream.range(0, levels.length).forEach(i -> levels[i] = (byte) range.toLevel(images.array()[i]));
        return levels;
    }
}
