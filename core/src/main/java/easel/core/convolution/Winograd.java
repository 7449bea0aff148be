package easel.core.convolution;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A correlation of short sequences, y[i] = Σₖ x[i + k]·w[k] for i below m and k below r, with fewer multiplications
 * than m·r, as a bilinear form:
 *
 * <pre>
 * y = Aᵀ·((G·w) ⊙ (B·x))
 * </pre>
 *
 * <p>The product of two polynomials of m and r coefficients is known from its values at n points, each the product of
 * the factors' values: A and G evaluate them, and the transpose of B makes the coefficients again. IndirectConvolution is the
 * adjoint of that product (Toom and Cook; Winograd). B depends on the points alone. There are two choices of points:
 *
 * <ul>
 * <li>0, 1, -1, 2, -½ and ∞ (the leading coefficient), n = 6, and with the pair ±i n = 8, where n = m + r - 1. Eight
 * real points would save a multiplication and lose a digit; ±i even wins one, for it lies farther from the others. All
 * numbers of A and B are exact in float; the denominators of the interpolation are in G.
 * <li>The n roots of 1: then this is the convolution theorem, and A, B and G are discrete Fourier transforms. Places of
 * x that lie n apart count as one. So n may be less than m + r - 1 where x is zero at both, as in the padding round an
 * image. Many points cost no digits.
 * </ul>
 *
 * <p>Values at a pair of conjugate points are conjugate, too; one complex product serves both, by three real
 * multiplications: (a + bi)(c + di) = ac - bd + ((a + b)(c + d) - ac - bd)·i. A, B and G have three rows for ±i. Of
 * roots they have two, the real and the imaginary part: in two directions, one within the other, Y =
 * Aᵀ·((G·W·Gᵀ) ⊙ (B·X·Bᵀ))·A, two pairs then make two complex products, s·t and s·t̄, six multiplications instead of
 * nine. {@link #FACTORS} and {@link #OPERANDS} have what is multiplied.
 *
 * <p>Winograd, Arithmetic Complexity of Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2016; Barabasz and Gregg, Winograd Convolution for DNNs: Beyond Linear Polynomials, 2019.
 */
final class Winograd {
    /**
     * From numbers of A·Y·Aᵀ or G·W·Gᵀ to factors, (products, terms), by the number of terms: a real number; the real
     * and the imaginary part of one; or, of a pair s of rows and a pair t of columns, s and t real, s imaginary, t
     * imaginary, and both. These make s·t and s·t̄.
     */
    static final float[][] FACTORS = {{}, {1}, {1, 0, 0, 1, 1, 1}, {}, {
        1, 0, 0, -1,
        0, 1, 1, 0,
        1, 1, 1, -1,
        1, 0, 0, 1,
        0, 1, -1, 0,
        1, 1, -1, 1}};
    /**
     * The same for B·X·Bᵀ: p + q, q - p and -q, by which ac, bd and (a + b)(c + d) make Re((a + bi)(c + di)(p + qi)).
     */
    static final float[][] OPERANDS = {{}, {1}, {1, 1, -1, 1, 0, -1}, {}, {
        0.5f, 0.5f, 0.5f, -0.5f,
        -0.5f, 0.5f, 0.5f, 0.5f,
        0, -0.5f, -0.5f, 0,
        0.5f, 0.5f, -0.5f, 0.5f,
        -0.5f, 0.5f, -0.5f, -0.5f,
        0, -0.5f, 0.5f, 0}};
    /** Transposes of {@link #FACTORS}, (terms, products). */
    static final float[][] FACTORS_BACK = {{}, {1}, transposed(FACTORS[2], 2), {}, transposed(FACTORS[4], 4)};

    private static final double[] POINTS = {0, 1, -1, 2, -0.5};
    private static final Map<List<Integer>, Winograd> MADE = new ConcurrentHashMap<>();

    /** Rows of A, B and G. */
    final int rows;
    /** How many of them are multiplied as they are: the first ones. Each two of the others are a complex number. */
    final int reals;
    /** Numbers of x, m + r - 1. */
    final int inputs;
    /** Numbers of y, m. */
    final int outputs;
    /** Taps of the kernel, r. */
    final int taps;
    /** B, (rows, inputs). */
    final float[] data;
    /** A, (rows, m). */
    final float[] values;
    /** G, (rows, r). */
    final float[] kernel;
    /** Aᵀ, (m, rows). */
    final float[] sums;
    /** Gᵀ, (r, rows). */
    final float[] kernelSums;

    private Winograd(int rows, int reals, int outputs, int taps) {
        this.rows = rows;
        this.reals = reals;
        this.inputs = outputs + taps - 1;
        this.outputs = outputs;
        this.taps = taps;
        this.data = new float[rows * inputs];
        this.values = new float[rows * outputs];
        this.kernel = new float[rows * taps];
        if (fewPoints()) {
            fillPolynomials();
        } else {
            fillRoots();
        }
        this.sums = transposed(values, outputs);
        this.kernelSums = transposed(kernel, taps);
    }

    /**
     * An algorithm with a few points.
     *
     * @param pair whether ±i are among them
     * @param taps of the kernel, r, at most n = 6, or 8 with ±i
     */
    static Winograd ofFewPoints(boolean pair, int taps) {
        int rows = POINTS.length + (pair ? 4 : 1);
        return of(rows, rows, POINTS.length + (pair ? 3 : 1) - taps + 1, taps);
    }

    /**
     * The convolution theorem.
     *
     * @param points roots of 1, n, at least 3
     * @param outputs m
     * @param taps of the kernel, r
     */
    static Winograd ofRoots(int points, int outputs, int taps) {
        return of(points, 2 - points % 2, outputs, taps);
    }

    private static Winograd of(int rows, int reals, int outputs, int taps) {
        return MADE.computeIfAbsent(List.of(rows, reals, outputs, taps),
                key -> new Winograd(rows, reals, outputs, taps));
    }

    /** Whether these are the few points, whose rows are all multiplied as they are. */
    boolean fewPoints() {
        return reals == rows;
    }

    /** Whether ±i are among them. */
    boolean pair() {
        return fewPoints() && rows > POINTS.length + 1;
    }

    /** Multiplications in two directions. */
    int products() {
        int pairs = (rows - reals) / 2;
        return reals * reals + 6 * reals * pairs + 6 * pairs * pairs;
    }

    /** Rows from this one on that belong together: one, or two. */
    int together(int row) {
        return row < reals ? 1 : 2;
    }

    private void fillRoots() {
        for (int row = 0; row < rows; row += together(row)) {
            boolean real = row < reals;
            double angle = real ? row * Math.PI : 2 * Math.PI * ((row - reals) / 2 + 1) / rows;
            fillRoot(values, outputs, row, angle, 1);
            fillRoot(kernel, taps, row, angle, (real ? 1.0 : 2.0) / rows);
            fillRoot(data, inputs, row, -angle, 1);
        }
    }

    private void fillRoot(float[] matrix, int columns, int row, double angle, double scale) {
        for (int k = 0; k < columns; k++) {
            matrix[row * columns + k] = (float) (scale * StrictMath.cos(angle * k));
            if (row >= reals) {
                matrix[(row + 1) * columns + k] = (float) (scale * StrictMath.sin(angle * k));
            }
        }
    }

    private void fillPolynomials() {
        for (int row = 0; row < POINTS.length; row++) {
            double[] others = others(row, pair());
            double scale = 1 / value(others, POINTS[row]);
            for (int k = 0; k < outputs; k++) {
                values[row * outputs + k] = (float) Math.pow(POINTS[row], k);
            }
            for (int k = 0; k < taps; k++) {
                kernel[row * taps + k] = (float) (scale * Math.pow(POINTS[row], k));
            }
            fillData(row, others, 1, 0);
        }
        int last = rows - 1;
        values[rows * outputs - 1] = 1;
        kernel[rows * taps - 1] = 1;
        fillData(last, others(-1, pair()), 1, 0);
        if (pair()) {
            fillPair(POINTS.length, others(-1, false));
        }
    }

    /** A number c + d·i stands for the remainder c + d·x modulo x² + 1; 1 / L(i) is multiplied into G. */
    private void fillPair(int row, double[] others) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < others.length; k++) {
            re += others[k] * real(k);
            im += others[k] * real(k - 1);
        }
        double size = re * re + im * im;
        for (int k = 0; k < outputs; k++) {
            fillTriple(values, row, outputs, k, real(k), real(k - 1));
        }
        for (int k = 0; k < taps; k++) {
            fillTriple(kernel, row, taps, k, (real(k) * re + real(k - 1) * im) / size,
                    (real(k - 1) * re - real(k) * im) / size);
        }
        fillData(row, others, 1, -1);           // ac counts for 1 and against i
        fillData(row + 1, others, -1, -1);      // bd against both
        fillData(row + 2, others, 0, 1);        // (a + b)(c + d) for i
    }

    private static void fillTriple(float[] to, int row, int columns, int k, double re, double im) {
        to[row * columns + k] = (float) re;
        to[(row + 1) * columns + k] = (float) im;
        to[(row + 2) * columns + k] = (float) (re + im);
    }

    /** The real part of i to the k, from -1; its imaginary part is that of k - 1. */
    private static int real(int k) {
        return k % 2 != 0 ? 0 : k % 4 == 0 ? 1 : -1;
    }

    /** The coefficients of others·(a + b·x). */
    private void fillData(int row, double[] others, double a, double b) {
        for (int k = 0; k < others.length; k++) {
            data[row * inputs + k] += (float) (a * others[k]);
            if (b != 0) {
                data[row * inputs + k + 1] += (float) (b * others[k]);
            }
        }
    }

    /** The product of x - q over all points q but one, and of x² + 1 if ±i are among them. */
    private static double[] others(int but, boolean pair) {
        double[] product = pair ? new double[] {1, 0, 1} : new double[] {1};
        for (int p = 0; p < POINTS.length; p++) {
            if (p != but) {
                double[] next = Arrays.copyOf(product, product.length + 1);
                for (int k = next.length - 1; k >= 0; k--) {
                    next[k] = (k > 0 ? product[k - 1] : 0) - (k < product.length ? POINTS[p] * product[k] : 0);
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

    private static float[] transposed(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        float[] to = new float[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[j * rows + i] = matrix[i * columns + j];
            }
        }
        return to;
    }
}
