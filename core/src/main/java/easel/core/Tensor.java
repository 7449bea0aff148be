package easel.core;

import easel.core.kernels.FiniteCheck;
import easel.core.kernels.Parallel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An array of float32 values and a shape, row-major. A tensor stores no gradient; {@link Tape#gradients} computes
 * gradients.
 *
 * <p>Operations return fresh tensors. By convention a tensor is not written to after it was recorded on a tape or
 * passed to other code; only a {@link Parameter} changes, and it counts its changes.
 */
public sealed class Tensor permits Parameter {
    private final Shape shape;
    private final float[] array;

    Tensor(Shape shape, float[] array) {
        if (array.length != shape.size()) {
            throw new IllegalArgumentException(
                    array.length + " values do not fill shape " + shape + ", which takes " + shape.size());
        }
        this.shape = shape;
        this.array = array;
    }

    /**
     * A tensor of zeros.
     *
     * @param shape its shape
     * @return a fresh tensor
     */
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, new float[shape.size()]);
    }

    /**
     * A tensor of one repeated value.
     *
     * @param shape its shape
     * @param value every element; converted to float
     * @return a fresh tensor
     * @throws IllegalArgumentException if the value is finite but too large for a float
     */
    public static Tensor full(Shape shape, double value) {
        Tensor tensor = zeros(shape);
        Arrays.fill(tensor.array, Float32.of(value));
        return tensor;
    }

    /**
     * A tensor holding a copy of these values.
     *
     * @param shape its shape
     * @param values row-major, exactly {@code shape.size()} values. Not modified
     * @return a fresh tensor
     * @throws IllegalArgumentException if the number of values differs from the shape's
     */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, values.clone());
    }

    /**
     * A tensor of these values, converted to float.
     *
     * @param shape its shape
     * @param values row-major, exactly {@code shape.size()} values. Not modified
     * @return a fresh tensor
     * @throws IllegalArgumentException if the number of values differs from the shape's, or a value is finite but too
     *     large for a float
     */
    public static Tensor of(Shape shape, double... values) {
        float[] array = new float[values.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = Float32.of(values[i]);
        }
        return new Tensor(shape, array);
    }

    /**
     * A matrix with a copy of these rows.
     *
     * @param rows at least one row of at least one value; all have the same length. Not modified
     * @return a fresh tensor, (rows, columns)
     * @throws IllegalArgumentException if there is no value or the lengths differ
     */
    public static Tensor of(float[][] rows) {
        if (rows.length == 0 || rows[0].length == 0) {
            throw new IllegalArgumentException("a matrix needs at least one row of at least one value; "
                    + (rows.length == 0 ? "there is no row" : "row 0 is empty"));
        }
        Tensor matrix = zeros(Shape.of(rows.length, rows[0].length));
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != matrix.columns()) {
                throw new IllegalArgumentException("row " + i + " has length " + rows[i].length + ", but row 0 has"
                        + " length " + matrix.columns() + "; all rows of a matrix must have the same length");
            }
            System.arraycopy(rows[i], 0, matrix.array, i * matrix.columns(), matrix.columns());
        }
        return matrix;
    }

    /**
     * A tensor over an existing array, without a copy. The caller must not use the array afterwards.
     *
     * @param shape its shape
     * @param values row-major, exactly {@code shape.size()} values
     * @return a tensor that shares the array
     * @throws IllegalArgumentException if the number of values differs from the shape's
     */
    public static Tensor wrap(Shape shape, float[] values) {
        return new Tensor(shape, values);
    }

    /**
     * One number, shape (1).
     *
     * @param value the number; converted to float
     * @return a fresh tensor
     * @throws IllegalArgumentException if the number is finite but too large for a float
     */
    public static Tensor scalar(double value) {
        return new Tensor(Shape.of(1), new float[] {Float32.of(value)});
    }

    /**
     * The shape.
     *
     * @return the sizes of the axes
     */
    public final Shape shape() {
        return shape;
    }

    /**
     * The values, row-major. Only code that has just created the tensor may write into the array.
     *
     * @return the tensor's own array, not a copy
     */
    public final float[] array() {
        return array;
    }

    /**
     * A copy of the values as a matrix of {@link #rows()} by {@link #columns()}.
     *
     * @return a fresh array for each row
     */
    public final float[][] toArray2D() {
        float[][] rows = new float[rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(array, i * columns(), (i + 1) * columns());
        }
        return rows;
    }

    /**
     * The number of elements.
     *
     * @return the product of the axes
     */
    public final int size() {
        return array.length;
    }

    /**
     * The product of all axes but the last.
     *
     * @return see {@link Shape#rows()}
     */
    public final int rows() {
        return shape.rows();
    }

    /**
     * The size of the last axis.
     *
     * @return see {@link Shape#columns()}
     */
    public final int columns() {
        return shape.columns();
    }

    /**
     * One element.
     *
     * @param index one position for each axis, from 0
     * @return its value
     * @throws IllegalArgumentException if a position is outside the shape
     */
    public final float at(int... index) {
        if (index.length != shape.rank()) {
            throw new IllegalArgumentException(
                    "index " + Arrays.toString(index) + " has " + index.length + " positions; shape " + shape
                            + " has " + shape.rank() + " axes");
        }
        int offset = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.axis(i)) {
                throw new IllegalArgumentException("index " + Arrays.toString(index) + " is outside shape " + shape);
            }
            offset = offset * shape.axis(i) + index[i];
        }
        return array[offset];
    }

    /**
     * The value of a tensor with one element, such as a loss.
     *
     * @return the number
     * @throws IllegalArgumentException if there is more than one element
     */
    public final float item() {
        if (array.length != 1) {
            throw new IllegalArgumentException("item() needs a single element; this tensor has shape " + shape);
        }
        return array[0];
    }

    /**
     * The same values with another shape. The result shares this tensor's array and is not recorded: on a
     * path that needs gradients, use {@code Rearrange.reshape}.
     *
     * @param other a shape of the same size
     * @return a view
     * @throws IllegalArgumentException if the sizes differ
     */
    public final Tensor reshaped(Shape other) {
        if (other.size() != shape.size()) {
            throw new IllegalArgumentException("shape " + shape + " has " + shape.size()
                    + " elements and cannot become " + other + ", which has " + other.size());
        }
        return new Tensor(other, array);
    }

    /**
     * A copy that does not share the array.
     *
     * @return a fresh tensor
     */
    public final Tensor copy() {
        return new Tensor(shape, array.clone());
    }

    /**
     * Whether no element is infinite or NaN.
     *
     * @return true if all are finite
     */
    public final boolean isFinite() {
        return all(FiniteCheck::isFinite);
    }

    /** Whether the square of each element is finite in float: none is NaN or above 1.8446743e19 in magnitude. */
    final boolean hasFiniteSquares() {
        return all(FiniteCheck::squaresAreFinite);
    }

    /** A check of a range of an array. */
    private interface RangeCheck {
        boolean test(float[] x, int from, int to);
    }

    private boolean all(RangeCheck check) {
        AtomicBoolean passed = new AtomicBoolean(true);
        Parallel.forRange(array.length, 2 * Parallel.ELEMENTWISE_GRAIN, (from, to) -> {
            if (!check.test(array, from, to)) {
                passed.set(false);
            }
        });
        return passed.get();
    }

    /**
     * The shape and the values. Up to 64 elements are shown whole, in one line for each row of a matrix. A larger
     * tensor is abridged to the first and the last three values, the minimum, the mean and the maximum.
     *
     * @return such as {@code Tensor(3) [1.0, 2.0, 3.0]}; the same in every locale
     */
    @Override
    public final String toString() {
        return TensorText.of(this);
    }
}
