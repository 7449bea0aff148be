package easel.core.kernels;

/**
 * Matrix products whose left matrix lies in pieces anywhere in an array: what convolutions are made of. Each element of
 * a product is one chain of (fused) multiply-adds in the order of k, as in {@link Gemm}, from which it comes.
 *
 * <p>Arguments are not checked. A call runs on its caller alone; callers cut the work for their threads.
 *
 * <p>Dukhan, The Indirect Convolution Algorithm, 2019.
 */
public abstract class IndirectGemm {
    /** The most rows in one product: enough to pay for fetching B. */
    public static final int ROWS = 256;
    /** Rows are multiplied so many at a time. */
    public static final int GROUP = 8;

    IndirectGemm() {}

    /**
     * Columns of B that are multiplied together; B is cut into panels of so many, the last filled up with zeros.
     *
     * @param columns all columns of B
     * @return columns in a panel
     */
    public abstract int width(int columns);

    /**
     * The most terms in one transposed product.
     *
     * @return rows of A and B
     */
    public abstract int terms();

    /**
     * C += A·B, where row r of A lies at x[at[r] + shift].
     *
     * @param x where the rows of A lie. Not modified
     * @param at places of the rows, and others, inside x, up to the next multiple of {@link #GROUP}. Not modified
     * @param shift added to each place
     * @param rows rows of A and C
     * @param depth columns of A and rows of B
     * @param b holds a part of a panel. Not modified
     * @param offset of its first element
     * @param c holds C, (rows, width), and behind it rows up to the next multiple of {@link #GROUP}, which are
     *     unspecified afterwards. Modified
     * @param cAt of its first element
     * @param stride from a row of C to the next: width, or that of several panels
     * @param width columns in a panel
     */
    public abstract void addProduct(float[] x, int[] at, int shift, int rows, int depth, float[] b, int offset,
            float[] c, int cAt, int stride, int width);

    /**
     * C += Aᵀ·B, where row k of A lies at x[xAt[k] + xShift], and that of B at y[yAt[k] + yShift].
     *
     * @param x where the rows of A lie. Not modified
     * @param xAt their places. Not modified
     * @param xShift added to each
     * @param y where the rows of B lie. Not modified
     * @param yAt their places. Not modified
     * @param yShift added to each
     * @param depth rows of A and B, at most {@link #terms}
     * @param c holds C, its rows {@code stride} apart. Modified
     * @param offset of its first element
     * @param stride from a row of C to the next
     * @param rows columns of A, rows of C
     * @param columns columns of B and C, at most a panel's
     */
    public abstract void addTransposedProduct(float[] x, int[] xAt, int xShift, float[] y, int[] yAt, int yShift,
            int depth, float[] c, int offset, int stride, int rows, int columns);
}
