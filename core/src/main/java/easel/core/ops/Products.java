package easel.core.ops;

import easel.core.Tape;
import easel.core.Tensor;

/** Recorded primitives: matrix products, and a row vector added to or multiplied by every row of a matrix. */
public final class Products {
    private Products() {}

    /**
     * y = A·B; dA = dy·Bᵀ, dB = Aᵀ·dy.
     *
     * @param a (M, K). Not modified
     * @param b (K, N). Not modified
     * @param tape records the operation
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor matmul(Tensor a, Tensor b, Tape tape) {
        return tape.record("matmul", Matrices.product(a, b, tape.buffers()), (dy, sink) -> {
            sink.add(a, () -> Matrices.productTransposed(dy, b, sink).reshaped(a.shape()));
            sink.add(b, () -> Matrices.transposedProduct(a, dy, sink).reshaped(b.shape()));
        }, (sink, t) -> {
            sink.add(a, v -> matmul(v, b, t));
            sink.add(b, v -> matmul(a, v, t));
        }, a, b);
    }

    /**
     * y = Aᵀ·B; dA = B·dyᵀ, dB = A·dy.
     *
     * @param a (K, M). Not modified
     * @param b (K, N). Not modified
     * @param tape records the operation
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor transposedMatmul(Tensor a, Tensor b, Tape tape) {
        return tape.record("transposedMatmul", Matrices.transposedProduct(a, b, tape.buffers()), (dy, sink) -> {
            sink.add(a, () -> Matrices.productTransposed(b, dy, sink).reshaped(a.shape()));
            sink.add(b, () -> Matrices.product(a, dy, sink).reshaped(b.shape()));
        }, (sink, t) -> {
            sink.add(a, v -> transposedMatmul(v, b, t));
            sink.add(b, v -> transposedMatmul(a, v, t));
        }, a, b);
    }

    /**
     * y = A·Bᵀ; dA = dy·B, dB = dyᵀ·A.
     *
     * @param a (M, K). Not modified
     * @param b (N, K). Not modified
     * @param tape records the operation
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor matmulTransposed(Tensor a, Tensor b, Tape tape) {
        return tape.record("matmulTransposed", Matrices.productTransposed(a, b, tape.buffers()), (dy, sink) -> {
            sink.add(a, () -> Matrices.product(dy, b, sink).reshaped(a.shape()));
            sink.add(b, () -> Matrices.transposedProduct(dy, a, sink).reshaped(b.shape()));
        }, (sink, t) -> {
            sink.add(a, v -> matmulTransposed(v, b, t));
            sink.add(b, v -> matmulTransposed(a, v, t));
        }, a, b);
    }

    /**
     * y = x + row, for every row of x; dx = dy, drow = Σ dy over rows.
     *
     * @param x (…, C). Not modified
     * @param row (C). Not modified
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if row's size is not x's number of columns
     */
    public static Tensor plusRow(Tensor x, Tensor row, Tape tape) {
        Matrices.checkRow(x, row);
        Tensor y = Rows.map(x, x, tape.buffers(), (a, unused, rows, out, n) -> {
            float[] r = rows[0];
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                sum[j] = a[j] + r[j];
            }
        }, row.array());
        return tape.record("plusRow", y, (dy, sink) -> {
            sink.add(x, () -> dy);
            sink.add(row, () -> Matrices.sumRows(dy, sink).reshaped(row.shape()));
        }, (sink, t) -> {
            sink.add(x, v -> v);
            sink.add(row, v -> plusRow(Tensor.zeros(x.shape()), v, t));
        }, x, row);
    }

    /**
     * y = x · row, an element-wise product for every row of x; dx = dy · row, drow = Σ dy·x over rows.
     *
     * @param x (…, C). Not modified
     * @param row (C). Not modified
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if row's size is not x's number of columns
     */
    public static Tensor timesRow(Tensor x, Tensor row, Tape tape) {
        return tape.record("timesRow", Matrices.timesRow(x, row, tape.buffers()), (dy, sink) -> {
            sink.add(x, () -> Matrices.timesRow(dy, row, sink));
            sink.add(row, () -> Matrices.sumRowsOfProduct(dy, x, sink).reshaped(row.shape()));
        }, (sink, t) -> {
            sink.add(x, v -> timesRow(v, row, t));
            sink.add(row, v -> timesRow(x, v, t));
        }, x, row);
    }

    /**
     * y = x · column, where every element of row i is multiplied by column[i]; dx = dy · column, dcolumn[i] is the sum
     * of dy·x over row i.
     *
     * @param x (…, C). Not modified
     * @param column (rows), one number for each row of x. Not modified
     * @param tape records the operation
     * @return y, of x's shape
     * @throws IllegalArgumentException if column's size is not x's number of rows
     */
    public static Tensor timesColumn(Tensor x, Tensor column, Tape tape) {
        return tape.record("timesColumn", Matrices.timesColumn(x, column, tape.buffers()), (dy, sink) -> {
            sink.add(x, () -> Matrices.timesColumn(dy, column, sink));
            sink.add(column, () -> Matrices.sumPerRow(Pointwise.product(dy, x, sink), sink).reshaped(column.shape()));
        }, (sink, t) -> {
            sink.add(x, v -> timesColumn(v, column, t));
            sink.add(column, v -> timesColumn(x, v, t));
        }, x, column);
    }
}
