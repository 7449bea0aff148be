package easel.core;

import java.util.function.Consumer;

/**
 * A tensor that an optimizer changes in place and that counts its changes. The count lets a {@link Tape} detect that a
 * parameter changed between the forward pass and its gradient.
 *
 * <p>Parameters are distinguished by identity. If a layer is used twice, an optimizer still updates its parameters once
 * per step.
 */
public final class Parameter extends Tensor {
    private volatile long version;

    private Parameter(Shape shape, float[] array) {
        super(shape, array);
    }

    /**
     * A parameter with these initial values.
     *
     * @param initial the values. Not modified; copied
     * @return a fresh parameter at version 0
     */
    public static Parameter of(Tensor initial) {
        return new Parameter(initial.shape(), initial.array().clone());
    }

    /**
     * The number of changes so far.
     *
     * @return 0 for a new parameter
     */
    public long version() {
        return version;
    }

    /**
     * Changes the values and increments the version. Not thread-safe: only one thread may train a parameter.
     *
     * @param change writes into the array it receives: the parameter's own array, not a copy
     */
    public void update(Consumer<float[]> change) {
        change.accept(array());
        version = version + 1;
    }
}
