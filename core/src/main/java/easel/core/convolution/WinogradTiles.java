package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.CacheLines;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;

/**
 * The tiles of one {@link WinogradConvolution} or {@link WinogradWeightGradient}. A tile is m×m pixels of one phase of
 * one image, often all of them. Tiles are numbered over images, rows and columns, and processed in cache-sized groups.
 *
 * <p>A transformed array consists of one part for each product. A part is a matrix, whose rows are tiles or, in Ŵ and
 * dŴ, channels.
 */
final class WinogradTiles {
    /** X̂ of a group. */
    static final Scratch<float[]> WINDOWS = Scratch.ofFloats();
    /** Ŷ or D̂ of a group. */
    static final Scratch<float[]> RESULTS = Scratch.ofFloats();
    /** Ŵ or dŴ. */
    static final Scratch<float[]> KERNEL = Scratch.ofFloats();

    /** Floats between two parts: a cache line. Parts at multiples of 4 KB would evict each other from caches. */
    static final int GAP = CacheLines.FLOATS;
    /** Pairs of a channel and a filter that one piece of work transforms. */
    static final int PAIRS = 256;

    /** Up to this many floats of transformed kernels stay in caches. Groups may then be small and read them often. */
    private static final int MAX_CACHED = 3 << 20;
    /**
     * Tiles in a group for larger transformed kernels. Software prefetch for each product then makes a group a tenth
     * faster; if caches hold the kernels, it makes a group slower.
     */
    private static final int GROUP_NOT_CACHED = 64;

    final WinogradPlan plan;
    final BilinearAlgorithm algorithm;
    final int channels;
    final int filters;
    /** Number of tiles of all images. */
    final int count;
    /** Whether caches hold the transformed kernels. */
    final boolean cached;
    /** Tiles in a group; the last group may have fewer. */
    final int group;

    /**
     * The tiles of a batch.
     *
     * @param plan the plan
     * @param images N
     * @param channels channels of the operand
     * @param filters channels of the result
     * @param groupIfCached tiles in a group where caches hold the transformed kernels
     */
    WinogradTiles(WinogradPlan plan, int images, int channels, int filters, int groupIfCached) {
        this.plan = plan;
        this.algorithm = plan.algorithm();
        this.channels = channels;
        this.filters = filters;
        this.count = images * plan.tileRows() * plan.tileColumns();
        this.cached = plan.kernelSize(channels, filters) <= MAX_CACHED;
        this.group = Math.min(count, cached ? groupIfCached : GROUP_NOT_CACHED);
    }

    /** Distance from one part to the next, where a part is (tiles of a group, columns). */
    int partSize(int columns) {
        return group * columns + GAP;
    }

    /** Floats of X̂ of a group for one window. */
    int windowSize() {
        return algorithm.products() * partSize(channels);
    }

    /** Computes X̂ of n tiles from {@code first} on, at x[at]: (products, tiles of a group, C). */
    void transformWindows(Pair<Line> term, Tensor operand, int first, int n, float[] x, int at) {
        WinogradTransform ofWindow = WinogradTransform.ofWindow(algorithm);
        Parallel.forRange(n, 1, (from, to) -> {
            try (Lease<float[]> space = ofWindow.lend(channels)) {
                for (int t = from; t < to; t++) {
                    ofWindow.forward(grid(operand, algorithm.inputs, first + t, term.height(), term.width()), x,
                            at + t * channels, partSize(channels), space.value());
                }
            }
        });
    }

    /** A tile's window of n×n pixels, read along two lines. */
    Grid grid(Tensor images, int n, int tile, Line height, Line width) {
        Shape shape = images.shape();
        int depth = images.columns();
        int rowSize = shape.axis(2) * depth;
        int top = row(tile) * height.stride() + height.shift();
        int left = column(tile) * width.stride() + width.shift();
        int row = height.leadingPadding(top);
        int column = width.leadingPadding(left);
        int at = (image(tile) * shape.axis(1) + top + row * height.stride()) * rowSize
                + (left + column * width.stride()) * depth;
        return new Grid(images.array(), at, height.stride() * rowSize, width.stride() * depth,
                row, height.inside(top, n, shape.axis(1)), column, width.inside(left, n, shape.axis(2)), depth);
    }

    /**
     * A term's taps, for n of the pairs of a channel and a filter.
     *
     * @param kernelWidth taps in a row of the kernel
     * @param tapSize pairs in a tap
     * @param at the first pair
     * @param n number of pairs
     */
    static Grid taps(Pair<Line> term, float[] weight, int kernelWidth, int tapSize, int at, int n) {
        Line height = term.height();
        Line width = term.width();
        int rowSize = kernelWidth * tapSize;
        return new Grid(weight, height.firstTap() * rowSize + width.firstTap() * tapSize + at,
                height.tapStep() * rowSize, width.tapStep() * tapSize, 0, height.taps(), 0, width.taps(), n);
    }

    int image(int tile) {
        return tile / plan.tileColumns() / plan.tileRows();
    }

    /** The first row of a tile in its phase. */
    int row(int tile) {
        return tile / plan.tileColumns() % plan.tileRows() * algorithm.outputs;
    }

    /** The first column of a tile in its phase. */
    int column(int tile) {
        return tile % plan.tileColumns() * algorithm.outputs;
    }
}
