package easel.gan;

import easel.core.state.State;

/**
 * The updates of one training step and their order. {@link GanSchedule} has four schedules; an application may
 * implement its own and give it to {@link GanSettings}. The trainer counts the steps, supplies batches and random
 * numbers, calls the listeners, generates the samples and makes the checkpoints, for every schedule in the same way.
 *
 * <p>A checkpoint has the {@link #text} of the schedule, and {@link GanTrainer#restore} refuses a checkpoint of another
 * schedule. A record whose components are the settings of the schedule needs no other code for this. A schedule without
 * state can serve many trainers. A schedule with state serves one trainer, and implements {@link #state} and
 * {@link #restore}.
 */
@FunctionalInterface
public interface UpdateSchedule {
    /**
     * Takes one step.
     *
     * <p>If all random numbers come from {@code inputs}, the same seed gives the same bits, also after a restart.
     *
     * @param gan networks, optimizers and settings, and the updates of the four schedules of {@link GanSchedule}
     * @param inputs real batches, latent points and random streams of this step
     * @return D's metrics and G's loss, for {@link GanStep}
     * @throws easel.core.DivergedException if a loss or gradient is not finite;
     *     {@link easel.layers.FiniteGradients#of} throws it
     */
    GanSteps.Metrics step(GanSteps gan, StepInputs inputs);

    /**
     * Refuses settings that this schedule does not support. Called when the settings are made. By default all settings
     * are supported.
     *
     * @param settings settings with this schedule
     * @throws IllegalArgumentException if a setting is not supported; the message says which values are
     */
    default void requireSupported(GanSettings settings) {}

    /**
     * The name of this schedule and its settings, which a checkpoint saves.
     *
     * @return by default the name of an enum constant, the text of a record, {@code of your own} for a lambda, and
     *     otherwise the name of the class. It must be the same in all processes
     */
    default String text() {
        return SettingText.of(this);
    }

    /**
     * Makes a snapshot of the state of this schedule, such as a history of generated examples or a third optimizer.
     *
     * @return by default an empty state
     */
    default State state() {
        return State.builder().build();
    }

    /**
     * Restores a snapshot.
     *
     * @param state from {@link #state}, of a schedule with the same text. Not modified
     * @throws IllegalArgumentException if the state does not fit; nothing changes
     */
    default void restore(State state) {}
}
