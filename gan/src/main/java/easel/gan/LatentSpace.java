package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Where a generator's points z come from.
 *
 * @param size numbers in one point, at least 1
 * @param distribution what each of them is drawn from
 */
public record LatentSpace(int size, Distribution distribution) {
    /** The distribution of each number of a point, independent of the others. */
    public enum Distribution {
        /** N(0, 1). */
        NORMAL,
        /** U(-1, 1). */
        UNIFORM
    }

    /**
     * Checks the size.
     *
     * @param size numbers in one point, at least 1
     * @param distribution what each of them is drawn from
     * @throws IllegalArgumentException if size is below 1
     */
    public LatentSpace {
        if (size < 1) {
            throw new IllegalArgumentException("a latent space has at least 1 dimension, found " + size);
        }
    }

    /**
     * Standard normal points.
     *
     * @param size numbers in one point, at least 1
     * @return a space
     */
    public static LatentSpace normal(int size) {
        return new LatentSpace(size, Distribution.NORMAL);
    }

    /**
     * Points uniform in a cube from -1 to 1.
     *
     * @param size numbers in one point, at least 1
     * @return a space
     */
    public static LatentSpace uniform(int size) {
        return new LatentSpace(size, Distribution.UNIFORM);
    }

    /**
     * Draws points.
     *
     * @param n how many, at least 1
     * @param random drawn from in order
     * @return (n, size)
     */
    public Tensor sample(int n, RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(n, size));
        fill(z, random);
        return z;
    }

    /** Draws points into a tensor. */
    void fill(Tensor z, RandomStream random) {
        switch (distribution) {
            case NORMAL -> random.fillNormal(z.array(), 0, 1);
            case UNIFORM -> random.fillUniform(z.array(), -1, 1);
        }
    }
}
