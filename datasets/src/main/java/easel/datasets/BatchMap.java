package easel.datasets;

import easel.core.Tensor;

/**
 * Changes a batch of images, in a {@link Pipeline}: an {@link Augmentation}, or any function. Called by the thread
 * that makes batches, which may be another for each.
 */
@FunctionalInterface
public interface BatchMap {
    /**
     * Changes one batch. The result should depend on the arguments alone, so that it is the same in every run.
     *
     * @param images (N, H, W, C). Not modified
     * @param step the number of the batch, from 0; the key of all randomness
     * @return (N, …)
     */
    Tensor apply(Tensor images, long step);
}
