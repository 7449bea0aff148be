package easel.core.kernels;

import java.util.Arrays;

/**
 * Indirect matrix products: a table holds the offset of each row of the left matrix in an array. A convolution reads
 * its input pixels this way without an im2col copy. The sums are those of {@link Gemm}:
 * blocks of (fused) multiply-adds in the order of k ({@link SumOrder}). {@link Gemm#indirect} returns the
 * implementation.
 *
 * <p>Arguments are not checked. A call runs on the caller's thread; callers split the work among threads.
 *
 * <p>Dukhan, The Indirect Convolution Algorithm, 2019.
 */
public abstract class IndirectGemm {
    /** Maximum rows of one product: enough to amortise loading B. */
    public static final int MAX_ROWS = 256;
    /** Rows of one micro-kernel call. */
    public static final int GROUP = 8;
    /**
     * Maximum rows of A in one transposed product. Their sum is one block. They must fit in the first-level cache; 48
     * and 128 are 10 % slower.
     */
    public static final int MAX_DEPTH = 64;

    IndirectGemm() {}

    /**
     * Columns of a panel. B is divided into panels of this width; the last panel is padded with zeros.
     *
     * @param columns all columns of B
     * @return columns of a panel
     */
    public abstract int panelWidth(int columns);

    /**
     * C += A·B, where row r of A starts at x[rowOffsets[r] + shift]. Each section of the sum is added to C.
     *
     * @param x holds the rows of A. Not modified
     * @param rowOffsets offsets of the rows, padded with any valid offsets to a multiple of {@link #GROUP}. Not
     *     modified
     * @param shift added to each row offset
     * @param rows rows of A and C
     * @param depth columns of A, rows of B
     * @param b holds B, (depth, width), part of a panel. Not modified
     * @param bOffset index of B's first element
     * @param c holds C, (rows, width). Modified
     * @param cOffset index of C's first element
     * @param cStride distance from a row of C to the next: width, or the width of several panels
     * @param width columns of the panel
     */
    public final void addProduct(float[] x, int[] rowOffsets, int shift, int rows, int depth, float[] b,
            int bOffset, float[] c, int cOffset, int cStride, int width) {
        int sections = SumOrder.parts(depth, SumOrder.SECTION);
        for (int section = 0; section < sections; section++) {
            int k = SumOrder.start(section, sections, depth);
            addSection(x, rowOffsets, shift + k, rows, SumOrder.start(section + 1, sections, depth) - k, b,
                    bOffset + k * width, c, cOffset, cStride, width);
        }
    }

    /** {@link #addProduct} with at most {@link SumOrder#SECTION} terms. Each block of the sum is added to C. */
    abstract void addSection(float[] x, int[] rowOffsets, int shift, int rows, int depth, float[] b, int bOffset,
            float[] c, int cOffset, int cStride, int width);

    /**
     * C += Aᵀ·B, where row k of A starts at x[xOffsets[k] + xShift] and row k of B at y[yOffsets[k] + yShift].
     *
     * @param x holds the rows of A. Not modified
     * @param xOffsets their offsets. Not modified
     * @param xShift added to each offset in x
     * @param y holds the rows of B. Not modified
     * @param yOffsets their offsets. Not modified
     * @param yShift added to each offset in y
     * @param depth rows of A and B, at most {@link #MAX_DEPTH}
     * @param c holds C. Modified
     * @param cOffset index of C's first element
     * @param cStride distance from a row of C to the next
     * @param rows columns of A, rows of C
     * @param columns columns of B and C, at most {@link #panelWidth}
     */
    public abstract void addTransposedProduct(float[] x, int[] xOffsets, int xShift, float[] y, int[] yOffsets,
            int yShift, int depth, float[] c, int cOffset, int cStride, int rows, int columns);

    /**
     * Copies rows into one matrix: to[r·width + j] = from[offsets[r] + shift + j] for j below columns, and 0 for j
     * from columns to width - 1.
     */
    static void copyRows(float[] from, int[] offsets, int shift, int rows, int columns, float[] to, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, offsets[r] + shift, to, r * width, columns);
            Arrays.fill(to, r * width + columns, (r + 1) * width, 0);
        }
    }
}
