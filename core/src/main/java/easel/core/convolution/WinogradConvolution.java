package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.CacheLines;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
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
 * <p>An experiment that lost: shifting the tiles of some phases by one pixel, so that all phases of a stride read the
 * same windows, was no faster.
 */
final class WinogradConvolution {
    /** Tiles in a group if caches hold Ŵ: few enough for X̂ and Ŷ to stay in the second-level cache. */
    private static final int GROUP = 16;

    private static final Scratch<float[]> PACKED = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final WinogradPlan plan;
    private final WinogradTiles tiles;
    private final int channels;
    private final int filters;
    private final int panelWidth;
    private final int panels;
    /** Offsets of the rows of X̂. */
    private final int[] rows = new int[IndirectGemm.MAX_ROWS];

    private WinogradConvolution(WinogradPlan plan, int images, int channels, int filters) {
        this.plan = plan;
        this.tiles = new WinogradTiles(plan, images, channels, filters, GROUP);
        this.channels = channels;
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
     * @param weight (KH, KW, C, OC). Not modified
     * @param result (N, OH, OW, OC). Modified
     */
    static void fill(WinogradPlan plan, Tensor operand, Tensor weight, Tensor result) {
        new WinogradConvolution(plan, operand.shape().axis(0), operand.columns(), result.columns())
                .fill(operand, weight, result);
    }

    private void fill(Tensor operand, Tensor weight, Tensor result) {
        float[] kernel = transformKernel(weight);
        int groups = (tiles.count - 1) / tiles.group + 1;
        Parallel.forRange(groups, groups < Parallel.threads() ? groups : 1, (from, to) -> {
            for (int group = from; group < to; group++) {
                fillGroup(operand, group * tiles.group, kernel, result);
            }
        });
    }

    /** Computes Ŵ, (terms, products, panels, C, panelWidth). */
    private float[] transformKernel(Tensor weight) {
        int kernelWidth = weight.shape().axis(1);
        int tapSize = tapSize();
        float[] w = panelWidth == filters ? weight.array() : pack(weight);
        float[] kernel = WinogradTiles.KERNEL.atLeast(plan.terms().size() * plan.products() * kernelPartSize());
        int pieces = (tapSize - 1) / WinogradTiles.PAIRS + 1;
        WinogradTransform ofKernel = WinogradTransform.ofKernel(plan.algorithm());
        Parallel.forRange(plan.terms().size() * pieces, 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                int term = i / pieces;
                int at = i % pieces * WinogradTiles.PAIRS;
                int n = Math.min(WinogradTiles.PAIRS, tapSize - at);
                ofKernel.forward(WinogradTiles.taps(plan.terms().get(term), w, kernelWidth, tapSize, at, n), kernel,
                        term * plan.products() * kernelPartSize() + at, kernelPartSize());
            }
        });
        return kernel;
    }

    /** Packs the weight into panels, (taps, panels, C, panelWidth). */
    private float[] pack(Tensor weight) {
        int taps = weight.shape().axis(0) * weight.shape().axis(1);
        float[] packed = PACKED.atLeast(taps * tapSize());
        Parallel.forRange(taps * panels, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int tapAt = i / panels * channels * filters;
                MatrixView b = new MatrixView(weight.array(), tapAt, channels, filters, false);
                Panels.pack(b, i % panels * panelWidth, panelWidth, packed, i * channels * panelWidth);
            }
        });
        return packed;
    }

    /** Floats of one tap of the packed weight, or of Ŵ for one product. */
    private int tapSize() {
        return panels * channels * panelWidth;
    }

    /** Distance from one part of Ŵ to the next. */
    private int kernelPartSize() {
        return tapSize() + WinogradTiles.GAP;
    }

    /** Distance from one part of Ŷ to the next. */
    private int resultPartSize() {
        return paddedGroup() * panels * panelWidth + WinogradTiles.GAP;
    }

    /** Tiles in a group, rounded up to a multiple of the rows of a micro-kernel call. */
    private int paddedGroup() {
        return (tiles.group + IndirectGemm.GROUP - 1) / IndirectGemm.GROUP * IndirectGemm.GROUP;
    }

    /** Computes a group of tiles. Its loops run on all threads unless it is called from a parallel loop. */
    private void fillGroup(Tensor operand, int first, float[] kernel, Tensor result) {
        int products = plan.products();
        int phases = plan.phases().size();
        float[] x = WinogradTiles.WINDOWS.atLeast(products * tiles.partSize(channels) + paddedGroup() * channels);
        float[] y = WinogradTiles.RESULTS.atLeast(phases * products * resultPartSize());
        int count = Math.min(tiles.group, tiles.count - first);
        for (int i = 0; i < plan.windows(); i++) {
            int window = i;
            tiles.transformWindows(plan.terms().get(window), operand, first, count, x);
            Parallel.forRange(phases * products, 1, (from, to) -> {
                for (int product = from; product < to; product++) {
                    multiply(window, product, count, x, kernel, y);
                }
            });
        }
        WinogradTransform toResult = WinogradTransform.toResult(plan.algorithm());
        Parallel.forRange(count * phases, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int t = i / phases;
                toResult.inverse(y, i % phases * products * resultPartSize() + t * panels * panelWidth,
                        resultPartSize(), resultGrid(plan.phases().get(i % phases), first + t, result));
            }
        });
    }

    /** Adds X̂[i]·Ŵ[i] of one window to Ŷ[i]. The index {@code product} counts the products of all phases. */
    private void multiply(int window, int product, int count, float[] x, float[] kernel, float[] y) {
        int phase = product / plan.products();
        int productOfPhase = product % plan.products();
        int term = phase * plan.windows() + window;
        int xAt = productOfPhase * tiles.partSize(channels);
        int kernelAt = (term * plan.products() + productOfPhase) * kernelPartSize();
        if (!tiles.cached) {
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
    private Grid resultGrid(Pair<Axis> phase, int tile, Tensor result) {
        Axis height = phase.height();
        Axis width = phase.width();
        int m = plan.algorithm().outputs;
        int row = tiles.row(tile);
        int column = tiles.column(tile);
        Shape shape = result.shape();
        int rowSize = shape.axis(2) * filters;
        int at = (tiles.image(tile) * shape.axis(1) + height.start() + row * height.step()) * rowSize
                + (width.start() + column * width.step()) * filters;
        return new Grid(result.array(), at, height.step() * rowSize, width.step() * filters,
                0, Math.max(0, Math.min(m, height.count() - row)),
                0, Math.max(0, Math.min(m, width.count() - column)), filters);
    }
}
