package easel.core.ops;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Recorded primitives: sums, means and maxima. A sum of all elements is computed in double: first of chunks of fixed
 * size, then of the chunk sums in order. So the result does not depend on the number of threads.
 */
public final class Reduce {
    /** Elements per chunk. Not a tuning constant: it decides the order of summation and hence the bits. */
    private static final int CHUNK = 1 << 14;

    private Reduce() {}

    /**
     * The sum of all elements, y = Σ x; every element of dx is dy.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return (1)
     */
    public static Tensor sum(Tensor x, Tape tape) {
        return tape.record("sum", scalar(total(x), tape.buffers()),
                (dy, sink) -> sink.add(x, () -> filled(x, dy.item(), sink)),
                (sink, t) -> sink.add(x, v -> sum(v, t)), x);
    }

    /**
     * The mean of all elements, y = Σ x / size; every element of dx is dy / size.
     *
     * @param x any shape. Not modified
     * @param tape records the operation
     * @return (1)
     */
    public static Tensor mean(Tensor x, Tape tape) {
        return tape.record("mean", scalar(total(x) / x.size(), tape.buffers()),
                (dy, sink) -> sink.add(x, () -> filled(x, dy.item() / x.size(), sink)),
                (sink, t) -> sink.add(x, v -> mean(v, t)), x);
    }

    /**
     * The sum of each column, y[j] = Σᵢ x[i, j]; every row of dx is dy.
     *
     * @param x (…, C). Not modified
     * @param tape records the operation
     * @return (C)
     */
    public static Tensor sumRows(Tensor x, Tape tape) {
        return tape.record("sumRows", Matrices.sumRows(x, tape.buffers()),
                (dy, sink) -> sink.add(x, () -> repeatedRow(x, dy, 1, sink)),
                (sink, t) -> sink.add(x, v -> sumRows(v, t)), x);
    }

    /**
     * The mean of each column, y[j] = Σᵢ x[i, j] / rows; every row of dx is dy / rows.
     *
     * @param x (…, C). Not modified
     * @param tape records the operation
     * @return (C)
     */
    public static Tensor meanRows(Tensor x, Tape tape) {
        Tensor y = Pointwise.times(Matrices.sumRows(x, tape.buffers()), 1f / x.rows(), tape.buffers());
        return tape.record("meanRows", y, (dy, sink) -> sink.add(x, () -> repeatedRow(x, dy, 1f / x.rows(), sink)),
                (sink, t) -> sink.add(x, v -> meanRows(v, t)), x);
    }

    /**
     * The sum of each row, y[i] = Σⱼ x[i, j]; every element of row i of dx is dy[i].
     *
     * @param x (…, C). Not modified
     * @param tape records the operation
     * @return (rows)
     */
    public static Tensor sumPerRow(Tensor x, Tape tape) {
        return tape.record("sumPerRow", Matrices.sumPerRow(x, tape.buffers()),
                (dy, sink) -> sink.add(x, () -> repeatedColumn(x, dy, 1, sink)),
                (sink, t) -> sink.add(x, v -> sumPerRow(v, t)), x);
    }

    /**
     * The mean of each row, y[i] = Σⱼ x[i, j] / C; every element of row i of dx is dy[i] / C.
     *
     * @param x (…, C). Not modified
     * @param tape records the operation
     * @return (rows)
     */
    public static Tensor meanPerRow(Tensor x, Tape tape) {
        return tape.record("meanPerRow", Matrices.sumPerRow(x, x.columns(), tape.buffers()),
                (dy, sink) -> sink.add(x, () -> repeatedColumn(x, dy, 1f / x.columns(), sink)),
                (sink, t) -> sink.add(x, v -> meanPerRow(v, t)), x);
    }

    /**
     * The maximum of each row, y[i] = maxⱼ x[i, j]. In row i, dx is dy[i] at the first maximum and 0 elsewhere.
     *
     * @param x (…, C). Not modified
     * @param tape records the operation
     * @return (rows); NaN where a row has a NaN
     */
    public static Tensor maxPerRow(Tensor x, Tape tape) {
        int columns = x.columns();
        int[] argmax = new int[x.rows()];
        Tensor y = tape.buffers().allocate(x.rows());
        for (int row = 0; row < argmax.length; row++) {
            int best = row * columns;
            for (int i = best + 1; i < (row + 1) * columns; i++) {
                // Float.compare orders NaN above all numbers, so the maximum of a row with NaN is NaN.
                if (Float.compare(x.array()[i], x.array()[best]) > 0) {
                    best = i;
                }
            }
            argmax[row] = best;
            y.array()[row] = x.array()[best];
        }
        return tape.record("maxPerRow", y, (dy, sink) -> sink.add(x, () -> {
            Tensor dx = filled(x, 0, sink);
            for (int row = 0; row < argmax.length; row++) {
                dx.array()[argmax[row]] = dy.array()[row];
            }
            return dx;
        }), (sink, t) -> sink.add(x, v -> Rearrange.gather(flat(v, t), argmax, t)), x);
    }

    private static Tensor flat(Tensor x, Tape tape) {
        return Rearrange.reshape(x, Shape.of(x.size()), tape);
    }

    /** The sum of all elements. */
    static double total(Tensor x) {
        float[] values = x.array();
        double[] partial = new double[(x.size() + CHUNK - 1) / CHUNK];
        Parallel.forRange(x.size(), CHUNK, (from, to) -> {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values[i];
            }
            partial[from / CHUNK] = sum;
        });
        double sum = 0;
        for (double part : partial) {
            sum += part;
        }
        return sum;
    }

    private static Tensor scalar(double value, Allocator buffers) {
        Tensor y = buffers.allocate(1);
        y.array()[0] = (float) value;
        return y;
    }

    private static Tensor filled(Tensor like, float value, Allocator buffers) {
        Tensor filled = buffers.allocate(like.shape());
        Arrays.fill(filled.array(), value);
        return filled;
    }

    private static Tensor repeatedRow(Tensor like, Tensor row, float factor, Allocator buffers) {
        Tensor scaled = Pointwise.times(row, factor, buffers);
        Tensor repeated = buffers.allocate(like.shape());
        for (int i = 0; i < like.rows(); i++) {
            System.arraycopy(scaled.array(), 0, repeated.array(), i * like.columns(), like.columns());
        }
        return repeated;
    }

    private static Tensor repeatedColumn(Tensor like, Tensor column, float factor, Allocator buffers) {
        Tensor repeated = buffers.allocate(like.shape());
        int columns = like.columns();
        for (int i = 0; i < like.rows(); i++) {
            Arrays.fill(repeated.array(), i * columns, (i + 1) * columns, column.array()[i] * factor);
        }
        return repeated;
    }
}
