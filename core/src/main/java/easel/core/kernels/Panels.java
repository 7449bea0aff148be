package easel.core.kernels;

import java.util.Arrays;

/**
 * Packs the right-hand matrix B of a product into panels (GotoBLAS, BLIS). A panel holds {@code width} columns of B row
 * after row, (rows, width), so that a micro-kernel reads it in sequence.
 *
 * <p>Arguments are not checked. A call runs on the calling thread.
 */
public final class Panels {
    private Panels() {}

    /**
     * The number of panels that a matrix needs.
     *
     * @param columns columns of the matrix, at least 1
     * @param width columns in a panel
     * @return ⌈columns / width⌉
     */
    public static int count(int columns, int width) {
        return Blocks.ceil(columns, width);
    }

    /**
     * Packs one panel: to[at + k·width + j] = B(k, column + j). Columns beyond B become 0.
     *
     * @param b B, may be transposed. Not modified
     * @param column B's first column in the panel
     * @param width columns in the panel
     * @param to receives the panel, b.rows()·width floats. Modified
     * @param at index of the panel's first element
     */
    public static void pack(MatrixView b, int column, int width, float[] to, int at) {
        pack(b, 0, b.rows(), column, width, to, at);
    }

    /**
     * Packs a part of a panel: to[at + k·width + j] = B(row + k, column + j). Columns beyond B become 0.
     *
     * @param b B, may be transposed. Not modified
     * @param row B's first row in the part
     * @param rows rows of the part
     * @param column B's first column in the panel
     * @param width columns in the panel
     * @param to receives rows·width floats. Modified
     * @param at index of the part's first element
     */
    public static void pack(MatrixView b, int row, int rows, int column, int width, float[] to, int at) {
        int used = Math.min(width, b.columns() - column);
        if (b.transposed()) {
            transpose(b.data(), b.index(row, column), b.rows(), to, at, width, used, rows);
        } else {
            for (int k = 0; k < rows; k++) {
                System.arraycopy(b.data(), b.index(row + k, column), to, at + k * width, used);
            }
        }
        for (int k = 0; used < width && k < rows; k++) {
            Arrays.fill(to, at + k * width + used, at + (k + 1) * width, 0);
        }
    }

    /** Copies a matrix: to[q + r·qs + j] = from[p + r·ps + j] for r below rows and j below columns. */
    static void copy(float[] from, int p, int ps, float[] to, int q, int qs, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, p + r * ps, to, q + r * qs, columns);
        }
    }

    /**
     * Transposes a matrix: to[q + t·qs + r] = from[p + r·ps + t] for r below rows and t below n. Reads eight rows at a
     * time, in order to write eight consecutive floats at a time.
     *
     * @param from holds the matrix. Not modified
     * @param p index of its first element
     * @param ps distance from a row to the next
     * @param to receives the transpose. Modified
     * @param q index of its first element
     * @param qs distance from a row of the transpose to the next
     * @param rows rows of the matrix
     * @param n columns of the matrix
     */
    static void transpose(float[] from, int p, int ps, float[] to, int q, int qs, int rows, int n) {
        int r = 0;
        for (; r + 8 <= rows; r += 8) {
            transposeEight(from, p + r * ps, ps, to, q + r, qs, n);
        }
        for (; r < rows; r++) {
            for (int t = 0; t < n; t++) {
                to[q + t * qs + r] = from[p + r * ps + t];
            }
        }
    }

    private static void transposeEight(float[] from, int p, int ps, float[] to, int q, int qs, int n) {
        int p1 = p + ps, p2 = p1 + ps, p3 = p2 + ps, p4 = p3 + ps, p5 = p4 + ps, p6 = p5 + ps, p7 = p6 + ps;
        for (int t = 0, l = q; t < n; t++, l += qs) {
            to[l] = from[p + t];
            to[l + 1] = from[p1 + t];
            to[l + 2] = from[p2 + t];
            to[l + 3] = from[p3 + t];
            to[l + 4] = from[p4 + t];
            to[l + 5] = from[p5 + t];
            to[l + 6] = from[p6 + t];
            to[l + 7] = from[p7 + t];
        }
    }
}
