package easel.gan;

import easel.gan.AdversarialLoss.Separable;
import easel.gan.GanSteps.Metrics;

/**
 * The schedules of published GANs. For another one implement {@link UpdateSchedule}. The schedules
 * here, except {@link #SIMULTANEOUS}, take the D steps first and then update G through the updated D.
 */
public enum GanSchedule implements UpdateSchedule {
    /** D is updated on a real batch, then on a fake batch. Then G is updated through D, with new latent points. */
    SEPARATE(alternating(GanUpdate.DISCRIMINATOR_ON_REAL, GanUpdate.DISCRIMINATOR_ON_FAKE)),
    /**
     * D is updated once on the concatenation of a real and a fake batch. Then G is updated through D, with new
     * latent points.
     */
    JOINED(alternating(GanUpdate.DISCRIMINATOR_JOINED)),
    /**
     * D is updated once with the mean of its losses on a real and a fake batch. Each batch has a separate forward pass,
     * and so separate BatchNorm statistics. Then G is updated through D, with new latent points. Goodfellow and
     * others, Generative Adversarial Nets, 2014, algorithm 1.
     */
    PAIRED(alternating(GanUpdate.DISCRIMINATOR_PAIRED)),
    /** G has one forward pass, and D one on each batch. Both gradients are computed before either update. */
    SIMULTANEOUS((gan, inputs) -> gan.update(GanUpdate.BOTH, inputs, 0));

    private final UpdateSchedule updates;

    GanSchedule(UpdateSchedule updates) {
        this.updates = updates;
    }

    @Override
    public Metrics step(GanSteps gan, StepInputs inputs) {
        return updates.step(gan, inputs);
    }

    private static UpdateSchedule alternating(GanUpdate... updatesOfD) {
        return (gan, inputs) -> {
            int last = gan.settings().discriminatorSteps() - 1;
            Metrics metrics = null;
            for (int i = 0; i <= last; i++) {
                metrics = new Metrics(DiscriminatorMetrics.NONE, 0);
                for (GanUpdate update : updatesOfD) {
                    metrics = metrics.plus(gan.update(update, inputs, i));
                }
            }
            return metrics.plus(gan.update(gan.settings().loss() instanceof Separable ? GanUpdate.GENERATOR
                    : GanUpdate.GENERATOR_COMPARED, inputs, last));
        };
    }

    @Override
    public void requireSupported(GanSettings settings) {
        if (this == SIMULTANEOUS && (settings.discriminatorSteps() != 1 || settings.generatorBatch() != settings.batch()
                || settings.inferenceFakes() || settings.inferenceDiscriminator())) {
            throw new IllegalArgumentException("the simultaneous schedule updates both networks from one forward"
                    + " pass, so it requires 1 discriminator step, equal batch sizes and both networks in training"
                    + " mode; change these settings or choose another schedule");
        }
        if (this == SEPARATE && !(settings.loss().separateTerms().isPresent()
                && settings.regularization().penalties().stream().noneMatch(
                        penalty -> penalty.examples() == GradientPenalty.Examples.INTERPOLATED))) {
            throw new IllegalArgumentException("the separate schedule updates D on real and on fake examples in two"
                    + " steps, so it supports neither a loss nor a penalty that combines real with fake examples;"
                    + " choose another schedule, such as PAIRED");
        }
    }
}
