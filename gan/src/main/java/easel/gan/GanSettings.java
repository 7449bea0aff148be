package easel.gan;

import easel.core.state.State;

/**
 * How a GAN is trained, apart from its networks and optimizers. Start from {@link #of} and name what differs.
 *
 * @param latent where G's points come from
 * @param batch fake examples that D sees in one of its steps
 * @param generatorBatch points in G's step; the simultaneous schedule needs it equal to batch
 * @param schedule the order of updates
 * @param discriminatorSteps D steps before each G step; the simultaneous schedule has exactly 1
 * @param loss what both minimise
 * @param inferenceFakes whether G makes the fakes of D's step in inference mode (running statistics), not training mode
 * @param inferenceDiscriminator whether D is in inference mode in G's step: no dropout, running statistics used and left
 *     alone; in training mode a BatchNorm of D also counts G's examples into its running statistics
 * @param seed all randomness of the training derives from it
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
     * Checks the settings against each other.
     *
     * @param latent where G's points come from
     * @param batch fake examples that D sees in one of its steps
     * @param generatorBatch points in G's step
     * @param schedule the order of updates
     * @param discriminatorSteps D steps before each G step
     * @param loss what both minimise
     * @param inferenceFakes whether G makes the fakes of D's step in inference mode
     * @param inferenceDiscriminator whether D is in inference mode in G's step
     * @param seed all randomness of the training derives from it
     * @throws IllegalArgumentException if a number is below 1, or the simultaneous schedule is asked for what it lacks
     */
    public GanSettings {
        if (batch < 1 || generatorBatch < 1 || discriminatorSteps < 1) {
            throw new IllegalArgumentException("batch " + batch + ", generator batch " + generatorBatch
                    + " and discriminator steps " + discriminatorSteps + " must each be at least 1");
        }
        if (schedule == GanSchedule.SIMULTANEOUS && (discriminatorSteps != 1 || generatorBatch != batch
                || inferenceFakes || inferenceDiscriminator)) {
            throw new IllegalArgumentException("the simultaneous schedule has one pass for both networks: 1"
                    + " discriminator step, one batch size, both networks in training mode; choose another schedule or"
                    + " these settings");
        }
    }

    /**
     * Non-saturating loss, plain labels, equal batches, one discriminator step, both networks in training mode, seed 0.
     *
     * @param schedule the order of updates
     * @param latent where G's points come from
     * @param batch fake examples in one step, at least 1
     * @return settings
     */
    public static GanSettings of(GanSchedule schedule, LatentSpace latent, int batch) {
        return new GanSettings(latent, batch, batch, schedule, 1,
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), false, false, 0);
    }

    /**
     * With another number of points in G's step.
     *
     * @param generatorBatch at least 1
     * @return settings
     */
    public GanSettings withGeneratorBatch(int generatorBatch) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * With several D steps before each G step.
     *
     * @param discriminatorSteps at least 1
     * @return settings
     */
    public GanSettings withDiscriminatorSteps(int discriminatorSteps) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * With another loss.
     *
     * @param loss what both minimise
     * @return settings
     */
    public GanSettings withLoss(AdversarialLoss loss) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /**
     * With fakes for D's step made by G in inference mode.
     *
     * @return settings
     */
    public GanSettings withInferenceFakes() {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, true,
                inferenceDiscriminator, seed);
    }

    /**
     * With D in inference mode in G's step.
     *
     * @return settings
     */
    public GanSettings withInferenceDiscriminator() {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                true, seed);
    }

    /**
     * With another seed.
     *
     * @param seed any number
     * @return settings
     */
    public GanSettings withSeed(long seed) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, seed);
    }

    /** What a checkpoint says of them. */
    State state() {
        return State.builder()
                .string("latent", latent.distribution() + " " + latent.size())
                .string("batch", Integer.toString(batch))
                .string("generator_batch", Integer.toString(generatorBatch))
                .string("schedule", schedule.name())
                .string("discriminator_steps", Integer.toString(discriminatorSteps))
                // A class of the user's own may have no text but one with its address.
                .string("loss", loss instanceof Record ? loss.toString() : loss.getClass().getName())
                .string("inference_fakes", Boolean.toString(inferenceFakes))
                .string("inference_discriminator", Boolean.toString(inferenceDiscriminator))
                .string("seed", Long.toString(seed))
                .build();
    }
}
