package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Matrix products in plain Java that C2 vectorizes: the blocked algorithm of GotoBLAS and BLIS with
 * {@link JavaMicroKernel} as its innermost loop. B is packed also for few rows of A: C2 does not vectorize a loop that
 * reads B in place, 22 instead of 30 GB/s.
 *
 * <pre>
 * for each MC × NC part of C                                     // in parallel, see {@link Blocks}
 *   for each block of terms, k0 ≤ k &lt; k1                         // see {@link SumOrder}
 *     pack B(k0 .. k1, columns of the part)                      // stays in the second-level cache
 *     for each strip of MR rows of the part
 *       pack A(strip, k0 .. k1), S = 0                           // stay in the first-level cache
 *       for k = k0, k0 + 2, ... below k1
 *         S += A(strip, k)·B(k) + A(strip, k + 1)·B(k + 1)       // the micro-kernel
 *       C(strip) += S
 * </pre>
 *
 * Only packing A and B and adding to C depend on whether a matrix is transposed. Where the sum has several sections,
 * each is computed in a copy of the part of C, which is then added to C.
 *
 * <p>The order of the additions depends on the number of terms alone, not on the parts, the threads or the size of C.
 * Hence the results have the same bits as those of {@link NaiveGemm}.
 */
final class JavaGemm implements Multiplier {
    /** Maximum rows of a block: enough to amortise packing B; 64 and 256 are no faster. */
    private static final int MC = 128;
    /**
     * Maximum columns of a block. Long rows amortise the start and the end of the vectorized loop: 392 columns reach 80
     * GFLOP/s, 784 reach 100.
     */
    private static final int NC = 800;
    /** Maximum steps of k per packed block of B. 128 halves the cache that the block takes, but is no faster. */
    private static final int KC = SumOrder.BLOCK;
    /** See {@link Blocks#minColumns}. */
    private static final int MIN_COLUMNS = 64;
    /** If C has fewer columns than this and rows ≥ 2·columns, Cᵀ = Bᵀ·Aᵀ is computed instead. */
    private static final int NARROW = 128;
    /**
     * If C has fewer rows and fewer columns than this, the naive loop computes it. Otherwise the loops in
     * {@link JavaMicroKernel} would have short trip counts, such as 3, in their profile. C2 would then never vectorize
     * them, and they would run at a tenth of the speed.
     */
    private static final int SHORT = 16;

    private static final Blocks BLOCKS = new Blocks(MC, NC, JavaMicroKernel.MR, 1, MIN_COLUMNS);

    private static final Scratch<Workspace> WORKSPACE = Scratch.of(Workspace::new);

    /** The sum of one section for a block of C. */
    private static final Scratch<float[]> SECTION = Scratch.ofFloats();

    private final NaiveGemm naive;
    private final boolean fused;
    private final JavaMicroKernel kernel;
    private final Parallel parallel;

    /** Creates a multiplier that uses the given threads, and {@link Math#fma} if {@code fused}. */
    JavaGemm(boolean fused, Parallel parallel) {
        this.fused = fused;
        this.naive = new NaiveGemm(fused);
        this.kernel = JavaMicroKernel.of(fused);
        this.parallel = parallel;
    }

    @Override
    public String describe() {
        return "plain Java loops" + (fused ? "" : " without fused multiply-add") + ", threads: " + parallel.size();
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        if (fused && MatrixVector.suits(a, b)) {
            MatrixVector.multiply(parallel, a, b, c, add);
        } else if (Math.max(c.rows(), c.columns()) < SHORT) {
            naive.multiply(a, b, c, add);
        } else if (c.columns() < NARROW && c.rows() >= 2 * c.columns()) {
            multiplyInBlocks(b.transpose(), a.transpose(), c.transpose(), add);
        } else {
            multiplyInBlocks(a, b, c, add);
        }
    }

    /** Computes C in blocks. Unlike in {@link #multiply}, C may be transposed. */
    private void multiplyInBlocks(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) ->
                multiplyBlock(a, b, c, add, i, iEnd, j, jEnd - j));
    }

    /** Computes rows [i, end) and columns [j, j + n) of C. */
    private void multiplyBlock(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int end, int j, int n) {
        int sections = SumOrder.parts(a.columns(), SumOrder.SECTION);
        int copied = sections > 1 ? (end - i) * n : 0;
        try (Lease<Workspace> lease = WORKSPACE.lend(); Lease<float[]> copy = SECTION.lend(copied)) {
            Workspace space = lease.value();
            if (sections == 1) {
                addSection(space, a, b, 0, a.columns(), c, i, j, add, i, end, j, n);
                return;
            }
            MatrixView sum = new MatrixView(copy.value(), 0, end - i, n, false);
            for (int section = 0; section < sections; section++) {
                addSection(space, a, b, SumOrder.start(section, sections, a.columns()),
                        SumOrder.start(section + 1, sections, a.columns()), sum, 0, 0, false, i, end, j, n);
                for (int row = i; row < end; row += JavaMicroKernel.MR) {
                    int rows = Math.min(JavaMicroKernel.MR, end - row);
                    space.load(sum, row - i, rows, 0, n, space.sum);
                    space.addTo(c, row, rows, j, n, add || section > 0);
                }
            }
        }
    }

    /**
     * Computes the terms [k, kEnd) of rows [i, end) and columns [j, j + n) of A·B. The first of these elements is
     * element (ci, cj) of {@code c}.
     */
    private void addSection(Workspace space, MatrixView a, MatrixView b, int k, int kEnd, MatrixView c, int ci, int cj,
            boolean add, int i, int end, int j, int n) {
        int blocks = SumOrder.parts(kEnd - k, SumOrder.BLOCK);
        for (int block = 0; block < blocks; block++) {
            int start = k + SumOrder.start(block, blocks, kEnd - k);
            int depth = k + SumOrder.start(block + 1, blocks, kEnd - k) - start;
            space.packB(b, start, depth, j, n);
            for (int row = i; row < end; row += JavaMicroKernel.MR) {
                int rows = Math.min(JavaMicroKernel.MR, end - row);
                space.packA(a, row, rows, start, depth);
                multiplyStrip(space, depth, n);
                space.addTo(c, ci + row - i, rows, cj, n, add || block > 0);
            }
        }
    }

    /** Computes the product of the packed parts of A and B. */
    private void multiplyStrip(Workspace space, int depth, int n) {
        float[][] sum = space.sum;
        float[][] b = space.b;
        float[] a = space.a;
        for (float[] row : sum) {
            Arrays.fill(row, 0, n, 0);
        }
        int k = 0;
        for (; k + 1 < depth; k += 2) {
            kernel.twoSteps(sum, a, k * JavaMicroKernel.MR, b[k], b[k + 1], n);
        }
        if (k < depth) {
            kernel.step(sum, a, k * JavaMicroKernel.MR, b[k], n);
        }
    }

    /** Copies of parts of A, B and C for one block. The rows for B are allocated on demand. */
    private static final class Workspace {
        private static final int STRIDE = NC + JavaMicroKernel.PADDING;
        /** Rows of a transposed B packed together. Eight elements of a column span at most two cache lines. */
        private static final int TRANSPOSED_TOGETHER = 8;

        final float[] a = new float[JavaMicroKernel.MR * KC];
        /** The sum of one block of terms, for the rows of a strip. */
        final float[][] sum = new float[JavaMicroKernel.MR][STRIDE];
        private final float[][] c = new float[JavaMicroKernel.MR][STRIDE];
        final float[][] b = new float[KC][];
        private int rowsOfB;

        /**
         * b[k][j] = B(k0 + k, j0 + j). Not {@link Panels#pack}: {@link JavaMicroKernel} reads each row of the block as
         * an array of up to NC floats, and not panels of a fixed width.
         */
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
                    packEightRows(from, k0 + k, k, j0, n);
                }
                for (; k < depth; k++) {
                    copyStrided(from, k0 + k, j0, n, b[k]);
                }
            }
        }

        /**
         * Packs eight rows of a transposed B. Not {@link Panels#pack}, which reads along the rows of Bᵀ and writes into
         * one array: here a step reads eight floats of a column of B and writes into eight arrays.
         */
        private void packEightRows(MatrixView from, int k0, int k, int j0, int n) {
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

        /** a[4·k + r] = A(i + r, k0 + k). An incomplete strip repeats its last row; storeC ignores the repeats. */
        void packA(MatrixView from, int i, int rows, int k0, int depth) {
            float[] data = from.data();
            int stride = from.columnStride();
            int p0 = from.index(i, k0);
            int p1 = from.index(i + Math.min(1, rows - 1), k0);
            int p2 = from.index(i + Math.min(2, rows - 1), k0);
            int p3 = from.index(i + rows - 1, k0);
            for (int k = 0, q = 0; k < JavaMicroKernel.MR * depth; k += JavaMicroKernel.MR, q += stride) {
                a[k] = data[p0 + q];
                a[k + 1] = data[p1 + q];
                a[k + 2] = data[p2 + q];
                a[k + 3] = data[p3 + q];
            }
        }

        /** to[r][j] = C(i + r, j0 + j). */
        void load(MatrixView from, int i, int rows, int j0, int n, float[][] to) {
            int p = from.index(i, j0);
            if (from.columnStride() == 1) {
                for (int r = 0; r < rows; r++, p += from.rowStride()) {
                    System.arraycopy(from.data(), p, to[r], 0, n);
                }
            } else {
                for (int j = 0; j < n; j++, p += from.columnStride()) {
                    for (int r = 0; r < rows; r++) {
                        to[r][j] = from.data()[p + r];
                    }
                }
            }
        }

        /** C(i + r, j0 + j) = sum[r][j], or C(i + r, j0 + j) += sum[r][j]. */
        void addTo(MatrixView into, int i, int rows, int j0, int n, boolean add) {
            if (!add) {
                store(sum, into, i, rows, j0, n);
                return;
            }
            load(into, i, rows, j0, n, c);
            for (int r = 0; r < rows; r++) {
                addRow(c[r], sum[r], n);
            }
            store(c, into, i, rows, j0, n);
        }

        private static void addRow(float[] to, float[] row, int n) {
            for (int j = 0; j < n; j++) {
                to[j] += row[j];
            }
        }

        private static void store(float[][] from, MatrixView into, int i, int rows, int j0, int n) {
            int p = into.index(i, j0);
            if (into.columnStride() == 1) {
                for (int r = 0; r < rows; r++, p += into.rowStride()) {
                    System.arraycopy(from[r], 0, into.data(), p, n);
                }
            } else if (rows == JavaMicroKernel.MR) {
                storeFourTransposed(from, into.data(), p, into.columnStride(), n);
            } else {
                for (int j = 0; j < n; j++, p += into.columnStride()) {
                    for (int r = 0; r < rows; r++) {
                        into.data()[p + r] = from[r][j];
                    }
                }
            }
        }

        private static void storeFourTransposed(float[][] from, float[] to, int p, int stride, int n) {
            float[] c0 = from[0], c1 = from[1], c2 = from[2], c3 = from[3];
            for (int j = 0; j < n; j++, p += stride) {
                to[p] = c0[j];
                to[p + 1] = c1[j];
                to[p + 2] = c2[j];
                to[p + 3] = c3[j];
            }
        }
    }
}
