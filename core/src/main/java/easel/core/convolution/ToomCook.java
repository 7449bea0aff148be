package easel.core.convolution;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@link BilinearAlgorithm} of Toom and Cook, called Winograd's in the literature on neural networks. Its points
 * are 0, 1, -1, -½ and ∞ (n = m + r - 1 = 5), these and 2 (n = 6), or these six and the pair ±i (n = 8). The value at
 * ∞ is the leading coefficient. With n = 5, errors with -½ are up to half of those with 2.
 *
 * <p>For n = 8, eight real points would need one multiplication less in each dimension, but lose a digit of accuracy.
 * With the pair ±i, errors are about half of those with six points, because ±i are farther from the other
 * points. All entries of A and B are exact in float; the denominators of the interpolation are in G. The pair has three
 * real rows in A, B and G, for the three real multiplications of a complex product:
 * (a + bi)(c + di) = ac - bd + ((a + b)(c + d) - ac - bd)·i.
 *
 * <p>Barabasz and Gregg, Winograd Convolution for DNNs: Beyond Linear Polynomials, 2019.
 */
final class ToomCook {
    private static final double[] FIVE = {0, 1, -1, -0.5};
    private static final double[] SIX = {0, 1, -1, 2, -0.5};
    private static final int WITH_PAIR = 8;
    /**
     * The most terms in a sum of products. Rounding errors grow with the square root of the number of terms; this limit
     * keeps them below 5e-6 of the largest value for normally distributed numbers.
     */
    private static final int MAX_TERMS = 256;
    /** The same limit with ±i. With 256 terms, errors are then 2e-6 for kernels of five taps, 4e-6 for two. */
    private static final int MAX_TERMS_WITH_PAIR = 512;
    /** The same limit with five points. With 1024 terms, errors are then 3e-6 for kernels of two taps. */
    private static final int MAX_TERMS_WITH_FIVE = 1024;

    private static final Map<List<Integer>, BilinearAlgorithm> CACHE = new ConcurrentHashMap<>();

    /** The real points. */
    private final double[] points;
    private final boolean pair;
    private final int rows;
    private final int inputs;
    private final int outputs;
    private final int taps;
    private final float[] a;
    private final float[] b;
    private final float[] g;

    private ToomCook(int inputs, int taps) {
        this.points = inputs == 5 ? FIVE : SIX;
        this.pair = inputs == WITH_PAIR;
        this.rows = pair ? inputs + 1 : inputs;
        this.inputs = inputs;
        this.outputs = inputs - taps + 1;
        this.taps = taps;
        this.a = new float[rows * outputs];
        this.b = new float[rows * inputs];
        this.g = new float[rows * taps];
        fillRealPoints();
        fillInfinity();
        if (pair) {
            fillPair();
        }
    }

    /**
     * The algorithm for kernels with r taps.
     *
     * @param inputs n: 5, 6 or 8
     * @param taps r, at most n
     */
    static BilinearAlgorithm of(int inputs, int taps) {
        return CACHE.computeIfAbsent(List.of(inputs, taps), key -> new ToomCook(inputs, taps).algorithm());
    }

    private BilinearAlgorithm algorithm() {
        int maxTerms = inputs == 5 ? MAX_TERMS_WITH_FIVE : pair ? MAX_TERMS_WITH_PAIR : MAX_TERMS;
        return new BilinearAlgorithm(rows, outputs, taps, a, b, g, maxTerms);
    }

    private void fillRealPoints() {
        for (int row = 0; row < points.length; row++) {
            double[] others = productWithout(row, pair);
            double scale = 1 / value(others, points[row]);
            for (int k = 0; k < outputs; k++) {
                a[row * outputs + k] = (float) Math.pow(points[row], k);
            }
            for (int k = 0; k < taps; k++) {
                g[row * taps + k] = (float) (scale * Math.pow(points[row], k));
            }
            addToB(row, others, 1, 0);
        }
    }

    private void fillInfinity() {
        a[rows * outputs - 1] = 1;
        g[rows * taps - 1] = 1;
        addToB(rows - 1, productWithout(-1, pair), 1, 0);
    }

    /**
     * A value c + d·i represents the remainder c + d·x modulo x² + 1. G includes the factor 1 / L(i), where L is the
     * product of x - q over the real points q.
     */
    private void fillPair() {
        int row = points.length;
        double[] others = productWithout(-1, false);
        double re = 0;
        double im = 0;
        for (int k = 0; k < others.length; k++) {
            re += others[k] * realPower(k);
            im += others[k] * realPower(k - 1);
        }
        double size = re * re + im * im;
        for (int k = 0; k < outputs; k++) {
            fillTriple(a, row, outputs, k, realPower(k), realPower(k - 1));
        }
        for (int k = 0; k < taps; k++) {
            fillTriple(g, row, taps, k, (realPower(k) * re + realPower(k - 1) * im) / size,
                    (realPower(k - 1) * re - realPower(k) * im) / size);
        }
        addToB(row, others, 1, -1);           // ac: +1 in the real, -1 in the imaginary part
        addToB(row + 1, others, -1, -1);      // bd: -1 in both
        addToB(row + 2, others, 0, 1);        // (a + b)(c + d): +1 in the imaginary part
    }

    /** Fills one column of the pair's rows: real part, imaginary part and their sum. */
    private static void fillTriple(float[] matrix, int row, int columns, int k, double re, double im) {
        matrix[row * columns + k] = (float) re;
        matrix[(row + 1) * columns + k] = (float) im;
        matrix[(row + 2) * columns + k] = (float) (re + im);
    }

    /** The real part of iᵏ, k ≥ -1. The imaginary part of iᵏ is the real part of iᵏ⁻¹. */
    private static int realPower(int k) {
        return k % 2 != 0 ? 0 : k % 4 == 0 ? 1 : -1;
    }

    /** Adds the coefficients of others·(c + d·x) to a row of B. */
    private void addToB(int row, double[] others, double c, double d) {
        for (int k = 0; k < others.length; k++) {
            b[row * inputs + k] += (float) (c * others[k]);
            if (d != 0) {
                b[row * inputs + k + 1] += (float) (d * others[k]);
            }
        }
    }

    /**
     * The coefficients of the product of x - q over all real points q, times x² + 1 if {@code pair}.
     *
     * @param point index of the point to leave out, or -1 for none
     */
    private double[] productWithout(int point, boolean pair) {
        double[] product = pair ? new double[] {1, 0, 1} : new double[] {1};
        for (int p = 0; p < points.length; p++) {
            if (p != point) {
                double[] next = Arrays.copyOf(product, product.length + 1);
                for (int k = next.length - 1; k >= 0; k--) {
                    next[k] = (k > 0 ? product[k - 1] : 0) - (k < product.length ? points[p] * product[k] : 0);
                }
                product = next;
            }
        }
        return product;
    }

    private static double value(double[] polynomial, double x) {
        double value = 0;
        for (int k = polynomial.length - 1; k >= 0; k--) {
            value = value * x + polynomial[k];
        }
        return value;
    }
}
