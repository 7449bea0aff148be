package easel.core.kernels;

/**
 * How C is cut into blocks for the threads. No chain of multiply-adds crosses a block, so the cut may follow the number
 * of threads.
 *
 * @param height the most rows in a block
 * @param width the most columns in a block
 * @param rows rows that a kernel takes at a time
 * @param columns columns that a kernel takes at a time
 * @param narrowest columns that blocks keep when they are made smaller for the sake of more threads
 */
record Blocks(int height, int width, int rows, int columns, int narrowest) {
    /** Rows that blocks keep when they are made lower for the sake of more threads. */
    private static final int FEW = 64;
    /** Multiply-adds for each further thread: a region pays from about 2 MFLOP. */
    private static final long WORTH_A_THREAD = 1_000_000;

    /** What is done to rows i to iEnd and columns j to jEnd of C. */
    interface Body {
        void run(int i, int iEnd, int j, int jEnd);
    }

    /** Runs the body for each block of C, (m, n), with k terms to each element. */
    void forEach(Parallel parallel, int m, int n, int k, Body body) {
        int threads = (int) Math.min(parallel.size(), 1 + (long) m * n * k / WORTH_A_THREAD);
        int down = ceil(m, height);
        int across = ceil(n, width);
        if (across % threads != 0 && m >= threads * FEW) {
            down = ceil(down, threads) * threads;
        } else if (across % threads != 0) {
            across = Math.min(ceil(across, threads) * threads, ceil(n, narrowest));
        }
        int high = ceil(ceil(m, down), rows) * rows;
        int wide = ceil(ceil(n, across), columns) * columns;
        int blocksAcross = ceil(n, wide);
        parallel.run(ceil(m, high) * blocksAcross, 1, (from, to) -> {
            for (int block = from; block < to; block++) {
                int i = block / blocksAcross * high;
                int j = block % blocksAcross * wide;
                body.run(i, Math.min(i + high, m), j, Math.min(j + wide, n));
            }
        });
    }

    static int ceil(int dividend, int divisor) {
        return (dividend - 1) / divisor + 1;
    }
}
