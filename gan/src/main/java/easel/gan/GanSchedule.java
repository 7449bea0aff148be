package easel.gan;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss.Separable;
import easel.gan.GanSteps.Metrics;

/**
 * The schedules of published GANs. For another one implement {@link UpdateSchedule}. The schedules
 * here, except {@link #SIMULTANEOUS}, take the D steps first and then update G through the updated D.
 */
public enum GanSchedule implements UpdateSchedule {
    /** D is updated on a real batch, then on a fake batch. Then G is updated through D, with new latent points. */
    SEPARATE(alternating(GanSteps::updateDiscriminatorSeparately)),
    /**
     * D is updated once on the concatenation of a real and a fake batch. Then G is updated through D, with new
     * latent points.
     */
    JOINED(alternating(GanSteps::updateDiscriminatorJoined)),
    /**
     * D is updated once with the mean of its losses on a real and a fake batch. Each batch has a separate forward pass,
     * and so separate BatchNorm statistics. Then G is updated through D, with new latent points. Goodfellow and
     * others, Generative Adversarial Nets, 2014, algorithm 1.
     */
    PAIRED(alternating(GanSteps::updateDiscriminatorPaired)),
    /** G has one forward pass, and D one on each batch. Both gradients are computed before either update. */
    SIMULTANEOUS(GanSchedule::simultaneous);

    private final UpdateSchedule updates;

    GanSchedule(UpdateSchedule updates) {
        this.updates = updates;
    }

    /** An update of D in {@link GanSteps}. */
    private interface DiscriminatorUpdate {
        DiscriminatorMetrics update(GanSteps gan, Tensor real, Tensor z, RandomStream random);
    }

    @Override
    public Metrics step(GanSteps gan, StepInputs inputs) {
        return updates.step(gan, inputs);
    }

    private static UpdateSchedule alternating(DiscriminatorUpdate discriminator) {
        return (gan, inputs) -> {
            GanSettings settings = gan.settings();
            DiscriminatorMetrics metrics = null;
            for (int i = 0; i < settings.discriminatorSteps(); i++) {
                Tensor z = inputs.latent("latent points of the discriminator", settings.batch(), i);
                RandomStream layers = inputs.random("layers in the discriminator's step", i);
                metrics = discriminator.update(gan, inputs.real(i), z, layers);
            }
            Tensor z = inputs.latent("latent points of the generator", settings.generatorBatch());
            RandomStream layers = inputs.random("layers in the generator's step");
            double loss = settings.loss() instanceof Separable ? gan.updateGenerator(z, layers)
                    : gan.updateGenerator(inputs.real(settings.discriminatorSteps() - 1), z, layers);
            return new Metrics(metrics, loss);
        };
    }

    private static Metrics simultaneous(GanSteps gan, StepInputs inputs) {
        Tensor z = inputs.latent("latent points", gan.settings().batch());
        return gan.updateBoth(inputs.real(0), z, inputs.random("layers"));
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
