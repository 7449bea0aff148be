package easel.core;

/**
 * Supplies the tensor that an operation writes its result into. {@link Tape#buffers} and a {@link GradientSink} reuse
 * arrays of earlier passes, which {@link Buffers} stores; {@link #HEAP} always allocates new arrays.
 */
@FunctionalInterface
public interface Allocator {
    /** Allocates new arrays on the Java heap. */
    Allocator HEAP = Tensor::zeros;

    /**
     * A tensor with unspecified contents. The caller must write every element.
     *
     * @param shape its shape
     * @return a tensor that shares its array with no other live tensor
     */
    Tensor allocate(Shape shape);

    /**
     * A tensor with unspecified contents. The caller must write every element.
     *
     * @param axes the axes of its shape
     * @return a tensor that shares its array with no other live tensor
     */
    default Tensor allocate(int... axes) {
        return allocate(Shape.of(axes));
    }
}
