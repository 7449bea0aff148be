package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorMicroKernel} for four rows of two vectors, for processors with 16 vector registers: all
 * rows on JDK 17, the rest of the rows on newer versions. With two vectors of B and four of A the eight sums fit in the
 * registers in any order of instructions. One core with 256-bit vectors and a peak of 140 GFLOP/s reaches 110 to 117,
 * the loop for an A with a table of steps 40 to 110.
 */
final class VectorFourRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int NR = 2 * LANES;

    private VectorFourRows() {}

    /** {@link VectorMicroKernel#multiplyRowMajor} for four rows. */
    static void rowMajor(VectorTile tile, float[] x, int[] xo, int from, int shift, float[] b, int bo, int n) {
        int p0 = xo[from] + shift, p1 = xo[from + 1] + shift;
        int p2 = xo[from + 2] + shift, p3 = xo[from + 3] + shift;
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
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
    }

    /** {@link VectorMicroKernel#multiplyColumnMajor} for four rows. */
    static void columnMajor(VectorTile tile, float[] x, int xo, int[] xs, float[] b, int bo, int n) {
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
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
    }

    /** {@link VectorMicroKernel#multiplyIndexed} for four rows. */
    static void indexed(VectorTile tile, float[] x, int[] xo, int[] xs, float[] b, int bo, int n) {
        int p0 = xo[0], p1 = xo[1], p2 = xo[2], p3 = xo[3];
        FloatVector u0 = FloatVector.zero(SPECIES);
        FloatVector v0 = u0, u1 = u0, v1 = u0, u2 = u0, v2 = u0, u3 = u0, v3 = u0;
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
    }
}
