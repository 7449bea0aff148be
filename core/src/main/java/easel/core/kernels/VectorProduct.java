package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;

/**
 * Computes one block of C = A·B in the order of {@link SumOrder}: loops over the sections and over the blocks of the
 * sum. A subclass computes one block of the sum. It has one user at a time.
 */
abstract class VectorProduct {
    /** The sum of one section for a block of C. */
    private static final Scratch<float[]> SECTION = Scratch.ofFloats();

    /**
     * Computes rows [i, iEnd) and columns [j, jEnd) of C = A·B or C += A·B; C's element (i, j) is c[co + i·cs + j].
     *
     * @param a A. Not modified
     * @param b B. Not modified
     * @param c holds C. Modified
     * @param co index of C's first element; may be negative if the array holds only this block of C
     * @param cs distance from a row of C to the next
     * @param add whether to add the product to the values of C
     * @param i first row
     * @param iEnd row after the last
     * @param j first column
     * @param jEnd column after the last
     */
    final void multiply(MatrixView a, MatrixView b, float[] c, int co, int cs, boolean add, int i, int iEnd, int j,
            int jEnd) {
        int sections = SumOrder.parts(a.columns(), SumOrder.SECTION);
        if (sections == 1) {
            multiplySection(a, b, 0, a.columns(), c, co, cs, add, i, iEnd, j, jEnd);
            return;
        }
        int width = jEnd - j;
        int height = iEnd - i;
        try (Lease<float[]> lease = SECTION.lend(width * height)) {
            float[] section = lease.value();
            for (int s = 0; s < sections; s++) {
                multiplySection(a, b, SumOrder.start(s, sections, a.columns()),
                        SumOrder.start(s + 1, sections, a.columns()), section, -i * width - j, width, false, i,
                        iEnd, j, jEnd);
                for (int r = 0; r < height; r++) {
                    addRow(section, r * width, c, co + (i + r) * cs + j, width, add || s > 0);
                }
            }
        }
    }

    /** Computes the terms [k0, kEnd) of rows [i, iEnd) and columns [j, jEnd) of A·B. */
    private void multiplySection(MatrixView a, MatrixView b, int k0, int kEnd, float[] c, int co, int cs, boolean add,
            int i, int iEnd, int j, int jEnd) {
        int blocks = SumOrder.parts(kEnd - k0, SumOrder.BLOCK);
        for (int block = 0; block < blocks; block++) {
            int k = k0 + SumOrder.start(block, blocks, kEnd - k0);
            int depth = k0 + SumOrder.start(block + 1, blocks, kEnd - k0) - k;
            multiplyTerms(a, b, k, depth, c, co, cs, add || block > 0, i, iEnd, j, jEnd);
        }
    }

    /** {@link #multiply} for the terms [k, k + depth), one block of the sum: a chain that starts at 0. */
    abstract void multiplyTerms(MatrixView a, MatrixView b, int k, int depth, float[] c, int co, int cs, boolean add,
            int i, int iEnd, int j, int jEnd);

    /** to[start + t] = row[at + t], or += if {@code add}, for t below n. */
    static void addRow(float[] row, int at, float[] to, int start, int n, boolean add) {
        if (!add) {
            System.arraycopy(row, at, to, start, n);
            return;
        }
        for (int t = 0; t < n; t++) {
            to[start + t] += row[at + t];
        }
    }
}
