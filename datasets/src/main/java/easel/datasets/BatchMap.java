package easel.datasets;

import easel.core.Tensor;

/**
 * A function applied to each batch of images in a {@link Pipeline}, such as an {@link Augmentation}. Different threads
 * may call it for different batches.
 */
@FunctionalInterface
public interface BatchMap {
    /**
     * Transforms one batch. The result should depend on the arguments alone, so that it is the same in every run.
     *
     * @param images (N, H, W, C). Not modified
     * @param step the number of the batch, from 0; use it as the key of random draws
     * @return (N, …)
     */
    Tensor apply(Tensor images, long step);
}
