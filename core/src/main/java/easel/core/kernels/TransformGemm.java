package easel.core.kernels;

/**
 * Linear combinations of a few long rows, C = A·B with a small A: what transforms of images and kernels are made of.
 * Each element is one chain of (fused) multiply-adds in the order of k, beginning at 0, as in {@link Gemm}, from which
 * it comes.
 *
 * <p>Arguments are not checked. A call runs on its caller alone; callers cut the work for their threads.
 */
public abstract class TransformGemm {
    /** The most rows of B. */
    public static final int TERMS = 32;

    TransformGemm() {}

    /**
     * C = A·B.
     *
     * @param a holds A. Not modified
     * @param aAt where its first row begins
     * @param aStride from a row of A to the next
     * @param rows of A and C
     * @param terms columns of A, rows of B, at least 0 and at most {@link #TERMS}
     * @param b holds B. Not modified
     * @param bAt where its first row begins
     * @param bStride from a row of B to the next, may be negative
     * @param c holds C, and nothing of B. Modified
     * @param cAt where its first row begins
     * @param cStride from a row of C to the next, may be negative
     * @param n columns of B and C
     */
    public abstract void combine(float[] a, int aAt, int aStride, int rows, int terms, float[] b, int bAt,
            int bStride, float[] c, int cAt, int cStride, int n);

    /**
     * Whether no number of a row is infinite or NaN: its combination with a factor of 0 is 0 then, and NaN otherwise.
     *
     * @param x holds the row. Not modified
     * @param from its first position
     * @param to position after the last
     * @return true if all are finite
     */
    public boolean isFinite(float[] x, int from, int to) {
        // Eight sums, for one would wait for each addition.
        float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        for (; i + 7 < to; i += 8) {
            a += x[i] * 0f;
            b += x[i + 1] * 0f;
            c += x[i + 2] * 0f;
            d += x[i + 3] * 0f;
            e += x[i + 4] * 0f;
            f += x[i + 5] * 0f;
            g += x[i + 6] * 0f;
            h += x[i + 7] * 0f;
        }
        for (; i < to; i++) {
            a += x[i] * 0f;
        }
        return a + b + c + d + e + f + g + h == 0;
    }
}
