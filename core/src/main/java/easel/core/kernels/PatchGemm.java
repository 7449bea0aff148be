package easel.core.kernels;

/**
 * Matrix products with P, the patches under a window that slides along lines of numbers. Row i·width + j of P holds the
 * patch at position j of line i: its element k is x[i·stride + j + taps[k]], and its columns are the taps of the
 * window. Implementations need not store P. Each element of a product is one chain of (fused) multiply-adds, as in
 * {@link Gemm}, whose {@link Gemm#patches} creates it.
 *
 * <p>Arguments are not checked. A call runs on the caller's thread; callers split the work among threads.
 */
public abstract class PatchGemm {
    /** Floats after the last one of P in x that an implementation may read; the array must have them. */
    public static final int SLACK = 8;

    PatchGemm() {}

    /**
     * C = P·B.
     *
     * @param x the lines. Not modified
     * @param stride distance from a line to the next
     * @param taps offsets of the window's values from its position
     * @param lines number of lines
     * @param width positions of the window in a line
     * @param b (taps, columns) at the start of the array. Not modified
     * @param columns columns of B and C
     * @param c holds (lines·width, columns). Modified
     * @param cOffset index of C's first element
     */
    public abstract void multiply(float[] x, int stride, int[] taps, int lines, int width, float[] b, int columns,
            float[] c, int cOffset);

    /**
     * C += Pᵀ·B.
     *
     * @param x the lines. Not modified
     * @param stride distance from a line to the next
     * @param taps offsets of the window's values from its position
     * @param lines number of lines
     * @param width positions of the window in a line
     * @param b holds (lines·width, columns). Not modified
     * @param bOffset index of B's first element
     * @param columns columns of B and C
     * @param c (taps, columns) at the start of the array. Modified
     */
    public abstract void addTransposed(float[] x, int stride, int[] taps, int lines, int width, float[] b,
            int bOffset, int columns, float[] c);
}
