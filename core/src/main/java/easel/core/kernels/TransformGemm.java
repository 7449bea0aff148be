package easel.core.kernels;

/**
 * Products C = A·B of a small matrix A and a matrix B with few, long rows. Winograd convolutions transform tiles and
 * kernels this way: each row of C is a linear combination of rows of B. Each element is one chain of (fused)
 * multiply-adds in the order of k that starts at 0, like a block of {@link SumOrder}. {@link Gemm#transforms} returns
 * the implementation.
 *
 * <p>Arguments are not checked. A call runs on the caller's thread; callers split the work among threads.
 */
public abstract class TransformGemm {
    /** Maximum rows of B. */
    public static final int MAX_TERMS = 32;

    TransformGemm() {}

    /**
     * C = A·B.
     *
     * @param a holds A. Not modified
     * @param aOffset index of A's first element
     * @param aStride distance from a row of A to the next
     * @param rows rows of A and C
     * @param terms columns of A, rows of B: 0 to {@link #MAX_TERMS}
     * @param b holds B. Not modified
     * @param bOffset index of B's first element
     * @param bStride distance from a row of B to the next, may be negative
     * @param c holds C, shares no element with B. Modified
     * @param cOffset index of C's first element
     * @param cStride distance from a row of C to the next, may be negative
     * @param n columns of B and C
     */
    public abstract void multiply(float[] a, int aOffset, int aStride, int rows, int terms, float[] b, int bOffset,
            int bStride, float[] c, int cOffset, int cStride, int n);
}
