package easel.core.kernels;

/**
 * A dense row-major matrix inside a float array, or its transpose.
 *
 * @param data the array, not copied
 * @param offset position of the first element
 * @param rows rows as seen by the caller, after transposition
 * @param columns columns as seen by the caller, after transposition
 * @param transposed whether the array holds (columns, rows)
 */
public record MatrixView(float[] data, int offset, int rows, int columns, boolean transposed) {
    /**
     * Checks that the matrix lies within its array.
     *
     * @param data the array
     * @param offset position of the first element
     * @param rows rows, at least 1
     * @param columns columns, at least 1
     * @param transposed whether the array holds (columns, rows)
     * @throws IllegalArgumentException if a size is below 1 or the matrix reaches beyond the array
     */
    public MatrixView {
        if (rows < 1 || columns < 1 || offset < 0 || offset + (long) rows * columns > data.length) {
            throw new IllegalArgumentException("a " + rows + "×" + columns + " matrix at offset " + offset
                    + " does not lie within an array of " + data.length + "; sizes start at 1, offsets at 0");
        }
    }

    /**
     * The matrix that fills an array from its start.
     *
     * @param data row-major values
     * @param rows rows
     * @param columns columns
     * @return a view
     */
    public static MatrixView of(float[] data, int rows, int columns) {
        return new MatrixView(data, 0, rows, columns, false);
    }

    /**
     * The transpose, without moving anything.
     *
     * @return a view of the same values
     */
    public MatrixView transpose() {
        return new MatrixView(data, offset, columns, rows, !transposed);
    }

    /** Distance in the array between an element and the one below it. */
    int rowStride() {
        return transposed ? 1 : columns;
    }

    /** Distance in the array between an element and the one to its right. */
    int columnStride() {
        return transposed ? rows : 1;
    }

    /** Position of element (i, j) in the array. */
    int index(int i, int j) {
        return offset + i * rowStride() + j * columnStride();
    }

    /** Position after the last element. */
    int end() {
        return offset + rows * columns;
    }

    /** Whether the two matrices share elements. */
    boolean overlaps(MatrixView other) {
        return data == other.data && offset < other.end() && other.offset < end();
    }

    /** The shape for messages, such as {@code 32×784} or {@code 784×32 (transposed)}. */
    String shape() {
        return rows + "×" + columns + (transposed ? " (transposed)" : "");
    }
}
