package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of everything that multiplies: {@link #ROWS} × {@link #WIDTH} elements of C stay in registers
 * while k runs.
 *
 * <p>Each element is one chain of fused multiply-adds in the order of k, continued where the values that C holds left
 * off; lanes never meet. Hence the bits are those of {@link NaiveGemm}, whatever the width of the vectors.
 *
 * <p>One species serves the whole virtual machine, because JDK 17 boxes the vectors of a second one; for the same
 * reason the loops are flat, and each accumulator is a variable of its own. With 32 registers (AVX-512) eight rows run
 * at once, at 230 GFLOP/s on one core, where four rows of two vectors make 205; four or six of four make 235 and 240, of
 * matrices that have so many columns. With 16 registers four rows run at a time: six of two or four of three are faster
 * on one JDK and at half the speed on the other.
 */
final class VectorMicroKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final boolean ALL_ROWS_AT_ONCE = LANES > 8;

    /** Rows of a tile. */
    static final int ROWS = 8;
    /** Columns of a tile: two vectors. */
    static final int WIDTH = 2 * LANES;

    private VectorMicroKernel() {}

    /**
     * c[co + r·cs + j] = s[so + r·ss + j] + Σ x[xo[r] + t]·b[bo + t·WIDTH + j] over t below n, for r below ROWS and j
     * below WIDTH: each row lies side by side in x, as a row of a matrix does, or a run of pixels under a convolution's
     * window.
     *
     * <p>A panel's place follows from t: one that is carried on is checked again at each step, and a tenth slower on
     * JDK 17. So are two steps in a turn (registers are spilled). Rows copied beforehand to constant distances
     * gain a tenth in large products and lose as much in convolutions, which copy them for each panel.
     *
     * @param s where the chains start, WIDTH floats at each of the ROWS places; may be c. Not modified
     * @param so place of the first
     * @param ss from one to the next; 0 where all rows start alike
     * @param c WIDTH floats at each of the ROWS places. Modified
     * @param co place of the tile
     * @param cs from one row of the tile to the next
     * @param x n floats at each of the ROWS places. Not modified
     * @param xo where the rows of x begin; some may be the same
     * @param b n rows of a panel. Not modified
     * @param bo place of the first
     * @param n steps, at least 0
     */
    static void rows(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo, float[] b, int bo,
            int n) {
        if (ALL_ROWS_AT_ONCE) {
            eightRows(s, so, ss, c, co, cs, x, xo, b, bo, n);
        } else {
            fourRows(s, so, ss, c, co, cs, x, xo, 0, b, bo, n);
            fourRows(s, so + 4 * ss, ss, c, co + 4 * cs, cs, x, xo, 4, b, bo, n);
        }
    }

    /**
     * c[co + r·cs + j] = s[so + r·ss + j] + Σ x[xo + xs[t] + r]·b[bo + t·WIDTH + j] over t below n, for r below ROWS
     * and j below WIDTH: each step finds its factors of the rows side by side in x, as xᵀ·dy does.
     *
     * @param s where the chains start, WIDTH floats at each of the ROWS places; may be c. Not modified
     * @param so place of the first
     * @param ss from one to the next; 0 where all rows start alike
     * @param c WIDTH floats at each of the ROWS places. Modified
     * @param co place of the tile
     * @param cs from one row of the tile to the next
     * @param x ROWS floats at each of the n places. Not modified
     * @param xo added to every place in x
     * @param xs the n places in x
     * @param b n rows of a panel. Not modified
     * @param bo place of the first
     * @param n steps, at least 0
     */
    static void columns(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo, int[] xs, float[] b,
            int bo, int n) {
        if (ALL_ROWS_AT_ONCE) {
            eightColumns(s, so, ss, c, co, cs, x, xo, xs, b, bo, n);
        } else {
            fourColumns(s, so, ss, c, co, cs, x, xo, xs, b, bo, n);
            fourColumns(s, so + 4 * ss, ss, c, co + 4 * cs, cs, x, xo + 4, xs, b, bo, n);
        }
    }

    /**
     * Copies side by side what tiles read step by step: to[(p·n + t)·WIDTH + j] = b[bo + t·bs + p·WIDTH + j] for t below
     * n and p·WIDTH + j below columns. Row after row, as b lies in memory; System.arraycopy is slow with pieces of
     * WIDTH.
     *
     * @param b columns floats at each of the n places. Not modified
     * @param bo place of the first row
     * @param bs from one to the next
     * @param to the panels, one after another; what the last one lacks is left as it is. Modified
     * @param n rows of b
     * @param columns of b
     */
    static void pack(float[] b, int bo, int bs, float[] to, int n, int columns) {
        int panels = columns / WIDTH;
        int rest = columns % WIDTH;
        for (int t = 0; t < n; t++) {
            int p = bo + t * bs;
            int q = t * WIDTH;
            for (int end = q + panels * n * WIDTH; q < end; q += n * WIDTH, p += WIDTH) {
                FloatVector.fromArray(SPECIES, b, p).intoArray(to, q);
                FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, q + LANES);
            }
            if (rest > 0) {
                System.arraycopy(b, p, to, q, rest);
            }
        }
    }

    /**
     * Copies side by side rows of one panel that lie anywhere: to[t·WIDTH + j] = b[bo + bs[t] + j] for t below n and j
     * below WIDTH.
     *
     * @param b WIDTH floats at each of the n places. Not modified
     * @param bo added to every place in b
     * @param bs the n places in b
     * @param to the panel. Modified
     * @param n rows
     */
    static void gather(float[] b, int bo, int[] bs, float[] to, int n) {
        for (int t = 0; t < n; t++) {
            int p = bo + bs[t];
            FloatVector.fromArray(SPECIES, b, p).intoArray(to, t * WIDTH);
            FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(to, t * WIDTH + LANES);
        }
    }

    private static void eightRows(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo,
            float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        int p4 = xo[4], p5 = xo[5], p6 = xo[6], p7 = xo[7];
        FloatVector u0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector v0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, s, so + ss);
        FloatVector v1 = FloatVector.fromArray(SPECIES, s, so + ss + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss);
        FloatVector v2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss);
        FloatVector v3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES);
        FloatVector u4 = FloatVector.fromArray(SPECIES, s, so + 4 * ss);
        FloatVector v4 = FloatVector.fromArray(SPECIES, s, so + 4 * ss + LANES);
        FloatVector u5 = FloatVector.fromArray(SPECIES, s, so + 5 * ss);
        FloatVector v5 = FloatVector.fromArray(SPECIES, s, so + 5 * ss + LANES);
        FloatVector u6 = FloatVector.fromArray(SPECIES, s, so + 6 * ss);
        FloatVector v6 = FloatVector.fromArray(SPECIES, s, so + 6 * ss + LANES);
        FloatVector u7 = FloatVector.fromArray(SPECIES, s, so + 7 * ss);
        FloatVector v7 = FloatVector.fromArray(SPECIES, s, so + 7 * ss + LANES);
        for (int t = 0; t < n; t++) {
            int q = bo + t * WIDTH;
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
        u0.intoArray(c, co);
        v0.intoArray(c, co + LANES);
        u1.intoArray(c, co + cs);
        v1.intoArray(c, co + cs + LANES);
        u2.intoArray(c, co + 2 * cs);
        v2.intoArray(c, co + 2 * cs + LANES);
        u3.intoArray(c, co + 3 * cs);
        v3.intoArray(c, co + 3 * cs + LANES);
        u4.intoArray(c, co + 4 * cs);
        v4.intoArray(c, co + 4 * cs + LANES);
        u5.intoArray(c, co + 5 * cs);
        v5.intoArray(c, co + 5 * cs + LANES);
        u6.intoArray(c, co + 6 * cs);
        v6.intoArray(c, co + 6 * cs + LANES);
        u7.intoArray(c, co + 7 * cs);
        v7.intoArray(c, co + 7 * cs + LANES);
    }

    private static void fourRows(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int[] xo, int from,
            float[] b, int bo, int n) {
        int p0 = xo[from], p1 = xo[from + 1], p2 = xo[from + 2], p3 = xo[from + 3];
        FloatVector u0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector v0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, s, so + ss);
        FloatVector v1 = FloatVector.fromArray(SPECIES, s, so + ss + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss);
        FloatVector v2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss);
        FloatVector v3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES);
        for (int t = 0; t < n; t++) {
            int q = bo + t * WIDTH;
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
        u0.intoArray(c, co);
        v0.intoArray(c, co + LANES);
        u1.intoArray(c, co + cs);
        v1.intoArray(c, co + cs + LANES);
        u2.intoArray(c, co + 2 * cs);
        v2.intoArray(c, co + 2 * cs + LANES);
        u3.intoArray(c, co + 3 * cs);
        v3.intoArray(c, co + 3 * cs + LANES);
    }

    private static void eightColumns(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo,
            int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector v0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, s, so + ss);
        FloatVector v1 = FloatVector.fromArray(SPECIES, s, so + ss + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss);
        FloatVector v2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss);
        FloatVector v3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES);
        FloatVector u4 = FloatVector.fromArray(SPECIES, s, so + 4 * ss);
        FloatVector v4 = FloatVector.fromArray(SPECIES, s, so + 4 * ss + LANES);
        FloatVector u5 = FloatVector.fromArray(SPECIES, s, so + 5 * ss);
        FloatVector v5 = FloatVector.fromArray(SPECIES, s, so + 5 * ss + LANES);
        FloatVector u6 = FloatVector.fromArray(SPECIES, s, so + 6 * ss);
        FloatVector v6 = FloatVector.fromArray(SPECIES, s, so + 6 * ss + LANES);
        FloatVector u7 = FloatVector.fromArray(SPECIES, s, so + 7 * ss);
        FloatVector v7 = FloatVector.fromArray(SPECIES, s, so + 7 * ss + LANES);
        for (int t = 0; t < n; t++) {
            int p = xo + xs[t];
            int q = bo + t * WIDTH;
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
        u0.intoArray(c, co);
        v0.intoArray(c, co + LANES);
        u1.intoArray(c, co + cs);
        v1.intoArray(c, co + cs + LANES);
        u2.intoArray(c, co + 2 * cs);
        v2.intoArray(c, co + 2 * cs + LANES);
        u3.intoArray(c, co + 3 * cs);
        v3.intoArray(c, co + 3 * cs + LANES);
        u4.intoArray(c, co + 4 * cs);
        v4.intoArray(c, co + 4 * cs + LANES);
        u5.intoArray(c, co + 5 * cs);
        v5.intoArray(c, co + 5 * cs + LANES);
        u6.intoArray(c, co + 6 * cs);
        v6.intoArray(c, co + 6 * cs + LANES);
        u7.intoArray(c, co + 7 * cs);
        v7.intoArray(c, co + 7 * cs + LANES);
    }

    private static void fourColumns(float[] s, int so, int ss, float[] c, int co, int cs, float[] x, int xo,
            int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector v0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, s, so + ss);
        FloatVector v1 = FloatVector.fromArray(SPECIES, s, so + ss + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss);
        FloatVector v2 = FloatVector.fromArray(SPECIES, s, so + 2 * ss + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss);
        FloatVector v3 = FloatVector.fromArray(SPECIES, s, so + 3 * ss + LANES);
        for (int t = 0; t < n; t++) {
            int p = xo + xs[t];
            int q = bo + t * WIDTH;
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
        u0.intoArray(c, co);
        v0.intoArray(c, co + LANES);
        u1.intoArray(c, co + cs);
        v1.intoArray(c, co + cs + LANES);
        u2.intoArray(c, co + 2 * cs);
        v2.intoArray(c, co + 2 * cs + LANES);
        u3.intoArray(c, co + 3 * cs);
        v3.intoArray(c, co + 3 * cs + LANES);
    }
}
