package easel.core.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few rows by a row-major B. Such a product is bound by the time to read B, so B is read once, row by
 * row, and is not packed. The sums T of one block of terms stay in the first-level cache:
 *
 * <pre>
 * T = 0
 * for k = k0, k0 + 4, ... below k1
 *   for each two rows i of A
 *     T(i) += A(i, k)·B(k) + ... + A(i, k + 3)·B(k + 3)    // vectors along the columns
 * C += T
 * </pre>
 *
 * One row reads B at 75 to 95 GB/s from the third-level cache; eight steps at a time are no faster. The results have
 * the same bits as those of {@link NaiveGemm}. The rules that keep JDK 17 from boxing are in {@link VectorMicroKernel}.
 */
final class VectorFewRows extends VectorProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** Maximum rows of A. From 12 rows the micro-kernel is as fast although it packs B. */
    static final int MAX_ROWS = 8;
    /** Maximum rows for fewer than {@link #WIDE} columns. From 8 rows the micro-kernel is faster. */
    private static final int MAX_ROWS_OF_NARROW = 4;
    private static final int WIDE = 128;
    /** Maximum columns of a block of C: T takes at most 32 KB. */
    static final int MAX_COLUMNS = 1024;

    private final float[] sums = new float[MAX_ROWS * MAX_COLUMNS];

    /** Whether A·B is faster this way. */
    static boolean suits(MatrixView a, MatrixView b) {
        return !b.transposed() && a.rows() <= (b.columns() < WIDE ? MAX_ROWS_OF_NARROW : MAX_ROWS);
    }

    @Override
    void multiplyTerms(MatrixView a, MatrixView b, int k, int depth, float[] c, int co, int cs, boolean add, int i,
            int iEnd, int j, int jEnd) {
        assert !b.transposed() && iEnd - i <= MAX_ROWS && jEnd - j <= MAX_COLUMNS;
        int width = jEnd - j;
        int stride = Blocks.ceil(width, LANES) * LANES;
        Arrays.fill(sums, 0, (iEnd - i) * stride, 0);
        float[] x = a.data();
        int xs = a.columnStride();
        int bs = b.columns();
        int t = k;
        for (; t + 4 <= k + depth; t += 4) {
            int q = b.index(t, j);
            // Whole vectors only, if the array is long enough. The sums of the additional columns are not used.
            int n = q + 3 * bs + stride <= b.data().length ? stride : width;
            int row = i;
            for (; row + 2 <= iEnd; row += 2) {
                twoRows(x, a.index(row, t), a.index(row + 1, t), xs, b.data(), q, bs, sums, (row - i) * stride, stride,
                        n);
            }
            if (row < iEnd) {
                oneRow(x, a.index(row, t), xs, b.data(), q, bs, sums, (row - i) * stride, n);
            }
        }
        for (; t < k + depth; t++) {
            for (int row = i; row < iEnd; row++) {
                step(x[a.index(row, t)], b.data(), b.index(t, j), sums, (row - i) * stride, width);
            }
        }
        for (int row = i; row < iEnd; row++) {
            addRow(sums, (row - i) * stride, c, co + row * cs + j, width, add);
        }
    }

    /**
     * Four steps of one row: s[so + j] += Σ x[p + t·xs]·b[q + t·bs + j] over t below 4, in this order, for j below n.
     *
     * @param x holds A. Not modified
     * @param p index of the row's first element
     * @param xs distance from an element of the row to the next
     * @param b holds B. Not modified
     * @param q index of B's first element
     * @param bs distance from a row of B to the next
     * @param s holds the sums. Modified
     * @param so index of the first sum
     * @param n columns
     */
    private static void oneRow(float[] x, int p, int xs, float[] b, int q, int bs, float[] s, int so, int n) {
        float a0 = x[p], a1 = x[p + xs], a2 = x[p + 2 * xs], a3 = x[p + 3 * xs];
        FloatVector u0 = FloatVector.broadcast(SPECIES, a0), u1 = FloatVector.broadcast(SPECIES, a1);
        FloatVector u2 = FloatVector.broadcast(SPECIES, a2), u3 = FloatVector.broadcast(SPECIES, a3);
        int q1 = q + bs, q2 = q1 + bs, q3 = q2 + bs;
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, s, so + j);
            sum = u0.fma(FloatVector.fromArray(SPECIES, b, q + j), sum);
            sum = u1.fma(FloatVector.fromArray(SPECIES, b, q1 + j), sum);
            sum = u2.fma(FloatVector.fromArray(SPECIES, b, q2 + j), sum);
            sum = u3.fma(FloatVector.fromArray(SPECIES, b, q3 + j), sum);
            sum.intoArray(s, so + j);
        }
        for (; j < n; j++) {
            s[so + j] = Math.fma(a3, b[q3 + j], Math.fma(a2, b[q2 + j],
                    Math.fma(a1, b[q1 + j], Math.fma(a0, b[q + j], s[so + j]))));
        }
    }

    /** Four steps of two rows, which start at x[p] and x[r]. Their sums start at s[so] and s[so + ss]. */
    private static void twoRows(float[] x, int p, int r, int xs, float[] b, int q, int bs, float[] s, int so, int ss,
            int n) {
        FloatVector u0 = FloatVector.broadcast(SPECIES, x[p]), u1 = FloatVector.broadcast(SPECIES, x[p + xs]);
        FloatVector u2 = FloatVector.broadcast(SPECIES, x[p + 2 * xs]);
        FloatVector u3 = FloatVector.broadcast(SPECIES, x[p + 3 * xs]);
        FloatVector v0 = FloatVector.broadcast(SPECIES, x[r]), v1 = FloatVector.broadcast(SPECIES, x[r + xs]);
        FloatVector v2 = FloatVector.broadcast(SPECIES, x[r + 2 * xs]);
        FloatVector v3 = FloatVector.broadcast(SPECIES, x[r + 3 * xs]);
        int q1 = q + bs, q2 = q1 + bs, q3 = q2 + bs, ro = so + ss;
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            FloatVector u = FloatVector.fromArray(SPECIES, s, so + j);
            FloatVector v = FloatVector.fromArray(SPECIES, s, ro + j);
            FloatVector e = FloatVector.fromArray(SPECIES, b, q + j);
            u = u0.fma(e, u);
            v = v0.fma(e, v);
            e = FloatVector.fromArray(SPECIES, b, q1 + j);
            u = u1.fma(e, u);
            v = v1.fma(e, v);
            e = FloatVector.fromArray(SPECIES, b, q2 + j);
            u = u2.fma(e, u);
            v = v2.fma(e, v);
            e = FloatVector.fromArray(SPECIES, b, q3 + j);
            u = u3.fma(e, u);
            v = v3.fma(e, v);
            u.intoArray(s, so + j);
            v.intoArray(s, ro + j);
        }
        for (; j < n; j++) {
            float e0 = b[q + j], e1 = b[q1 + j], e2 = b[q2 + j], e3 = b[q3 + j];
            s[so + j] = Math.fma(x[p + 3 * xs], e3, Math.fma(x[p + 2 * xs], e2,
                    Math.fma(x[p + xs], e1, Math.fma(x[p], e0, s[so + j]))));
            s[ro + j] = Math.fma(x[r + 3 * xs], e3, Math.fma(x[r + 2 * xs], e2,
                    Math.fma(x[r + xs], e1, Math.fma(x[r], e0, s[ro + j]))));
        }
    }

    /** One step of one row: s[so + j] += a·b[q + j] for j below n. */
    private static void step(float a, float[] b, int q, float[] s, int so, int n) {
        FloatVector u = FloatVector.broadcast(SPECIES, a);
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
            u.fma(FloatVector.fromArray(SPECIES, b, q + j), FloatVector.fromArray(SPECIES, s, so + j))
                    .intoArray(s, so + j);
        }
        for (; j < n; j++) {
            s[so + j] = Math.fma(a, b[q + j], s[so + j]);
        }
    }
}
