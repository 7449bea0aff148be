package easel.core.kernels;

/**
 * Matrix products with P, the patches under a window that moves along lines of numbers: row (i, j) of P, for i below
 * lines and j below width, holds x[i·stride + j + taps[k]] at k. P itself need not be made. Each element of a product
 * is one chain of (fused) multiply-adds, as in {@link Gemm}, from which it comes.
 *
 * <p>Arguments are not checked. A call runs on its caller alone; callers cut the work for their threads.
 */
public abstract class PatchGemm {
    /** Floats behind the last one of P in x that may be read, too. */
    public static final int SLACK = 8;

    PatchGemm() {}

    /**
     * C = P·B.
     *
     * @param x the lines. Not modified
     * @param stride from a line to the next
     * @param taps places of the window's values
     * @param lines lines of places
     * @param width places in a line
     * @param b (taps, columns) in its first elements. Not modified
     * @param columns columns of B and C
     * @param c holds (lines·width, columns). Modified
     * @param offset of C's first element
     */
    public abstract void multiply(float[] x, int stride, int[] taps, int lines, int width, float[] b, int columns,
            float[] c, int offset);

    /**
     * C += Pᵀ·B.
     *
     * @param x the lines. Not modified
     * @param stride from a line to the next
     * @param taps places of the window's values
     * @param lines lines of places
     * @param width places in a line
     * @param b holds (lines·width, columns). Not modified
     * @param offset of B's first element
     * @param columns columns of B and C
     * @param c (taps, columns) in its first elements. Modified
     */
    public abstract void addTransposed(float[] x, int stride, int[] taps, int lines, int width, float[] b, int offset,
            int columns, float[] c);
}
