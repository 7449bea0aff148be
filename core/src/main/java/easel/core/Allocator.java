package easel.core;

/**
 * Where an operation gets the tensor that it writes its result into. A {@link Tape} and a
 * {@link GradientSink} hand out buffers of passes that are over; {@link #HEAP} makes new ones.
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
