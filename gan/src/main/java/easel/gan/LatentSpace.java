package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.function.Function;

/**
 * The distribution of a generator's latent points z. {@link #normal} and {@link #uniform} are built in. Applications
 * may implement this interface, and {@link #register} their type so that checkpoints with it can be read.
 *
 * <p>An implementation is immutable. A trainer, its checkpoints and other threads can share it.
 */
public interface LatentSpace {
    /**
     * The size of a point.
     *
     * @return number of coordinates, at least 1
     */
    int size();

    /**
     * Draws points into a tensor. The same stream gives the same points.
     *
     * @param z (n, size). Modified: every element is set
     * @param random the stream to draw from; it advances
     */
    void fill(Tensor z, RandomStream random);

    /**
     * The type and the settings of this space, as saved in checkpoints and read by {@link #parse}.
     *
     * @return the type, a space and the settings, such as {@code NORMAL 100}
     */
    String text();

    /**
     * Draws points.
     *
     * @param n number of points, at least 1
     * @param random the stream to draw from; it advances
     * @return (n, size)
     */
    default Tensor sample(int n, RandomStream random) {
        Tensor z = Tensor.zeros(Shape.of(n, size()));
        fill(z, random);
        return z;
    }

    /**
     * Standard normal points: each coordinate is N(0, 1), independent of the others.
     *
     * @param size number of coordinates of one point, at least 1
     * @return a space
     * @throws IllegalArgumentException if size is below 1
     */
    static LatentSpace normal(int size) {
        return new IndependentSpace(IndependentSpace.Distribution.NORMAL, size);
    }

    /**
     * Uniform points: each coordinate is U(-1, 1), uniform in [-1, 1) and independent of the others.
     *
     * @param size number of coordinates of one point, at least 1
     * @return a space
     * @throws IllegalArgumentException if size is below 1
     */
    static LatentSpace uniform(int size) {
        return new IndependentSpace(IndependentSpace.Distribution.UNIFORM, size);
    }

    /**
     * Registers the reader of a type, usually once at the start of a program. All threads can then read checkpoints
     * with spaces of this type. A reader cannot be replaced or removed.
     *
     * @param type the part of {@link #text} before the first space
     * @param reader makes a space from the settings, the part of {@link #text} after the first space. It throws an
     *     IllegalArgumentException if a setting is not valid; it may throw an IndexOutOfBoundsException if a setting
     *     is missing. Many threads may call it at the same time
     * @throws IllegalArgumentException if the type is empty, contains a space or already has a reader
     */
    static void register(String type, Function<String, LatentSpace> reader) {
        LatentSpaceReaders.register(type, reader);
    }

    /**
     * Parses the {@link #text} of a space that is built in or registered.
     *
     * @param text such as {@code NORMAL 100}
     * @return the space with that text
     * @throws IllegalArgumentException if the text does not describe a valid latent space, or its type is not
     *     registered
     */
    static LatentSpace parse(String text) {
        return LatentSpaceReaders.parse(text);
    }
}
