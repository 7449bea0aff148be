package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorMicroKernel} for processors with 32 vector registers: eight rows of two vectors. One core
 * with 512-bit vectors reaches 220 to 240 GFLOP/s. Four rows of two vectors reach 205; four and six rows of four
 * vectors reach 235 and 240, but only if C has at least four vectors of columns.
 *
 * <p>The loop for an A with a table of steps would serve every A, but it reaches 150 on JDK 17 and 205 on JDK 25.
 */
final class VectorEightRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int NR = 2 * LANES;

    private VectorEightRows() {}

    /** {@link VectorMicroKernel#multiplyRowMajor} for eight rows. */
    static void rowMajor(VectorTile tile, float[] x, int[] xo, int from, int shift, float[] b, int bo, int n) {
        int p0 = xo[from] + shift, p1 = xo[from + 1] + shift;
        int p2 = xo[from + 2] + shift, p3 = xo[from + 3] + shift;
        int p4 = xo[from + 4] + shift, p5 = xo[from + 5] + shift;
        int p6 = xo[from + 6] + shift, p7 = xo[from + 7] + shift;
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        int q = bo;
        for (int t = 0; t < n; t++) {
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
            q += NR;
        }
        float[] s = tile.s;
        int so = tile.so;
        int ss = tile.ss;
        float[] c = tile.c;
        int co = tile.co;
        int cs = tile.cs;
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

    /** {@link VectorMicroKernel#multiplyColumnMajor} for eight rows. */
    static void columnMajor(VectorTile tile, float[] x, int xo, int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        int q = bo;
        for (int t = 0; t < n; t++) {
            int p = xo + xs[t];
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
            q += NR;
        }
        float[] s = tile.s;
        int so = tile.so;
        int ss = tile.ss;
        float[] c = tile.c;
        int co = tile.co;
        int cs = tile.cs;
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

    /** {@link VectorMicroKernel#multiplyIndexed} for eight rows. */
    static void indexed(VectorTile tile, float[] x, int[] xo, int[] xs, float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        int p4 = xo[4], p5 = xo[5], p6 = xo[6], p7 = xo[7];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0, u6 = u0, v6 = u0, u7 = u0, v7 = u0;
        int q = bo;
        for (int t = 0; t < n; t++) {
            int p = xs[t];
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
            q += NR;
        }
        float[] s = tile.s;
        int so = tile.so;
        int ss = tile.ss;
        float[] c = tile.c;
        int co = tile.co;
        int cs = tile.cs;
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
}
