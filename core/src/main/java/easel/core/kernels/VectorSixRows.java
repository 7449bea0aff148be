package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link VectorMicroKernel} for six rows of two vectors, for processors with 16 vector registers and a
 * newer version of Java than 17: the tile of BLIS for AVX2. The 12 sums, two vectors of B and one of A need 15
 * registers. One core with 256-bit vectors and a peak of 140 GFLOP/s reaches 121 to 126 on JDK 25.
 *
 * <p>One loop serves every A, because its shape matters. If C2 can move all range checks in front of a loop, it loads
 * A for all six rows before the first multiply-add, the sums do not fit in the registers any more, and the rate is 60.
 * With the offsets of the steps in a table it cannot move the checks of A. On JDK 17 each form of this loop reaches 125
 * in some processes and 36 to 60 in others. Five rows of two vectors (50 or 117), four of three (36 or 131), eight of
 * two, three of four and two of six (57 to 77) are no better.
 */
final class VectorSixRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int NR = 2 * LANES;

    private VectorSixRows() {}

    /**
     * {@link VectorMicroKernel#multiplyIndexed} for six rows and an offset added to all of them: the sums over t of
     * x[xo[from + r] + shift + xs[t]]·b[bo + t·NR + j].
     */
    static void indexed(VectorTile tile, float[] x, int[] xo, int from, int shift, int[] xs, float[] b, int bo, int n) {
        int p0 = xo[from], p1 = xo[from + 1], p2 = xo[from + 2], p3 = xo[from + 3];
        int p4 = xo[from + 4], p5 = xo[from + 5];
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
