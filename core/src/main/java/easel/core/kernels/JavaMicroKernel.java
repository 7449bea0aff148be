package easel.core.kernels;

/**
 * The micro-kernel of {@link JavaGemm}: adds one or two steps of k to four rows of C, C(r, j) += A(r, k)·B(k, j).
 *
 * <p>The micro-kernel of BLIS loops along k and keeps C in registers. This one loops along the columns, because C2
 * vectorizes the innermost loop only; hence it keeps the rows of C in the first-level cache.
 *
 * <p>C2 vectorizes such a loop only if it indexes every array by the bare loop variable. Hence each row of C and of B
 * is a separate array. Four rows by two steps is the largest body that C2 of both JDK 17 and JDK 25 always vectorizes:
 * 100 GFLOP/s for rows of 512 floats. Four rows by four steps fall to 15 GFLOP/s on JDK 17, without a warning; four
 * rows by one step reach 60 GFLOP/s.
 */
sealed interface JavaMicroKernel {
    /** Rows of C in one call. */
    int MR = 4;
    /**
     * Floats appended to arrays of 512 or 800 floats. An array with its header then takes a multiple of 64 bytes. C2
     * aligns the vector accesses to one array only; with this padding, the accesses to the arrays allocated next to it
     * are aligned, too, which is 10 % faster. The padding also avoids 4K aliasing: if the addresses of a column in two
     * rows were close modulo 4096, a load from one row would wait for a store to the other.
     */
    int PADDING = 44;

    /**
     * The micro-kernel for this processor.
     *
     * @param fused whether a product and its addition are rounded once ({@link Math#fma}) or twice
     */
    static JavaMicroKernel of(boolean fused) {
        return fused ? new Fused() : new Unfused();
    }

    /**
     * One step: c[r][j] += a[p + r]·b[j] for r below 4 and j below n.
     *
     * @param c four rows of C. Modified
     * @param a a strip of A, column after column. Not modified
     * @param p index in a of the four floats of column k
     * @param b row k of B. Not modified
     * @param n columns
     */
    void step(float[][] c, float[] a, int p, float[] b, int n);

    /**
     * Two steps in one loop: adds first a[p + r]·b[j], then a[p + 4 + r]·d[j] to c[r][j].
     *
     * @param c four rows of C. Modified
     * @param a a strip of A, column after column. Not modified
     * @param p index in a of the eight floats of columns k and k + 1
     * @param b row k of B. Not modified
     * @param d row k + 1 of B. Not modified
     * @param n columns
     */
    void twoSteps(float[][] c, float[] a, int p, float[] b, float[] d, int n);

    /** Rounds each multiply-add once; for processors with fused multiply-add. */
    final class Fused implements JavaMicroKernel {
        @Override
        public void step(float[][] c, float[] a, int p, float[] b, int n) {
            float[] c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
            float a0 = a[p], a1 = a[p + 1], a2 = a[p + 2], a3 = a[p + 3];
            for (int j = 0; j < n; j++) {
                float y = b[j];
                c0[j] = Math.fma(a0, y, c0[j]);
                c1[j] = Math.fma(a1, y, c1[j]);
                c2[j] = Math.fma(a2, y, c2[j]);
                c3[j] = Math.fma(a3, y, c3[j]);
            }
        }

        @Override
        public void twoSteps(float[][] c, float[] a, int p, float[] b, float[] d, int n) {
            float[] c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
            float a0 = a[p], a1 = a[p + 1], a2 = a[p + 2], a3 = a[p + 3];
            float e0 = a[p + 4], e1 = a[p + 5], e2 = a[p + 6], e3 = a[p + 7];
            for (int j = 0; j < n; j++) {
                float y = b[j];
                float z = d[j];
                c0[j] = Math.fma(e0, z, Math.fma(a0, y, c0[j]));
                c1[j] = Math.fma(e1, z, Math.fma(a1, y, c1[j]));
                c2[j] = Math.fma(e2, z, Math.fma(a2, y, c2[j]));
                c3[j] = Math.fma(e3, z, Math.fma(a3, y, c3[j]));
            }
        }
    }

    /** Rounds product and sum; for processors on which {@link Math#fma} is emulated, a thousand times slower. */
    final class Unfused implements JavaMicroKernel {
        @Override
        public void step(float[][] c, float[] a, int p, float[] b, int n) {
            float[] c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
            float a0 = a[p], a1 = a[p + 1], a2 = a[p + 2], a3 = a[p + 3];
            for (int j = 0; j < n; j++) {
                float y = b[j];
                c0[j] = c0[j] + a0 * y;
                c1[j] = c1[j] + a1 * y;
                c2[j] = c2[j] + a2 * y;
                c3[j] = c3[j] + a3 * y;
            }
        }

        // C2 of JDK 17 does not vectorize both steps in one loop: 13 GFLOP/s instead of 60.
        @Override
        public void twoSteps(float[][] c, float[] a, int p, float[] b, float[] d, int n) {
            step(c, a, p, b, n);
            step(c, a, p + MR, d, n);
        }
    }
}
