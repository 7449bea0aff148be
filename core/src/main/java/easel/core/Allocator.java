package easel.core;

/**
 * Allocates the tensor that an operation writes its result into. {@link Tape#buffers} and a {@link GradientSink}
 * reuse arrays of earlier passes; {@link #HEAP} makes new ones.
 */
@FunctionalInterface
public interface Allocator {
    /** New arrays from the Java heap. */
    Allocator HEAP = Tensor::zeros;

    /**
     * A tensor to be filled completely: its contents are unspecified.
     *
     * @param shape its shape
     * @return a tensor that nobody else writes to
     */
    Tensor allocate(Shape shape);

    /**
     * A tensor to be filled completely: its contents are unspecified.
     *
     * @param axes its shape's axes
     * @return a tensor that nobody else writes to
     */
    default Tensor allocate(int... axes) {
        return allocate(Shape.of(axes));
    }
}
