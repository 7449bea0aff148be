package easel.core.ops;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.PackedMatrix;
import easel.core.kernels.Parallel;
import java.util.Arrays;
import java.util.Objects;

/**
 * Matrix functions that are not recorded. Layers use them in their forward and backward passes; {@link Products},
 * {@link Reduce} and {@link Rearrange} have the recorded forms. Except in {@link #gather}, a tensor of any rank is read
 * as a matrix of {@link Tensor#rows()} by {@link Tensor#columns()}.
 */
public final class Matrices {
    private Matrices() {}

    /**
     * The matrix product A·B.
     *
     * @param a (M, K). Not modified
     * @param b (K, N). Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor product(Tensor a, Tensor b, Allocator buffers) {
        return multiply(a, view(a), b, view(b), buffers);
    }

    /**
     * The matrix product Aᵀ·B.
     *
     * @param a (K, M). Not modified
     * @param b (K, N). Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor transposedProduct(Tensor a, Tensor b, Allocator buffers) {
        return multiply(a, view(a).transpose(), b, view(b), buffers);
    }

    /**
     * The matrix product A·Bᵀ.
     *
     * @param a (M, K). Not modified
     * @param b (N, K). Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor productTransposed(Tensor a, Tensor b, Allocator buffers) {
        return multiply(a, view(a), b, view(b).transpose(), buffers);
    }

    /**
     * The matrix product A·B plus a row.
     *
     * @param a (M, K). Not modified
     * @param b (K, N). Not modified
     * @param row (N), added to every row. Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ, or row's size is not b's number of columns
     */
    public static Tensor affine(Tensor a, Tensor b, Tensor row, Allocator buffers) {
        checkInner(a, view(a), b, view(b));
        checkRow(b, row);
        Tensor c = buffers.allocate(a.rows(), b.columns());
        fillRows(c, row);
        Gemm.chosen().multiplyAdd(view(a), view(b), view(c));
        return c;
    }

    /**
     * Prepares the right-hand matrix of several products.
     *
     * @param b (K, N). Not modified. The result refers to its array, whose values must not change
     * @return the matrix, packed once
     */
    public static PackedMatrix packed(Tensor b) {
        return Gemm.chosen().pack(view(b));
    }

    /**
     * The matrix product A·B with a packed B; the bits of {@link #product(Tensor, Tensor, Allocator)}.
     *
     * @param a (M, K). Not modified
     * @param b (K, N). Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ
     */
    public static Tensor product(Tensor a, PackedMatrix b, Allocator buffers) {
        checkInner(a, b);
        Tensor c = buffers.allocate(a.rows(), b.columns());
        Gemm.chosen().multiply(view(a), b, view(c));
        return c;
    }

    /**
     * The matrix product A·B plus a row, with a packed B; the bits of
     * {@link #affine(Tensor, Tensor, Tensor, Allocator)}.
     *
     * @param a (M, K). Not modified
     * @param b (K, N). Not modified
     * @param row (N), added to every row. Not modified
     * @param buffers allocates the result
     * @return (M, N)
     * @throws IllegalArgumentException if the inner sizes differ, or row's size is not b's number of columns
     */
    public static Tensor affine(Tensor a, PackedMatrix b, Tensor row, Allocator buffers) {
        checkInner(a, b);
        Tensor c = buffers.allocate(a.rows(), b.columns());
        checkRow(c, row);
        fillRows(c, row);
        Gemm.chosen().multiplyAdd(view(a), b, view(c));
        return c;
    }

    private static void fillRows(Tensor c, Tensor row) {
        for (int i = 0; i < c.rows(); i++) {
            System.arraycopy(row.array(), 0, c.array(), i * c.columns(), c.columns());
        }
    }

    /**
     * Adds a row to every row of x, in place.
     *
     * @param x (…, C), not yet recorded or passed to other code. Modified
     * @param row (C). Not modified
     * @throws IllegalArgumentException if row's size is not x's number of columns
     */
    public static void addRow(Tensor x, Tensor row) {
        checkRow(x, row);
        Rows.fill(x, x, x, (a, unused, r, out, n) -> {
            float[] b = r[0];
            float[] y = out[0];
            for (int j = 0; j < n; j++) {
                y[j] = a[j] + b[j];
            }
        }, row.array());
    }

    /**
     * The element-wise product of a row with every row of x.
     *
     * @param x (…, C). Not modified
     * @param row (C). Not modified
     * @param buffers allocates the result
     * @return a tensor of x's shape
     * @throws IllegalArgumentException if row's size is not x's number of columns
     */
    public static Tensor timesRow(Tensor x, Tensor row, Allocator buffers) {
        checkRow(x, row);
        return Rows.map(x, x, buffers, (a, unused, r, out, n) -> {
            float[] b = r[0];
            float[] y = out[0];
            for (int j = 0; j < n; j++) {
                y[j] = a[j] * b[j];
            }
        }, row.array());
    }

    /**
     * x · column: every element of row i is multiplied by column[i].
     *
     * @param x (…, C). Not modified
     * @param column (rows), one number for each row of x. Not modified
     * @param buffers allocates the result
     * @return a tensor of x's shape
     * @throws IllegalArgumentException if column's size is not x's number of rows
     */
    public static Tensor timesColumn(Tensor x, Tensor column, Allocator buffers) {
        if (column.size() != x.rows()) {
            throw new IllegalArgumentException("column " + column.shape() + " does not fit " + x.shape()
                    + ", which has " + x.rows() + " rows");
        }
        Tensor y = buffers.allocate(x.shape());
        int columns = x.columns();
        Parallel.forRange(x.rows(), 1 + Parallel.ELEMENTWISE_GRAIN / columns, (from, until) -> {
            for (int row = from; row < until; row++) {
                float factor = column.array()[row];
                for (int i = row * columns; i < (row + 1) * columns; i++) {
                    y.array()[i] = x.array()[i] * factor;
                }
            }
        });
        return y;
    }

    /**
     * The sum of each row, accumulated in double.
     *
     * @param x (…, C). Not modified
     * @param buffers allocates the result
     * @return (rows)
     */
    public static Tensor sumPerRow(Tensor x, Allocator buffers) {
        return sumPerRow(x, 1, buffers);
    }

    /** The sum of each row divided by a number. */
    static Tensor sumPerRow(Tensor x, int divisor, Allocator buffers) {
        int columns = x.columns();
        Tensor y = buffers.allocate(x.rows());
        for (int row = 0; row < x.rows(); row++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += x.array()[row * columns + j];
            }
            y.array()[row] = (float) (sum / divisor);
        }
        return y;
    }

    /**
     * The sum over all rows.
     *
     * @param x (…, C). Not modified
     * @param buffers allocates the result
     * @return (C)
     */
    public static Tensor sumRows(Tensor x, Allocator buffers) {
        return Rows.sum(x, x, buffers, 1, (a, unused, none, out, n) -> {
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                sum[j] += a[j];
            }
        })[0];
    }

    /**
     * The sum over all rows of the element-wise product x·y.
     *
     * @param x (…, C). Not modified
     * @param y the same shape. Not modified
     * @param buffers allocates the result
     * @return (C), Σ x·y
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor sumRowsOfProduct(Tensor x, Tensor y, Allocator buffers) {
        if (!x.shape().equals(y.shape())) {
            throw new IllegalArgumentException("shapes " + x.shape() + " and " + y.shape() + " differ");
        }
        return Rows.sum(x, y, buffers, 1, (a, b, none, out, n) -> {
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                sum[j] += a[j] * b[j];
            }
        })[0];
    }

    /**
     * Selected entries of the first axis, such as rows of a matrix or examples of a batch: y[i] = x[index[i]].
     *
     * @param x (N, …). Not modified
     * @param index at least one position in [0, N), in any order, repeated or not. Not modified
     * @param buffers allocates the result
     * @return (index.length, …)
     * @throws IllegalArgumentException if a position is outside the first axis or there is none
     */
    public static Tensor gather(Tensor x, int[] index, Allocator buffers) {
        if (index.length == 0) {
            throw new IllegalArgumentException("gather from " + x.shape() + ": give at least one position");
        }
        checkPositions("gather", index, x.shape());
        int stride = x.size() / x.shape().axis(0);
        Tensor y = buffers.allocate(x.shape().withFirst(index.length));
        for (int i = 0; i < index.length; i++) {
            System.arraycopy(x.array(), index[i] * stride, y.array(), i * stride, stride);
        }
        return y;
    }

    /**
     * The transpose of {@link #gather}: x[index[i]] is the sum of all y[i] with this index, in the order of i; the other
     * entries are 0.
     *
     * @param y (index.length, …). Not modified
     * @param index positions in [0, N). Not modified
     * @param shape the shape of x, (N, …)
     * @param buffers allocates the result
     * @return (N, …)
     * @throws IllegalArgumentException if a position is outside the first axis, or the size of y does not fit
     */
    public static Tensor scatter(Tensor y, int[] index, Shape shape, Allocator buffers) {
        Objects.requireNonNull(buffers, "buffers");
        checkPositions("scatter", index, shape);
        int stride = shape.size() / shape.axis(0);
        if (y.size() != (long) index.length * stride) {
            throw new IllegalArgumentException("scatter: " + y.shape() + " has " + y.size() + " values; expected "
                    + index.length + " entries of " + stride + " for " + shape);
        }
        Tensor x = buffers.allocate(shape);
        Arrays.fill(x.array(), 0);
        for (int i = 0; i < index.length; i++) {
            for (int j = 0; j < stride; j++) {
                x.array()[index[i] * stride + j] += y.array()[i * stride + j];
            }
        }
        return x;
    }

    private static void checkPositions(String operation, int[] index, Shape shape) {
        for (int i : index) {
            if (i < 0 || i >= shape.axis(0)) {
                throw new IllegalArgumentException(
                        operation + ": position " + i + " is outside the first axis of " + shape);
            }
        }
    }

    private static Tensor multiply(Tensor a, MatrixView p, Tensor b, MatrixView q, Allocator buffers) {
        checkInner(a, p, b, q);
        Tensor c = buffers.allocate(p.rows(), q.columns());
        Gemm.chosen().multiply(p, q, view(c));
        return c;
    }

    private static void checkInner(Tensor a, MatrixView p, Tensor b, MatrixView q) {
        checkInner(a, p, b.shape(), q.transposed(), q.rows());
    }

    private static void checkInner(Tensor a, PackedMatrix b) {
        checkInner(a, view(a), Shape.of(b.rows(), b.columns()), false, b.rows());
    }

    private static void checkInner(Tensor a, MatrixView p, Shape b, boolean transposed, int rows) {
        if (p.columns() != rows) {
            throw new IllegalArgumentException("matrix product of " + a.shape() + (p.transposed() ? "ᵀ" : "") + " and "
                    + b + (transposed ? "ᵀ" : "") + ": the inner sizes " + p.columns() + " and " + rows
                    + " differ (the last axis is the columns, all other axes together are the rows)");
        }
    }

    private static MatrixView view(Tensor x) {
        return MatrixView.of(x.array(), x.rows(), x.columns());
    }

    static void checkRow(Tensor x, Tensor row) {
        if (row.size() != x.columns()) {
            throw new IllegalArgumentException("a row of shape " + row.shape() + " does not fit the " + x.columns()
                    + " columns of " + x.shape());
        }
    }
}
