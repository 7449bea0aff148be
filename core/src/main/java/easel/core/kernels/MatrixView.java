package easel.core.kernels;

/**
 * A dense row-major matrix inside a float array, or its transpose.
 *
 * @param data the array, not copied
 * @param offset index of the first element
 * @param rows rows of this matrix
 * @param columns columns of this matrix
 * @param transposed whether the array holds the transpose of this matrix, row-major, with {@code columns} rows and
 *     {@code rows} columns
 */
public record MatrixView(float[] data, int offset, int rows, int columns, boolean transposed) {
    /**
     * Checks that the matrix fits into its array.
     *
     * @param data the array
     * @param offset index of the first element, at least 0
     * @param rows rows, at least 1
     * @param columns columns, at least 1
     * @param transposed whether the array holds the transpose of this matrix
     * @throws IllegalArgumentException if a size is below 1, the offset is negative, or the array is too short
     */
    public MatrixView {
        if (rows < 1 || columns < 1 || offset < 0 || offset + (long) rows * columns > data.length) {
            throw new IllegalArgumentException("a " + rows + "×" + columns + " matrix at offset " + offset
                    + " does not fit into an array of length " + data.length
                    + "; rows and columns must be at least 1, the offset at least 0");
        }
    }

    /**
     * A matrix at the start of an array.
     *
     * @param data row-major values, not copied
     * @param rows rows, at least 1
     * @param columns columns, at least 1
     * @return a view
     */
    public static MatrixView of(float[] data, int rows, int columns) {
        return new MatrixView(data, 0, rows, columns, false);
    }

    /**
     * The transpose. Copies nothing.
     *
     * @return a view of the same values
     */
    public MatrixView transpose() {
        return new MatrixView(data, offset, columns, rows, !transposed);
    }

    /** Distance in the array from an element to the one below it. */
    int rowStride() {
        return transposed ? 1 : columns;
    }

    /** Distance in the array from an element to the one to its right. */
    int columnStride() {
        return transposed ? rows : 1;
    }

    /** Index of element (i, j) in the array. */
    int index(int i, int j) {
        return offset + i * rowStride() + j * columnStride();
    }

    /** Index after the last element. */
    int end() {
        return offset + rows * columns;
    }

    /** Whether the two matrices share elements. */
    boolean overlaps(MatrixView other) {
        return data == other.data && offset < other.end() && other.offset < end();
    }

    /** The shape in messages, such as {@code 32×784} or {@code 784×32 (transposed)}. */
    String shape() {
        return rows + "×" + columns + (transposed ? " (transposed)" : "");
    }
}
