package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.CacheLines;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;
import java.util.List;

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
 * <p>Ŵ is kept if the kernel is prepared for many calls; otherwise it is computed by each call, in scratch memory. If
 * then all tiles are one group, as for one image of a DCGAN, or if Ŵ is larger than {@link WinogradPlan#MAX_KERNEL},
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

    /** Ŵ is kept if it has at most this many times the floats of the weight, or at most MAX_KEPT. */
    private static final int MAX_GROWTH = 10;
    private static final long MAX_KEPT = 1 << 20;

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final WinogradPlan plan;
    private final WinogradTiles tiles;
    private final Tensor operand;
    private final WinogradKernel layout;
    private final Tensor result;
    private final int channels;
    private final int panelWidth;
    private final int panels;
    /** Offsets of the rows of X̂. */
    private final int[] rows = new int[IndirectGemm.MAX_ROWS];

    private WinogradConvolution(WinogradTiles tiles, Tensor operand, WinogradKernel layout, Tensor result) {
        this.plan = tiles.plan;
        this.tiles = tiles;
        this.operand = operand;
        this.layout = layout;
        this.result = result;
        this.channels = layout.channels;
        this.panelWidth = layout.panelWidth;
        this.panels = layout.panels;
        Arrays.setAll(rows, i -> Math.min(i, tiles.group - 1) * channels);
    }

    /**
     * Transforms a kernel for many calls. If Ŵ is more than {@link #MAX_GROWTH} times as large as the weight, and not
     * small, the weight is copied instead, and each call transforms it.
     *
     * @param plans plans that fit the weight and together fill the result
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if flipped. Not modified
     * @param flipped whether the kernel is flipped in both dimensions and the weight's last two axes are exchanged
     */
    static PreparedKernel kept(List<WinogradPlan> plans, Tensor weight, boolean flipped) {
        int channels = weight.shape().axis(flipped ? 3 : 2);
        int filters = weight.shape().axis(flipped ? 2 : 3);
        List<WinogradKernel> layouts =
                plans.stream().map(plan -> new WinogradKernel(plan, channels, 0, filters)).toList();
        long floats = layouts.stream().mapToLong(WinogradKernel::size).sum();
        if (floats > Math.max(MAX_KEPT, (long) MAX_GROWTH * weight.size())) {
            return once(plans, Tensor.of(weight.shape(), weight.array()), flipped);
        }
        float[][] kernels = new float[plans.size()][];
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = new float[layouts.get(i).size()];
            layouts.get(i).transform(weight, flipped, kernels[i]);
        }
        return new PreparedKernel(floats, (operand, result) -> {
            for (int i = 0; i < kernels.length; i++) {
                WinogradTiles tiles =
                        new WinogradTiles(plans.get(i), operand.shape().axis(0), channels, filters, GROUP);
                new WinogradConvolution(tiles, operand, layouts.get(i), result).fillGroups(kernels[i]);
            }
        });
    }

    /**
     * Refers to a kernel, which each call transforms in scratch memory.
     *
     * @param plans plans that fit the weight and together fill the result
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if flipped. Not modified
     * @param flipped whether the kernel is flipped in both dimensions and the weight's last two axes are exchanged
     */
    static PreparedKernel once(List<WinogradPlan> plans, Tensor weight, boolean flipped) {
        return new PreparedKernel(weight.size(), (operand, result) ->
                plans.forEach(plan -> fillOnce(plan, operand, weight, flipped, result)));
    }

    private static void fillOnce(WinogradPlan plan, Tensor operand, Tensor weight, boolean flipped, Tensor result) {
        int filters = result.columns();
        WinogradTiles tiles = new WinogradTiles(plan, operand.shape().axis(0), operand.columns(), filters, GROUP);
        if (tiles.count > tiles.group && plan.kernelSize(operand.columns(), filters) <= WinogradPlan.MAX_KERNEL) {
            WinogradKernel layout = new WinogradKernel(plan, operand.columns(), 0, filters);
            try (Lease<float[]> kernel = WinogradTiles.KERNEL.lend(layout.size())) {
                layout.transform(weight, flipped, kernel.value());
                new WinogradConvolution(tiles, operand, layout, result).fillGroups(kernel.value());
            }
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
                    WinogradKernel layout =
                            new WinogradKernel(plan, operand.columns(), filter, Math.min(slice, filters - filter));
                    new WinogradConvolution(tiles, operand, layout, result)
                            .fillSlice(first, count, x.value(), weight, flipped);
                }
            }
        }
    }

    /** Fills the result for all filters, a group of tiles at a time. */
    private void fillGroups(float[] kernel) {
        int groups = (tiles.count - 1) / tiles.group + 1;
        Parallel.forRange(groups, groups < Parallel.threads() ? groups : 1, (from, to) -> {
            try (Lease<float[]> x = WinogradTiles.WINDOWS.lend(tiles.windowSize()); Lease<float[]> y = lendY()) {
                for (int group = from; group < to; group++) {
                    fillGroup(group * tiles.group, x.value(), kernel, y.value());
                }
            }
        });
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
    private void fillSlice(int first, int count, float[] x, Tensor weight, boolean flipped) {
        try (Lease<float[]> kernel = WinogradTiles.KERNEL.lend(layout.size()); Lease<float[]> y = lendY()) {
            layout.transform(weight, flipped, kernel.value());
            for (int i = 0; i < plan.windows(); i++) {
                multiply(i, count, x, i * tiles.windowSize(), kernel.value(), y.value());
            }
            transformBack(first, count, y.value());
        }
    }

    private Lease<float[]> lendY() {
        return WinogradTiles.RESULTS.lend(plan.phases().size() * plan.products() * resultPartSize());
    }

    /** Distance from one part of Ŷ to the next. */
    private int resultPartSize() {
        return tiles.group * panels * panelWidth + WinogradTiles.GAP;
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
            try (Lease<float[]> space = toResult.lend(layout.filters)) {
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
        int kernelAt = layout.at(term, productOfPhase);
        if (!tiles.cached && tiles.count > tiles.group && layout.filters == result.columns()) {
            // The compiler removes loads without a use, so their sum is written to the gap, which is never read.
            y[(product + 1) * resultPartSize() - 1] = CacheLines.prefetch(x, xAt, xAt + count * channels)
                    + CacheLines.prefetch(kernel, kernelAt, kernelAt + layout.tapSize());
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
                + (width.start() + column * width.step()) * pixelSize + layout.firstFilter;
        return new Grid(result.array(), at, height.step() * rowSize, width.step() * pixelSize,
                0, Math.max(0, Math.min(m, height.count() - row)),
                0, Math.max(0, Math.min(m, width.count() - column)), layout.filters);
    }
}
