package easel.examples.run;

import easel.gan.GanStep;

/** Creates steps with fixed losses. */
final class Steps {
    private Steps() {}

    static Measurements step(long number) {
        return ResumableGan.measurements(new GanStep(number, 0.5, 0.25, 1.5, 1, 0.75, 0.625, 1e-7, 0), false);
    }
}
