package easel.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments that decay to almost zero become exactly zero; larger moments do not change. */
class DenormalsTest {
    static Stream<Named<ScheduledOptimizer>> optimizersWithMoments() {
        return Stream.of(
                Named.of("Adam", Adam.withLearningRate(0.01f).withBeta2(0.99f)),
                Named.of("AdamW", AdamW.withLearningRate(0.01f).withBeta2(0.99f)),
                Named.of("RMSProp", RmsProp.withLearningRate(0.01f)),
                Named.of("SGD with momentum", Sgd.withLearningRate(0.01f).withMomentum(0.9f)),
                Named.of("SGD with Nesterov", Sgd.withLearningRate(0.01f).withMomentum(0.9f).withNesterov(true)));
    }

    @ParameterizedTest
    @MethodSource("optimizersWithMoments")
    void momentsBecomeExactlyZeroWhenGradientsAreZero(ScheduledOptimizer optimizer) {
        Parameter parameter = Given.parameter(1, 1, 1);
        optimizer.step(Given.gradients(parameter, 2, -3, 1e-4f));
        Gradients zeros = Given.gradients(parameter, 0, 0, 0);
        int subnormal = 0;
        for (int step = 0; step < 10_000; step++) { // 0.99^10,000 = 2e-44
            optimizer.step(zeros);
            for (float[] moment : optimizer.slots.of(parameter).moments) {
                for (float x : moment) {
                    subnormal += x != 0 && Math.abs(x) < Float.MIN_NORMAL ? 1 : 0;
                }
            }
        }
        for (float[] moment : optimizer.slots.of(parameter).moments) {
            assertArrayEquals(new float[3], moment, 0);
        }
        assertTrue(subnormal <= 3, subnormal + " subnormal moments were kept; at most one for each element is allowed");
        float[] before = parameter.array().clone();
        optimizer.step(Given.gradients(parameter, 2, -3, 1e-4f));
        assertTrue(parameter.at(0) < before[0] && parameter.at(1) > before[1] && parameter.at(2) < before[2]);
    }

    @ParameterizedTest
    @ValueSource(floats = {1, -1, 1e-3f, 1e-22f, -1e-22f, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN})
    void largerMomentsAreKeptBitForBit(float m) {
        assertEquals(m, Denormals.flush(m));
        assertEquals(Math.abs(m), Denormals.flushSquare(Math.abs(m)));
    }

    @Test
    void smallMomentsBecomeZero() {
        for (float m : new float[] {1e-30f, -1e-30f, 1e-31f, -1e-38f, Float.MIN_VALUE, -Float.MIN_VALUE, 0}) {
            assertEquals(0f, Math.abs(Denormals.flush(m)));
        }
        for (float v : new float[] {Float.MIN_NORMAL, 1e-39f, Float.MIN_VALUE, 0}) {
            assertEquals(0f, Denormals.flushSquare(v));
        }
        assertEquals(1e-35f, Denormals.flushSquare(1e-35f), 2e-38f);
    }

    /** Compares Adam with its formula in double without flushing. One gradient in five is zero. */
    @ParameterizedTest
    @ValueSource(floats = {1e3f, 1, 1e-3f, 1e-7f, 1e-12f, 1e-15f, 1e-16f, 1e-18f, 1e-20f, 1e-25f, 1e-35f, 1e-42f})
    void adamFollowsItsFormulaForGradientsOfAnySize(float scale) {
        float epsilon = 1e-7f;
        // Flushing changes m by at most 1e-30 in each step, so by at most 1e-30/(1 − β1) in total.
        double flushed = 1e-30 / (1 - 0.9) / epsilon;
        Parameter parameter = Given.parameter(0);
        Adam adam = Adam.withLearningRate(1).withEpsilon(epsilon);
        double m = 0;
        double v = 0;
        double theta = 0;
        for (int t = 1; t <= 300; t++) {
            float g = t % 50 < 10 ? 0 : scale * (1 + t % 3);
            adam.step(Given.gradients(parameter, g));
            m = 0.9f * m + (1 - 0.9f) * (double) g;
            v = 0.999f * v + (1 - 0.999f) * (double) g * g;
            double root = Math.sqrt(v / (1 - Math.pow(0.999f, t)));
            theta -= m / (1 - Math.pow(0.9f, t)) / (root + epsilon);
            assertEquals(theta, parameter.item(), 2e-5 * Math.abs(theta) + flushed * t, "step " + t);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e-8f, 1e-12f, 1e-16f, 4e-18f})
    void noStepIsLargerThanTheLearningRateWhereSquaresAreFlushed(float epsilon) {
        for (float g = 1; g > 1e-44f; g *= 0.7f) {
            Parameter parameter = Given.parameter(0);
            Adam adam = Adam.withLearningRate(1).withEpsilon(epsilon);
            float before = 0;
            for (int step = 0; step < 50; step++) {
                adam.step(Given.gradients(parameter, g));
                assertTrue(before - parameter.item() <= 1.0001f, "epsilon " + epsilon + ", g " + g + ", step " + step);
                before = parameter.item();
            }
        }
    }
}
