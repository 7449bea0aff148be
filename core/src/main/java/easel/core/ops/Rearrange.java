package easel.core.ops;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tangent;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Recorded primitives that move elements and keep their values: reshape, concatenate, slice, gather. */
public final class Rearrange {
    /** Below this many columns a loop is faster than System.arraycopy for each row. */
    private static final int NARROW = 32;

    private Rearrange() {}

    /**
     * The same values with another shape; dx = dy with x's shape.
     *
     * @param x any shape. Not modified; the result shares its values
     * @param shape a shape of the same size
     * @param tape records the operation
     * @return y, of the new shape
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Tensor reshape(Tensor x, Shape shape, Tape tape) {
        return tape.record("reshape", x.reshaped(shape), (dy, sink) -> sink.add(x, () -> dy.reshaped(x.shape())),
                (sink, t) -> sink.add(x, v -> reshape(v, shape, t)), x);
    }

    /**
     * Concatenation along the first axis; each dx is its slice of dy.
     *
     * @param tensors at least one tensor; all axes but the first are equal. Not modified
     * @param tape records the operation
     * @return y; its first axis is the sum of the first axes, the other axes are those of the tensors
     * @throws IllegalArgumentException if the list is empty or the other axes differ
     */
    public static Tensor concatenateRows(List<Tensor> tensors, Tape tape) {
        List<Tensor> parts = copyOf(tensors);
        long first = 0;
        for (Tensor part : parts) {
            if (!part.shape().withFirst(1).equals(parts.get(0).shape().withFirst(1))) {
                throw new IllegalArgumentException("cannot concatenate rows of " + part.shape() + " and "
                        + parts.get(0).shape() + ": all axes but the first must be equal");
            }
            first += part.shape().axis(0);
        }
        Tensor y = tape.buffers().allocate(parts.get(0).shape().withFirst(first));
        int offset = 0;
        for (Tensor part : parts) {
            System.arraycopy(part.array(), 0, y.array(), offset, part.size());
            offset += part.size();
        }
        return tape.record("concatenateRows", y, (dy, sink) -> {
            int next = 0;
            for (Tensor x : parts) {
                int from = next;
                sink.add(x, () -> {
                    Tensor dx = sink.allocate(x.shape());
                    System.arraycopy(dy.array(), from, dx.array(), 0, dx.size());
                    return dx;
                });
                next += x.size();
            }
        }, ofParts(parts, Rearrange::concatenateRows), parts.toArray(new Tensor[0]));
    }

    /**
     * Concatenation along the last axis; each dx is its slice of dy.
     *
     * @param tensors at least one tensor; all axes but the last are equal. Not modified
     * @param tape records the operation
     * @return y; its last axis is the sum of the last axes, the other axes are those of the tensors
     * @throws IllegalArgumentException if the list is empty or the other axes differ
     */
    public static Tensor concatenateColumns(List<Tensor> tensors, Tape tape) {
        List<Tensor> parts = copyOf(tensors);
        long columns = 0;
        for (Tensor part : parts) {
            if (!part.shape().withColumns(1).equals(parts.get(0).shape().withColumns(1))) {
                throw new IllegalArgumentException("cannot concatenate columns of " + part.shape() + " and "
                        + parts.get(0).shape() + ": all axes but the last must be equal");
            }
            columns += part.columns();
        }
        Tensor y = tape.buffers().allocate(parts.get(0).shape().withColumns(columns));
        int offset = 0;
        for (Tensor part : parts) {
            copyColumns(part, 0, y, offset, part.columns());
            offset += part.columns();
        }
        return tape.record("concatenateColumns", y, (dy, sink) -> {
            int next = 0;
            for (Tensor x : parts) {
                int from = next;
                sink.add(x, () -> {
                    Tensor dx = sink.allocate(x.shape());
                    copyColumns(dy, from, dx, 0, dx.columns());
                    return dx;
                });
                next += x.columns();
            }
        }, ofParts(parts, Rearrange::concatenateColumns), parts.toArray(new Tensor[0]));
    }

    /**
     * The slice [from, to) of the first axis; dx is dy in the slice and 0 elsewhere.
     *
     * @param x (N, …). Not modified
     * @param from first position
     * @param to position after the last
     * @param tape records the operation
     * @return (to - from, …)
     * @throws IllegalArgumentException unless 0 &lt;= from &lt; to &lt;= N
     */
    public static Tensor sliceRows(Tensor x, int from, int to, Tape tape) {
        checkSlice(x, from, to, x.shape().axis(0), "first");
        int stride = x.size() / x.shape().axis(0);
        Tensor y = tape.buffers().allocate(x.shape().withFirst(to - from));
        System.arraycopy(x.array(), from * stride, y.array(), 0, y.size());
        return tape.record("sliceRows", y, (dy, sink) -> sink.add(x, () -> {
            Tensor dx = zeros(x.shape(), sink);
            System.arraycopy(dy.array(), 0, dx.array(), from * stride, dy.size());
            return dx;
        }), (sink, t) -> sink.add(x, v -> sliceRows(v, from, to, t)), x);
    }

    /**
     * The slice [from, to) of the last axis; dx is dy in the slice and 0 elsewhere.
     *
     * @param x (…, C). Not modified
     * @param from first position
     * @param to position after the last
     * @param tape records the operation
     * @return (…, to - from)
     * @throws IllegalArgumentException unless 0 &lt;= from &lt; to &lt;= C
     */
    public static Tensor sliceColumns(Tensor x, int from, int to, Tape tape) {
        checkSlice(x, from, to, x.columns(), "last");
        Tensor y = tape.buffers().allocate(x.shape().withColumns(to - from));
        copyColumns(x, from, y, 0, to - from);
        return tape.record("sliceColumns", y, (dy, sink) -> sink.add(x, () -> {
            Tensor dx = zeros(x.shape(), sink);
            copyColumns(dy, 0, dx, from, to - from);
            return dx;
        }), (sink, t) -> sink.add(x, v -> sliceColumns(v, from, to, t)), x);
    }

    /**
     * Selected entries of the first axis: y[i] = x[index[i]]; dx[index[i]] += dy[i]. If an entry is selected
     * more than once, its gradient is the sum of these dy[i].
     *
     * @param x (N, …). Not modified
     * @param index at least one position in [0, N). Not modified; copied
     * @param tape records the operation
     * @return (index.length, …)
     * @throws IllegalArgumentException if a position is outside the first axis or there is none
     */
    public static Tensor gather(Tensor x, int[] index, Tape tape) {
        int[] selected = index.clone();
        Tensor y = Matrices.gather(x, selected, tape.buffers());
        return tape.record("gather", y,
                (dy, sink) -> sink.add(x, () -> Matrices.scatter(dy, selected, x.shape(), sink)),
                (sink, t) -> sink.add(x, v -> gather(v, selected, t)), x);
    }

    /** The tangent of a concatenation: a term for each part, in which the other parts are zeros. */
    private static Tangent ofParts(List<Tensor> parts, BiFunction<List<Tensor>, Tape, Tensor> concatenate) {
        return (sink, t) -> {
            for (int i = 0; i < parts.size(); i++) {
                int moving = i;
                sink.add(parts.get(i), v -> {
                    List<Tensor> directions = new ArrayList<>();
                    parts.forEach(part -> directions.add(Tensor.zeros(part.shape())));
                    directions.set(moving, v);
                    return concatenate.apply(directions, t);
                });
            }
        };
    }

    private static void copyColumns(Tensor from, int fromColumn, Tensor to, int toColumn, int columns) {
        int fromStride = from.columns();
        int toStride = to.columns();
        float[] x = from.array();
        float[] y = to.array();
        Parallel.forRange(from.rows(), 1 + Parallel.ELEMENTWISE_GRAIN / columns, (row, end) -> {
            for (; row < end; row++) {
                int next = row * fromStride + fromColumn;
                int target = row * toStride + toColumn;
                if (columns >= NARROW) {
                    System.arraycopy(x, next, y, target, columns);
                } else {
                    for (int i = 0; i < columns; i++) {
                        y[target + i] = x[next + i];
                    }
                }
            }
        });
    }

    private static Tensor zeros(Shape shape, Allocator buffers) {
        Tensor zeros = buffers.allocate(shape);
        Arrays.fill(zeros.array(), 0);
        return zeros;
    }

    /** Copies the list, which the caller may change before the backward pass reads it. Refuses an empty list. */
    private static List<Tensor> copyOf(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("nothing to concatenate: give at least one tensor");
        }
        return List.copyOf(tensors);
    }

    private static void checkSlice(Tensor x, int from, int to, int size, String axis) {
        if (from < 0 || to > size || from >= to) {
            throw new IllegalArgumentException("slice [" + from + ", " + to + ") of the " + axis + " axis of "
                    + x.shape() + ": expected 0 <= from < to <= " + size);
        }
    }
}
