package easel.core.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Uses a micro-kernel that keeps three rows of C by four vectors in registers, and narrower ones for the remaining
 * columns. {@link VectorMicroKernel} gives the reasons for the single species and for loops that are not nested.
 */
final class VectorTransformGemm extends TransformGemm {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 3;

    VectorTransformGemm() {}

    @Override
    public void multiply(float[] a, int aOffset, int aStride, int rows, int terms, float[] b, int bOffset, int bStride,
            float[] c, int cOffset, int cStride, int n) {
        for (int row = 0; row < rows; row += ROWS) {
            // The last group of three may repeat rows of the group before it, with the same results.
            int i = Math.max(0, Math.min(row, rows - ROWS));
            int a0 = aOffset + i * aStride;
            int a1 = aOffset + Math.min(i + 1, rows - 1) * aStride;
            int a2 = aOffset + Math.min(i + 2, rows - 1) * aStride;
            int c0 = cOffset + i * cStride;
            int c1 = cOffset + Math.min(i + 1, rows - 1) * cStride;
            int c2 = cOffset + Math.min(i + 2, rows - 1) * cStride;
            int j = 0;
            for (; j + 4 * LANES <= n; j += 4 * LANES) {
                fourVectors(a, a0, a1, a2, terms, b, bOffset + j, bStride, c, c0 + j, c1 + j, c2 + j);
            }
            for (; j + 2 * LANES <= n; j += 2 * LANES) {
                twoVectors(a, a0, a1, a2, terms, b, bOffset + j, bStride, c, c0 + j, c1 + j, c2 + j);
            }
            for (; j + LANES <= n; j += LANES) {
                oneVector(a, a0, a1, a2, terms, b, bOffset + j, bStride, c, c0 + j, c1 + j, c2 + j);
            }
            for (; j < n; j++) {
                c[c0 + j] = one(a, a0, terms, b, bOffset + j, bStride);
                c[c1 + j] = one(a, a1, terms, b, bOffset + j, bStride);
                c[c2 + j] = one(a, a2, terms, b, bOffset + j, bStride);
            }
        }
    }

    private static void fourVectors(float[] a, int a0, int a1, int a2, int terms, float[] b, int q, int bStride,
            float[] c, int c0, int c1, int c2) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector t0 = s0, u0 = s0, v0 = s0;
        FloatVector s1 = s0, t1 = s0, u1 = s0, v1 = s0;
        FloatVector s2 = s0, t2 = s0, u2 = s0, v2 = s0;
        for (int k = 0; k < terms; k++) {
            int p = q + k * bStride;
            FloatVector d = FloatVector.fromArray(SPECIES, b, p);
            FloatVector e = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector f = FloatVector.fromArray(SPECIES, b, p + 2 * LANES);
            FloatVector g = FloatVector.fromArray(SPECIES, b, p + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + k]);
            s0 = x.fma(d, s0);
            t0 = x.fma(e, t0);
            u0 = x.fma(f, u0);
            v0 = x.fma(g, v0);
            x = FloatVector.broadcast(SPECIES, a[a1 + k]);
            s1 = x.fma(d, s1);
            t1 = x.fma(e, t1);
            u1 = x.fma(f, u1);
            v1 = x.fma(g, v1);
            x = FloatVector.broadcast(SPECIES, a[a2 + k]);
            s2 = x.fma(d, s2);
            t2 = x.fma(e, t2);
            u2 = x.fma(f, u2);
            v2 = x.fma(g, v2);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        u0.intoArray(c, c0 + 2 * LANES);
        v0.intoArray(c, c0 + 3 * LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        u1.intoArray(c, c1 + 2 * LANES);
        v1.intoArray(c, c1 + 3 * LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
        u2.intoArray(c, c2 + 2 * LANES);
        v2.intoArray(c, c2 + 3 * LANES);
    }

    private static void twoVectors(float[] a, int a0, int a1, int a2, int terms, float[] b, int q, int bStride,
            float[] c, int c0, int c1, int c2) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector t0 = s0;
        FloatVector s1 = s0, t1 = s0;
        FloatVector s2 = s0, t2 = s0;
        for (int k = 0; k < terms; k++) {
            int p = q + k * bStride;
            FloatVector d = FloatVector.fromArray(SPECIES, b, p);
            FloatVector e = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + k]);
            s0 = x.fma(d, s0);
            t0 = x.fma(e, t0);
            x = FloatVector.broadcast(SPECIES, a[a1 + k]);
            s1 = x.fma(d, s1);
            t1 = x.fma(e, t1);
            x = FloatVector.broadcast(SPECIES, a[a2 + k]);
            s2 = x.fma(d, s2);
            t2 = x.fma(e, t2);
        }
        s0.intoArray(c, c0);
        t0.intoArray(c, c0 + LANES);
        s1.intoArray(c, c1);
        t1.intoArray(c, c1 + LANES);
        s2.intoArray(c, c2);
        t2.intoArray(c, c2 + LANES);
    }

    private static void oneVector(float[] a, int a0, int a1, int a2, int terms, float[] b, int q, int bStride,
            float[] c, int c0, int c1, int c2) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        for (int k = 0; k < terms; k++) {
            FloatVector d = FloatVector.fromArray(SPECIES, b, q + k * bStride);
            s0 = FloatVector.broadcast(SPECIES, a[a0 + k]).fma(d, s0);
            s1 = FloatVector.broadcast(SPECIES, a[a1 + k]).fma(d, s1);
            s2 = FloatVector.broadcast(SPECIES, a[a2 + k]).fma(d, s2);
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
    }

    private static float one(float[] a, int offset, int terms, float[] b, int q, int bStride) {
        float sum = 0;
        for (int k = 0; k < terms; k++) {
            sum = Math.fma(a[offset + k], b[q + k * bStride], sum);
        }
        return sum;
    }
}
