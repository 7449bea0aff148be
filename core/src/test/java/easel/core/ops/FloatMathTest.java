package easel.core.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FloatMathTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    /** A function of float32. */
    private interface Function {
        float of(float x);
    }

    @Test
    void expHasARelativeErrorBelow2e7() {
        double worst = largestError(FloatMath::exp, Math::exp, -87, 88, true);
        assertTrue(worst < 2e-7, "relative error " + worst);
    }

    @Test
    void expClampsItsArgument() {
        float highest = FloatMath.exp(88);
        float lowest = FloatMath.exp(-87);
        for (float x : new float[] {88.001f, 1e4f, Float.MAX_VALUE, INFINITY}) {
            assertEquals(highest, FloatMath.exp(x), "exp " + x);
            assertEquals(lowest, FloatMath.exp(-x), "exp -" + x);
        }
        assertTrue(lowest >= Float.MIN_NORMAL && highest < INFINITY);
        assertEquals(1, FloatMath.exp(0));
        assertEquals(1, FloatMath.exp(Float.MIN_VALUE));
    }

    @Test
    void expm1HasARelativeErrorBelow3e7() {
        double worst = largestError(FloatMath::expm1, Math::expm1, -87, 88, true);
        assertTrue(worst < 3e-7, "relative error " + worst);
        assertEquals(-1, FloatMath.expm1(-INFINITY));
        assertEquals(0, FloatMath.expm1(0));
    }

    @Test
    void normalCdfHasAnAbsoluteErrorBelow3e7() {
        double worst = largestError(FloatMath::normalCdf, PlainLoops::normalCdf, -20, 20, false);
        assertTrue(worst < 3e-7, "absolute error " + worst);
        assertEquals(0.5f, FloatMath.normalCdf(0));
    }

    /** Values of Φ from Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.1. */
    @ParameterizedTest
    @CsvSource({"0, 0.5", "0.5, 0.691462461274013", "1, 0.841344746068543", "1.96, 0.975002104851780",
        "2, 0.977249868051821", "3, 0.998650101968370", "4, 0.999968328758167"})
    void normalCdfAgreesWithPublishedValues(float x, double cdf) {
        assertEquals(cdf, FloatMath.normalCdf(x), 3e-7);
        assertEquals(1 - cdf, FloatMath.normalCdf(-x), 3e-7);
    }

    @Test
    void tanhHasAnAbsoluteErrorBelow4e7() {
        double worst = largestError(FloatMath::tanh, Math::tanh, -12, 12, false);
        assertTrue(worst < 4e-7, "absolute error " + worst);
    }

    @Test
    void tanhIsAccurateForSmallArguments() {
        for (float x = 1e-3f; x > Float.MIN_NORMAL; x /= 3) {
            assertEquals(Math.tanh(x) / x, FloatMath.tanh(x) / x, 2e-7, "tanh " + x);
        }
        assertEquals(0, FloatMath.tanh(0));
    }

    @Test
    void tanhIsOddAndAtMostOne() {
        for (float x : new float[] {9, 50, Float.MAX_VALUE, INFINITY}) {
            assertEquals(1, FloatMath.tanh(x), 2e-7f, "tanh " + x);
            assertEquals(FloatMath.tanh(9), FloatMath.tanh(x), "tanh " + x);
        }
        for (float x = -20; x < 20; x += 1f / 64) {
            assertEquals(FloatMath.tanh(x), -FloatMath.tanh(-x), "tanh " + x);
            assertTrue(Math.abs(FloatMath.tanh(x)) <= 1, "tanh " + x);
        }
    }

    /** In steps of 1/64 the tails are monotonic. Smaller steps may fall by a rounding error. */
    @Test
    void tailsAreMonotonic() {
        for (float x = 4; x < 100; x += 1f / 64) {
            float next = x + 1f / 64;
            assertTrue(FloatMath.exp(next) >= FloatMath.exp(x), "exp " + x);
            assertTrue(FloatMath.exp(-next) <= FloatMath.exp(-x), "exp -" + x);
            assertTrue(FloatMath.sigmoid(-next) <= FloatMath.sigmoid(-x), "sigmoid -" + x);
            assertTrue(FloatMath.softplus(next) >= FloatMath.softplus(x), "softplus " + x);
            assertTrue(FloatMath.softplus(-next) <= FloatMath.softplus(-x), "softplus -" + x);
        }
    }

    /** Above 6, tanh rises by less than a rounding error in a step of 1/64. */
    @Test
    void tanhFallsByAtMostThreeUlpInItsTails() {
        for (float x = 4; x < 12; x += 1f / 64) {
            assertTrue(FloatMath.tanh(x + 1f / 64) >= FloatMath.tanh(x) - 3 * Math.ulp(0.99f), "tanh " + x);
        }
    }

    /** Hashes of the bits of 200,001 results, the same in interpreted and compiled code. */
    @Test
    void givesTheSameBitsEverywhere() {
        assertEquals(-204_548_851, hash(FloatMath::exp));
        assertEquals(1_101_183_698, hash(FloatMath::tanh));
        assertEquals(504_689_227, hash(FloatMath::sigmoid));
        assertEquals(-2_134_066_850, hash(FloatMath::softplus));
        assertEquals(-121_174_810, hash(FloatMath::expm1));
        assertEquals(-901_251_601, hash(FloatMath::normalCdf));
    }

    private static int hash(Function f) {
        int hash = 0;
        for (int i = -100_000; i <= 100_000; i++) {
            hash = 31 * hash + Float.floatToIntBits(f.of(i / 1024f));
        }
        return hash;
    }

    @Test
    void sigmoidIsAccurateInBothTails() {
        double worst = largestError(FloatMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), -87, 100, true);
        assertTrue(worst < 2e-7, "relative error " + worst);
        assertEquals(1, FloatMath.sigmoid(100));
        assertEquals(1, FloatMath.sigmoid(INFINITY));
        assertEquals(0, FloatMath.sigmoid(-100), 1e-38f);
        assertEquals(0, FloatMath.sigmoid(-INFINITY), 1e-38f);
        assertEquals(0.5f, FloatMath.sigmoid(0));
    }

    @Test
    void softplusIsAccurateInBothTails() {
        double worst = largestError(FloatMath::softplus, FloatMathTest::softplus, -87, 200, true);
        assertTrue(worst < 2e-7, "relative error " + worst);
        assertEquals(100, FloatMath.softplus(100));
        assertEquals(INFINITY, FloatMath.softplus(INFINITY));
        assertEquals(3.7835058e-44f, FloatMath.softplus(-100));
        assertEquals(0, FloatMath.softplus(-INFINITY));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Test
    void stepIsOneAboveZero() {
        for (float x : new float[] {Float.MIN_VALUE, 2e-39f, Float.MIN_NORMAL, 1e-20f, 1, Float.MAX_VALUE, INFINITY}) {
            assertEquals(1, FloatMath.step(x), "step " + x);
            assertEquals(0, FloatMath.step(-x), "step -" + x);
        }
        assertEquals(0, FloatMath.step(0f));
        assertEquals(0, FloatMath.step(-0f));
    }

    static Function[] functions() {
        return new Function[] {
            FloatMath::exp, FloatMath::expm1, FloatMath::tanh, FloatMath::normalCdf, FloatMath::sigmoid,
            FloatMath::softplus, FloatMath::step};
    }

    @ParameterizedTest
    @MethodSource("functions")
    void nanGivesNan(Function function) {
        assertTrue(Float.isNaN(function.of(Float.NaN)));
    }

    /** Samples every 20,011th float between the bounds, which includes each binade, and 200,000 even steps. */
    private static double largestError(Function f, DoubleUnaryOperator exact, float low, float high, boolean relative) {
        double worst = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 20_011) {
            float x = Float.intBitsToFloat((int) bits);
            if (x >= low && x <= high) {
                worst = Math.max(worst, error(f, exact, x, relative));
            }
        }
        for (int i = 0; i <= 200_000; i++) {
            worst = Math.max(worst, error(f, exact, low + (high - low) * (i / 2e5f), relative));
        }
        return worst;
    }

    private static double error(Function f, DoubleUnaryOperator exact, float x, boolean relative) {
        double expected = exact.applyAsDouble(x);
        double error = Math.abs(f.of(x) - expected);
        assertTrue(error >= 0, "not a number at " + x);
        return relative && error > 0 ? error / Math.abs(expected) : error;
    }
}
