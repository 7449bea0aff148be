package easel.examples.commands;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import easel.examples.run.RealFeatures;
import easel.gan.ClassLabels;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A network that generates images from latent points.
 *
 * @param network maps (N, d), or (N, d + classes), to images
 * @param latent the distribution of points
 * @param image (H, W, C) of one image
 * @param scaling the range of its pixels
 * @param classes the number of classes; the network reads a point joined with a label. 0 for a network without classes
 * @param chosen the class of all images, if --class names one
 */
record Generator(Sequential network, LatentSpace latent, Shape image, Scaling scaling, int classes,
        OptionalInt chosen) {
    /** The largest point number, and the largest number of images in a command. */
    static final int MOST = 9999;

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

    /** Images of the chosen class. A network with classes requires one. */
    Tensor images(Tensor z) {
        if (classes > 0 && chosen.isEmpty()) {
            throw new IllegalArgumentException("the generator has the classes 0 to " + (classes - 1)
                    + "; choose one with --class N");
        }
        return images(z, z.rows());
    }

    /**
     * Images for a grid: all of the chosen class, or one class in each row.
     *
     * @param columns the number of columns of the grid
     */
    Tensor images(Tensor z, int columns) {
        return generate(classes == 0 ? z : ClassLabels.join(z, labels(z.rows(), columns), classes));
    }

    /** The labels of the images of a grid: the number of the row modulo the number of classes, unless one is chosen. */
    int[] labels(int n, int columns) {
        return IntStream.range(0, n).map(i -> chosen.orElse(i / columns % classes)).toArray();
    }

    /** One image for each input of the network, (N, H·W·C). */
    private Tensor generate(Tensor z) {
        return RealFeatures.generate(network, z).reshaped(Shape.of(z.rows(), image.size()));
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
