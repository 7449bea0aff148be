package easel.core.convolution;

import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;

/**
 * Weight gradients with many channels and filters, by transformed tiles ({@link BilinearAlgorithm}), the adjoint of
 * {@link WinogradConvolution}:
 *
 * <pre>
 * X̂ = B·X·Bᵀ   D̂ = A·dY·Aᵀ   dŴ[i] = X̂[i]ᵀ·D̂[i]   dW = Gᵀ·dŴ·G     (C, tiles)·(tiles, OC) for each product i
 * </pre>
 *
 * <p>The taps of a convolution of stride s are split by their remainders modulo s into up to s·s sets with one plan
 * each. Tiles are processed in cache-sized groups. The sum over {@link #SECTION} groups is transformed back and added
 * to dW, so that no chain of additions is long.
 */
final class WinogradWeightGradient {
    /** Tiles in a group if caches hold dŴ. More than for Ŵ, because each group reads dŴ and writes it back. */
    private static final int GROUP = 32;
    /** Groups whose products are added before they are transformed back. Fixed, because it decides the bits. */
    private static final int SECTION = 64;

    /** The part of dW that one section adds: all taps of one range of (channel, filter) pairs. */
    private static final Scratch<float[]> PIECE = Scratch.ofFloats();

    private final Gemm gemm = Gemm.chosen();
    private final WinogradPlan plan;
    private final WinogradTiles tiles;
    private final int channels;
    private final int filters;

    private WinogradWeightGradient(WinogradPlan plan, int images, int channels, int filters) {
        this.plan = plan;
        this.tiles = new WinogradTiles(plan, images, channels, filters, GROUP);
        this.channels = channels;
        this.filters = filters;
    }

    /**
     * Fills the taps of a plan.
     *
     * @param plan a plan with one term
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param dw (KH, KW, C, OC). Modified
     */
    static void fill(WinogradPlan plan, Tensor x, Tensor dy, Tensor dw) {
        new WinogradWeightGradient(plan, x.shape().axis(0), x.columns(), dy.columns()).fill(x, dy, dw);
    }

    private void fill(Tensor x, Tensor dy, Tensor dw) {
        try (Lease<float[]> xs = WinogradTiles.WINDOWS.lend(plan.products() * tiles.partSize(channels));
                Lease<float[]> dys = WinogradTiles.RESULTS.lend(plan.products() * tiles.partSize(filters));
                Lease<float[]> sums = WinogradTiles.KERNEL.lend(plan.products() * kernelPartSize())) {
            fill(x, dy, dw, xs.value(), dys.value(), sums.value());
        }
    }

    private void fill(Tensor x, Tensor dy, Tensor dw, float[] xs, float[] dys, float[] sums) {
        int section = SECTION * tiles.group;
        for (int first = 0; first < tiles.count; first += tiles.group) {
            int count = Math.min(tiles.group, tiles.count - first);
            tiles.transformWindows(plan.terms().get(0), x, first, count, xs, 0);
            transformOutputGradients(dy, first, count, dys);
            multiply(xs, dys, count, first % section > 0, sums);
            if (first + count == tiles.count || (first + tiles.group) % section == 0) {
                transformBack(sums, dw, first >= section);
            }
        }
    }

    /** Computes D̂ of {@code count} tiles from {@code first} on: (products, tiles of a group, OC). */
    private void transformOutputGradients(Tensor dy, int first, int count, float[] dys) {
        Line pixels = new Line(1, 0, 0, 1, plan.algorithm().outputs);
        WinogradTransform ofOutputGradient = WinogradTransform.ofOutputGradient(plan.algorithm());
        Parallel.forRange(count, 1, (from, to) -> {
            try (Lease<float[]> space = ofOutputGradient.lend(filters)) {
                for (int t = from; t < to; t++) {
                    ofOutputGradient.forward(tiles.grid(dy, plan.algorithm().outputs, first + t, pixels, pixels), dys,
                            t * filters, tiles.partSize(filters), space.value());
                }
            }
        });
    }

    /** dŴ[i] = X̂[i]ᵀ·D̂[i], or dŴ[i] += …, for each product i. */
    private void multiply(float[] xs, float[] dys, int count, boolean add, float[] sums) {
        Parallel.forRange(plan.products(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                MatrixView a = view(xs, i * tiles.partSize(channels), count, channels).transpose();
                MatrixView b = view(dys, i * tiles.partSize(filters), count, filters);
                MatrixView c = view(sums, i * kernelPartSize(), channels, filters);
                if (add) {
                    gemm.multiplyAdd(a, b, c);
                } else {
                    gemm.multiply(a, b, c);
                }
            }
        });
    }

    /** dW = Gᵀ·dŴ·G, or dW += Gᵀ·dŴ·G. */
    private void transformBack(float[] sums, Tensor dw, boolean add) {
        int tapSize = channels * filters;
        int pieces = (tapSize - 1) / WinogradTiles.PAIRS + 1;
        WinogradTransform toKernelGradient = WinogradTransform.toKernelGradient(plan.algorithm());
        Parallel.forRange(pieces, 4, (from, to) -> {
            try (Lease<float[]> space = toKernelGradient.lend(WinogradTiles.PAIRS);
                    Lease<float[]> piece = PIECE.lend(add ? dw.size() / tapSize * WinogradTiles.PAIRS : 0)) {
                for (int i = from; i < to; i++) {
                    int at = i * WinogradTiles.PAIRS;
                    int n = Math.min(WinogradTiles.PAIRS, tapSize - at);
                    Grid taps = taps(dw, dw.array(), tapSize, at, n);
                    Grid section = add ? taps(dw, piece.value(), n, 0, n) : taps;
                    toKernelGradient.inverse(sums, at, kernelPartSize(), section, space.value());
                    if (add) {
                        add(section, taps);
                    }
                }
            }
        });
    }

    private Grid taps(Tensor dw, float[] data, int tapSize, int at, int n) {
        return WinogradTiles.taps(plan.terms().get(0), data, dw.shape().axis(1), tapSize, at, n);
    }

    private static void add(Grid from, Grid to) {
        for (int u = 0; u < to.rows(); u++) {
            for (int v = 0; v < to.columns(); v++) {
                int p = from.at() + u * from.rowStride() + v * from.columnStride();
                int q = to.at() + u * to.rowStride() + v * to.columnStride();
                for (int i = 0; i < to.depth(); i++) {
                    to.data()[q + i] += from.data()[p + i];
                }
            }
        }
    }

    /** Distance from one part of dŴ to the next. */
    private int kernelPartSize() {
        return channels * filters + WinogradTiles.GAP;
    }

    private static MatrixView view(float[] data, int at, int rows, int columns) {
        return new MatrixView(data, at, rows, columns, false);
    }
}
