package easel.core.kernels;

import java.util.Arrays;

/**
 * Matrix products in plain Java that C2 turns into vector instructions; see {@link JavaMicroKernel} for the innermost loop.
 *
 * <p>A block of B, {@value #DEPTH} × {@value #WIDTH} at most, is copied into rows of its own; then C passes by in
 * groups of four rows, each copied into rows of its own, too. Transposed operands differ in the copying only.
 *
 * <p>Each element of C is one chain of (fused) multiply-adds in the order of k, whatever the blocks, the threads and
 * the other rows and columns are: hence the bits are those of {@link NaiveGemm}.
 */
final class JavaGemm implements Multiplier {
    /** Columns in a block. Longer rows spend less on their ends: 392 run at 80 GFLOP/s where 784 run at 100. */
    private static final int WIDTH = 800;
    /** Steps of k in a block; with the width, what a second-level cache of half a megabyte holds. 256 is no faster. */
    private static final int DEPTH = 128;
    /** Rows in a block: enough to make the copying of B cheap; 64 and 256 are no faster. */
    private static final int ROWS = 128;
    /** Columns that blocks keep when they are made smaller for the sake of more threads. */
    private static final int FEW = 64;
    /** Columns below which the product of the transposes is taken, where its rows are at least twice as long. */
    private static final int NARROW = 128;
    /**
     * Rows and columns below which the naive loop serves. Rows of three floats would teach C2 that the loops of
     * {@link JavaMicroKernel} are short: it would then leave them without vectors for good, at a tenth of the speed.
     */
    private static final int SHORT = 16;

    private static final Blocks BLOCKS = new Blocks(ROWS, WIDTH, JavaMicroKernel.ROWS, 1, FEW);

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final NaiveGemm naive;
    private final boolean fused;
    private final JavaMicroKernel fourRows;
    private final Parallel parallel;

    /**
     * Creates the multiplier.
     *
     * @param fused whether to use {@link Math#fma}
     * @param parallel where its loops run
     */
    JavaGemm(boolean fused, Parallel parallel) {
        this.fused = fused;
        this.naive = new NaiveGemm(fused);
        this.fourRows = JavaMicroKernel.of(fused);
        this.parallel = parallel;
    }

    @Override
    public String describe() {
        return "plain Java loops" + (fused ? "" : " without fused multiply-add") + ", threads: " + parallel.size();
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        if (Math.max(c.rows(), c.columns()) < SHORT) {
            naive.multiply(a, b, c, add);
        } else if (c.columns() < NARROW && c.rows() >= 2 * c.columns()) {
            multiplyInBlocks(b.transpose(), a.transpose(), c.transpose(), add);
        } else {
            multiplyInBlocks(a, b, c, add);
        }
    }

    /** Here c may be transposed. */
    private void multiplyInBlocks(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) ->
                multiplyBlock(a, b, c, add, i, iEnd, j, jEnd - j));
    }

    /** Rows from i to end and n columns from j of C. */
    private void multiplyBlock(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int end, int j, int n) {
        Workspace space = WORKSPACE.get();
        for (int k = 0; k < a.columns(); k += DEPTH) {
            int depth = Math.min(DEPTH, a.columns() - k);
            space.packB(b, k, depth, j, n);
            for (int row = i; row < end; row += JavaMicroKernel.ROWS) {
                int rows = Math.min(JavaMicroKernel.ROWS, end - row);
                space.packA(a, row, rows, k, depth);
                if (add || k > 0) {
                    space.loadC(c, row, rows, j, n);
                } else {
                    space.clearC(n);
                }
                accumulate(space, depth, n);
                space.storeC(c, row, rows, j, n);
            }
        }
    }

    private void accumulate(Workspace space, int depth, int n) {
        float[][] c = space.c;
        float[][] b = space.b;
        float[] a = space.a;
        int k = 0;
        for (; k + 1 < depth; k += 2) {
            fourRows.twoSteps(c, a, k * JavaMicroKernel.ROWS, b[k], b[k + 1], n);
        }
        if (k < depth) {
            fourRows.step(c, a, k * JavaMicroKernel.ROWS, b[k], n);
        }
    }

    /** A thread's copies of parts of A, B and C; the rows for B are made as far as they are needed. */
    private static final class Workspace {
        private static final int STRIDE = WIDTH + JavaMicroKernel.SPARE;
        /** Rows of B that are transposed together: two cache lines hold a column's part. */
        private static final int TRANSPOSED_TOGETHER = 8;

        final float[] a = new float[JavaMicroKernel.ROWS * DEPTH];
        final float[][] c = new float[JavaMicroKernel.ROWS][STRIDE];
        final float[][] b = new float[DEPTH][];
        private int rowsOfB;

        /** b[k][j] = B(k0 + k, j0 + j). */
        void packB(MatrixView from, int k0, int depth, int j0, int n) {
            for (; rowsOfB < depth; rowsOfB++) {
                b[rowsOfB] = new float[STRIDE];
            }
            int k = 0;
            if (from.columnStride() == 1) {
                for (; k < depth; k++) {
                    System.arraycopy(from.data(), from.index(k0 + k, j0), b[k], 0, n);
                }
            } else {
                for (; k + TRANSPOSED_TOGETHER <= depth; k += TRANSPOSED_TOGETHER) {
                    transposeEight(from, k0 + k, k, j0, n);
                }
                for (; k < depth; k++) {
                    copyStrided(from, k0 + k, j0, n, b[k]);
                }
            }
        }

        private void transposeEight(MatrixView from, int k0, int k, int j0, int n) {
            float[] data = from.data();
            float[] b0 = b[k], b1 = b[k + 1], b2 = b[k + 2], b3 = b[k + 3];
            float[] b4 = b[k + 4], b5 = b[k + 5], b6 = b[k + 6], b7 = b[k + 7];
            int stride = from.columnStride();
            int p = from.index(k0, j0);
            for (int j = 0; j < n; j++, p += stride) {
                b0[j] = data[p];
                b1[j] = data[p + 1];
                b2[j] = data[p + 2];
                b3[j] = data[p + 3];
                b4[j] = data[p + 4];
                b5[j] = data[p + 5];
                b6[j] = data[p + 6];
                b7[j] = data[p + 7];
            }
        }

        private static void copyStrided(MatrixView from, int row, int j0, int n, float[] to) {
            float[] data = from.data();
            int p = from.index(row, j0);
            for (int j = 0; j < n; j++, p += from.columnStride()) {
                to[j] = data[p];
            }
        }

        /** a[4·k + r] = A(i + r, k0 + k). Rows that the last group lacks repeat its last one and are not stored. */
        void packA(MatrixView from, int i, int rows, int k0, int depth) {
            float[] data = from.data();
            int stride = from.columnStride();
            int p0 = from.index(i, k0);
            int p1 = from.index(i + Math.min(1, rows - 1), k0);
            int p2 = from.index(i + Math.min(2, rows - 1), k0);
            int p3 = from.index(i + rows - 1, k0);
            for (int k = 0, q = 0; k < JavaMicroKernel.ROWS * depth; k += JavaMicroKernel.ROWS, q += stride) {
                a[k] = data[p0 + q];
                a[k + 1] = data[p1 + q];
                a[k + 2] = data[p2 + q];
                a[k + 3] = data[p3 + q];
            }
        }

        /** c[r][j] = C(i + r, j0 + j). */
        void loadC(MatrixView from, int i, int rows, int j0, int n) {
            int p = from.index(i, j0);
            if (from.columnStride() == 1) {
                for (int r = 0; r < rows; r++, p += from.rowStride()) {
                    System.arraycopy(from.data(), p, c[r], 0, n);
                }
            } else {
                for (int j = 0; j < n; j++, p += from.columnStride()) {
                    for (int r = 0; r < rows; r++) {
                        c[r][j] = from.data()[p + r];
                    }
                }
            }
        }

        void clearC(int n) {
            for (float[] row : c) {
                Arrays.fill(row, 0, n, 0);
            }
        }

        /** C(i + r, j0 + j) = c[r][j]. */
        void storeC(MatrixView to, int i, int rows, int j0, int n) {
            int p = to.index(i, j0);
            if (to.columnStride() == 1) {
                for (int r = 0; r < rows; r++, p += to.rowStride()) {
                    System.arraycopy(c[r], 0, to.data(), p, n);
                }
            } else if (rows == JavaMicroKernel.ROWS) {
                transposeFour(to.data(), p, to.columnStride(), n);
            } else {
                for (int j = 0; j < n; j++, p += to.columnStride()) {
                    for (int r = 0; r < rows; r++) {
                        to.data()[p + r] = c[r][j];
                    }
                }
            }
        }

        private void transposeFour(float[] to, int p, int stride, int n) {
            float[] c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
            for (int j = 0; j < n; j++, p += stride) {
                to[p] = c0[j];
                to[p + 1] = c1[j];
                to[p + 2] = c2[j];
                to[p + 3] = c3[j];
            }
        }
    }
}
