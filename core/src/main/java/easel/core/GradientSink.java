package easel.core;

import java.util.function.Supplier;

/** Where a {@link Backward} puts the gradients of its sources. Also hands out buffers for them. */
public interface GradientSink extends Allocator {
    /**
     * Whether anything will be done with a gradient of this source.
     *
     * @param source a source that the operation was recorded with
     * @return true if it lies between the wanted tensors and the loss
     */
    boolean wants(Tensor source);

    /**
     * Adds to the gradient of a source. The supplier runs only if the source is wanted.
     *
     * @param source a source that the operation was recorded with
     * @param gradient computes a tensor of the source's shape; it may be dy itself
     */
    void add(Tensor source, Supplier<Tensor> gradient);
}
