package easel.core.kernels;

import java.util.Arrays;

/**
 * Matrix products on the tiles of {@link VectorTile}: an element's chain of multiply-adds goes on from block to block
 * in the order of k, hence the bits are those of {@link NaiveGemm}.
 *
 * <p>A panel of B, as wide as a tile, is copied so that it lies side by side; under it pass the rows of A, which stay
 * where they are, transposed or not. What costs most is to transpose B: where that is dearer than to transpose A and C,
 * as with a small batch before a large weight, the product is taken as Cᵀ = Bᵀ·Aᵀ.
 */
final class VectorGemm implements Multiplier {
    private static final int ROWS = VectorTile.ROWS;
    private static final int WIDTH = VectorTile.WIDTH;
    /** Steps of k in a panel: 128 KB with AVX-512. 256 and 512 are slower for batches of 32. */
    private static final int DEPTH = 1024;
    /** Rows of C that pass under one copy of a panel; 128 are slower, 1024 no faster. */
    private static final int HEIGHT = 512;
    /** Columns of C that one thread takes at a time. */
    private static final int ACROSS = 512;
    /** Rows of C up to which B is read in place, for too few pass under a panel to pay for its copy. */
    private static final int IN_PLACE = 64;

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
        if (cycles(leftOfTransposes, rightOfTransposes) + 2L * c.rows() * c.columns() < cycles(left, right)) {
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

    /** Very nearly: a step of a tile takes as many as it has rows, an element of B one to transpose, less to copy. */
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
        private final float[] panel = new float[DEPTH * WIDTH];
        private final float[] strip = new float[DEPTH * ROWS];
        private final float[] tile = new float[ROWS * WIDTH];
        private final int[] rowsOfA = new int[ROWS];
        private final int[] stepsOfA = new int[DEPTH];
        private final int[] stepsOfB = new int[DEPTH];

        /** Rows from i to iEnd and columns from j to jEnd of C. */
        void multiply(MatrixView a, MatrixView b, MatrixView c, boolean add, int i, int iEnd, int j, int jEnd) {
            if (!add && !c.transposed()) {
                for (int row = i; row < iEnd; row++) {
                    Arrays.fill(c.data(), c.index(row, j), c.index(row, jEnd), 0);
                }
            }
            for (int k = 0; k < a.columns(); k += DEPTH) {
                int depth = Math.min(DEPTH, a.columns() - k);
                for (int column = j; column < jEnd; column += WIDTH) {
                    int width = Math.min(WIDTH, jEnd - column);
                    if (!b.transposed() && width == WIDTH && iEnd - i <= IN_PLACE) {
                        Panel place = new Panel(b.data(), b.index(k, column), b.columns(), k, depth, column, width);
                        multiplyPanel(a, place, c, add, i, iEnd);
                    } else {
                        pack(b, k, depth, column, width);
                        multiplyPanel(a, new Panel(panel, 0, WIDTH, k, depth, column, width), c, add, i, iEnd);
                    }
                }
            }
        }

        private void multiplyPanel(MatrixView a, Panel b, MatrixView c, boolean add, int i, int iEnd) {
            if (a.transposed()) {
                for (int t = 0; t < b.depth; t++) {
                    stepsOfA[t] = t * a.rows();
                    stepsOfB[t] = t * b.stride;
                }
            }
            for (int row = i; row < iEnd; row += ROWS) {
                int height = Math.min(ROWS, iEnd - row);
                if (height == ROWS && b.width == WIDTH && !c.transposed()) {
                    multiplyTile(a, row, height, b, c.data(), c.index(row, b.j), c.columns());
                } else {
                    load(c, row, height, b.j, b.width, add || b.k > 0);
                    multiplyTile(a, row, height, b, tile, 0, WIDTH);
                    store(c, row, height, b.j, b.width);
                }
            }
        }

        private void multiplyTile(MatrixView a, int i, int height, Panel b, float[] c, int at, int stride) {
            if (a.transposed() && height == ROWS) {
                VectorTile.columns(c, at, stride, a.data(), a.index(i, b.k), stepsOfA, b.data, b.at, stepsOfB, b.depth);
                return;
            }
            float[] rows = a.transposed() ? strip : a.data();
            for (int r = 0; r < ROWS; r++) {
                // Rows that the last strip lacks repeat its last one and are not stored.
                int row = Math.min(r, height - 1);
                rowsOfA[r] = a.transposed() ? row * DEPTH : a.index(i + row, b.k);
            }
            if (a.transposed()) {
                for (int r = 0; r < height; r++) {
                    copyRow(a, i + r, b.k, b.depth, r * DEPTH);
                }
            }
            VectorTile.rows(c, at, stride, rows, rowsOfA, b.data, b.at, b.stride, b.depth);
        }

        private void copyRow(MatrixView a, int i, int k, int depth, int to) {
            int p = a.index(i, k);
            for (int t = 0; t < depth; t++, p += a.rows()) {
                strip[to + t] = a.data()[p];
            }
        }

        /** panel[t·WIDTH + l] = B(k + t, j + l); columns that the last panel lacks are not stored. */
        private void pack(MatrixView b, int k, int depth, int j, int width) {
            if (b.transposed()) {
                int l = 0;
                for (; l + 8 <= width; l += 8) {
                    transposeEight(b.data(), b.index(k, j + l), b.rows(), depth, l);
                }
                for (; l < width; l++) {
                    for (int t = 0, p = b.index(k, j + l); t < depth; t++) {
                        panel[t * WIDTH + l] = b.data()[p + t];
                    }
                }
            } else {
                for (int t = 0, p = b.index(k, j); t < depth; t++, p += b.columns()) {
                    System.arraycopy(b.data(), p, panel, t * WIDTH, width);
                }
            }
        }

        // Column by column, each write would go to a cache line of its own.
        private void transposeEight(float[] b, int p, int stride, int depth, int l) {
            int p1 = p + stride, p2 = p1 + stride, p3 = p2 + stride;
            int p4 = p3 + stride, p5 = p4 + stride, p6 = p5 + stride, p7 = p6 + stride;
            for (int t = 0, q = l; t < depth; t++, q += WIDTH) {
                panel[q] = b[p + t];
                panel[q + 1] = b[p1 + t];
                panel[q + 2] = b[p2 + t];
                panel[q + 3] = b[p3 + t];
                panel[q + 4] = b[p4 + t];
                panel[q + 5] = b[p5 + t];
                panel[q + 6] = b[p6 + t];
                panel[q + 7] = b[p7 + t];
            }
        }

        private void load(MatrixView c, int i, int height, int j, int width, boolean add) {
            Arrays.fill(tile, 0);
            for (int r = 0; add && r < height; r++) {
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

    /** Columns j to j + width of B and steps k to k + depth, one step stride floats after another. */
    private record Panel(float[] data, int at, int stride, int k, int depth, int j, int width) {}
}
