package easel.training;

import java.util.Objects;

/**
 * One step. The values come from the forward pass of the update, that is, from the parameters before the update.
 *
 * @param step the number of the step, from 1
 * @param epoch the number of its epoch, from 1
 * @param batch loss and metrics of the batch, in training mode
 */
public record TrainingStep(long step, long epoch, Evaluation batch) {
    /**
     * Refuses null.
     *
     * @param step the number of the step, from 1
     * @param epoch the number of its epoch, from 1
     * @param batch loss and metrics of the batch
     */
    public TrainingStep {
        Objects.requireNonNull(batch, "batch");
    }
}
