package easel.gan;

import easel.core.Tensor;

/**
 * Callbacks of a training run, on the training thread. Applications implement the methods that they need. A callback
 * may stop the run with {@link GanTrainer#stop}.
 */
public interface GanListener {
    /**
     * Called before each step reads a batch or changes anything. The step waits until the call returns, so a callback
     * may pause the training.
     *
     * @param step the number of the step, from 1
     */
    default void beforeStep(long step) {}

    /**
     * Called after each step.
     *
     * @param step losses, accuracies and probabilities of the step
     */
    default void onStep(GanStep step) {}

    /**
     * Called at the interval of {@link GanTrainer#sampleEvery}. G generates the samples in inference mode, from the
     * same latent points each time.
     *
     * @param step the number of the last step, from 1
     * @param samples (n, …) in the generator's range of values; a new tensor for each listener
     */
    default void onSample(long step, Tensor samples) {}

    /**
     * Called after the last step of each epoch; see {@link GanTrainer#stepsPerEpoch}.
     *
     * @param epoch the number of the epoch, from 1
     * @param step the number of the last step, from 1
     */
    default void onEpoch(long epoch, long step) {}
}
