package easel.core.kernels;

/**
 * Divides C into blocks that threads compute in parallel. One thread computes all multiply-adds of an element, so the
 * division may depend on the number of threads without changing a bit of the result.
 *
 * @param maxRows maximum rows of a block
 * @param maxColumns maximum columns of a block
 * @param rowStep rows of a tile; the rows of a block are a multiple of this, except in the last block
 * @param columnStep columns of a tile; the columns of a block are a multiple of this, except in the last block
 * @param minColumns minimum columns of a block when the columns are divided further to occupy all threads
 */
record Blocks(int maxRows, int maxColumns, int rowStep, int columnStep, int minColumns) {
    /** The rows are divided further to occupy all threads only if each thread gets at least this many rows. */
    private static final int MIN_ROWS = 64;
    /** Each additional thread needs this many multiply-adds: two threads are faster from about 2 MFLOP. */
    private static final long PER_ADDITIONAL_THREAD = 1_000_000;
    /** Reading an element of B takes as long as this many multiply-adds, so products of fewer rows count as this many. */
    private static final int MEMORY_BOUND_ROWS = 4;

    /** Computes rows [i, iEnd) and columns [j, jEnd) of C. */
    interface Body {
        void run(int i, int iEnd, int j, int jEnd);
    }

    /** Runs the body for each block of C, (m, n), whose elements are sums of k products. */
    void forEach(Parallel parallel, int m, int n, int k, Body body) {
        long work = (long) Math.max(m, MEMORY_BOUND_ROWS) * n * k;
        int threads = (int) Math.min(parallel.size(), 1 + work / PER_ADDITIONAL_THREAD);
        int rowBlocks = ceil(m, maxRows);
        int columnBlocks = ceil(n, maxColumns);
        if (columnBlocks % threads != 0 && m >= threads * MIN_ROWS) {
            rowBlocks = ceil(rowBlocks, threads) * threads;
        } else if (columnBlocks % threads != 0) {
            columnBlocks = Math.min(ceil(columnBlocks, threads) * threads, ceil(n, minColumns));
        }
        int rows = ceil(ceil(m, rowBlocks), rowStep) * rowStep;
        int columns = ceil(ceil(n, columnBlocks), columnStep) * columnStep;
        int blocksPerRow = ceil(n, columns);
        parallel.run(ceil(m, rows) * blocksPerRow, 1, (from, to) -> {
            for (int block = from; block < to; block++) {
                int i = block / blocksPerRow * rows;
                int j = block % blocksPerRow * columns;
                body.run(i, Math.min(i + rows, m), j, Math.min(j + columns, n));
            }
        });
    }

    static int ceil(int dividend, int divisor) {
        return (dividend - 1) / divisor + 1;
    }
}
