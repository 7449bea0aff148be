package easel.core.ops;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Row-broadcast loops over matrices (rows, C) and vectors of length C, such as a bias: element by element, or summed
 * over all rows. A tensor of any rank is read as a matrix of {@link Tensor#rows()} by {@link Tensor#columns()}.
 *
 * <p>The loop body works on tiles. A tile is a copy of several whole rows, or of a part of one row; each vector is
 * repeated to the length of the tile. So the loop uses one index without an offset for all arrays and the compiler
 * vectorizes it, and the copies stay in the level-1 cache. Without tiles, {@code y[offset + j] = x[offset + j] *
 * row[j]} runs at a quarter of the speed.
 *
 * <p>Sums: up to 16 tiles are added in float; these partial sums are added in double. The order of the additions
 * depends only on the sizes of the matrix.
 */
public final class Rows {
    /** Floats in a tile: seven arrays of this length fit in a level-1 cache. */
    private static final int TILE = 1 << 10;
    /** Tiles in one task of a parallel loop. A task takes 15 to 30 µs. */
    private static final int TILES_PER_TASK = 64;
    /** Tiles added in float before their sum is added in double. The error is about that of the last addition. */
    private static final int CHAIN = 16;
    private static final int MAX_VECTORS = 6;

    private static final Scratch<Tiles> TILES = Scratch.of(Tiles::new);
    /** Partial sums of all tasks. */
    private static final Scratch<double[]> SUMS = Scratch.ofDoubles();

    private Rows() {}

    /** A loop over the first n elements of several arrays, all with the same index. */
    @FunctionalInterface
    public interface Loop {
        /**
         * Fills a tile, or adds a tile to sums.
         *
         * @param a a tile of the first matrix. Not modified
         * @param b a tile of the second matrix. Not modified
         * @param rows the vectors, each repeated to the length of the tile. Not modified
         * @param out the tile to fill, or the sums to add to. Modified
         * @param n the number of elements in each array
         */
        void run(float[] a, float[] b, float[][] rows, float[][] out, int n);
    }

    /** The tiles of one task: copies of parts of the arrays that a loop reads and writes. */
    private static final class Tiles {
        final float[] a = new float[TILE];
        final float[] b = new float[TILE];
        final float[][] rows = new float[MAX_VECTORS][TILE];
        final float[][] out = new float[2][TILE];
    }

    /** The partition of a matrix into tiles of height × width and into tasks of 64 tiles below each other. */
    private record Partition(int rows, int columns, int width, int height) {
        static Partition of(Tensor x) {
            int width = Math.min(TILE, x.columns());
            return new Partition(x.rows(), x.columns(), width, TILE / width);
        }

        int tasks() {
            return tasksDown() * tasksAcross();
        }

        int tasksAcross() {
            return (columns - 1) / width + 1;
        }

        int tasksDown() {
            return (rows - 1) / (TILES_PER_TASK * height) + 1;
        }

        int firstRow(int task) {
            return task / tasksAcross() * TILES_PER_TASK * height;
        }

        int endRow(int task) {
            return Math.min(rows, firstRow(task) + TILES_PER_TASK * height);
        }

        int firstColumn(int task) {
            return task % tasksAcross() * width;
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
     * @param rows at most six vectors of length C. Not modified
     * @return a tensor of a's shape
     */
    public static Tensor map(Tensor a, Tensor b, Allocator buffers, Loop loop, float[]... rows) {
        Tensor y = buffers.allocate(a.shape());
        fill(a, b, y, loop, rows);
        return y;
    }

    /** Like {@link #map}, with the result in y, which may be a or b. */
    static void fill(Tensor a, Tensor b, Tensor y, Loop loop, float[]... rows) {
        Partition partition = Partition.of(a);
        Parallel.forRange(partition.tasks(), 1, (task, next) -> {
            try (Lease<Tiles> lease = TILES.lend()) {
                Tiles tiles = lease.value();
                repeat(rows, tiles.rows, partition, task);
                forEachTile(a, b, partition, task, tiles, (x1, x2, start, n) -> {
                    loop.run(x1, x2, tiles.rows, tiles.out, n);
                    System.arraycopy(tiles.out[0], 0, y.array(), start, n);
                });
            }
        });
    }

    /**
     * Sums over all rows.
     *
     * @param a any shape (…, C). Not modified
     * @param b the same shape, or a itself. Not modified
     * @param buffers allocates the results
     * @param results the number of results, one or two
     * @param loop adds to each {@code out[i]}, i &lt; results
     * @param rows at most six vectors of length C. Not modified
     * @return the results, (C) each
     */
    public static Tensor[] sum(Tensor a, Tensor b, Allocator buffers, int results, Loop loop, float[]... rows) {
        Partition partition = Partition.of(a);
        int size = partition.tasksDown() * partition.columns();
        Tensor[] totals = new Tensor[results];
        try (Lease<double[]> lease = SUMS.lend(results * size)) {
            double[] sums = lease.value();
            Arrays.fill(sums, 0, results * size, 0);
            Parallel.forRange(partition.tasks(), 1, (task, next) ->
                    addTask(a, b, loop, rows, partition, task, results, sums, size));
            for (int i = 0; i < results; i++) {
                totals[i] = buffers.allocate(partition.columns());
                addTasks(sums, i * size, partition, totals[i].array());
            }
        }
        return totals;
    }

    /** Adds the tiles of one task to its sums. The sums of result i start at {@code i * size}. */
    private static void addTask(Tensor a, Tensor b, Loop loop, float[][] rows, Partition partition, int task,
            int results, double[] sums, int size) {
        try (Lease<Tiles> lease = TILES.lend()) {
            Tiles tiles = lease.value();
            repeat(rows, tiles.rows, partition, task);
            clear(tiles.out);
            int firstSum = task / partition.tasksAcross() * partition.columns() + partition.firstColumn(task);
            int[] chain = {0};
            forEachTile(a, b, partition, task, tiles, (x1, x2, start, n) -> {
                loop.run(x1, x2, tiles.rows, tiles.out, n);
                chain[0]++;
                if (chain[0] == CHAIN) {
                    moveToSums(tiles.out, results, partition.columns(task), sums, firstSum, size);
                    chain[0] = 0;
                }
            });
            moveToSums(tiles.out, results, partition.columns(task), sums, firstSum, size);
        }
    }

    /** Processes one tile: n elements from index start of the matrices, copied to a and b. */
    private interface TileAction {
        void run(float[] a, float[] b, int start, int n);
    }

    private static void forEachTile(Tensor a, Tensor b, Partition partition, int task, Tiles tiles, TileAction action) {
        int columns = partition.columns(task);
        for (int row = partition.firstRow(task); row < partition.endRow(task); row += partition.height()) {
            int start = row * partition.columns() + partition.firstColumn(task);
            int n = Math.min(partition.height(), partition.endRow(task) - row) * columns;
            System.arraycopy(a.array(), start, tiles.a, 0, n);
            if (b != a) {
                System.arraycopy(b.array(), start, tiles.b, 0, n);
            }
            action.run(tiles.a, b == a ? tiles.a : tiles.b, start, n);
        }
    }

    /** Fills one tile for each vector with repeated copies of the task's columns. */
    private static void repeat(float[][] rows, float[][] tiles, Partition partition, int task) {
        int columns = partition.columns(task);
        for (int i = 0; i < rows.length; i++) {
            for (int r = 0; r < partition.height(); r++) {
                System.arraycopy(rows[i], partition.firstColumn(task), tiles[i], r * columns, columns);
            }
        }
    }

    /**
     * Adds the float sums of a chain of tiles to the sums in double, column by column, and clears the float sums. The
     * sums of result i start at {@code i * size + firstSum}.
     */
    private static void moveToSums(float[][] out, int results, int columns, double[] sums, int firstSum, int size) {
        for (int i = 0; i < results; i++) {
            for (int row = 0; row + columns <= TILE; row += columns) {
                for (int j = 0; j < columns; j++) {
                    sums[i * size + firstSum + j] += out[i][row + j];
                }
            }
        }
        clear(out);
    }

    private static void clear(float[][] tiles) {
        for (float[] tile : tiles) {
            Arrays.fill(tile, 0);
        }
    }

    /** Adds the sums of all tasks, in order, for each column of one result. */
    private static void addTasks(double[] sums, int from, Partition partition, float[] total) {
        for (int j = 0; j < total.length; j++) {
            double sum = 0;
            for (int task = 0; task < partition.tasksDown(); task++) {
                sum += sums[from + task * total.length + j];
            }
            total[j] = (float) sum;
        }
    }
}
