package easel.core.kernels;

/**
 * The innermost loops of {@link JavaGemm}: four rows of C take one or two steps of k.
 *
 * <p>C2 turns such a loop into vector instructions only when every array in it is indexed by the bare loop variable;
 * hence separate arrays for the rows of C and of B. Four rows by two steps is the largest body that C2 of both JDK 17
 * and JDK 25 always vectorises: at 100 GFLOP/s for rows of 512, where 4 × 4 falls to 15 on JDK 17 without a word
 * and 4 × 1 reaches 60.
 */
sealed interface JavaMicroKernel {
    /** Rows that one call works on. */
    int ROWS = 4;
    /**
     * Floats that are added to rows of 512 or 800. With its header a row then takes a multiple of 64 bytes: where C2
     * aligns the vectors of one row, those of rows made next to it are aligned too, which is worth a tenth. And the
     * same column of four rows lies far apart modulo 4096; closer, a load has to wait for stores to the other rows.
     */
    int SPARE = 44;

    /**
     * The rows for this processor.
     *
     * @param fused whether to round once for each product and sum (with {@link Math#fma}), or twice
     */
    static JavaMicroKernel of(boolean fused) {
        return fused ? new Fused() : new Unfused();
    }

    /**
     * c[r][j] += a[p + r]·b[j] for the four rows r and all j below n.
     *
     * @param c four rows of C. Modified
     * @param a coefficients, four for each k. Not modified
     * @param p position of the first of the four coefficients
     * @param b row k of B. Not modified
     * @param n columns
     */
    void step(float[][] c, float[] a, int p, float[] b, int n);

    /**
     * Two steps in one pass: first a[p + r]·b[j], then a[p + 4 + r]·d[j].
     *
     * @param c four rows of C. Modified
     * @param a coefficients, four for each k. Not modified
     * @param p position of the first of the eight coefficients
     * @param b row k of B. Not modified
     * @param d row k + 1 of B. Not modified
     * @param n columns
     */
    void twoSteps(float[][] c, float[] a, int p, float[] b, float[] d, int n);

    /** For processors with fused multiply-add. */
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

    /** For processors without, where {@link Math#fma} is computed in software, a thousand times slower. */
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

        // Both steps in one loop are beyond what C2 of JDK 17 vectorises: 13 GFLOP/s instead of 60.
        @Override
        public void twoSteps(float[][] c, float[] a, int p, float[] b, float[] d, int n) {
            step(c, a, p, b, n);
            step(c, a, p + ROWS, d, n);
        }
    }
}
