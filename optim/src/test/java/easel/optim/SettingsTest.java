package easel.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Parameter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hyperparameters: documented defaults, refusals, and that each change gives a fresh optimizer. */
class SettingsTest {
    /** An optimizer as it comes, the same with its default named, and one with another value. */
    record Setting(Optimizer standard, Optimizer named, Optimizer other) {}

    static Stream<Named<Setting>> defaults() {
        Adam adam = Adam.withLearningRate(0.1f);
        AdamW adamW = AdamW.withLearningRate(0.1f);
        RmsProp rmsProp = RmsProp.withLearningRate(0.1f);
        Sgd sgd = Sgd.withLearningRate(0.1f);
        Sgd heavy = sgd.withMomentum(0.5f);
        return Stream.of(
                setting("Adam beta1 0.9, Kingma and Ba", adam, adam.withBeta1(0.9f), adam.withBeta1(0.8f)),
                setting("Adam beta2 0.999, Kingma and Ba", adam, adam.withBeta2(0.999f), adam.withBeta2(0.99f)),
                setting("Adam epsilon 1e-7, Keras", adam, adam.withEpsilon(1e-7f), adam.withEpsilon(1e-8f)),
                setting("AdamW beta1 0.9, Kingma and Ba", adamW, adamW.withBeta1(0.9f), adamW.withBeta1(0.8f)),
                setting("AdamW beta2 0.999, Kingma and Ba", adamW, adamW.withBeta2(0.999f), adamW.withBeta2(0.99f)),
                setting("AdamW epsilon 1e-7, Keras", adamW, adamW.withEpsilon(1e-7f), adamW.withEpsilon(1e-8f)),
                setting("AdamW weight decay 0.01, PyTorch", adamW, adamW.withWeightDecay(0.01f), adamW.withWeightDecay(0)),
                setting("RMSProp rho 0.9, Keras", rmsProp, rmsProp.withRho(0.9f), rmsProp.withRho(0.99f)),
                setting("RMSProp epsilon 1e-7, Keras", rmsProp, rmsProp.withEpsilon(1e-7f), rmsProp.withEpsilon(1e-8f)),
                setting("SGD momentum 0, PyTorch and Keras", sgd, sgd.withMomentum(0), heavy),
                setting("SGD without Nesterov, PyTorch and Keras", heavy, heavy.withNesterov(false), heavy.withNesterov(true)));
    }

    private static Named<Setting> setting(String name, Optimizer standard, Optimizer named, Optimizer other) {
        return Named.of(name, new Setting(standard, named, other));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void aDocumentedDefaultHolds(Setting setting) {
        assertArrayEquals(walk(setting.standard), walk(setting.named), 0);
        assertFalse(Arrays.equals(walk(setting.standard), walk(setting.other)));
    }

    /** Where a fresh parameter gets in three steps. */
    private static float[] walk(Optimizer optimizer) {
        Parameter parameter = Given.parameter(1, -2, 3);
        for (int step = 0; step < 3; step++) {
            optimizer.step(Given.gradients(parameter, 1e-5f, 0.5f * step, -3));
        }
        return parameter.array();
    }

    static Stream<Named<ScheduledOptimizer[]>> changes() {
        Adam adam = Adam.withLearningRate(0.1f);
        AdamW adamW = AdamW.withLearningRate(0.1f);
        RmsProp rmsProp = RmsProp.withLearningRate(0.1f);
        Sgd sgd = Sgd.withLearningRate(0.1f).withMomentum(0.9f);
        return Stream.of(
                Named.of("Adam", new ScheduledOptimizer[] {
                    adam, adam.withBeta1(0.9f), adam.withBeta2(0.999f), adam.withEpsilon(1e-7f)
                }),
                Named.of("AdamW", new ScheduledOptimizer[] {
                    adamW, adamW.withBeta1(0.9f), adamW.withBeta2(0.999f), adamW.withEpsilon(1e-7f), adamW.withWeightDecay(0.01f)
                }),
                Named.of("RMSProp", new ScheduledOptimizer[] {rmsProp, rmsProp.withRho(0.9f), rmsProp.withEpsilon(1e-7f)}),
                Named.of("SGD", new ScheduledOptimizer[] {sgd, sgd.withMomentum(0.9f), sgd.withNesterov(false)}));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangedSettingMakesAnOptimizerWithoutMemory(ScheduledOptimizer[] sameSettings) {
        Parameter moved = Given.parameter(1);
        sameSettings[0].step(Given.gradients(moved, 5));
        sameSettings[0].step(Given.gradients(moved, 5));
        float position = moved.item();
        for (int i = 1; i < sameSettings.length; i++) {
            assertEquals(0, sameSettings[i].steps());
            assertEquals(0, sameSettings[i].slots.of(moved).t);
            sameSettings[i].step(Given.gradients(Given.parameter(1), 7));
        }
        assertEquals(2, sameSettings[0].steps());
        assertEquals(2, sameSettings[0].slots.of(moved).t);
        assertEquals(position, moved.item());
    }

    @Test
    void settingsAreKeptFromOneChangeToTheNext() {
        Parameter one = Given.parameter(1);
        Parameter other = Given.parameter(1);
        Adam adam = Adam.withLearningRate(0.1f).withBeta1(0.5f).withBeta2(0.9f).withEpsilon(1e-3f);
        Adam reversed = Adam.withLearningRate(0.1f).withEpsilon(1e-3f).withBeta2(0.9f).withBeta1(0.5f);
        for (float g : new float[] {1e-3f, -5e-3f}) {
            adam.step(Given.gradients(one, g));
            reversed.step(Given.gradients(other, g));
        }
        // By hand: both moments after two gradients, and 1 − β1² = 0.75, 1 − β2² = 0.19.
        double m = 0.5 * (0.5 * 1e-3) + 0.5 * -5e-3;
        double v = 0.9 * (0.1 * 1e-6) + 0.1 * 25e-6;
        double first = 0.1 * 1e-3 / (1e-3 + 1e-3);
        double second = 0.1 * (m / 0.75) / (Math.sqrt(v / 0.19) + 1e-3);
        assertEquals(1 - first - second, one.item(), 1e-6);
        assertEquals(one.item(), other.item());
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1e-3f, Float.NaN, Float.POSITIVE_INFINITY})
    void aLearningRateIsFiniteAndAboveZero(float rate) {
        String message = "learning rate " + rate + ": expected a finite number above 0";
        refused(message, () -> Adam.withLearningRate(rate));
        refused(message, () -> AdamW.withLearningRate(rate));
        refused(message, () -> RmsProp.withLearningRate(rate));
        refused(message, () -> Sgd.withLearningRate(rate));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1, 1.5f, Float.NaN})
    void aShareOfThePastLiesBelowOne(float share) {
        Adam adam = Adam.withLearningRate(1);
        AdamW adamW = AdamW.withLearningRate(1);
        refused("beta1 " + share + ": expected 0 <= beta1 < 1", () -> adam.withBeta1(share));
        refused("beta2 " + share + ": expected 0 <= beta2 < 1", () -> adam.withBeta2(share));
        refused("beta1 " + share + ": expected 0 <= beta1 < 1", () -> adamW.withBeta1(share));
        refused("beta2 " + share + ": expected 0 <= beta2 < 1", () -> adamW.withBeta2(share));
        refused("rho " + share + ": expected 0 <= rho < 1", () -> RmsProp.withLearningRate(1).withRho(share));
        refused("momentum " + share + ": expected 0 <= momentum < 1", () -> Sgd.withLearningRate(1).withMomentum(share));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1e-7f, Float.NaN, Float.POSITIVE_INFINITY})
    void anEpsilonIsFiniteAndAboveZero(float epsilon) {
        String message = "epsilon " + epsilon + ": expected a finite number above 0";
        refused(message, () -> Adam.withLearningRate(1).withEpsilon(epsilon));
        refused(message, () -> AdamW.withLearningRate(1).withEpsilon(epsilon));
        refused(message, () -> RmsProp.withLearningRate(1).withEpsilon(epsilon));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.01f, Float.NaN, Float.POSITIVE_INFINITY})
    void aWeightDecayIsNotNegative(float decay) {
        refused("weight decay " + decay + ": expected a finite number, 0 or above",
                () -> AdamW.withLearningRate(1).withWeightDecay(decay));
    }

    private static void refused(String message, Executable construction) {
        String found = assertThrows(IllegalArgumentException.class, construction).getMessage();
        assertEquals(message, found.substring(0, Math.min(message.length(), found.length())));
    }
}
