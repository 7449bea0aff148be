package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.datasets.Toy;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The real examples x of a study. A batch is a function of the seed and its number, so a step has the same examples
 * each time.
 *
 * <p>Shapes: points (N, 2), or images (N, H, W, C) with pixels from -1 (black) to 1 (white), the range of tanh.
 *
 * <p>Points are drawn from the distribution itself, so no point occurs twice. Drawn points get normal noise with the
 * standard deviation 0.03. Images are drawn from the data set with replacement.
 */
final class RealData {
    /** Standard deviation of the noise around a drawn point, in x and in y. */
    private static final float DRAWN_NOISE = 0.03f;

    private final BiFunction<Integer, RandomStream, Tensor> sampler;
    private final Shape example;
    private final RandomStream random;

    private RealData(BiFunction<Integer, RandomStream, Tensor> sampler, Shape example, long seed) {
        this.sampler = sampler;
        this.example = example;
        this.random = RandomStream.of(seed).stream("study: real examples");
    }

    /** The data of a subject; {@code drawn} are the points (x, y) of the subject draw. */
    static RealData of(Subject subject, List<float[]> drawn, long seed) {
        if (subject.isImage()) {
            ImageSource images = subject.images();
            return new RealData((n, draws) -> images.images(indices(images.size(), n, draws),
                    Scaling.MINUS_ONE_TO_ONE), images.imageShape(), seed);
        }
        Toy toy = subject == Subject.draw ? (n, draws) -> aroundPoints(drawn, n, draws) : subject.toy();
        return new RealData(toy::sample, Shape.of(2), seed);
    }

    private static int[] indices(int size, int n, RandomStream random) {
        int[] indices = new int[n];
        for (int i = 0; i < n; i++) {
            indices[i] = random.nextInt(size);
        }
        return indices;
    }

    private static Tensor aroundPoints(List<float[]> drawn, int n, RandomStream random) {
        Tensor points = Tensor.zeros(Shape.of(n, 2));
        float[] xy = points.array();
        random.fillNormal(xy, 0, DRAWN_NOISE);
        for (int i = 0; i < n; i++) {
            float[] point = drawn.get(random.nextInt(drawn.size()));
            xy[2 * i] += point[0];
            xy[2 * i + 1] += point[1];
        }
        return points;
    }

    /** The shape of one example. */
    Shape example() {
        return example;
    }

    /** Real examples (n, …) of the batch with this number, from 0. */
    Tensor batch(long number, int n) {
        return sampler.apply(n, random.stream("batches").at(number));
    }

    /** The same real examples (n, …) in each call, for the page. */
    Tensor shown(int n) {
        return sampler.apply(n, random.stream("shown"));
    }
}
