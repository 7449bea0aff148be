package easel.core.convolution;

import easel.core.kernels.Gemm;
import easel.core.kernels.Scratch;
import easel.core.kernels.TransformGemm;

/**
 * One role in a bilinear form of two directions ({@link Winograd}): M·X·Mᵀ of places X, (places, places, channels), and
 * from it what is multiplied; or the adjoint of that, from products to sums at places. Threads may share it.
 */
final class WinogradTransform {
    private static final Scratch<float[]> HALF = Scratch.ofFloats();
    private static final Scratch<float[]> BLOCK = Scratch.ofFloats();

    private final TransformGemm combiner = Gemm.chosen().combiner();
    private final Winograd winograd;
    private final int size;
    private final int places;
    private final float[] matrix;
    private final float[][] factors;

    private WinogradTransform(Winograd winograd, int places, float[] matrix, float[][] factors) {
        this.winograd = winograd;
        this.size = winograd.rows;
        this.places = places;
        this.matrix = matrix;
        this.factors = factors;
    }

    /** Of windows: X̂. */
    static WinogradTransform ofWindows(Winograd w) {
        return new WinogradTransform(w, w.inputs, w.data, Winograd.OPERANDS);
    }

    /** Of kernels: Ŵ. */
    static WinogradTransform ofKernels(Winograd w) {
        return new WinogradTransform(w, w.taps, w.kernel, Winograd.FACTORS);
    }

    /** Of results' gradients: D̂. */
    static WinogradTransform ofResults(Winograd w) {
        return new WinogradTransform(w, w.outputs, w.values, Winograd.FACTORS);
    }

    /** From products to results: Y. */
    static WinogradTransform toResults(Winograd w) {
        return new WinogradTransform(w, w.outputs, w.sums, Winograd.FACTORS_BACK);
    }

    /** From products to a kernel's gradient: dW. */
    static WinogradTransform toKernels(Winograd w) {
        return new WinogradTransform(w, w.taps, w.kernelSums, Winograd.FACTORS_BACK);
    }

    /**
     * Some rows and columns of places in an array, each of many channels.
     *
     * @param data the array
     * @param at where the first one's channels begin
     * @param down to the next row
     * @param right to the next column
     * @param row the first one's row
     * @param rows how many
     * @param column the first one's column
     * @param columns how many
     * @param depth channels
     */
    record Places(float[] data, int at, int down, int right, int row, int rows, int column, int columns, int depth) {}

    /** M·X, (size, columns, depth). */
    private float[] half(Places x) {
        return HALF.atLeast(size * x.columns * x.depth);
    }

    /** A row of M·X·Mᵀ, or two by turns, (size, 1 or 2, depth). */
    private float[] block(Places x) {
        return BLOCK.atLeast(2 * size * x.depth);
    }

    /**
     * What is multiplied.
     *
     * @param x places; the others are zero. Not modified
     * @param to depth floats for each product. Modified
     * @param at of the first
     * @param part from one to the next
     */
    void spread(Places x, float[] to, int at, int part) {
        int depth = x.depth;
        int line = x.columns * depth;
        float[] half = half(x);
        int pieces = x.right == depth ? 1 : x.columns;
        for (int v = 0; v < pieces; v++) {
            combiner.combine(matrix, x.row, places, size, x.rows, x.data, x.at + v * x.right, x.down,
                    half, v * depth, line, line / pieces);
        }
        int product = at;
        for (int i = 0; i < size; i += winograd.together(i)) {
            product = winograd.fewPoints() ? spreadReal(x, half, i, to, product, part)
                    : spreadPairs(x, half, i, to, product, part);
        }
    }

    /** All products of a row, which are its numbers. Returns where the next row's begin. */
    private int spreadReal(Places x, float[] half, int row, float[] to, int at, int part) {
        combiner.combine(matrix, x.column, places, size, x.columns, half, row * x.columns * x.depth, x.depth, to,
                at, part, x.depth);
        return at + size * part;
    }

    /** All products of a row, or of two that belong together. */
    private int spreadPairs(Places x, float[] half, int row, float[] to, int at, int part) {
        int depth = x.depth;
        int high = winograd.together(row);
        float[] block = block(x);
        for (int r = 0; r < high; r++) {
            combiner.combine(matrix, x.column, places, size, x.columns, half, (row + r) * x.columns * depth, depth,
                    block, r * depth, high * depth, depth);
        }
        int product = at;
        for (int j = 0; j < size; j += winograd.together(j)) {
            int terms = high * winograd.together(j);
            int count = factors[terms].length / terms;
            combiner.combine(factors[terms], 0, terms, count, terms, block, j * high * depth, depth, to, product,
                    part, depth);
            product += count * part;
        }
        return product;
    }

    /**
     * Sums of products.
     *
     * @param from depth floats for each product. Not modified
     * @param at of the first
     * @param part from one product to the next
     * @param y places, from row and column 0. Modified
     */
    void collect(float[] from, int at, int part, Places y) {
        int depth = y.depth;
        int line = y.columns * depth;
        float[] half = half(y);
        int product = at;
        for (int i = 0; i < size; i += winograd.together(i)) {
            product = winograd.fewPoints() ? collectReal(from, product, part, y, half, i)
                    : collectPairs(from, product, part, y, half, i);
        }
        int pieces = y.right == depth ? 1 : y.columns;
        for (int v = 0; v < pieces; v++) {
            combiner.combine(matrix, 0, size, y.rows, size, half, v * depth, line, y.data,
                    y.at + v * y.right, y.down, line / pieces);
        }
    }

    private int collectReal(float[] from, int at, int part, Places y, float[] half, int row) {
        combiner.combine(matrix, 0, size, y.columns, size, from, at, part, half, row * y.columns * y.depth, y.depth,
                y.depth);
        return at + size * part;
    }

    private int collectPairs(float[] from, int at, int part, Places y, float[] half, int row) {
        int depth = y.depth;
        int high = winograd.together(row);
        float[] block = block(y);
        int product = at;
        for (int j = 0; j < size; j += winograd.together(j)) {
            int terms = high * winograd.together(j);
            int count = factors[terms].length / terms;
            combiner.combine(factors[terms], 0, count, terms, count, from, product, part, block, j * high * depth,
                    depth, depth);
            product += count * part;
        }
        for (int r = 0; r < high; r++) {
            combiner.combine(matrix, 0, size, y.columns, size, block, r * depth, high * depth, half,
                    (row + r) * y.columns * depth, depth, depth);
        }
        return product;
    }
}
