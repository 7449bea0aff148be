package easel.examples.study;

import easel.core.Tensor;
import easel.gan.GanSettings;
import easel.gan.GanSteps;
import easel.gan.StepInputs;
import easel.gan.UpdateSchedule;

/**
 * The updates of one step: the D steps before the last one, each on new examples, then D and G together from one
 * forward pass of G and one of D on each batch ({@link GanSteps#updateBoth}). With one D step this is
 * {@link easel.gan.GanSchedule#SIMULTANEOUS}.
 */
record StudySchedule() implements UpdateSchedule {
    @Override
    public GanSteps.Metrics step(GanSteps gan, StepInputs inputs) {
        GanSettings settings = gan.settings();
        int d = settings.discriminatorSteps() - 1;
        for (int i = 0; i < d; i++) {
            gan.updateDiscriminatorPaired(inputs.real(i),
                    inputs.latent("latent points of the discriminator", settings.batch(), i),
                    inputs.random("layers in the discriminator's step", i));
        }
        Tensor z = inputs.latent("latent points", settings.batch());
        return gan.updateBoth(inputs.real(d), z, inputs.random("layers"));
    }

    @Override
    public String text() {
        return "study";
    }
}
