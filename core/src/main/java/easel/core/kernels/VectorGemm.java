package easel.core.kernels;

/**
 * Matrix products on the tiles of {@link VectorMicroKernel}: an element's chain of multiply-adds goes on from block to block
 * in the order of k, hence the bits are those of {@link NaiveGemm}.
 *
 * <p>Panels of B, each as wide as a tile, are copied so that a panel lies side by side; under them pass the rows of A,
 * which stay where they are, transposed or not. What costs most is the copy of B: where it is dearer than to transpose
 * A and C, as with a small batch before a large weight, the product is taken as Cᵀ = Bᵀ·Aᵀ, and the weight stays where
 * it is: a batch of 32 before one of 1024 × 784, transposed, runs at 190 instead of 105 GFLOP/s on one core.
 */
final class VectorGemm implements Multiplier {
    private static final int ROWS = VectorMicroKernel.ROWS;
    private static final int WIDTH = VectorMicroKernel.WIDTH;
    /**
     * Floats of B that are copied at a time, 128 KB: as many panels as there is room for, so that B is read and C is
     * written along the rows. 256 KB are slower.
     */
    private static final int ROOM = 1 << 15;
    /**
     * Steps of k in a panel: four panels are copied at a time. 128 and 512 are slower, 1024 too where C is transposed.
     */
    private static final int DEPTH = 256;
    /** Rows of C that pass under one copy of a panel; 128 are slower, 1024 no faster. */
    private static final int HEIGHT = 512;
    /** Columns of C that one thread takes at a time: with a batch of 32, long runs of B's rows are worth a tenth. */
    private static final int ACROSS = 1024;

    /**
     * Rows and columns of a transposed C that one thread takes at a time. Lower blocks, under one copy of B for all
     * threads, are no faster, and 2 to 3 % slower where two threads share a core.
     */
    private static final int TALL = 1024;
    private static final int WIDE = 64;

    private static final Blocks BLOCKS = new Blocks(HEIGHT, ACROSS, ROWS, WIDTH, WIDTH);
    private static final Blocks BLOCKS_OF_TRANSPOSES = new Blocks(TALL, WIDE, ROWS, WIDTH, WIDTH);
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private final Parallel parallel;

    /** Creates the multiplier, on all threads. */
    VectorGemm() {
        this(Parallel.shared());
    }

    /**
     * Creates the multiplier.
     *
     * @param parallel where its loops run
     */
    VectorGemm(Parallel parallel) {
        this.parallel = parallel;
    }

    @Override
    public String describe() {
        return "the Vector API, " + WIDTH / 2 * Float.SIZE + " bits, threads: " + parallel.size();
    }

    @Override
    public void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert Multiplier.fit(a, b, c);
        MatrixView left = flat(a);
        MatrixView right = flat(b);
        MatrixView leftOfTransposes = flat(b.transpose());
        MatrixView rightOfTransposes = flat(a.transpose());
        if (cycles(leftOfTransposes, rightOfTransposes) + 3L * c.rows() * c.columns() < cycles(left, right)) {
            BLOCKS_OF_TRANSPOSES.forEach(parallel, c.columns(), c.rows(), a.columns(), (i, iEnd, j, jEnd) ->
                    WORKSPACE.get().multiplyTransposes(leftOfTransposes, rightOfTransposes, c, add, i, iEnd, j, jEnd));
        } else {
            BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) ->
                    WORKSPACE.get().multiply(left, right, c.data(), c.offset(), c.columns(), add, i, iEnd, j, jEnd));
        }
    }

    /** A single row or column lies side by side either way. */
    private static MatrixView flat(MatrixView view) {
        return view.transposed() && Math.min(view.rows(), view.columns()) == 1
                ? new MatrixView(view.data(), view.offset(), view.rows(), view.columns(), false) : view;
    }

    /**
     * Very nearly: a step of a tile takes as many as it has rows, an element of B one to copy and two to transpose. One
     * of C takes three to transpose.
     */
    private static long cycles(MatrixView a, MatrixView b) {
        long tiles = (long) Blocks.ceil(a.rows(), ROWS) * Blocks.ceil(b.columns(), WIDTH);
        return tiles * a.columns() * ROWS + (b.transposed() ? 2L : 1L) * b.rows() * b.columns();
    }

    /** A thread's copies of parts of A, B and C. */
    private static final class Workspace {
        private final float[] panels = new float[Math.max(ROOM, DEPTH * WIDTH)];
        private final float[] strip = new float[DEPTH * ROWS];
        private final float[] tile = new float[ROWS * WIDTH];
        private final float[] zeros = new float[WIDTH];
        private final int[] rowsOfA = new int[ROWS];
        private final int[] stepsOfA = new int[DEPTH];
        /** Part of a transposed C, made when first needed. */
        private float[] aside;
        private float fetched;

        /** Rows from i to iEnd and columns from j to jEnd of Cᵀ = A·B. */
        void multiplyTransposes(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int iEnd, int j,
                int jEnd) {
            if (aside == null) {
                aside = new float[TALL * WIDE];
            }
            int height = iEnd - i;
            int width = jEnd - j;
            if (add) {
                transpose(c.data(), c.index(j, i), c.columns(), aside, 0, width, width, height);
            }
            multiply(a, b, aside, -i * width - j, width, add, i, iEnd, j, jEnd);
            transpose(aside, 0, width, c.data(), c.index(j, i), c.columns(), height, width);
        }

        /** Rows from i to iEnd and columns from j to jEnd of C; element (i, j) lies at c[co + i·cs + j]. */
        void multiply(MatrixView a, MatrixView b, float[] c, int co, int cs, boolean add, int i, int iEnd, int j,
                int jEnd) {
            for (int k = 0; k < a.columns(); k += DEPTH) {
                int depth = Math.min(DEPTH, a.columns() - k);
                for (int t = 0; a.transposed() && t < depth; t++) {
                    stepsOfA[t] = t * a.rows();
                }
                fetch(b, k, k + depth, j, jEnd);
                int together = Math.max(1, ROOM / (depth * WIDTH)) * WIDTH;
                for (int column = j; column < jEnd; column += together) {
                    int end = Math.min(column + together, jEnd);
                    pack(b, k, depth, column, end);
                    for (int row = i; row < iEnd; row += ROWS) {
                        multiplyRows(a, row, Math.min(ROWS, iEnd - row), k, depth, c, co + row * cs, cs, column, end,
                                add || k > 0);
                    }
                }
            }
        }

        /** Rows i to i + height of A under all packed panels; c[co + r·cs + j] is element (i + r, j) of C. */
        private void multiplyRows(MatrixView a, int i, int height, int k, int depth, float[] c, int co, int cs, int j,
                int jEnd, boolean add) {
            boolean inPlace = a.transposed() && height == ROWS;
            if (!inPlace) {
                findRows(a, i, height, k, depth);
            }
            for (int column = j; column < jEnd; column += WIDTH) {
                int width = Math.min(WIDTH, jEnd - column);
                boolean whole = height == ROWS && width == WIDTH;
                float[] to = whole ? c : tile;
                int at = whole ? co + column : 0;
                int stride = whole ? cs : WIDTH;
                for (int r = 0; add && !whole && r < height; r++) {
                    System.arraycopy(c, co + r * cs + column, tile, r * WIDTH, width);
                }
                float[] start = add ? to : zeros;
                int startAt = add ? at : 0;
                int startStride = add ? stride : 0;
                int panel = (column - j) * depth;
                if (inPlace) {
                    VectorMicroKernel.columns(start, startAt, startStride, to, at, stride, a.data(), a.index(i, k), stepsOfA,
                            panels, panel, depth);
                } else {
                    VectorMicroKernel.rows(start, startAt, startStride, to, at, stride, a.transposed() ? strip : a.data(),
                            rowsOfA, panels, panel, depth);
                }
                for (int r = 0; !whole && r < height; r++) {
                    System.arraycopy(tile, r * WIDTH, c, co + r * cs + column, width);
                }
            }
        }

        /** Where the rows of A begin; of a transposed A, in a copy. */
        private void findRows(MatrixView a, int i, int height, int k, int depth) {
            for (int r = 0; r < ROWS; r++) {
                // Rows that the last strip lacks repeat its last one and are not stored.
                int row = Math.min(r, height - 1);
                rowsOfA[r] = a.transposed() ? row * depth : a.index(i + row, k);
            }
            if (a.transposed()) {
                transpose(a.data(), a.index(i, k), a.rows(), strip, 0, depth, depth, height);
            }
        }

        /**
         * Row after row, before some panels' width of each is copied. Under A in place it is no gain, nor is a copy of A
         * in panels: products of 32 steps gain a twentieth, weights that come from memory fall from 160 to 90 GFLOP/s.
         */
        private void fetch(MatrixView b, int k, int kEnd, int j, int jEnd) {
            for (int row = k; row < kEnd && !b.transposed(); row++) {
                fetched += CacheLines.fetch(b.data(), b.index(row, j), b.index(row, j) + jEnd - j);
            }
        }

        /** Steps k to k + depth of columns j to jEnd of B; columns that the last panel lacks are not stored. */
        private void pack(MatrixView b, int k, int depth, int j, int jEnd) {
            if (!b.transposed()) {
                VectorMicroKernel.pack(b.data(), b.index(k, j), b.columns(), panels, depth, jEnd - j);
                return;
            }
            for (int column = j; column < jEnd; column += WIDTH) {
                transpose(b.data(), b.index(k, column), b.rows(), panels, (column - j) * depth, WIDTH,
                        Math.min(WIDTH, jEnd - column), depth);
            }
        }

        /**
         * to[q + t·qs + l] = from[p + l·ps + t] for l below lines and t below n, eight lines at a time: line by line,
         * each write would go to a cache line of its own.
         */
        private static void transpose(float[] from, int p, int ps, float[] to, int q, int qs, int lines, int n) {
            int l = 0;
            for (; l + 8 <= lines; l += 8) {
                transposeEight(from, p + l * ps, ps, to, q + l, qs, n);
            }
            for (; l < lines; l++) {
                for (int t = 0; t < n; t++) {
                    to[q + t * qs + l] = from[p + l * ps + t];
                }
            }
        }

        private static void transposeEight(float[] from, int p, int ps, float[] to, int q, int qs, int n) {
            int p1 = p + ps, p2 = p1 + ps, p3 = p2 + ps, p4 = p3 + ps, p5 = p4 + ps, p6 = p5 + ps, p7 = p6 + ps;
            for (int t = 0, l = q; t < n; t++, l += qs) {
                to[l] = from[p + t];
                to[l + 1] = from[p1 + t];
                to[l + 2] = from[p2 + t];
                to[l + 3] = from[p3 + t];
                to[l + 4] = from[p4 + t];
                to[l + 5] = from[p5 + t];
                to[l + 6] = from[p6 + t];
                to[l + 7] = from[p7 + t];
            }
        }
    }
}
