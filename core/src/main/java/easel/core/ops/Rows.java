package easel.core.ops;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Loops over matrices (rows, C) beside which lie single rows of C numbers, such as a bias: element by element, or
 * summed over all rows. A tensor of any rank is read as {@link Tensor#rows()} by {@link Tensor#columns()}.
 *
 * <p>The loop body sees tiles: copies of a few whole rows, or of a part of one, and the single rows repeated to the
 * same length. So all its arrays share one bare index, which is what the compiler needs to make vectors of it, and
 * the copies stay in the level-1 cache: {@code y[offset + j] = x[offset + j] * row[j]} runs at a quarter of the speed.
 *
 * <p>Sums: up to 16 tiles are added up in float, those in double, in an order that depends on the sizes only.
 */
public final class Rows {
    /** Floats in a tile: seven arrays of it fit a level-1 cache. */
    private static final int TILE = 1 << 10;
    /** Tiles in one task of a parallel loop: 15 to 30 µs. */
    private static final int TILES = 64;
    /** Tiles whose sums stay in float: a chain of 16 rounds about as well as its last addition. */
    private static final int CHAIN = 16;
    /** Matrices, rows beside them and results that a loop may have. */
    private static final int MOST = 6;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private Rows() {}

    /** A loop over the first n elements of some arrays, all at the same index. */
    @FunctionalInterface
    public interface Loop {
        /**
         * Computes a tile, or adds it to sums.
         *
         * @param a a tile of the first matrix. Not modified
         * @param b a tile of the second matrix. Not modified
         * @param rows what stands beside each element. Not modified
         * @param out the tile to be filled, or the sums to be added to. Modified
         * @param n elements in each
         */
        void run(float[] a, float[] b, float[][] rows, float[][] out, int n);
    }

    /** A thread's copies of what a loop reads and writes. */
    private static final class Workspace {
        final float[] a = new float[TILE];
        final float[] b = new float[TILE];
        final float[][] rows = new float[MOST][TILE];
        final float[][] out = new float[2][TILE];
        /** Sums of all tasks, result by result, of a call from this thread. */
        double[] sums = new double[0];
    }

    /** How a matrix is cut: into tasks of some rows and columns, and these into tiles of several rows or of a part. */
    private record Cut(int rows, int columns, int width, int height) {
        static Cut of(Tensor x) {
            int width = Math.min(TILE, x.columns());
            return new Cut(x.rows(), x.columns(), width, TILE / width);
        }

        int across() {
            return (columns - 1) / width + 1;
        }

        int down() {
            return (rows - 1) / (TILES * height) + 1;
        }

        int firstRow(int task) {
            return task / across() * TILES * height;
        }

        int endRow(int task) {
            return Math.min(rows, firstRow(task) + TILES * height);
        }

        int firstColumn(int task) {
            return task % across() * width;
        }

        int columns(int task) {
            return Math.min(width, columns - firstColumn(task));
        }
    }

    /**
     * A fresh tensor computed element by element.
     *
     * @param a any shape (…, C). Not modified
     * @param b the same shape, or a itself. Not modified
     * @param buffers allocates the result
     * @param loop fills {@code out[0]}
     * @param rows at most six, of C numbers each. Not modified
     * @return a tensor of a's shape
     */
    public static Tensor map(Tensor a, Tensor b, Allocator buffers, Loop loop, float[]... rows) {
        Tensor y = buffers.allocate(a.shape());
        fill(a, b, y, loop, rows);
        return y;
    }

    /** The same into a tensor, which may be a or b. */
    static void fill(Tensor a, Tensor b, Tensor y, Loop loop, float[]... rows) {
        Cut cut = Cut.of(a);
        Parallel.forRange(cut.down() * cut.across(), 1, (task, next) -> {
            Workspace space = WORKSPACE.get();
            repeat(rows, space.rows, cut, task);
            forEachTile(a, b, cut, task, space, (x1, x2, at, n) -> {
                loop.run(x1, x2, space.rows, space.out, n);
                System.arraycopy(space.out[0], 0, y.array(), at, n);
            });
        });
    }

    /**
     * Sums over all rows.
     *
     * @param a any shape (…, C). Not modified
     * @param b the same shape, or a itself. Not modified
     * @param buffers allocates the results
     * @param results one or two
     * @param loop adds to each {@code out[i]}, i below results
     * @param rows at most six, of C numbers each. Not modified
     * @return the results, (C) each
     */
    public static Tensor[] sum(Tensor a, Tensor b, Allocator buffers, int results, Loop loop, float[]... rows) {
        Cut cut = Cut.of(a);
        int size = cut.down() * cut.columns();
        Workspace own = WORKSPACE.get();
        if (own.sums.length < results * size) {
            own.sums = new double[results * size];
        }
        double[] sums = own.sums;
        Arrays.fill(sums, 0, results * size, 0);
        Parallel.forRange(cut.down() * cut.across(), 1, (task, next) -> {
            Workspace space = WORKSPACE.get();
            repeat(rows, space.rows, cut, task);
            clear(space.out);
            int place = task / cut.across() * cut.columns() + cut.firstColumn(task);
            int[] chained = {0};
            forEachTile(a, b, cut, task, space, (x1, x2, at, n) -> {
                loop.run(x1, x2, space.rows, space.out, n);
                chained[0]++;
                if (chained[0] == CHAIN) {
                    drain(space.out, results, cut.columns(task), sums, place, size);
                    chained[0] = 0;
                }
            });
            drain(space.out, results, cut.columns(task), sums, place, size);
        });
        Tensor[] totals = new Tensor[results];
        for (int i = 0; i < results; i++) {
            totals[i] = buffers.allocate(cut.columns());
            total(sums, i * size, cut, totals[i].array());
        }
        return totals;
    }

    private interface Tile {
        void run(float[] a, float[] b, int at, int n);
    }

    private static void forEachTile(Tensor a, Tensor b, Cut cut, int task, Workspace space, Tile tile) {
        int columns = cut.columns(task);
        for (int row = cut.firstRow(task); row < cut.endRow(task); row += cut.height()) {
            int at = row * cut.columns() + cut.firstColumn(task);
            int n = Math.min(cut.height(), cut.endRow(task) - row) * columns;
            System.arraycopy(a.array(), at, space.a, 0, n);
            if (b != a) {
                System.arraycopy(b.array(), at, space.b, 0, n);
            }
            tile.run(space.a, b == a ? space.a : space.b, at, n);
        }
    }

    private static void repeat(float[][] rows, float[][] tiles, Cut cut, int task) {
        int columns = cut.columns(task);
        for (int i = 0; i < rows.length; i++) {
            for (int r = 0; r < cut.height(); r++) {
                System.arraycopy(rows[i], cut.firstColumn(task), tiles[i], r * columns, columns);
            }
        }
    }

    /** Moves sums of tiles to where they go on in double, column by column, and leaves zeros. */
    private static void drain(float[][] tiles, int results, int columns, double[] sums, int place, int size) {
        for (int i = 0; i < results; i++) {
            for (int at = 0; at + columns <= TILE; at += columns) {
                for (int j = 0; j < columns; j++) {
                    sums[i * size + place + j] += tiles[i][at + j];
                }
            }
        }
        clear(tiles);
    }

    private static void clear(float[][] tiles) {
        for (float[] tile : tiles) {
            Arrays.fill(tile, 0);
        }
    }

    private static void total(double[] sums, int from, Cut cut, float[] total) {
        for (int j = 0; j < total.length; j++) {
            double sum = 0;
            for (int task = 0; task < cut.down(); task++) {
                sum += sums[from + task * total.length + j];
            }
            total[j] = (float) sum;
        }
    }
}
