package easel.core;

import java.util.function.Supplier;

/** Receives the gradients that a {@link Backward} computes for its sources, and allocates tensors for them. */
public interface GradientSink extends Allocator {
    /**
     * Whether the gradient of this source is needed.
     *
     * @param source a source that the operation was recorded with
     * @return true if the source is a wanted tensor or was computed from a wanted tensor
     */
    boolean wants(Tensor source);

    /**
     * Adds to the gradient of a source. The supplier runs only if {@link #wants} is true for the source.
     *
     * @param source a source that the operation was recorded with
     * @param gradient computes a tensor of the source's shape; it may return dy itself
     */
    void add(Tensor source, Supplier<Tensor> gradient);
}
