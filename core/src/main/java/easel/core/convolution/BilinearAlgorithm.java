package easel.core.convolution;

/**
 * A bilinear algorithm for a correlation of short sequences, y[i] = Σₖ x[i + k]·w[k], i from 0 to m - 1 and k from 0 to
 * r - 1, with fewer multiplications than m·r:
 *
 * <pre>
 * y = Aᵀ·((G·w) ⊙ (B·x))                     in one dimension
 * Y = Aᵀ·((G·W·Gᵀ) ⊙ (B·X·Bᵀ))·A             in two dimensions, nested
 * </pre>
 *
 * <p>The product of two polynomials with m and r coefficients is determined by its values at n = m + r - 1 points. Each
 * value is the product of the factors' values: A evaluates the factor with m coefficients, G the other one, and Bᵀ
 * interpolates the product, z = Bᵀ·((A·p) ⊙ (G·w)). The correlation with w is the adjoint of this map from p to z, so A
 * and Bᵀ exchange their roles and are transposed (the transposition principle). B depends only on the points and on
 * m + r - 1.
 *
 * <p>B here is the matrix that Lavin and Gray call Bᵀ; A and G are the same as in their paper.
 *
 * <p>There are two choices of points: {@link ToomCook} (often called Winograd) and {@link DiscreteFourier}.
 *
 * <p>Winograd, Arithmetic Complexity of Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2016.
 */
final class BilinearAlgorithm {
    /** Rows of A, B and G. */
    final int rows;
    /**
     * Number of real rows, which come first. The other rows form pairs: the real and the imaginary part of the value at
     * one complex point. Its conjugate point needs no rows.
     */
    final int realRows;
    /** Length of x, m + r - 1. */
    final int inputs;
    /** Length of y, m. */
    final int outputs;
    /** Taps of the kernel, r. */
    final int taps;
    /** A, (rows, m). */
    final float[] a;
    /** B, (rows, inputs). */
    final float[] b;
    /** G, (rows, r). */
    final float[] g;
    /** Aᵀ, (m, rows). */
    final float[] aTransposed;
    /** Gᵀ, (r, rows). */
    final float[] gTransposed;
    /**
     * The most products in one sum, channels times {@link WinogradPlan#windows}, for which rounding errors are small
     * enough.
     */
    final int maxTerms;

    /**
     * An algorithm with given matrices.
     *
     * @param realRows the number of real rows
     * @param outputs m
     * @param taps r
     * @param a A, (rows, m)
     * @param b B, (rows, m + r - 1)
     * @param g G, (rows, r)
     * @param maxTerms the most products in one sum
     */
    BilinearAlgorithm(int realRows, int outputs, int taps, float[] a, float[] b, float[] g, int maxTerms) {
        this.rows = a.length / outputs;
        this.realRows = realRows;
        this.inputs = outputs + taps - 1;
        this.outputs = outputs;
        this.taps = taps;
        this.a = a;
        this.b = b;
        this.g = g;
        this.aTransposed = transpose(a, outputs);
        this.gTransposed = transpose(g, taps);
        this.maxTerms = maxTerms;
    }

    /** Whether all rows are real, so that the transforms are multiplied element by element. */
    boolean isReal() {
        return realRows == rows;
    }

    /** Number of rows for the value that starts at this row: 1 for a real value, 2 for a complex one. */
    int parts(int row) {
        return row < realRows ? 1 : 2;
    }

    /** Multiplications for one tile, channel and filter in two dimensions; see {@link ComplexProducts}. */
    int products() {
        int pairs = (rows - realRows) / 2;
        return realRows * realRows + 6 * realRows * pairs + 6 * pairs * pairs;
    }

    /** The transpose of a matrix with this many columns. */
    static float[] transpose(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        float[] transposed = new float[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = matrix[i * columns + j];
            }
        }
        return transposed;
    }
}
