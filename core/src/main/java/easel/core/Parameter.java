package easel.core;

import java.util.function.Consumer;

/**
 * A tensor that an optimizer changes in place, and that counts its changes. The count lets a {@link Tape}
 * refuse a gradient whose parameter moved after the forward pass.
 *
 * <p>Parameters are distinct by identity: a layer used twice is stepped once.
 */
public final class Parameter extends Tensor {
    private volatile long version;

    private Parameter(Shape shape, float[] array) {
        super(shape, array);
    }

    /**
     * A parameter that starts at these values.
     *
     * @param initial its first values. Not modified; copied
     * @return a fresh parameter at version 0
     */
    public static Parameter of(Tensor initial) {
        return new Parameter(initial.shape(), initial.array().clone());
    }

    /**
     * How often the values have changed.
     *
     * @return 0 at first
     */
    public long version() {
        return version;
    }

    /**
     * Changes the values. Not for concurrent use: one thread trains.
     *
     * @param change writes into the live array it is given
     */
    public void update(Consumer<float[]> change) {
        change.accept(array());
        version = version + 1;
    }
}
