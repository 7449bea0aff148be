package easel.core.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The micro-kernel of {@link VectorGemm}, {@link VectorRows} and {@link VectorPatches}. It keeps the sums for a
 * tile of C, {@link #MR} × {@link #NR} elements, in registers while it loops along k:
 *
 * <pre>
 * T = 0
 * for each k
 *   load B(k), NR floats of a packed panel, into two vectors
 *   for each row r of the tile                       // unrolled
 *     T(r) += A(r, k)·B(k)                           // broadcast A(r, k), two vector multiply-adds
 * C(tile) += T
 * </pre>
 *
 * There is one method each for a row-major A, a column-major A, and an A with a table of steps. Two more methods pack B
 * into panels.
 *
 * <p>Each sum is one chain of fused multiply-adds in the order of k that starts at 0, one block of {@link SumOrder};
 * lanes are never added to each other. Hence the results have the same bits as those of {@link NaiveGemm} for any
 * vector width.
 *
 * <p>JDK 17 boxes vectors, that is, allocates an object for each one, if a program uses a second species, if a vector
 * is carried across nested loops, or if it is not a local variable. So all classes use the same species, the loops are
 * not nested and each accumulator is a local variable.
 *
 * <p>With 32 registers (AVX-512) a call computes all eight rows at once: 230 GFLOP/s on one core. Four rows of two
 * vectors reach 205; four and six rows of four vectors reach 235 and 240, but only if C has at least four vectors of
 * columns. With 16 registers a call computes four rows at a time: six rows of two vectors, or four rows of three
 * vectors, are faster on one JDK and half as fast on the other.
 */
final class VectorMicroKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final boolean EIGHT_ROWS = LANES > 8;

    /** Rows of a tile. BLIS calls them MR. */
    static final int MR = 8;
    /** Columns of a tile and of a panel of B: two vectors. BLIS calls them NR. */
    static final int NR = 2 * LANES;
    /** S for a result that is not added to C. Adding -0 changes no float; adding 0 would change -0. */
    static final float[] NOTHING = new float[NR];

    static {
        Arrays.fill(NOTHING, -0f);
    }

    private VectorMicroKernel() {}

    /**
     * C = S + A·B with a row-major A: c[co + r·cs + j] = s[so + r·ss + j] + Σ x[xo[r] + t]·b[bo + t·NR + j] over t
     * below n, for r below MR and j below NR. The sum starts at 0. A row of A is a row of a matrix, or consecutive
     * inputs of a convolution.
     *
     * <p>The index into the panel is computed from t. JDK 17 would range-check a separate index variable at each step,
     * which is 10 % slower. Two steps per iteration are also 10 % slower, because they spill registers. Packing A, so
     * that the distance between its rows is constant, makes large products 10 % faster and convolutions 10 % slower,
     * because convolutions would pack A again for each panel.
     *
     * @param s holds S; may be c. {@link #NOTHING} for C = A·B. Not modified
     * @param so index of S's first element
     * @param ss distance from a row of S to the next; 0 if all rows of S are the same
     * @param c holds C. Modified
     * @param co index of C's first element
     * @param cs distance from a row of C to the next
     * @param x holds the rows of A, n floats each. Not modified
     * @param xo indices of the MR rows; they may be equal
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at least 0
     */
    static void multiplyRowMajor(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo,
            float[] b, int bo, int n) {
        if (EIGHT_ROWS) {
            rowMajor8(s, so, ss, c, co, cs, x, xo, b, bo, n);
        } else {
            rowMajor4(s, so, ss, c, co, cs, x, xo, 0, b, bo, n);
            rowMajor4(s, so + 4 * ss, ss, c, co + 4 * cs, cs, x, xo, 4, b, bo, n);
        }
    }

    /**
     * C = S + A·B with a column-major A, as in xᵀ·dy: c[co + r·cs + j] = s[so + r·ss + j] + Σ x[xo + xs[t] + r]·b[bo +
     * t·NR + j] over t below n, for r below MR and j below NR. The sum starts at 0.
     *
     * @param s holds S; may be c. {@link #NOTHING} for C = A·B. Not modified
     * @param so index of S's first element
     * @param ss distance from a row of S to the next; 0 if all rows of S are the same
     * @param c holds C. Modified
     * @param co index of C's first element
     * @param cs distance from a row of C to the next
     * @param x holds the columns of A, MR floats each. Not modified
     * @param xo added to each offset in x
     * @param xs offsets of the n columns
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at least 0
     */
    static void multiplyColumnMajor(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo,
            int[] xs, float[] b, int bo, int n) {
        if (EIGHT_ROWS) {
            columnMajor8(s, so, ss, c, co, cs, x, xo, xs, b, bo, n);
        } else {
            columnMajor4(s, so, ss, c, co, cs, x, xo, xs, b, bo, n);
            columnMajor4(s, so + 4 * ss, ss, c, co + 4 * cs, cs, x, xo + 4, xs, b, bo, n);
        }
    }

    /**
     * C = S + A·B with a table for the steps of A: c[co + r·cs + j] = s[so + r·ss + j] + Σ x[xo[r] + xs[t]]·b[bo + t·NR
     * + j] over t below n, for r below MR and j below NR. The sum starts at 0. With xo[r] = xo + r this is
     * {@link #multiplyColumnMajor}, which is faster, because it computes one address per step.
     *
     * @param s holds S; may be c. {@link #NOTHING} for C = A·B. Not modified
     * @param so index of S's first element
     * @param ss distance from a row of S to the next; 0 if all rows of S are the same
     * @param c holds C. Modified
     * @param co index of C's first element
     * @param cs distance from a row of C to the next
     * @param x holds the elements of A. Not modified
     * @param xo indices of the MR rows; they may be equal
     * @param xs offsets of the n steps in a row
     * @param b holds B, n rows of a panel. Not modified
     * @param bo index of B's first element
     * @param n steps, at least 0
     */
    static void multiplyIndexed(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo, int[] xs,
            float[] b, int bo, int n) {
        if (EIGHT_ROWS) {
            indexed8(s, so, ss, c, co, cs, x, xo, xs, b, bo, n);
        } else {
            indexed4(s, so, ss, c, co, cs, x, xo, 0, xs, b, bo, n);
            indexed4(s, so + 4 * ss, ss, c, co + 4 * cs, cs, x, xo, 4, xs, b, bo, n);
        }
    }

    /**
     * Packs a row-major B into panels: to[(p·n + t)·NR + j] = b[bo + t·bs + p·NR + j] for t below n and p·NR + j below
     * columns. Reads B row by row. {@link Panels} packs one panel at a time with System.arraycopy, which is slower,
     * because each copy has NR floats only.
     *
     * @param b holds B. Not modified
     * @param bo index of B's first element
     * @param bs distance from a row of B to the next
     * @param to receives the panels, one after the other; the last panel is not padded. Modified
     * @param n rows of B
     * @param columns columns of B
     */
    static void pack(float[] b, int bo, int bs, float[] to, int n, int columns) {
        int panels = columns / NR;
        int rest = columns % NR;
        for (int t = 0; t < n; t++) {
            int p = bo + t * bs;
            int q = t * NR;
            for (int end = q + panels * n * NR; q < end; q += n * NR, p += NR) {
                FloatVector.fromArray(SPECIES, b, p).intoArray(to, q);
                FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, q + LANES);
            }
            if (rest > 0) {
                System.arraycopy(b, p, to, q, rest);
            }
        }
    }

    /**
     * Packs one panel from rows at any offsets: to[t·NR + j] = b[bo + bs[t] + j] for t below n and j below NR.
     * {@link Panels} packs rows at a constant distance only.
     *
     * @param b holds the rows, NR floats each. Not modified
     * @param bo added to each offset in b
     * @param bs offsets of the n rows
     * @param to receives the panel. Modified
     * @param n rows
     */
    static void packRows(float[] b, int bo, int[] bs, float[] to, int n) {
        for (int t = 0; t < n; t++) {
            int p = bo + bs[t];
            FloatVector.fromArray(SPECIES, b, p).intoArray(to, t * NR);
            FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, t * NR + LANES);
        }
    }

    private static void rowMajor8(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo,
            float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        int p4 = xo[4], p5 = xo[5], p6 = xo[6], p7 = xo[7];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        for (int t = 0; t < n; t++) {
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p0 + t]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p1 + t]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p2 + t]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p3 + t]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
            a = FloatVector.broadcast(SPECIES, x[p4 + t]);
            u4 = a.fma(e, u4);
            v4 = a.fma(f, v4);
            a = FloatVector.broadcast(SPECIES, x[p5 + t]);
            u5 = a.fma(e, u5);
            v5 = a.fma(f, v5);
            a = FloatVector.broadcast(SPECIES, x[p6 + t]);
            u6 = a.fma(e, u6);
            v6 = a.fma(f, v6);
            a = FloatVector.broadcast(SPECIES, x[p7 + t]);
            u7 = a.fma(e, u7);
            v7 = a.fma(f, v7);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
        u4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss)).intoArray(c, co + 4 * cs);
        v4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss + LANES)).intoArray(c, co + 4 * cs + LANES);
        u5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss)).intoArray(c, co + 5 * cs);
        v5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss + LANES)).intoArray(c, co + 5 * cs + LANES);
        u6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss)).intoArray(c, co + 6 * cs);
        v6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss + LANES)).intoArray(c, co + 6 * cs + LANES);
        u7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss)).intoArray(c, co + 7 * cs);
        v7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss + LANES)).intoArray(c, co + 7 * cs + LANES);
    }

    private static void rowMajor4(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo, int from,
            float[] b, int bo, int n) {
        int p0 = xo[from], p1 = xo[from + 1], p2 = xo[from + 2], p3 = xo[from + 3];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        for (int t = 0; t < n; t++) {
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p0 + t]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p1 + t]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p2 + t]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p3 + t]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
    }

    private static void columnMajor8(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo,
            int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        for (int t = 0; t < n; t++) {
            int p = xo + xs[t];
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p + 1]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p + 2]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p + 3]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
            a = FloatVector.broadcast(SPECIES, x[p + 4]);
            u4 = a.fma(e, u4);
            v4 = a.fma(f, v4);
            a = FloatVector.broadcast(SPECIES, x[p + 5]);
            u5 = a.fma(e, u5);
            v5 = a.fma(f, v5);
            a = FloatVector.broadcast(SPECIES, x[p + 6]);
            u6 = a.fma(e, u6);
            v6 = a.fma(f, v6);
            a = FloatVector.broadcast(SPECIES, x[p + 7]);
            u7 = a.fma(e, u7);
            v7 = a.fma(f, v7);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
        u4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss)).intoArray(c, co + 4 * cs);
        v4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss + LANES)).intoArray(c, co + 4 * cs + LANES);
        u5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss)).intoArray(c, co + 5 * cs);
        v5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss + LANES)).intoArray(c, co + 5 * cs + LANES);
        u6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss)).intoArray(c, co + 6 * cs);
        v6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss + LANES)).intoArray(c, co + 6 * cs + LANES);
        u7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss)).intoArray(c, co + 7 * cs);
        v7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss + LANES)).intoArray(c, co + 7 * cs + LANES);
    }

    private static void columnMajor4(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo,
            int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        for (int t = 0; t < n; t++) {
            int p = xo + xs[t];
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p + 1]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p + 2]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p + 3]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
    }

    private static void indexed8(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo,
            int[] xs, float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        int p4 = xo[4], p5 = xo[5], p6 = xo[6], p7 = xo[7];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        for (int t = 0; t < n; t++) {
            int p = xs[t];
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p0 + p]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p1 + p]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p2 + p]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p3 + p]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
            a = FloatVector.broadcast(SPECIES, x[p4 + p]);
            u4 = a.fma(e, u4);
            v4 = a.fma(f, v4);
            a = FloatVector.broadcast(SPECIES, x[p5 + p]);
            u5 = a.fma(e, u5);
            v5 = a.fma(f, v5);
            a = FloatVector.broadcast(SPECIES, x[p6 + p]);
            u6 = a.fma(e, u6);
            v6 = a.fma(f, v6);
            a = FloatVector.broadcast(SPECIES, x[p7 + p]);
            u7 = a.fma(e, u7);
            v7 = a.fma(f, v7);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
        u4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss)).intoArray(c, co + 4 * cs);
        v4.add(FloatVector.fromArray(SPECIES, s, so + 4 * ss + LANES)).intoArray(c, co + 4 * cs + LANES);
        u5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss)).intoArray(c, co + 5 * cs);
        v5.add(FloatVector.fromArray(SPECIES, s, so + 5 * ss + LANES)).intoArray(c, co + 5 * cs + LANES);
        u6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss)).intoArray(c, co + 6 * cs);
        v6.add(FloatVector.fromArray(SPECIES, s, so + 6 * ss + LANES)).intoArray(c, co + 6 * cs + LANES);
        u7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss)).intoArray(c, co + 7 * cs);
        v7.add(FloatVector.fromArray(SPECIES, s, so + 7 * ss + LANES)).intoArray(c, co + 7 * cs + LANES);
    }

    private static void indexed4(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo, int from,
            int[] xs, float[] b, int bo, int n) {
        int p0 = xo[from], p1 = xo[from + 1], p2 = xo[from + 2], p3 = xo[from + 3];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        for (int t = 0; t < n; t++) {
            int p = xs[t];
            int q = bo + t * NR;
            FloatVector e = FloatVector.fromArray(SPECIES, b, q);
            FloatVector f = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[p0 + p]);
            u0 = a.fma(e, u0);
            v0 = a.fma(f, v0);
            a = FloatVector.broadcast(SPECIES, x[p1 + p]);
            u1 = a.fma(e, u1);
            v1 = a.fma(f, v1);
            a = FloatVector.broadcast(SPECIES, x[p2 + p]);
            u2 = a.fma(e, u2);
            v2 = a.fma(f, v2);
            a = FloatVector.broadcast(SPECIES, x[p3 + p]);
            u3 = a.fma(e, u3);
            v3 = a.fma(f, v3);
        }
        u0.add(FloatVector.fromArray(SPECIES, s, so)).intoArray(c, co);
        v0.add(FloatVector.fromArray(SPECIES, s, so + LANES)).intoArray(c, co + LANES);
        u1.add(FloatVector.fromArray(SPECIES, s, so + ss)).intoArray(c, co + cs);
        v1.add(FloatVector.fromArray(SPECIES, s, so + ss + LANES)).intoArray(c, co + cs + LANES);
        u2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss)).intoArray(c, co + 2 * cs);
        v2.add(FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES)).intoArray(c, co + 2 * cs + LANES);
        u3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss)).intoArray(c, co + 3 * cs);
        v3.add(FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES)).intoArray(c, co + 3 * cs + LANES);
    }
}
