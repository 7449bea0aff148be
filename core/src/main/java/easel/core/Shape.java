package easel.core;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor's axes, outermost first, as in {@code (32, 28, 28, 1)}. Immutable.
 *
 * <p>The same type describes one example of a batch, without its first axis: {@code (28, 28, 1)}. Read as a matrix, a
 * tensor has its last axis as columns and all other axes together as rows.
 */
public final class Shape {
    private final int[] axes;
    private final int size;

    private Shape(int[] axes) {
        long product = 1;
        for (int axis : axes) {
            if (axis < 1) {
                throw new IllegalArgumentException(
                        "shape " + text(axes) + ": every axis must be at least 1, found " + axis);
            }
            product *= axis;
            if (product > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "shape " + text(axes) + ": more elements than one Java array holds (2^31 - 9)");
            }
        }
        this.axes = axes;
        this.size = (int) product;
    }

    /**
     * A shape of these axes.
     *
     * @param axes one or more sizes, each at least 1
     * @return the shape
     * @throws IllegalArgumentException if there is no axis, an axis is below 1, or the product of the axes exceeds the
     *     maximum array length
     */
    public static Shape of(int... axes) {
        if (axes.length == 0) {
            throw new IllegalArgumentException("a shape needs at least one axis; a single number has shape (1)");
        }
        return new Shape(axes.clone());
    }

    /**
     * A shape from computed sizes, such as an image size times a factor. The caller computes them as long, so they do
     * not overflow; this method refuses a size that is too large.
     *
     * @param axes one or more sizes, each at least 1
     * @return the shape
     * @throws IllegalArgumentException if there is no axis, an axis is below 1, or the product of the axes exceeds the
     *     maximum array length
     */
    public static Shape of(long... axes) {
        for (long axis : axes) {
            if (axis > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + Arrays.stream(axes).mapToObj(Long::toString)
                        .collect(Collectors.joining(", ", "(", ")"))
                        + ": more elements than one Java array holds (2^31 - 9)");
            }
        }
        return of(Arrays.stream(axes).mapToInt(axis -> (int) Math.max(axis, Integer.MIN_VALUE)).toArray());
    }

    /**
     * The number of axes.
     *
     * @return at least 1
     */
    public int rank() {
        return axes.length;
    }

    /**
     * The size of one axis.
     *
     * @param i its position: 0 is the first axis, -1 the last
     * @return its size
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(int i) {
        if (i < -axes.length || i >= axes.length) {
            throw new IllegalArgumentException("no axis " + i + " in shape " + this);
        }
        return axes[i < 0 ? axes.length + i : i];
    }

    /**
     * The number of elements.
     *
     * @return the product of all axes
     */
    public int size() {
        return size;
    }

    /**
     * The size of the last axis: features or channels.
     *
     * @return the number of columns when the tensor is read as a matrix
     */
    public int columns() {
        return axes[axes.length - 1];
    }

    /**
     * The product of all axes but the last.
     *
     * @return the number of rows when the tensor is read as a matrix
     */
    public int rows() {
        return size / columns();
    }

    /**
     * The shape of a batch of examples of this shape: {@code (28, 28, 1)} becomes {@code (n, 28, 28, 1)}.
     *
     * @param n examples in the batch, at least 1
     * @return the shape with one more axis in front
     */
    public Shape batch(int n) {
        int[] batched = new int[axes.length + 1];
        batched[0] = n;
        System.arraycopy(axes, 0, batched, 1, axes.length);
        return new Shape(batched);
    }

    /**
     * The shape of one example of this batch: {@code (32, 28, 28, 1)} becomes {@code (28, 28, 1)}.
     *
     * @return the shape without its first axis
     * @throws IllegalArgumentException if there is only one axis
     */
    public Shape example() {
        if (axes.length == 1) {
            throw new IllegalArgumentException("shape " + this + " has no batch axis to remove");
        }
        return new Shape(Arrays.copyOfRange(axes, 1, axes.length));
    }

    /**
     * This shape with another first axis.
     *
     * @param n the new size of the first axis, at least 1; a computed size is a long, so it does not overflow
     * @return the changed shape
     * @throws IllegalArgumentException if {@code n} is below 1, or the product of the axes exceeds the maximum array
     *     length
     */
    public Shape withFirst(long n) {
        return with(0, n);
    }

    /**
     * This shape with another last axis.
     *
     * @param n the new size of the last axis, at least 1; a computed size is a long, so it does not overflow
     * @return the changed shape
     * @throws IllegalArgumentException if {@code n} is below 1, or the product of the axes exceeds the maximum array
     *     length
     */
    public Shape withColumns(long n) {
        return with(axes.length - 1, n);
    }

    private Shape with(int axis, long n) {
        long[] changed = Arrays.stream(axes).asLongStream().toArray();
        changed[axis] = n;
        return of(changed);
    }

    /**
     * The axes as an array.
     *
     * @return a copy
     */
    public int[] toArray() {
        return axes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(axes, that.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
        return text(axes);
    }

    private static String text(int[] axes) {
        return Arrays.stream(axes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
