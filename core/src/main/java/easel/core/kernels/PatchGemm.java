package easel.core.kernels;

/**
 * Matrix products with the patch matrix P of a convolution. Row i·outWidth + j of P is the patch of output pixel j in
 * output row i; column k belongs to tap k of the window. Their common element is x[i·stride + j + taps[k]]. So the
 * inputs of output row i start at x[i·stride], and its inputs for one tap are contiguous. Implementations need not
 * store P.
 * The sums are those of {@link Gemm}: blocks of (fused) multiply-adds ({@link SumOrder}). {@link Gemm#patches} returns
 * the implementation.
 *
 * <p>Arguments are not checked. A call runs on the caller's thread; callers split the work among threads.
 */
public abstract class PatchGemm {
    /** An implementation may read this many floats in x after the last element of P, so x must have them. */
    public static final int SLACK = 8;

    PatchGemm() {}

    /**
     * C = P·B. All blocks of the sum over the taps are added in order, also those of several sections.
     *
     * @param x holds the inputs of all output rows. Not modified
     * @param stride distance from the inputs of an output row to those of the next
     * @param taps for each tap, the offset of its first input from the start of the inputs of an output row
     * @param outRows number of output rows
     * @param outWidth pixels in an output row
     * @param b (taps, columns) at the start of the array. Not modified
     * @param columns columns of B and C
     * @param c holds (outRows·outWidth, columns). Modified
     * @param cOffset index of C's first element
     */
    public abstract void multiply(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b, int columns,
            float[] c, int cOffset);

    /**
     * C += Pᵀ·B. All blocks of the sum over the pixels are added to C in order.
     *
     * @param x holds the inputs of all output rows. Not modified
     * @param stride distance from the inputs of an output row to those of the next
     * @param taps for each tap, the offset of its first input from the start of the inputs of an output row
     * @param outRows number of output rows
     * @param outWidth pixels in an output row
     * @param b holds (outRows·outWidth, columns). Not modified
     * @param bOffset index of B's first element
     * @param columns columns of B and C
     * @param c (taps, columns) at the start of the array. Modified
     */
    public abstract void addTransposed(float[] x, int stride, int[] taps, int outRows, int outWidth, float[] b,
            int bOffset, int columns, float[] c);
}
