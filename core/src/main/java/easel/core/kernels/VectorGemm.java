package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;

/**
 * Matrix products by the Vector API: the blocked algorithm of GotoBLAS and BLIS with {@link VectorMicroKernel} as its
 * innermost loop. B is packed into panels. A is read in place; only the last strip of a transposed A is copied if it is
 * incomplete.
 *
 * <pre>
 * for each MC × NC block of C                              // in parallel, see {@link Blocks}
 *   for each block of terms, k0 ≤ k &lt; k1                  // see {@link SumOrder}
 *     for each group of panels, PACKED floats in all
 *       pack B(k0 .. k1, columns of the group)             // stays in the second-level cache
 *       for each strip of MR rows of the block
 *         for each panel of NR columns                     // stays in the first-level cache
 *           C(strip, panel) += A(strip, k0 .. k1)·B(panel)    // the micro-kernel, sums in registers
 * </pre>
 *
 * Where the sum has several sections, each is computed in a copy of the block of C, which is then added to C. The
 * results have the same bits as those of {@link NaiveGemm}.
 *
 * <p>Packing B is the largest overhead. If A is small and B is large, as in the product of a small batch and a weight,
 * it is cheaper to pack Aᵀ and to transpose C. The product is then computed as Cᵀ = Bᵀ·Aᵀ, and the weight is read in
 * place: 32 × 784 times a transposed 1024 × 784 runs at 190 instead of 105 GFLOP/s on one core.
 */
final class VectorGemm implements Multiplier {
    private static final int MR = VectorMicroKernel.MR;
    private static final int NR = VectorMicroKernel.NR;
    /**
     * Floats of B packed at a time, 128 KB. They are several panels, so that long parts of the rows of B are read and
     * long parts of the rows of C are written. 256 KB are slower.
     */
    private static final int PACKED = 1 << 15;
    /** Maximum steps in a panel. 128 and 512 are slower; so is 1024 where C is transposed. */
    private static final int KC = SumOrder.BLOCK;
    /** Maximum rows of a block. 128 are slower, 1024 no faster. */
    private static final int MC = 512;
    /** Maximum columns of a block. Long parts of B's rows make products with a batch of 32 faster by 10 %. */
    private static final int NC = 1024;

    /**
     * Maximum rows and columns of a block of Cᵀ = Bᵀ·Aᵀ. Blocks with fewer rows, for which all threads share one packed
     * Aᵀ, are no faster, and 2 to 3 % slower where two threads share a core.
     */
    private static final int TRANSPOSED_MC = 1024;
    private static final int TRANSPOSED_NC = 64;

    /** Addresses at a multiple of this many floats, 4 KB, are in the same set of the first-level cache. */
    private static final int ALIASED = 1024;

    private static final Blocks BLOCKS = new Blocks(MC, NC, MR, NR, NR);
    private static final Blocks TRANSPOSED_BLOCKS = new Blocks(TRANSPOSED_MC, TRANSPOSED_NC, MR, NR, NR);
    private static final Scratch<Workspace> WORKSPACE = Scratch.of(Workspace::new);

    /** The sum of one section for a block of C. */
    private static final Scratch<float[]> SECTION = Scratch.ofFloats();

    private final Parallel parallel;

    /** Creates a multiplier that uses all threads. */
    VectorGemm() {
        this(Parallel.shared());
    }

    /**
     * Creates the multiplier.
     *
     * @param parallel the threads
     */
    VectorGemm(Parallel parallel) {
        this.parallel = parallel;
    }

    @Override
    public String describe() {
        return "the Vector API, " + NR / 2 * Float.SIZE + " bits, threads: " + parallel.size();
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        MatrixView left = rowMajorVector(a);
        MatrixView right = rowMajorVector(b);
        MatrixView transposedLeft = rowMajorVector(b.transpose());
        MatrixView transposedRight = rowMajorVector(a.transpose());
        if (cycles(transposedLeft, transposedRight) + 3L * c.rows() * c.columns() < cycles(left, right)) {
            TRANSPOSED_BLOCKS.forEach(parallel, c.columns(), c.rows(), a.columns(), (i, iEnd, j, jEnd) -> {
                try (Lease<Workspace> space = WORKSPACE.lend()) {
                    space.value().multiplyTransposed(transposedLeft, transposedRight, c, add, i, iEnd, j, jEnd);
                }
            });
        } else {
            BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) -> {
                try (Lease<Workspace> space = WORKSPACE.lend()) {
                    space.value().multiply(left, right, c.data(), c.offset(), c.columns(), add, i, iEnd, j, jEnd);
                }
            });
        }
    }

    /** Returns a transposed row or column vector as an untransposed one: the array holds the same floats for both. */
    private static MatrixView rowMajorVector(MatrixView view) {
        return view.transposed() && Math.min(view.rows(), view.columns()) == 1
                ? new MatrixView(view.data(), view.offset(), view.rows(), view.columns(), false) : view;
    }

    /**
     * Estimates the cycles of A·B: MR for each step of a tile; one to pack an element of B, or two if B is transposed.
     * {@link #multiply} adds three for each element of C to transpose. A transposed A whose columns are a multiple of 4
     * KB apart costs half as much again if a tile has less than a cache line of each column: all lines of a strip are
     * in the same sets of the first-level cache, so each tile reads them from the second level (60 instead of 95
     * GFLOP/s for 32 × 784 times 784 × 1024 with 256-bit vectors).
     */
    private static long cycles(MatrixView a, MatrixView b) {
        long tiles = (long) Blocks.ceil(a.rows(), MR) * Blocks.ceil(b.columns(), NR);
        long product = tiles * a.columns() * MR;
        boolean evicted = a.transposed() && a.rows() % ALIASED == 0 && NR <= CacheLines.FLOATS;
        return (evicted ? product * 3 / 2 : product) + (b.transposed() ? 2L : 1L) * b.rows() * b.columns();
    }

    /** Copies of parts of A, B and C for one block, and the loops over one block. */
    private static final class Workspace {
        private final float[] panels = new float[Math.max(PACKED, KC * NR)];
        private final float[] strip = new float[KC * MR];
        private final VectorTile tile = new VectorTile();
        private final int[] rowOffsets = new int[MR];
        private final int[] stepOffsets = new int[KC];
        /** A block of Cᵀ, allocated on demand. */
        private float[] transposedC;
        /** Sum of the results of {@link CacheLines#prefetch}, which must be used. */
        private float prefetched;

        /** Computes rows [i, iEnd) and columns [j, jEnd) of Cᵀ = A·B. */
        void multiplyTransposed(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int iEnd, int j,
                int jEnd) {
            if (transposedC == null) {
                transposedC = new float[TRANSPOSED_MC * TRANSPOSED_NC];
            }
            int height = iEnd - i;
            int width = jEnd - j;
            if (add) {
                Panels.transpose(c.data(), c.index(j, i), c.columns(), transposedC, 0, width, width, height);
            }
            multiply(a, b, transposedC, -i * width - j, width, add, i, iEnd, j, jEnd);
            Panels.transpose(transposedC, 0, width, c.data(), c.index(j, i), c.columns(), height, width);
        }

        /** Computes rows [i, iEnd) and columns [j, jEnd) of C, whose element (i, j) is c[co + i·cs + j]. */
        void multiply(MatrixView a, MatrixView b, float[] c, int co, int cs, boolean add, int i, int iEnd, int j,
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

        private static void addRow(float[] row, int at, float[] to, int start, int n, boolean add) {
            for (int t = 0; t < n; t++) {
                to[start + t] = add ? to[start + t] + row[at + t] : row[at + t];
            }
        }

        /** Computes the terms [k0, kEnd) of rows [i, iEnd) and columns [j, jEnd) of A·B. */
        private void multiplySection(MatrixView a, MatrixView b, int k0, int kEnd, float[] c, int co, int cs,
                boolean add, int i, int iEnd, int j, int jEnd) {
            int blocks = SumOrder.parts(kEnd - k0, SumOrder.BLOCK);
            for (int block = 0; block < blocks; block++) {
                int k = k0 + SumOrder.start(block, blocks, kEnd - k0);
                int depth = k0 + SumOrder.start(block + 1, blocks, kEnd - k0) - k;
                for (int t = 0; a.transposed() && t < depth; t++) {
                    stepOffsets[t] = t * a.rows();
                }
                prefetch(b, k, k + depth, j, jEnd);
                int groupColumns = Math.max(1, PACKED / (depth * NR)) * NR;
                for (int column = j; column < jEnd; column += groupColumns) {
                    int end = Math.min(column + groupColumns, jEnd);
                    pack(b, k, depth, column, end);
                    for (int row = i, rows; row < iEnd; row += rows) {
                        rows = VectorMicroKernel.rows(iEnd - row);
                        multiplyStrip(a, row, rows, Math.min(rows, iEnd - row), k, depth, c, co + row * cs, cs, column,
                                end, add || block > 0);
                    }
                }
            }
        }

        /**
         * Multiplies one strip of {@code rows} rows, of which A has [i, i + height), by all packed panels; C(i + r, j)
         * is c[co + r·cs + j].
         */
        private void multiplyStrip(MatrixView a, int i, int rows, int height, int k, int depth, float[] c, int co,
                int cs, int j, int jEnd, boolean add) {
            boolean inPlace = a.transposed() && height == rows;
            if (!inPlace) {
                locateRows(a, i, height, k, depth);
            }
            for (int column = j; column < jEnd; column += NR) {
                int width = Math.min(NR, jEnd - column);
                tile.select(c, co + column, cs, rows, height, width, add);
                int panel = (column - j) * depth;
                if (inPlace) {
                    VectorMicroKernel.multiplyColumnMajor(tile, rows, a.data(), a.index(i, k), stepOffsets, panels, panel,
                            depth);
                } else {
                    VectorMicroKernel.multiplyRowMajor(tile, rows, a.transposed() ? strip : a.data(), rowOffsets, 0, 0,
                            panels, panel, depth);
                }
                tile.finish();
            }
        }

        /** Sets the row offsets of one strip. If A is transposed, first copies the strip to row-major order. */
        private void locateRows(MatrixView a, int i, int height, int k, int depth) {
            for (int r = 0; r < MR; r++) {
                // An incomplete strip repeats its last row; the results of the repeats are not stored.
                int row = Math.min(r, height - 1);
                rowOffsets[r] = a.transposed() ? row * depth : a.index(i + row, k);
            }
            if (a.transposed()) {
                Panels.transpose(a.data(), a.index(i, k), a.rows(), strip, 0, depth, depth, height);
            }
        }

        /**
         * Prefetches a block of B row by row, because packing a group of panels reads only part of each row at a time.
         * The same prefetch of A, which is read in place, gains nothing. Packing A into panels makes products of 32
         * steps 5 % faster, but slows products with a weight in main memory from 160 to 90 GFLOP/s.
         */
        private void prefetch(MatrixView b, int k, int kEnd, int j, int jEnd) {
            for (int row = k; row < kEnd && !b.transposed(); row++) {
                prefetched += CacheLines.prefetch(b.data(), b.index(row, j), b.index(row, j) + jEnd - j);
            }
        }

        /** Packs rows [k, k + depth) and columns [j, jEnd) of B. The last panel is not padded. */
        private void pack(MatrixView b, int k, int depth, int j, int jEnd) {
            if (!b.transposed()) {
                VectorMicroKernel.pack(b.data(), b.index(k, j), b.columns(), panels, depth, jEnd - j);
                return;
            }
            for (int column = j; column < jEnd; column += NR) {
                Panels.transpose(b.data(), b.index(k, column), b.rows(), panels, (column - j) * depth, NR,
                        Math.min(NR, jEnd - column), depth);
            }
        }
    }
}
