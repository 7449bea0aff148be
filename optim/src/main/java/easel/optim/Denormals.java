package easel.optim;

/**
 * Flushes small moments to zero. Without gradients a moment decays to a subnormal number, and rounding can keep it
 * there. Many processors are much slower with subnormal numbers, and the JVM cannot enable their flush-to-zero mode.
 *
 * <p>Both methods subtract a threshold and stop at zero. Numbers of at least 2^25 times the threshold do not change,
 * because the difference is rounded to the same number. A comparison, {@code |m| < 1e-30 ? 0 : m}, is clearer, but C2
 * does not vectorize it: Adam then takes 4.2 ms instead of 0.7 ms for two million floats.
 */
final class Denormals {
    private static final float SMALL = 1e-30f;

    private Denormals() {}

    /** For a running mean of gradients: returns zero if |m| is at most 1e-30. */
    static float flush(float m) {
        return m - Math.max(-SMALL, Math.min(SMALL, m));
    }

    /**
     * For a running mean of squares, v ≥ 0: returns zero only if v is at most the smallest normal number, 1.2e-38. The
     * threshold is lower because √v is a denominator, and √1e-30 is not small compared with a tiny epsilon. So v
     * becomes zero only if |g| < 4e-18 (for β2 = 0.999), and then m̂/(√0 + ε) is below 1 for any epsilon of 4e-18 or
     * more.
     */
    static float flushSquare(float v) {
        return v - Math.min(Float.MIN_NORMAL, v);
    }
}
