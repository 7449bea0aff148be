package easel.core.kernels;

/**
 * Cuts C into blocks that threads compute in parallel. No chain of multiply-adds crosses a block, so the cut may depend
 * on the number of threads without changing a bit.
 *
 * @param maxRows the most rows of a block
 * @param maxColumns the most columns of a block
 * @param rowStep a block's rows are a multiple of this, the micro-kernel's rows
 * @param columnStep a block's columns are a multiple of this, the micro-kernel's columns
 * @param minColumns no block gets narrower than this to give more threads work
 */
record Blocks(int maxRows, int maxColumns, int rowStep, int columnStep, int minColumns) {
    /** No block gets lower than this to give more threads work. */
    private static final int MIN_ROWS = 64;
    /** Multiply-adds for each additional thread: a parallel region pays from about 2 MFLOP. */
    private static final long WORTH_A_THREAD = 1_000_000;

    /** Computes rows i to iEnd and columns j to jEnd of C. */
    interface Body {
        void run(int i, int iEnd, int j, int jEnd);
    }

    /** Runs the body for each block of C, (m, n), where each element is a sum of k terms. */
    void forEach(Parallel parallel, int m, int n, int k, Body body) {
        int threads = (int) Math.min(parallel.size(), 1 + (long) m * n * k / WORTH_A_THREAD);
        int down = ceil(m, maxRows);
        int across = ceil(n, maxColumns);
        if (across % threads != 0 && m >= threads * MIN_ROWS) {
            down = ceil(down, threads) * threads;
        } else if (across % threads != 0) {
            across = Math.min(ceil(across, threads) * threads, ceil(n, minColumns));
        }
        int rows = ceil(ceil(m, down), rowStep) * rowStep;
        int columns = ceil(ceil(n, across), columnStep) * columnStep;
        int blocksAcross = ceil(n, columns);
        parallel.run(ceil(m, rows) * blocksAcross, 1, (from, to) -> {
            for (int block = from; block < to; block++) {
                int i = block / blocksAcross * rows;
                int j = block % blocksAcross * columns;
                body.run(i, Math.min(i + rows, m), j, Math.min(j + columns, n));
            }
        });
    }

    static int ceil(int dividend, int divisor) {
        return (dividend - 1) / divisor + 1;
    }
}
