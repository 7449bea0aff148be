package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**DOC6*/
final class VectorSixRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int NR = 2 * LANES;

    private VectorSixRows() {}

    /** The product for six rows, with an offset for each row and each step: the sums of x[xo[r] + shift + xs[t]]·b[bo + t·NR + j]. */
    static void indexed(VectorTile tile, float[] x, int[] xo, int shift, int[] xs, float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        int p4 = xo[4], p5 = xo[5];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
        FloatVector u4 = u0, v4 = u0, u5 = u0, v5 = u0;
        int q = bo;
        for (int t = 0; t < n; t++) {
            int p = shift + xs[t];
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
    }
}
