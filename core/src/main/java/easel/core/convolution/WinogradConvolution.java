package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.CacheLines;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Convolutions and input gradients with many channels and filters, by transformed tiles ({@link BilinearAlgorithm}):
 *
 * <pre>
 * X̂ = B·X·Bᵀ   Ŵ = G·W·Gᵀ   Ŷ[i] = X̂[i]·Ŵ[i]   Y = Aᵀ·Ŷ·A          (tiles, C)·(C, OC) for each product i
 * </pre>
 *
 * <p>The algorithm computes convolutions of stride 1. A convolution of stride s is the sum of up to s·s of them, each
 * on every s-th pixel; its input gradient consists of up to s·s interleaved phases ({@link WinogradPlan}).
 *
 * <p>Tiles are processed in cache-sized groups. Each group stays on one thread, from window to result, when there are
 * at least as many groups as threads, because data that another thread has written may be in a distant cache. A value
 * of Y depends on its image alone.
 *
 * <p>If all tiles are one group, as for one image of a DCGAN, or if Ŵ is larger than {@link WinogradPlan#MAX_KERNEL},
 * the filters of each group are computed in slices: Ŵ of a slice is multiplied while it is in caches, and the next
 * slice uses the same memory. With one image of a DCGAN, this takes 4 MB instead of 16 MB and a quarter less time than
 * all filters at once. With 128 images of 8×8×256 and 512 filters of 4×4 taps and stride 2, it takes 3 MB instead of
 * 52 MB and a quarter less time.
 *
 * <p>An experiment that lost: shifting the tiles of some phases by one pixel, so that all phases of a stride read the
 * same windows, was no faster.
 */
final class WinogradConvolution {
    /** Tiles in a group if caches hold Ŵ: few enough for X̂ and Ŷ to stay in the second-level cache. */
    private static final int GROUP = 16;

    /** Maximum floats of Ŵ in a slice of more than {@link #SLICE_STEP} filters. Half or four times are no faster. */
    private static final int SLICE = 1 << 18;
    /** Slices have a multiple of this many filters: whole panels of each implementation. */
    private static final int SLICE_STEP = 32;

    /** The taps of one piece of the kernel, see {@link #pack}. */
    private static final Scratch<float[]> TAPS = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final WinogradPlan plan;
    private final WinogradTiles tiles;
    private final Tensor operand;
    private final Tensor weight;
    private final boolean flipped;
    private final Tensor result;
    private final int channels;
    /** The first filter, and the number of filters: all, or a slice of them. */
    private final int firstFilter;
    private final int filters;
    private final int panelWidth;
    private final int panels;
    /** Offsets of the rows of X̂. */
    private final int[] rows = new int[IndirectGemm.MAX_ROWS];

    private WinogradConvolution(WinogradTiles tiles, Tensor operand, Tensor weight, boolean flipped, Tensor result,
            int firstFilter, int filters) {
        this.plan = tiles.plan;
        this.tiles = tiles;
        this.operand = operand;
        this.weight = weight;
        this.flipped = flipped;
        this.result = result;
        this.channels = operand.columns();
        this.firstFilter = firstFilter;
        this.filters = filters;
        this.panelWidth = gemm.panelWidth(filters);
        this.panels = Panels.count(filters, panelWidth);
        Arrays.setAll(rows, i -> i * channels);
    }

    /**
     * Fills the phases of a plan.
     *
     * @param plan a plan that fits the tensors
     * @param operand (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if flipped. Not modified
     * @param flipped whether the kernel is flipped in both dimensions and the weight's last two axes are exchanged
     * @param result (N, OH, OW, OC). Modified
     */
    static void fill(WinogradPlan plan, Tensor operand, Tensor weight, boolean flipped, Tensor result) {
        int filters = result.columns();
        WinogradTiles tiles = new WinogradTiles(plan, operand.shape().axis(0), operand.columns(), filters, GROUP);
        if (tiles.count > tiles.group && plan.kernelSize(operand.columns(), filters) <= WinogradPlan.MAX_KERNEL) {
            new WinogradConvolution(tiles, operand, weight, flipped, result, 0, filters).fillGroups();
            return;
        }
        int windowSize = tiles.windowSize();
        int slice = Math.max(1, SLICE / SLICE_STEP / plan.terms().size() / plan.products() / operand.columns())
                * SLICE_STEP;
        try (Lease<float[]> x = WinogradTiles.WINDOWS.lend(plan.windows() * windowSize)) {
            for (int first = 0; first < tiles.count; first += tiles.group) {
                int count = Math.min(tiles.group, tiles.count - first);
                for (int i = 0; i < plan.windows(); i++) {
                    tiles.transformWindows(plan.terms().get(i), operand, first, count, x.value(), i * windowSize);
                }
                for (int filter = 0; filter < filters; filter += slice) {
                    new WinogradConvolution(tiles, operand, weight, flipped, result, filter,
                            Math.min(slice, filters - filter)).fillSlice(first, count, x.value());
                }
            }
        }
    }

    /** Fills all filters, a group of tiles at a time. */
    private void fillGroups() {
        try (Lease<float[]> kernel = lendKernel()) {
            transformKernel(kernel.value());
            int groups = (tiles.count - 1) / tiles.group + 1;
            Parallel.forRange(groups, groups < Parallel.threads() ? groups : 1, (from, to) -> {
                try (Lease<float[]> x = WinogradTiles.WINDOWS.lend(tiles.windowSize()); Lease<float[]> y = lendY()) {
                    for (int group = from; group < to; group++) {
                        fillGroup(group * tiles.group, x.value(), kernel.value(), y.value());
                    }
                }
            });
        }
    }

    /** Computes a group of tiles. Its loops run on all threads unless it is called from a parallel loop. */
    private void fillGroup(int first, float[] x, float[] kernel, float[] y) {
        int count = Math.min(tiles.group, tiles.count - first);
        for (int i = 0; i < plan.windows(); i++) {
            tiles.transformWindows(plan.terms().get(i), operand, first, count, x, 0);
            multiply(i, count, x, 0, kernel, y);
        }
        transformBack(first, count, y);
    }

    /** Fills a slice of the filters for a group of tiles; x has X̂ of all windows. */
    private void fillSlice(int first, int count, float[] x) {
        try (Lease<float[]> kernel = lendKernel(); Lease<float[]> y = lendY()) {
            transformKernel(kernel.value());
            for (int i = 0; i < plan.windows(); i++) {
                multiply(i, count, x, i * tiles.windowSize(), kernel.value(), y.value());
            }
            transformBack(first, count, y.value());
        }
    }

    private Lease<float[]> lendKernel() {
        return WinogradTiles.KERNEL.lend(plan.terms().size() * plan.products() * kernelPartSize());
    }

    private Lease<float[]> lendY() {
        return WinogradTiles.RESULTS.lend(plan.phases().size() * plan.products() * resultPartSize());
    }

    /**
     * Computes Ŵ, (terms, products, panels, C, panelWidth). One piece is a few channels of a panel, for all taps of a
     * term.
     */
    private void transformKernel(float[] kernel) {
        WinogradTransform ofKernel = WinogradTransform.ofKernel(plan.algorithm());
        int rowsOfPiece = Math.max(1, WinogradTiles.PAIRS / panelWidth);
        int pieces = (channels - 1) / rowsOfPiece + 1;
        int taps = weight.shape().axis(0) * weight.shape().axis(1);
        Parallel.forRange(plan.terms().size() * panels * pieces, 4, (from, to) -> {
            try (Lease<float[]> packed = TAPS.lend(taps * rowsOfPiece * panelWidth);
                    Lease<float[]> space = ofKernel.lend(rowsOfPiece * panelWidth)) {
                for (int i = from; i < to; i++) {
                    int term = i / pieces / panels;
                    int panel = i / pieces % panels;
                    int channel = i % pieces * rowsOfPiece;
                    Grid grid = pack(plan.terms().get(term), panel, channel,
                            Math.min(rowsOfPiece, channels - channel), packed.value());
                    ofKernel.forward(grid, kernel, term * plan.products() * kernelPartSize()
                            + (panel * channels + channel) * panelWidth, kernelPartSize(), space.value());
                }
            }
        });
    }

    /** Copies the taps of a term for some channels and the filters of a panel: (taps, channels, panelWidth). */
    private Grid pack(Pair<Line> term, int panel, int channel, int count, float[] packed) {
        Line height = term.height();
        Line width = term.width();
        int kernelWidth = weight.shape().axis(1);
        int last = weight.shape().axis(0) * kernelWidth - 1;
        int size = count * panelWidth;
        for (int u = 0; u < height.taps(); u++) {
            for (int v = 0; v < width.taps(); v++) {
                int tap = (height.firstTap() + u * height.tapStep()) * kernelWidth + width.firstTap()
                        + v * width.tapStep();
                MatrixView b = new MatrixView(weight.array(), (flipped ? last - tap : tap) * channels
                        * result.columns(), channels, result.columns(), flipped);
                Panels.pack(b, channel, count, firstFilter + panel * panelWidth, panelWidth, packed,
                        (u * width.taps() + v) * size);
            }
        }
        return new Grid(packed, 0, width.taps() * size, size, 0, height.taps(), 0, width.taps(), size);
    }

    /** Floats of Ŵ for one product. */
    private int tapSize() {
        return panels * channels * panelWidth;
    }

    /** Distance from one part of Ŵ to the next. */
    private int kernelPartSize() {
        return tapSize() + WinogradTiles.GAP;
    }

    /** Distance from one part of Ŷ to the next. */
    private int resultPartSize() {
        return tiles.paddedGroup() * panels * panelWidth + WinogradTiles.GAP;
    }

    /** Adds X̂[i]·Ŵ[i] of one window to Ŷ[i], for each product i. */
    private void multiply(int window, int count, float[] x, int at, float[] kernel, float[] y) {
        Parallel.forRange(plan.phases().size() * plan.products(), 1, (from, to) -> {
            for (int product = from; product < to; product++) {
                multiply(window, product, count, x, at, kernel, y);
            }
        });
    }

    /** Y = Aᵀ·Ŷ·A for {@code count} tiles of each phase. */
    private void transformBack(int first, int count, float[] y) {
        int phases = plan.phases().size();
        WinogradTransform toResult = WinogradTransform.toResult(plan.algorithm());
        Parallel.forRange(count * phases, 1, (from, to) -> {
            try (Lease<float[]> space = toResult.lend(filters)) {
                for (int i = from; i < to; i++) {
                    int t = i / phases;
                    toResult.inverse(y, i % phases * plan.products() * resultPartSize() + t * panels * panelWidth,
                            resultPartSize(), resultGrid(plan.phases().get(i % phases), first + t), space.value());
                }
            }
        });
    }

    /** Adds X̂[i]·Ŵ[i] of one window to Ŷ[i]. The index {@code product} counts the products of all phases. */
    private void multiply(int window, int product, int count, float[] x, int at, float[] kernel, float[] y) {
        int phase = product / plan.products();
        int productOfPhase = product % plan.products();
        int term = phase * plan.windows() + window;
        int xAt = at + productOfPhase * tiles.partSize(channels);
        int kernelAt = (term * plan.products() + productOfPhase) * kernelPartSize();
        if (!tiles.cached && filters == result.columns()) {
            // The compiler removes loads without a use, so their sum is written to the gap, which is never read.
            y[(product + 1) * resultPartSize() - 1] = CacheLines.prefetch(x, xAt, xAt + count * channels)
                    + CacheLines.prefetch(kernel, kernelAt, kernelAt + tapSize());
        }
        int rowSize = panels * panelWidth;
        int yAt = product * resultPartSize();
        if (window == 0) {
            Arrays.fill(y, yAt, yAt + count * rowSize, 0);
        }
        for (int column = 0; column < rowSize; column += panelWidth) {
            gemm.addProduct(x, rows, xAt, count, channels, kernel, kernelAt + column * channels, y, yAt + column,
                    rowSize, panelWidth);
        }
    }

    /** The pixels of a tile of a phase, at most m×m, that are inside the result. */
    private Grid resultGrid(Pair<Axis> phase, int tile) {
        Axis height = phase.height();
        Axis width = phase.width();
        int m = plan.algorithm().outputs;
        int row = tiles.row(tile);
        int column = tiles.column(tile);
        Shape shape = result.shape();
        int pixelSize = result.columns();
        int rowSize = shape.axis(2) * pixelSize;
        int at = (tiles.image(tile) * shape.axis(1) + height.start() + row * height.step()) * rowSize
                + (width.start() + column * width.step()) * pixelSize + firstFilter;
        return new Grid(result.array(), at, height.step() * rowSize, width.step() * pixelSize,
                0, Math.max(0, Math.min(m, height.count() - row)),
                0, Math.max(0, Math.min(m, width.count() - column)), filters);
    }
}
