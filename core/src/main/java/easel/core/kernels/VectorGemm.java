package easel.core.kernels;

import java.util.Arrays;

/**
 * Matrix products on the tiles of {@link VectorTile}: an element's chain of multiply-adds goes on from block to block
 * in the order of k, hence the bits are those of {@link NaiveGemm}.
 *
 * <p>Panels of B, each as wide as a tile, are copied so that a panel lies side by side; under them pass the rows of A,
 * which stay where they are, transposed or not. What costs most is to transpose B: where that is dearer than to
 * transpose A and C, as with a small batch before a large weight, the product is taken as Cᵀ = Bᵀ·Aᵀ.
 */
final class VectorGemm implements Multiplier {
    private static final int ROWS = VectorTile.ROWS;
    private static final int WIDTH = VectorTile.WIDTH;
    /** Floats in a line of the cache. */
    private static final int LINE = 16;
    /**
     * Floats of B that are copied at a time, 128 KB: as many panels as there is room for, so that B is read and C is
     * written along the rows. 256 KB are slower.
     *
     * <p>For batches of 32, B read in place gains a tenth if each cache line is touched before in the order of memory,
     * but nothing in a training step, and a kernel that takes any distance between rows of B loses as much elsewhere.
     */
    private static final int ROOM = 1 << 15;
    /** Steps of k in a panel: four panels are copied at a time. 128 and 512 are slower. */
    private static final int DEPTH = 256;
    /** The same where C is transposed, for that makes it dear to go on with its values from panel to panel. */
    private static final int DEEP = 1024;
    /** Rows of C that pass under one copy of a panel; 128 are slower, 1024 no faster. */
    private static final int HEIGHT = 512;
    /** Columns of C that one thread takes at a time: with a batch of 32, long runs of B's rows are worth a tenth. */
    private static final int ACROSS = 1024;

    private static final Blocks BLOCKS = new Blocks(HEIGHT, ACROSS, ROWS, WIDTH, WIDTH);
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
        if (cycles(leftOfTransposes, rightOfTransposes) + 4L * c.rows() * c.columns() < cycles(left, right)) {
            multiplyInBlocks(leftOfTransposes, rightOfTransposes, c.transpose(), add);
        } else {
            multiplyInBlocks(left, right, c, add);
        }
    }

    /** A single row or column lies side by side either way. */
    private static MatrixView flat(MatrixView view) {
        return view.transposed() && Math.min(view.rows(), view.columns()) == 1
                ? new MatrixView(view.data(), view.offset(), view.rows(), view.columns(), false) : view;
    }

    /**
     * Very nearly: a step of a tile takes as many as it has rows, an element of B one to transpose, less to copy. One
     * of a transposed C takes four.
     */
    private static long cycles(MatrixView a, MatrixView b) {
        long tiles = (long) Blocks.ceil(a.rows(), ROWS) * Blocks.ceil(b.columns(), WIDTH);
        long size = (long) b.rows() * b.columns();
        return tiles * a.columns() * ROWS + (b.transposed() ? size : size / 8);
    }

    /** Here c may be transposed. */
    private void multiplyInBlocks(MatrixView a, MatrixView b, MatrixView c, boolean add) {
        BLOCKS.forEach(parallel, c.rows(), c.columns(), a.columns(), (i, iEnd, j, jEnd) ->
                WORKSPACE.get().multiply(a, b, c, add, i, iEnd, j, jEnd));
    }

    /** A thread's copies of parts of A, B and C. */
    private static final class Workspace {
        private final float[] panels = new float[Math.max(ROOM, DEEP * WIDTH)];
        private final float[] strip = new float[DEEP * ROWS];
        private final float[] tile = new float[ROWS * WIDTH];
        private final float[] zeros = new float[WIDTH];
        private final int[] rowsOfA = new int[ROWS];
        private final int[] stepsOfA = new int[DEEP];
        private final int[] stepsOfB = new int[DEEP];
        /** Of no use, but what nobody keeps need not be read. */
        private float touched;

        Workspace() {
            Arrays.setAll(stepsOfB, t -> t * WIDTH);
        }

        /** Rows from i to iEnd and columns from j to jEnd of C. */
        void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int iEnd, int j, int jEnd) {
            int most = c.transposed() ? DEEP : DEPTH;
            for (int k = 0; k < a.columns(); k += most) {
                int depth = Math.min(most, a.columns() - k);
                for (int t = 0; a.transposed() && t < depth; t++) {
                    stepsOfA[t] = t * a.rows();
                }
                touch(b, k, k + depth, j, jEnd);
                int together = Math.max(1, ROOM / (depth * WIDTH)) * WIDTH;
                for (int column = j; column < jEnd; column += together) {
                    int end = Math.min(column + together, jEnd);
                    pack(b, k, depth, column, end);
                    for (int row = i; row < iEnd; row += ROWS) {
                        multiplyRows(a, row, Math.min(ROWS, iEnd - row), k, depth, c, column, end, add || k > 0);
                    }
                }
            }
        }

        /** Rows i to i + height of A under all packed panels. */
        private void multiplyRows(MatrixView a, int i, int height, int k, int depth, MatrixView c, int j, int jEnd,
                boolean add) {
            boolean inPlace = a.transposed() && height == ROWS;
            if (!inPlace) {
                findRows(a, i, height, k, depth);
            }
            for (int column = j; column < jEnd; column += WIDTH) {
                int width = Math.min(WIDTH, jEnd - column);
                boolean whole = height == ROWS && width == WIDTH && !c.transposed();
                float[] to = whole ? c.data() : tile;
                int at = whole ? c.index(i, column) : 0;
                int stride = whole ? c.columns() : WIDTH;
                if (add && !whole) {
                    load(c, i, height, column, width);
                }
                float[] start = add ? to : zeros;
                int startAt = add ? at : 0;
                int startStride = add ? stride : 0;
                int panel = (column - j) * depth;
                if (inPlace) {
                    VectorTile.columns(start, startAt, startStride, to, at, stride, a.data(), a.index(i, k), stepsOfA,
                            panels, panel, stepsOfB, depth);
                } else {
                    VectorTile.rows(start, startAt, startStride, to, at, stride, a.transposed() ? strip : a.data(),
                            rowsOfA, panels, panel, depth);
                }
                if (!whole) {
                    store(c, i, height, column, width);
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
            for (int r = 0; a.transposed() && r < height; r++) {
                copyRow(a, i + r, k, depth, r * depth);
            }
        }

        private void copyRow(MatrixView a, int i, int k, int depth, int to) {
            int p = a.index(i, k);
            for (int t = 0; t < depth; t++, p += a.rows()) {
                strip[to + t] = a.data()[p];
            }
        }

        /**
         * Reads a float of each cache line, row after row. Processors fetch ahead of a reader who goes on from line to
         * line, not of one who copies some panels' width of each row: with a batch of 32, a sixth of the product.
         */
        private void touch(MatrixView b, int k, int kEnd, int j, int jEnd) {
            float sum = 0;
            for (int row = k; row < kEnd && !b.transposed(); row++) {
                int p = b.index(row, j);
                for (int l = 0; l < jEnd - j; l += LINE) {
                    sum += b.data()[p + l];
                }
            }
            touched = sum;
        }

        /** Steps k to k + depth of columns j to jEnd of B; columns that the last panel lacks are not stored. */
        private void pack(MatrixView b, int k, int depth, int j, int jEnd) {
            if (!b.transposed()) {
                VectorTile.pack(b.data(), b.index(k, j), b.columns(), panels, depth, jEnd - j);
                return;
            }
            for (int column = j; column < jEnd; column += WIDTH) {
                packTransposed(b, k, depth, column, Math.min(WIDTH, jEnd - column), (column - j) * depth);
            }
        }

        /** panels[to + t·WIDTH + l] = B(k + t, j + l). */
        private void packTransposed(MatrixView b, int k, int depth, int j, int width, int to) {
            int l = 0;
            for (; l + 8 <= width; l += 8) {
                transposeEight(b.data(), b.index(k, j + l), b.rows(), depth, to + l);
            }
            for (; l < width; l++) {
                for (int t = 0, p = b.index(k, j + l); t < depth; t++) {
                    panels[to + t * WIDTH + l] = b.data()[p + t];
                }
            }
        }

        // Column by column, each write would go to a cache line of its own.
        private void transposeEight(float[] b, int p, int stride, int depth, int l) {
            int p1 = p + stride, p2 = p1 + stride, p3 = p2 + stride;
            int p4 = p3 + stride, p5 = p4 + stride, p6 = p5 + stride, p7 = p6 + stride;
            for (int t = 0, q = l; t < depth; t++, q += WIDTH) {
                panels[q] = b[p + t];
                panels[q + 1] = b[p1 + t];
                panels[q + 2] = b[p2 + t];
                panels[q + 3] = b[p3 + t];
                panels[q + 4] = b[p4 + t];
                panels[q + 5] = b[p5 + t];
                panels[q + 6] = b[p6 + t];
                panels[q + 7] = b[p7 + t];
            }
        }

        private void load(MatrixView c, int i, int height, int j, int width) {
            for (int r = 0; r < height; r++) {
                if (c.transposed()) {
                    for (int l = 0, p = c.index(i + r, j); l < width; l++, p += c.rows()) {
                        tile[r * WIDTH + l] = c.data()[p];
                    }
                } else {
                    System.arraycopy(c.data(), c.index(i + r, j), tile, r * WIDTH, width);
                }
            }
        }

        private void store(MatrixView c, int i, int height, int j, int width) {
            if (c.transposed()) {
                for (int l = 0, p = c.index(i, j); l < width; l++, p += c.rows()) {
                    for (int r = 0; r < height; r++) {
                        c.data()[p + r] = tile[r * WIDTH + l];
                    }
                }
            } else {
                for (int r = 0; r < height; r++) {
                    System.arraycopy(tile, r * WIDTH, c.data(), c.index(i + r, j), width);
                }
            }
        }
    }
}
