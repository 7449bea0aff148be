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

/** Hyperparameters: documented defaults, ranges, and that each change returns an optimizer without state. */
class SettingsTest {
    /** A setting: its method, and optimizers with defaults, with the default set explicitly, and with another value. */
    record Setting(String method, Optimizer standard, Optimizer explicit, Optimizer other) {}

    static Stream<Named<Setting>> defaults() {
        Adam adam = Adam.withLearningRate(0.1f);
        AdamW adamW = AdamW.withLearningRate(0.1f);
        RmsProp rmsProp = RmsProp.withLearningRate(0.1f);
        Sgd sgd = Sgd.withLearningRate(0.1f);
        Sgd heavy = sgd.withMomentum(0.5f);
        return Stream.of(
                setting("withBeta1", "0.9, Kingma and Ba", adam, adam.withBeta1(0.9f), adam.withBeta1(0.8f)),
                setting("withBeta2", "0.999, Kingma and Ba", adam, adam.withBeta2(0.999f), adam.withBeta2(0.99f)),
                setting("withEpsilon", "1e-7, Keras", adam, adam.withEpsilon(1e-7f), adam.withEpsilon(1e-8f)),
                setting("withBeta1", "0.9, Kingma and Ba", adamW, adamW.withBeta1(0.9f), adamW.withBeta1(0.8f)),
                setting("withBeta2", "0.999, Kingma and Ba", adamW, adamW.withBeta2(0.999f), adamW.withBeta2(0.99f)),
                setting("withEpsilon", "1e-7, Keras", adamW, adamW.withEpsilon(1e-7f), adamW.withEpsilon(1e-8f)),
                setting("withWeightDecay", "0.01, PyTorch", adamW, adamW.withWeightDecay(0.01f),
                        adamW.withWeightDecay(0)),
                setting("withRho", "0.9, Keras", rmsProp, rmsProp.withRho(0.9f), rmsProp.withRho(0.99f)),
                setting("withEpsilon", "1e-7, Keras", rmsProp, rmsProp.withEpsilon(1e-7f), rmsProp.withEpsilon(1e-8f)),
                setting("withMomentum", "0, PyTorch and Keras", sgd, sgd.withMomentum(0), heavy),
                setting("withNesterov", "false, PyTorch and Keras", heavy, heavy.withNesterov(false),
                        heavy.withNesterov(true)));
    }

    private static Named<Setting> setting(
            String method, String value, Optimizer standard, Optimizer explicit, Optimizer other) {
        return Named.of(standard.getClass().getSimpleName() + " " + method + " " + value,
                new Setting(method, standard, explicit, other));
    }

    @ParameterizedTest
    @MethodSource("defaults")
    void aDocumentedDefaultHolds(Setting setting) {
        assertArrayEquals(threeSteps(setting.standard), threeSteps(setting.explicit), 0);
        assertFalse(Arrays.equals(threeSteps(setting.standard), threeSteps(setting.other)));
    }

    /** The values of a parameter after three steps. */
    private static float[] threeSteps(Optimizer optimizer) {
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
                    adamW, adamW.withBeta1(0.9f), adamW.withBeta2(0.999f), adamW.withEpsilon(1e-7f),
                    adamW.withWeightDecay(0.01f)
                }),
                Named.of("RMSProp", new ScheduledOptimizer[] {
                    rmsProp, rmsProp.withRho(0.9f), rmsProp.withEpsilon(1e-7f)
                }),
                Named.of("SGD", new ScheduledOptimizer[] {sgd, sgd.withMomentum(0.9f), sgd.withNesterov(false)}));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangedSettingReturnsAnOptimizerWithoutState(ScheduledOptimizer[] sameSettings) {
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
        // Expected values: both moments after two gradients, and 1 − β1² = 0.75, 1 − β2² = 0.19.
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
    void aDecayRateIsBelowOne(float rate) {
        Adam adam = Adam.withLearningRate(1);
        AdamW adamW = AdamW.withLearningRate(1);
        refused("beta1 " + rate + ": expected 0 <= beta1 < 1", () -> adam.withBeta1(rate));
        refused("beta2 " + rate + ": expected 0 <= beta2 < 1", () -> adam.withBeta2(rate));
        refused("beta1 " + rate + ": expected 0 <= beta1 < 1", () -> adamW.withBeta1(rate));
        refused("beta2 " + rate + ": expected 0 <= beta2 < 1", () -> adamW.withBeta2(rate));
        refused("rho " + rate + ": expected 0 <= rho < 1", () -> RmsProp.withLearningRate(1).withRho(rate));
        refused("momentum " + rate + ": expected 0 <= momentum < 1",
                () -> Sgd.withLearningRate(1).withMomentum(rate));
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
