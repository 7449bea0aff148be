package easel.gan;

import easel.core.state.State;
import java.util.Objects;

/**
 * The settings of a training run, except networks and optimizers. {@link #of} returns the defaults.
 *
 * @param latent the distribution of G's input
 * @param batch number of fake examples in one D step
 * @param generatorBatch number of latent points in one G step; equal to batch in the simultaneous schedule
 * @param schedule the order of updates
 * @param discriminatorSteps number of D steps before each G step; 1 in the simultaneous schedule
 * @param loss the losses of D and G
 * @param inferenceFakes whether G generates the fake examples of D's step in inference mode, so BatchNorm uses running
 *     statistics
 * @param inferenceDiscriminator whether D is in inference mode in G's step: without dropout, and using running
 *     statistics without updating them. In training mode D's BatchNorm layers also include G's examples in their
 *     running statistics
 * @param seed seed of all random numbers of the training run
 */
public record GanSettings(
        LatentSpace latent,
        int batch,
        int generatorBatch,
        GanSchedule schedule,
        int discriminatorSteps,
        AdversarialLoss loss,
        boolean inferenceFakes,
        boolean inferenceDiscriminator,
        long seed) {
    /**
     * Checks the numbers and the combination of settings.
     *
     * @param latent the distribution of G's input
     * @param batch number of fake examples in one D step
     * @param generatorBatch number of latent points in one G step
     * @param schedule the order of updates
     * @param discriminatorSteps number of D steps before each G step
     * @param loss the losses of D and G
     * @param inferenceFakes whether G generates the fake examples of D's step in inference mode
     * @param inferenceDiscriminator whether D is in inference mode in G's step
     * @param seed seed of all random numbers of the training run
     * @throws IllegalArgumentException if a number is below 1, or the simultaneous schedule does not support a setting
     */
    public GanSettings {
        Objects.requireNonNull(latent, "latent");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(loss, "loss");
        if (batch < 1 || generatorBatch < 1 || discriminatorSteps < 1) {
            throw new IllegalArgumentException("batch " + batch + ", generator batch " + generatorBatch
                    + " and discriminator steps " + discriminatorSteps + " must each be at least 1");
        }
        if (schedule == GanSchedule.SIMULTANEOUS && (discriminatorSteps != 1 || generatorBatch != batch
                || inferenceFakes || inferenceDiscriminator)) {
            throw new IllegalArgumentException("the simultaneous schedule updates both networks from one forward"
                    + " pass, so it requires 1 discriminator step, equal batch sizes and both networks in training"
                    + " mode; change these settings or choose another schedule");
        }
    }

    /**
     * The defaults: non-saturating loss, labels 1 and 0, equal batches, one D step, training mode, seed 0.
     *
     * @param schedule the order of updates
     * @param latent the distribution of G's input
     * @param batch number of fake examples in one D step, at least 1
     * @return settings
     */
    public static GanSettings of(GanSchedule schedule, LatentSpace latent, int batch) {
        return new GanSettings(latent, batch, batch, schedule, 1,
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), false, false, 0);
    }

    /**
     * A copy with another number of latent points in one G step.
     *
     * @param generatorBatch at least 1
     * @return settings
     */
    public GanSettings withGeneratorBatch(int generatorBatch) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * A copy with another number of D steps before each G step.
     *
     * @param discriminatorSteps at least 1
     * @return settings
     */
    public GanSettings withDiscriminatorSteps(int discriminatorSteps) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * A copy with another loss.
     *
     * @param loss the losses of D and G
     * @return settings
     */
    public GanSettings withLoss(AdversarialLoss loss) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * A copy with another mode of G for the fake examples of D's step.
     *
     * @param inferenceFakes whether G generates them in inference mode
     * @return settings
     */
    public GanSettings withInferenceFakes(boolean inferenceFakes) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * A copy with another mode of D in G's step.
     *
     * @param inferenceDiscriminator whether D is in inference mode there
     * @return settings
     */
    public GanSettings withInferenceDiscriminator(boolean inferenceDiscriminator) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * A copy with another seed.
     *
     * @param seed any number
     * @return settings
     */
    public GanSettings withSeed(long seed) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /** The settings as strings, for a checkpoint. */
    State state() {
        return State.builder()
                .string("latent", latent.toString())
                .string("batch", Integer.toString(batch))
                .string("generator_batch", Integer.toString(generatorBatch))
                .string("schedule", schedule.name())
                .string("discriminator_steps", Integer.toString(discriminatorSteps))
                // Object.toString of an application's own class contains a hash code that differs between processes.
                .string("loss", loss instanceof Record ? loss.toString() : loss.getClass().getName())
                .string("inference_fakes", Boolean.toString(inferenceFakes))
                .string("inference_discriminator", Boolean.toString(inferenceDiscriminator))
                .string("seed", Long.toString(seed))
                .build();
    }
}
