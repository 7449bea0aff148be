package easel.gan;

import easel.core.Tensor;

/** Hears of a training as it goes, on the training thread. */
public interface GanListener {
    /**
     * A step is done.
     *
     * @param step what it measured
     */
    default void onStep(GanStep step) {}

    /**
     * It is time to look at samples: the same latent points each time, through G in inference mode.
     *
     * @param step the step just done, from 1
     * @param samples (n, …) in the generator's range; the listener's to keep
     */
    default void onSample(long step, Tensor samples) {}

    /**
     * All batches of an epoch were used.
     *
     * @param epoch its number, from 1
     * @param step the step just done, from 1
     */
    default void onEpoch(long epoch, long step) {}
}
