package easel.core.convolution;

import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * Weight gradients with many channels and filters, by transformed tiles ({@link BilinearAlgorithm}), the adjoint of
 * {@link WinogradConvolution}:
 *
 * <pre>
 * X̂ = B·X·Bᵀ   D̂ = A·dY·Aᵀ   dŴ[i] = X̂[i]ᵀ·D̂[i]   dW = Gᵀ·dŴ·G     (C, tiles)·(tiles, OC) for each product i
 * </pre>
 *
 * <p>The taps of a convolution of stride s are split by their remainders modulo s into up to s·s sets with one plan
 * each. Plans with the same algorithm and tiles share D̂ if their dŴ are small; for 32×32 pixels of 64 channels and
 * 128 filters of 4×4 taps and stride 2, this takes a fifth less time. Tiles are processed in cache-sized groups. The
 * sum over {@link #SECTION} groups is transformed back and added to dW, so that no chain of additions is long.
 */
final class WinogradWeightGradient {
    /** Tiles in a group if caches hold dŴ. More than for Ŵ, because each group reads dŴ and writes it back. */
    private static final int GROUP = 32;
    /** Groups whose products are added before they are transformed back. Fixed, because it decides the bits. */
    private static final int SECTION = 64;

    /** The most floats of dŴ of plans that share D̂. With three times as many, sharing saves no time. */
    private static final int SHARED = 1 << 20;

    /** The part of dW that one section adds: all taps of one range of (channel, filter) pairs. */
    private static final Scratch<float[]> PIECE = Scratch.ofFloats();

    private final Gemm gemm = Gemm.chosen();
    /** Plans that differ only in their terms. */
    private final List<WinogradPlan> plans;
    /** The first of them. */
    private final WinogradPlan plan;
    private final WinogradTiles tiles;
    private final int channels;
    private final int filters;

    private WinogradWeightGradient(List<WinogradPlan> plans, int images, int channels, int filters) {
        this.plans = plans;
        this.plan = plans.get(0);
        this.tiles = new WinogradTiles(plan, images, channels, filters, GROUP);
        this.channels = channels;
        this.filters = filters;
    }

    /**
     * Fills the taps of the plans.
     *
     * @param plans plans with one term each
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param dw (KH, KW, C, OC). Modified
     */
    static void fill(List<WinogradPlan> plans, Tensor x, Tensor dy, Tensor dw) {
        List<WinogradPlan> rest = new ArrayList<>(plans);
        while (!rest.isEmpty()) {
            List<WinogradPlan> shared = sharing(rest, x.columns(), dy.columns());
            // By identity: equals of a record stores its component types in a JDK cache, which keeps their class loader.
            rest.removeIf(plan -> shared.stream().anyMatch(used -> used == plan));
            new WinogradWeightGradient(shared, x.shape().axis(0), x.columns(), dy.columns()).fill(x, dy, dw);
        }
    }

    /** The first plan, and other plans that can share D̂ with it. */
    private static List<WinogradPlan> sharing(List<WinogradPlan> plans, int channels, int filters) {
        WinogradPlan first = plans.get(0);
        return plans.stream()
                .filter(plan -> plan.algorithm() == first.algorithm() && plan.tileRows() == first.tileRows()
                        && plan.tileColumns() == first.tileColumns())
                .limit(Math.max(1, SHARED / first.kernelSize(channels, filters)))
                .toList();
    }

    private void fill(Tensor x, Tensor dy, Tensor dw) {
        try (Lease<float[]> xs = WinogradTiles.WINDOWS.lend(plan.products() * tiles.partSize(channels));
                Lease<float[]> dys = WinogradTiles.RESULTS.lend(plan.products() * tiles.partSize(filters));
                Lease<float[]> sums =
                        WinogradTiles.KERNEL.lend(plans.size() * plan.products() * kernelPartSize())) {
            for (int first = 0; first < tiles.count; first += tiles.group) {
                int count = Math.min(tiles.group, tiles.count - first);
                transformOutputGradients(dy, first, count, dys.value());
                for (int i = 0; i < plans.size(); i++) {
                    addGroup(plans.get(i).terms().get(0), x, first, count, xs.value(), dys.value(), sums.value(),
                            i * plan.products() * kernelPartSize(), dw);
                }
            }
        }
    }

    /** Adds a group of tiles to dŴ of one plan, at sums[at], and at the end of a section dŴ to dW. */
    private void addGroup(Pair<Line> term, Tensor x, int first, int count, float[] xs, float[] dys, float[] sums,
            int at, Tensor dw) {
        int section = SECTION * tiles.group;
        tiles.transformWindows(term, x, first, count, xs, 0);
        multiply(xs, dys, count, first % section > 0, sums, at);
        if (first + count == tiles.count || (first + tiles.group) % section == 0) {
            transformBack(sums, at, term, dw, first >= section);
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
    private void multiply(float[] xs, float[] dys, int count, boolean add, float[] sums, int at) {
        Parallel.forRange(plan.products(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                MatrixView a = view(xs, i * tiles.partSize(channels), count, channels).transpose();
                MatrixView b = view(dys, i * tiles.partSize(filters), count, filters);
                MatrixView c = view(sums, at + i * kernelPartSize(), channels, filters);
                if (add) {
                    gemm.multiplyAdd(a, b, c);
                } else {
                    gemm.multiply(a, b, c);
                }
            }
        });
    }

    /** dW = Gᵀ·dŴ·G, or dW += Gᵀ·dŴ·G. */
    private void transformBack(float[] sums, int sumsAt, Pair<Line> term, Tensor dw, boolean add) {
        int tapSize = channels * filters;
        int pieces = (tapSize - 1) / WinogradTiles.PAIRS + 1;
        WinogradTransform toKernelGradient = WinogradTransform.toKernelGradient(plan.algorithm());
        Parallel.forRange(pieces, 4, (from, to) -> {
            try (Lease<float[]> space = toKernelGradient.lend(WinogradTiles.PAIRS);
                    Lease<float[]> piece = PIECE.lend(add ? dw.size() / tapSize * WinogradTiles.PAIRS : 0)) {
                for (int i = from; i < to; i++) {
                    int at = i * WinogradTiles.PAIRS;
                    int n = Math.min(WinogradTiles.PAIRS, tapSize - at);
                    Grid taps = taps(term, dw, dw.array(), tapSize, at, n);
                    Grid section = add ? taps(term, dw, piece.value(), n, 0, n) : taps;
                    toKernelGradient.inverse(sums, sumsAt + at, kernelPartSize(), section, space.value());
                    if (add) {
                        add(section, taps);
                    }
                }
            }
        });
    }

    private static Grid taps(Pair<Line> term, Tensor dw, float[] data, int tapSize, int at, int n) {
        return WinogradTiles.taps(term, data, dw.shape().axis(1), tapSize, at, n);
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
