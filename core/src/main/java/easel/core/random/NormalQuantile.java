package easel.core.random;

/**
 * The normal quantile of a 32-bit word w, read as a signed number: the z with Φ(z) = p = (w + 2^31 + ½) / 2^32, where Φ
 * is the standard normal distribution function. The function is odd, quantile(~w) = -quantile(w), and |z| < 6.34.
 *
 * <p>Wichura's PPND16, relative error about 1e-16 (Algorithm AS 241: The Percentage Points of the Normal
 * Distribution, Applied Statistics 37, 1988, 477-484). Let q = p - ½. In the centre, |q| <= 0.425, the quantile is
 * q·A(r)/B(r) with r = 0.425² - q². In the tails, its magnitude is C(s)/D(s) with s = √(-ln(½ - |q|)) - 1.6. The third
 * pair of polynomials of AS 241 is for probabilities below e^-25. It is not needed: the smallest probability is 2^-33.
 *
 * <p>The code uses only + - * / √ and {@link StrictMath#log}, so the bits are the same on every processor, in
 * interpreted and in compiled code.
 */
final class NormalQuantile {
    private static final double CENTRE = 0.425;

    /** The largest m with (m + ½) / 2^32 <= 0.425. */
    private static final int LAST_CENTRAL = 1_825_361_100;

    private final double[] q;
    private final double[] z;
    private final int[] tails;

    /** Allocates arrays for runs of up to maxWords words. */
    NormalQuantile(int maxWords) {
        q = new double[maxWords];
        z = new double[maxWords];
        tails = new int[maxWords + 1];
    }

    static double of(int word) {
        return oneIfTail(word) == 0 ? central(q(word)) : tail(q(word));
    }

    /** array[from + i] = mean + stddev·quantile(words[at + i]) for i below count. Modified: array. */
    void fill(int[] words, int at, float[] array, int from, int count, double mean, double stddev) {
        int tailCount = 0;
        for (int i = 0; i < count; i++) {
            q[i] = q(words[at + i]);
            tails[tailCount] = i;
            tailCount += oneIfTail(words[at + i]);
        }
        // Includes the tails, whose results are replaced below: without a branch, the JIT compiler vectorizes the loop.
        for (int i = 0; i < count; i++) {
            z[i] = central(q[i]);
        }
        // Reads q, not the words: converting them again makes this loop twice as slow on JDK 17.
        for (int i = 0; i < tailCount; i++) {
            z[tails[i]] = tail(q[tails[i]]);
        }
        for (int i = 0; i < count; i++) {
            array[from + i] = (float) (mean + stddev * z[i]);
        }
    }

    /** 1 in the tails, 0 in the centre. Computed without a branch, because the branch would often be mispredicted. */
    private static int oneIfTail(int word) {
        int magnitude = word ^ (word >> 31);
        return (LAST_CENTRAL - magnitude) >>> 31;
    }

    private static double q(int word) {
        return (word + 0.5) * 0x1p-32;
    }

    private static double central(double q) {
        double r = CENTRE * CENTRE - q * q;
        double a = ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080;
        double b = ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                + 4.2313330701600911252e1) * r + 1;
        return q * a / b;
    }

    private static double tail(double q) {
        double s = Math.sqrt(-StrictMath.log(0.5 - Math.abs(q))) - 1.6;
        double c = ((((((7.74545014278341407640e-4 * s + 2.27238449892691845833e-2) * s
                + 2.41780725177450611770e-1) * s + 1.27045825245236838258) * s + 3.64784832476320460504) * s
                + 5.76949722146069140550) * s + 4.63033784615654529590) * s + 1.42343711074968357734;
        double d = ((((((1.05075007164441684324e-9 * s + 5.47593808499534494600e-4) * s
                + 1.51986665636164571966e-2) * s + 1.48103976427480074590e-1) * s + 6.89767334985100004550e-1) * s
                + 1.67638483018380384940) * s + 2.05319162663775882187) * s + 1;
        return Math.copySign(c / d, q);
    }
}
