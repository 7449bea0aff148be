package easel.core;

import java.util.Arrays;

/**
 * A correlation of short sequences, y[i] = Σₖ x[i + k]·w[k] for i below m and k below r, with fewer multiplications
 * than m·r, as a bilinear form:
 *
 * <pre>
 * y = Aᵀ·((G·w) ⊙ (Bᵀ·x))
 * </pre>
 *
 * <p>The product of two polynomials of m and r coefficients has n = m + r - 1. It is known from its values at n points,
 * each the product of the factors' values: A and G evaluate them, and B makes the coefficients again. Correlation is
 * the adjoint of that product (Toom and Cook; Winograd). It needs n numbers of x, and B depends on the points alone.
 *
 * <p>The points are 0, 1, -1, 2, -½ and ∞ (the leading coefficient): n = 6 with six products. With the pair ±i, whose
 * values are conjugates, n = 8 with nine: a complex product takes three real ones, (a + bi)(c + di) =
 * ac - bd + ((a + b)(c + d) - ac - bd)·i. Eight real points would save one more and lose a digit; ±i even wins one, for
 * it lies farther from the others, and on the circle where powers neither grow nor vanish. All numbers of A and B are
 * exact in float; the denominators of the interpolation are in G.
 *
 * <p>In two directions, one within the other: Y = Aᵀ·((G·W·Gᵀ) ⊙ (Bᵀ·X·B))·A.
 *
 * <p>Winograd, Arithmetic Complexity of Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2016; Barabasz and Gregg, Winograd Convolution for DNNs: Beyond Linear Polynomials, 2019.
 */
final class Winograd {
    private static final double[] POINTS = {0, 1, -1, 2, -0.5};

    /** Products, the rows of the following. */
    final int products;
    /** Numbers of x, n. */
    final int inputs;
    /** Numbers of y, m. */
    final int outputs;
    /** Taps of the kernel, r. */
    final int taps;
    /** Bᵀ, (products, n). */
    final float[] data;
    /** A, (products, m). */
    final float[] values;
    /** G, (products, r). */
    final float[] kernel;
    /** Aᵀ, (m, products). */
    final float[] sums;
    /** Gᵀ, (r, products). */
    final float[] kernelSums;

    private Winograd(int inputs, int taps, int products) {
        this.inputs = inputs;
        this.taps = taps;
        this.outputs = inputs - taps + 1;
        this.products = products;
        this.data = new float[products * inputs];
        this.values = new float[products * outputs];
        this.kernel = new float[products * taps];
        this.sums = new float[products * outputs];
        this.kernelSums = new float[products * taps];
    }

    /**
     * An algorithm.
     *
     * @param circle whether ±i are among the points
     * @param taps of the kernel, r, below n = 6, or 8 with ±i
     */
    static Winograd of(boolean circle, int taps) {
        int finite = POINTS.length;
        Winograd w = circle ? new Winograd(finite + 3, taps, finite + 4) : new Winograd(finite + 1, taps, finite + 1);
        for (int p = 0; p < finite; p++) {
            double[] others = others(p, circle);
            w.row(p, others, POINTS[p], 1 / value(others, POINTS[p]));
        }
        if (circle) {
            w.circle(finite, others(-1, false));
        }
        int last = w.products - 1;
        w.values[(last + 1) * w.outputs - 1] = 1;
        w.kernel[(last + 1) * taps - 1] = 1;
        w.data(last, others(-1, circle), 1, 0);
        transpose(w.values, w.outputs, w.sums);
        transpose(w.kernel, taps, w.kernelSums);
        return w;
    }

    /** A real point p: with L the product of the other points' factors, Σ x·y / L(p) · L is right at p, 0 elsewhere. */
    private void row(int row, double[] others, double point, double scale) {
        for (int k = 0; k < outputs; k++) {
            values[row * outputs + k] = (float) Math.pow(point, k);
        }
        for (int k = 0; k < taps; k++) {
            kernel[row * taps + k] = (float) (scale * Math.pow(point, k));
        }
        data(row, others, 1, 0);
    }

    /** The pair ±i: a number c + d·i stands for the remainder c + d·x modulo x² + 1; 1 / L(i) is multiplied into G. */
    private void circle(int row, double[] others) {
        double re = 0;
        double im = 0;
        for (int k = 0; k < others.length; k++) {
            re += others[k] * real(k);
            im += others[k] * real(k - 1);
        }
        double size = re * re + im * im;
        for (int k = 0; k < outputs; k++) {
            triple(values, row, outputs, k, real(k), real(k - 1));
        }
        for (int k = 0; k < taps; k++) {
            triple(kernel, row, taps, k, (real(k) * re + real(k - 1) * im) / size,
                    (real(k - 1) * re - real(k) * im) / size);
        }
        data(row, others, 1, -1);           // ac counts for 1 and against i
        data(row + 1, others, -1, -1);      // bd against both
        data(row + 2, others, 0, 1);        // (a + b)(c + d) for i
    }

    private static void triple(float[] to, int row, int columns, int k, double re, double im) {
        to[row * columns + k] = (float) re;
        to[(row + 1) * columns + k] = (float) im;
        to[(row + 2) * columns + k] = (float) (re + im);
    }

    /** The real part of i to the k, from -1; its imaginary part is that of k - 1. */
    private static int real(int k) {
        return k % 2 != 0 ? 0 : k % 4 == 0 ? 1 : -1;
    }

    /** The coefficients of others·(a + b·x). */
    private void data(int row, double[] others, double a, double b) {
        for (int k = 0; k < others.length; k++) {
            data[row * inputs + k] += (float) (a * others[k]);
            if (b != 0) {
                data[row * inputs + k + 1] += (float) (b * others[k]);
            }
        }
    }

    /** The product of x - q over all points q but one, and of x² + 1 if it is among them. */
    private static double[] others(int but, boolean circle) {
        double[] product = circle ? new double[] {1, 0, 1} : new double[] {1};
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

    private static void transpose(float[] matrix, int columns, float[] to) {
        int rows = matrix.length / columns;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[j * rows + i] = matrix[i * columns + j];
            }
        }
    }
}
