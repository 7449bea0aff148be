package easel.core.convolution;

import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Grid;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * The layout and the transform of Ŵ = G·W·Gᵀ for all filters or a slice of them: (terms, products, panels, C,
 * panelWidth), with a gap after each product.
 */
final class WinogradKernel {
    /** The taps of one piece of the kernel, see {@link #pack}. */
    private static final Scratch<float[]> TAPS = Scratch.ofFloats();

    final WinogradPlan plan;
    final int channels;
    /** The first filter, and the number of filters. */
    final int firstFilter;
    final int filters;
    final int panelWidth;
    final int panels;

    /**
     * A slice of the filters.
     *
     * @param plan the plan
     * @param channels channels of the operand
     * @param firstFilter the first filter
     * @param filters number of filters
     */
    WinogradKernel(WinogradPlan plan, int channels, int firstFilter, int filters) {
        this.plan = plan;
        this.channels = channels;
        this.firstFilter = firstFilter;
        this.filters = filters;
        this.panelWidth = Gemm.chosen().indirect().panelWidth(filters);
        this.panels = Panels.count(filters, panelWidth);
    }

    /** Floats of Ŵ. */
    int size() {
        return plan.terms().size() * plan.products() * partSize();
    }

    /** Position of the first panel of one product of a term. */
    int at(int term, int product) {
        return (term * plan.products() + product) * partSize();
    }

    /** Floats of Ŵ for one product. */
    int tapSize() {
        return panels * channels * panelWidth;
    }

    /** Distance from one product to the next. */
    private int partSize() {
        return tapSize() + WinogradTiles.GAP;
    }

    /**
     * Computes Ŵ. One piece of work is a few channels of a panel, for all taps of a term.
     *
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if flipped. Not modified
     * @param flipped whether the kernel is flipped in both dimensions and the weight's last two axes are exchanged
     * @param to receives Ŵ. Modified
     */
    void transform(Tensor weight, boolean flipped, float[] to) {
        WinogradTransform ofKernel = WinogradTransform.ofKernel(plan.algorithm());
        int rowsOfPiece = Math.max(1, WinogradTiles.PAIRS / panelWidth);
        int pieces = (channels - 1) / rowsOfPiece + 1;
        MatrixView[] taps = taps(weight, flipped);
        int kernelWidth = weight.shape().axis(1);
        Parallel.forRange(plan.terms().size() * panels * pieces, 4, (from, until) -> {
            try (Lease<float[]> packed = TAPS.lend(taps.length * rowsOfPiece * panelWidth);
                    Lease<float[]> space = ofKernel.lend(rowsOfPiece * panelWidth)) {
                for (int i = from; i < until; i++) {
                    int term = i / pieces / panels;
                    int panel = i / pieces % panels;
                    int channel = i % pieces * rowsOfPiece;
                    Grid grid = pack(taps, kernelWidth, plan.terms().get(term), panel, channel,
                            Math.min(rowsOfPiece, channels - channel), packed.value());
                    ofKernel.forward(grid, to, at(term, 0) + (panel * channels + channel) * panelWidth, partSize(),
                            space.value());
                }
            }
        });
    }

    /** The taps of the kernel, (C, all filters) each. */
    private MatrixView[] taps(Tensor weight, boolean flipped) {
        int allFilters = weight.shape().axis(flipped ? 2 : 3);
        MatrixView[] taps = new MatrixView[weight.shape().axis(0) * weight.shape().axis(1)];
        Arrays.setAll(taps, tap -> new MatrixView(weight.array(),
                (flipped ? taps.length - 1 - tap : tap) * channels * allFilters, channels, allFilters, flipped));
        return taps;
    }

    /** Copies the taps of a term for some channels and the filters of a panel: (taps, channels, panelWidth). */
    private Grid pack(MatrixView[] taps, int kernelWidth, Pair<Line> term, int panel, int channel, int count,
            float[] packed) {
        Line height = term.height();
        Line width = term.width();
        int size = count * panelWidth;
        for (int u = 0; u < height.taps(); u++) {
            for (int v = 0; v < width.taps(); v++) {
                int tap = (height.firstTap() + u * height.tapStep()) * kernelWidth + width.firstTap()
                        + v * width.tapStep();
                Panels.pack(taps[tap], channel, count, firstFilter + panel * panelWidth, panelWidth, packed,
                        (u * width.taps() + v) * size);
            }
        }
        return new Grid(packed, 0, width.taps() * size, size, 0, height.taps(), 0, width.taps(), size);
    }
}
