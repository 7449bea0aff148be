package easel.core.kernels;

import easel.core.kernels.Scratch.Lease;

/**
 * Products of a row-major matrix X and a vector y, GEMV in BLAS, such as the last layer of a discriminator. C = A·B is
 * one if B is a column, or if A is a row and B is transposed; then X = Bᵀ. Nothing is packed.
 *
 * <p>A block of a sum ({@link SumOrder}) is one chain of fused multiply-adds. A chain needs four cycles per term, so
 * {@link #eightRows} and {@link #fourBlocks} compute several chains at once, 7 and 4 terms per nanosecond. The results
 * have the same bits as those of {@link NaiveGemm}.
 */
final class MatrixVector {
    private static final int ROWS = 8;
    /** For fewer rows, four blocks of one row at a time are faster than eight rows, some of them repeated. */
    private static final int MIN_ROWS = 5;
    /** Terms in one chunk of the parallel loop, 30 to 60 µs. */
    private static final int GRAIN = 250_000;

    private static final Scratch<float[]> SUMS = Scratch.ofFloats();

    private MatrixVector() {}

    /** Whether {@link #multiply} computes this product: both operands are read in the order of k. */
    static boolean suits(MatrixView a, MatrixView b) {
        return Math.min(a.rows(), b.columns()) == 1 && a.columnStride() == 1 && b.rowStride() == 1;
    }

    /** Computes C = A·B or C += A·B with {@link Math#fma}; see {@link Multiplier}. Requires {@link #suits}. */
    static void multiply(Parallel parallel, MatrixView a, MatrixView b, MatrixView c, boolean add) {
        assert suits(a, b) : a.shape() + ", " + b.shape();
        boolean column = b.columns() == 1;
        MatrixView x = column ? a : b.transpose();
        MatrixView y = column ? b : a;
        int[] starts = SumOrder.blocks(x.columns());
        int grain = Blocks.ceil(Blocks.ceil(GRAIN, x.columns()), ROWS) * ROWS;
        parallel.run(x.rows(), grain, (from, to) -> {
            try (Lease<float[]> sums = SUMS.lend(ROWS * starts.length)) {
                for (int i = from; i < to; i += ROWS) {
                    multiplyRows(x, y, c, add, starts, sums.value(), i, Math.min(ROWS, to - i));
                }
            }
        });
    }

    /** Computes elements [i, i + rows) of C. The sum of block t of row r is sums[t·8 + r]. */
    private static void multiplyRows(MatrixView x, MatrixView y, MatrixView c, boolean add, int[] starts, float[] sums,
            int i, int rows) {
        int blocks = starts.length - 1;
        if (rows >= MIN_ROWS) {
            for (int block = 0; block < blocks; block++) {
                int k = starts[block];
                eightRows(x, i, rows, k, y.data(), y.offset() + k, starts[block + 1] - k, sums, block * ROWS);
            }
        } else {
            for (int r = 0; r < rows; r++) {
                multiplyRow(x.data(), x.index(i + r, 0), y.data(), y.offset(), starts, sums, r);
            }
        }
        for (int r = 0; r < rows; r++) {
            int at = c.offset() + i + r;
            c.data()[at] = total(sums, r, starts, add ? c.data()[at] : -0f);
        }
    }

    /** Computes the blocks of one row. The last four overlap the four before them, instead of one at a time. */
    private static void multiplyRow(float[] x, int p, float[] y, int q, int[] starts, float[] sums, int at) {
        int blocks = starts.length - 1;
        int block = 0;
        for (; block < blocks && blocks >= 4; block += 4) {
            fourBlocks(x, p, y, q, starts, Math.min(block, blocks - 4), sums, at);
        }
        for (; block < blocks; block++) {
            int k = starts[block];
            sums[at + block * ROWS] = chain(x, p + k, y, q + k, starts[block + 1] - k, 0);
        }
    }

    /** Adds the sums of the blocks of one row in the order of {@link SumOrder}. Adding to -0 changes no float. */
    private static float total(float[] sums, int at, int[] starts, float start) {
        int terms = starts[starts.length - 1];
        int sections = SumOrder.parts(terms, SumOrder.SECTION);
        float total = start;
        int block = 0;
        for (int s = 1; s <= sections; s++) {
            float section = sections == 1 ? total : -0f;
            for (int end = SumOrder.start(s, sections, terms); starts[block] < end; block++) {
                section += sums[at + block * ROWS];
            }
            total = sections == 1 ? section : total + section;
        }
        return total;
    }

    /** sums[at + r] = Σ X(i + r, k + t)·y[q + t] over t below n, for r below rows; repeats the last row up to eight. */
    private static void eightRows(MatrixView matrix, int i, int rows, int k, float[] y, int q, int n, float[] sums,
            int at) {
        float[] x = matrix.data();
        int p0 = matrix.index(i, k);
        int step = matrix.columns();
        int last = p0 + (rows - 1) * step;
        int p1 = p0 + step, p2 = p1 + step, p3 = p2 + step, p4 = p3 + step;
        int p5 = Math.min(p4 + step, last), p6 = Math.min(p5 + step, last), p7 = last;
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int t = 0; t < n; t++) {
            float b = y[q + t];
            s0 = Math.fma(x[p0 + t], b, s0);
            s1 = Math.fma(x[p1 + t], b, s1);
            s2 = Math.fma(x[p2 + t], b, s2);
            s3 = Math.fma(x[p3 + t], b, s3);
            s4 = Math.fma(x[p4 + t], b, s4);
            s5 = Math.fma(x[p5 + t], b, s5);
            s6 = Math.fma(x[p6 + t], b, s6);
            s7 = Math.fma(x[p7 + t], b, s7);
        }
        sums[at] = s0;
        sums[at + 1] = s1;
        sums[at + 2] = s2;
        sums[at + 3] = s3;
        sums[at + 4] = s4;
        sums[at + 5] = s5;
        sums[at + 6] = s6;
        sums[at + 7] = s7;
    }

    /** sums[at + 8·block] = Σ x[p + t]·y[q + t] over the terms t of the block, for four blocks. */
    private static void fourBlocks(float[] x, int p, float[] y, int q, int[] starts, int block, float[] sums, int at) {
        int k0 = starts[block], k1 = starts[block + 1], k2 = starts[block + 2], k3 = starts[block + 3];
        int end = starts[block + 4];
        int n = Math.min(Math.min(k1 - k0, k2 - k1), Math.min(k3 - k2, end - k3));
        int p0 = p + k0, p1 = p + k1, p2 = p + k2, p3 = p + k3;
        int q0 = q + k0, q1 = q + k1, q2 = q + k2, q3 = q + k3;
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (int t = 0; t < n; t++) {
            s0 = Math.fma(x[p0 + t], y[q0 + t], s0);
            s1 = Math.fma(x[p1 + t], y[q1 + t], s1);
            s2 = Math.fma(x[p2 + t], y[q2 + t], s2);
            s3 = Math.fma(x[p3 + t], y[q3 + t], s3);
        }
        int to = at + block * ROWS;
        sums[to] = chain(x, p0 + n, y, q0 + n, k1 - k0 - n, s0);
        sums[to + ROWS] = chain(x, p1 + n, y, q1 + n, k2 - k1 - n, s1);
        sums[to + 2 * ROWS] = chain(x, p2 + n, y, q2 + n, k3 - k2 - n, s2);
        sums[to + 3 * ROWS] = chain(x, p3 + n, y, q3 + n, end - k3 - n, s3);
    }

    /** Continues a chain with n terms. */
    private static float chain(float[] x, int p, float[] y, int q, int n, float start) {
        float sum = start;
        for (int t = 0; t < n; t++) {
            sum = Math.fma(x[p + t], y[q + t], sum);
        }
        return sum;
    }
}
