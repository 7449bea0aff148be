package easel.examples.commands;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import easel.gan.LatentSpace;
import easel.layers.Layer;
import easel.layers.Predictor;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network that generates images from latent points.
 *
 * @param network maps (N, d) to images
 * @param latent the distribution of points
 * @param image (H, W, C) of one image
 * @param scaling the range of its pixels
 */
record Generator(Sequential network, LatentSpace latent, Shape image, Scaling scaling) {
    /** The largest point number, and the largest number of images in a command. */
    static final int MOST = 9999;

    private static final int BATCH = 100;

    /** The range of pixels after the last layer that is not a Reshape; empty unless it is a Tanh or a Sigmoid. */
    static Optional<Scaling> scaling(Sequential network) {
        List<Layer> layers = network.layers();
        int last = layers.size() - 1;
        while (last > 0 && layers.get(last) instanceof Reshape) {
            last--;
        }
        Layer layer = layers.get(last);
        if (layer instanceof Sequential inner) {
            return scaling(inner);
        }
        return layer instanceof Tanh ? Optional.of(Scaling.MINUS_ONE_TO_ONE)
                : layer instanceof Sigmoid ? Optional.of(Scaling.ZERO_TO_ONE) : Optional.empty();
    }

    /** The points with these numbers, (numbers, d). They are rows of one sample: seed and number determine a point. */
    Tensor points(long seed, int... numbers) {
        int last = Arrays.stream(numbers).max().orElseThrow();
        if (Arrays.stream(numbers).min().orElseThrow() < 1 || last > MOST) {
            throw new IllegalArgumentException("points are numbered from 1 to " + MOST + "; found "
                    + Arrays.toString(numbers));
        }
        Tensor all = latent.sample(last, RandomStream.of(seed));
        return Matrices.gather(all, Arrays.stream(numbers).map(number -> number - 1).toArray(), Allocator.HEAP);
    }

    /** One image for each point, (N, H·W·C). Computed in batches to limit the memory. */
    Tensor images(Tensor z) {
        Tensor images = Tensor.zeros(Shape.of(z.rows(), image.size()));
        Predictor predictor = Predictor.of(network);
        for (int from = 0; from < z.rows(); from += BATCH) {
            int count = Math.min(BATCH, z.rows() - from);
            float[] batch = predictor.predict(rows(z, from, count)).array();
            System.arraycopy(batch, 0, images.array(), from * image.size(), batch.length);
        }
        return images;
    }

    /** A copy of consecutive rows. */
    static Tensor rows(Tensor x, int from, int count) {
        return Tensor.of(Shape.of(count, x.columns()),
                Arrays.copyOfRange(x.array(), from * x.columns(), (from + count) * x.columns()));
    }

    ImageGrid grid(int rows, int columns) {
        return ImageGrid.of(rows, columns, image, scaling);
    }
}
