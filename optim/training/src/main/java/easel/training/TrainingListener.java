package easel.training;

/** Callbacks of a training run, on the training thread. {@link Training#state} may be called in them. */
public interface TrainingListener {
    /**
     * Called after each step.
     *
     * @param step loss and metrics of the batch
     */
    default void onStep(TrainingStep step) {}

    /**
     * Called after each epoch, and after the last step of the run if that step does not complete an epoch.
     *
     * @param epoch training and validation values
     */
    default void onEpoch(TrainingEpoch epoch) {}
}
