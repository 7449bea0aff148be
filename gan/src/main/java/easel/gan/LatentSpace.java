package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The distribution of a generator's latent points z.
 *
 * @param size number of coordinates of one point, at least 1
 * @param distribution the distribution of each coordinate
 */
public record LatentSpace(int size, Distribution distribution) {
    private static final Pattern TEXT = Pattern.compile("(NORMAL|UNIFORM) (\\d{1,9})");

    /** The distribution of each coordinate, independent of the others. */
    public enum Distribution {
        /** N(0, 1). */
        NORMAL,
        /** U(-1, 1): uniform in [-1, 1). */
        UNIFORM
    }

    /**
     * Checks the size.
     *
     * @param size number of coordinates of one point, at least 1
     * @param distribution the distribution of each coordinate
     * @throws IllegalArgumentException if size is below 1
     */
    public LatentSpace {
        Objects.requireNonNull(distribution, "distribution");
        if (size < 1) {
            throw new IllegalArgumentException("a latent space has at least 1 dimension, found " + size);
        }
    }

    /**
     * A space of standard normal points.
     *
     * @param size number of coordinates of one point, at least 1
     * @return a space
     */
    public static LatentSpace normal(int size) {
        return new LatentSpace(size, Distribution.NORMAL);
    }

    /**
     * A space of points uniform in [-1, 1) in each coordinate.
     *
     * @param size number of coordinates of one point, at least 1
     * @return a space
     */
    public static LatentSpace uniform(int size) {
        return new LatentSpace(size, Distribution.UNIFORM);
    }

    /**
     * Parses the text of {@link #toString}, as saved in checkpoints.
     *
     * @param text such as {@code NORMAL 100}
     * @return the space with that text
     * @throws IllegalArgumentException if the text does not describe a valid latent space
     */
    public static LatentSpace parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a latent space; expected one such as"
                    + " \"NORMAL 100\" or \"UNIFORM 100\"");
        }
        return new LatentSpace(Integer.parseInt(matcher.group(2)), Distribution.valueOf(matcher.group(1)));
    }

    /**
     * Draws points.
     *
     * @param n number of points, at least 1
     * @param random the stream to draw from; it advances
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

    /**
     * The distribution and the size.
     *
     * @return such as {@code NORMAL 100}
     */
    @Override
    public String toString() {
        return distribution + " " + size;
    }
}
