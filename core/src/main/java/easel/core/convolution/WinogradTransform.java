package easel.core.convolution;

import easel.core.kernels.Gemm;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import easel.core.kernels.TransformGemm;

/**
 * The 2-D Winograd or DFT transform of one tile: {@link #forward} into the element-wise domain, where the tile is
 * multiplied, or {@link #inverse} back to pixels or taps. The inverse is the adjoint of a forward transform. Instances
 * are immutable and may be shared by threads.
 */
final class WinogradTransform {
    private static final Scratch<float[]> SPACE = Scratch.ofFloats();

    private final TransformGemm gemm = Gemm.chosen().transforms();
    private final BilinearAlgorithm algorithm;
    /** Rows of A, B and G. */
    private final int rows;
    /** Rows and columns of the window, the kernel or the tile: m + r - 1, r or m. */
    private final int size;
    /** The matrix M: A, B or G, or for an inverse transform Aᵀ or Gᵀ. */
    private final float[] matrix;
    private final float[][] factors;

    private WinogradTransform(BilinearAlgorithm algorithm, int size, float[] matrix, float[][] factors) {
        this.algorithm = algorithm;
        this.rows = algorithm.rows;
        this.size = size;
        this.matrix = matrix;
        this.factors = factors;
    }

    /** Forward, from a window of the operand: X̂ = B·X·Bᵀ. */
    static WinogradTransform ofWindow(BilinearAlgorithm algorithm) {
        return new WinogradTransform(algorithm, algorithm.inputs, algorithm.b, ComplexProducts.WINDOW);
    }

    /** Forward, from the taps of a kernel: Ŵ = G·W·Gᵀ. */
    static WinogradTransform ofKernel(BilinearAlgorithm algorithm) {
        return new WinogradTransform(algorithm, algorithm.taps, algorithm.g, ComplexProducts.KERNEL);
    }

    /** Forward, from a tile of the output gradient: D̂ = A·dY·Aᵀ. */
    static WinogradTransform ofOutputGradient(BilinearAlgorithm algorithm) {
        return new WinogradTransform(algorithm, algorithm.outputs, algorithm.a, ComplexProducts.KERNEL);
    }

    /** Inverse, to a tile of the result: Y = Aᵀ·Ŷ·A. */
    static WinogradTransform toResult(BilinearAlgorithm algorithm) {
        return new WinogradTransform(algorithm, algorithm.outputs, algorithm.aTransposed,
                ComplexProducts.KERNEL_TRANSPOSED);
    }

    /** Inverse, to the gradient of a kernel's taps: dW = Gᵀ·dŴ·G. */
    static WinogradTransform toKernelGradient(BilinearAlgorithm algorithm) {
        return new WinogradTransform(algorithm, algorithm.taps, algorithm.gTransposed,
                ComplexProducts.KERNEL_TRANSPOSED);
    }

    /**
     * The stored part of a square tile of pixels or taps, {@code rows} × {@code columns} from ({@code row},
     * {@code column}) on, {@code depth} channels each. The rest of the tile is padding.
     *
     * @param data the array
     * @param at position in the array of the first stored pixel
     * @param rowStride distance in the array from one row to the next
     * @param columnStride distance from one column to the next
     * @param row row in the tile of the first stored pixel
     * @param rows number of stored rows
     * @param column column in the tile of the first stored pixel
     * @param columns number of stored columns
     * @param depth channels, or pairs of a channel and a filter
     */
    record Grid(float[] data, int at, int rowStride, int columnStride, int row, int rows, int column, int columns,
            int depth) {}

    /**
     * Scratch memory for any number of calls of {@link #forward} or {@link #inverse}, one after the other. First one
     * transformed dimension, M·X: (rows, columns, depth); then a real row of M·X·Mᵀ, (rows, 1, depth), or a complex
     * row, (rows, 2, depth).
     *
     * @param depth the largest depth of a tile
     */
    Lease<float[]> lend(int depth) {
        return SPACE.lend(secondAt(depth) + 2 * rows * depth);
    }

    private int secondAt(int depth) {
        return rows * size * depth;
    }

    /**
     * Transforms one tile: computes M·X·Mᵀ, then the factors of {@link ComplexProducts}.
     *
     * @param x the tile; its padding is zero. Not modified
     * @param to receives depth floats for each product. Modified
     * @param at position of the first product's floats
     * @param productStride distance from one product's floats to the next
     * @param space scratch memory, see {@link #lend}. Modified
     */
    void forward(Grid x, float[] to, int at, int productStride, float[] space) {
        int depth = x.depth;
        int rowSize = x.columns * depth;
        int pieces = x.columnStride == depth ? 1 : x.columns;
        for (int v = 0; v < pieces; v++) {
            gemm.multiply(matrix, x.row, size, rows, x.rows, x.data, x.at + v * x.columnStride, x.rowStride,
                    space, v * depth, rowSize, rowSize / pieces);
        }
        int product = at;
        for (int i = 0; i < rows; i += algorithm.parts(i)) {
            product = algorithm.isReal() ? forwardReal(x, space, i, to, product, productStride)
                    : forwardComplex(x, space, i, to, product, productStride);
        }
    }

    /** Writes the factors of a row: the transformed numbers themselves. Returns the position of the next factors. */
    private int forwardReal(Grid x, float[] space, int row, float[] to, int at, int productStride) {
        gemm.multiply(matrix, x.column, size, rows, x.columns, space, row * x.columns * x.depth, x.depth, to,
                at, productStride, x.depth);
        return at + rows * productStride;
    }

    /** Writes the factors of a real row or of a complex one. Returns the position of the next factors. */
    private int forwardComplex(Grid x, float[] space, int row, float[] to, int at, int productStride) {
        int depth = x.depth;
        int parts = algorithm.parts(row);
        int second = secondAt(depth);
        for (int r = 0; r < parts; r++) {
            gemm.multiply(matrix, x.column, size, rows, x.columns, space, (row + r) * x.columns * depth, depth,
                    space, second + r * depth, parts * depth, depth);
        }
        int product = at;
        for (int j = 0; j < rows; j += algorithm.parts(j)) {
            int numbers = parts * algorithm.parts(j);
            int count = factors[numbers].length / numbers;
            gemm.multiply(factors[numbers], 0, numbers, count, numbers, space, second + j * parts * depth, depth, to,
                    product, productStride, depth);
            product += count * productStride;
        }
        return product;
    }

    /**
     * Transforms the products back to a tile: the adjoint of a forward transform.
     *
     * @param from holds depth floats for each product. Not modified
     * @param at position of the first product's floats
     * @param productStride distance from one product's floats to the next
     * @param y the tile, stored from row and column 0. Modified
     * @param space scratch memory, see {@link #lend}. Modified
     */
    void inverse(float[] from, int at, int productStride, Grid y, float[] space) {
        int depth = y.depth;
        int rowSize = y.columns * depth;
        int product = at;
        for (int i = 0; i < rows; i += algorithm.parts(i)) {
            product = algorithm.isReal() ? inverseReal(from, product, productStride, y, space, i)
                    : inverseComplex(from, product, productStride, y, space, i);
        }
        int pieces = y.columnStride == depth ? 1 : y.columns;
        for (int v = 0; v < pieces; v++) {
            gemm.multiply(matrix, 0, rows, y.rows, rows, space, v * depth, rowSize, y.data,
                    y.at + v * y.columnStride, y.rowStride, rowSize / pieces);
        }
    }

    private int inverseReal(float[] from, int at, int productStride, Grid y, float[] space, int row) {
        gemm.multiply(matrix, 0, rows, y.columns, rows, from, at, productStride, space, row * y.columns * y.depth,
                y.depth, y.depth);
        return at + rows * productStride;
    }

    private int inverseComplex(float[] from, int at, int productStride, Grid y, float[] space, int row) {
        int depth = y.depth;
        int parts = algorithm.parts(row);
        int second = secondAt(depth);
        int product = at;
        for (int j = 0; j < rows; j += algorithm.parts(j)) {
            int numbers = parts * algorithm.parts(j);
            int count = factors[numbers].length / numbers;
            gemm.multiply(factors[numbers], 0, count, numbers, count, from, product, productStride, space,
                    second + j * parts * depth, depth, depth);
            product += count * productStride;
        }
        for (int r = 0; r < parts; r++) {
            gemm.multiply(matrix, 0, rows, y.columns, rows, space, second + r * depth, parts * depth, space,
                    (row + r) * y.columns * depth, depth, depth);
        }
        return product;
    }
}
