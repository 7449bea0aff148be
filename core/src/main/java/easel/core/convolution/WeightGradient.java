package easel.core.convolution;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * The weight gradient with many channels and filters:
 *
 * <pre>
 * dw[u,v,c,o] = Σ x[n, p, q, c] · dy[n,i,j,o]     over n, i, j
 * p = i·strideHeight + u·dilationHeight - top     q = j·strideWidth + v·dilationWidth - left
 * </pre>
 *
 * <p>For each tap this is a matrix product xᵀ·dy, summed over the output pixels where that tap is inside the image. So
 * there are no products with the padding.
 *
 * <p>A value is a sum in the order of n, i and j: blocks of at most {@link IndirectGemm#MAX_DEPTH} pixels, sections of
 * {@link #SECTION} blocks, groups of images. The work is split among threads by taps, channels and filters, not by
 * images.
 */
final class WeightGradient {
    /** Channels of x in one piece of work, which finds the positions of the pixels once for all of them. */
    private static final int CHANNELS = 128;

    /**
     * Floats of x and dy in a group of images: half a second-level cache. All taps are computed for one group before
     * the next group. One pass over the batch for every tap took three times as long, for 28×28 pixels of 128 channels.
     */
    private static final int GROUP = 128 * 1024;
    /** Blocks whose sums are added before the result is added to dw. Fixed, because it decides the bits. */
    private static final int SECTION = 64;

    private static final Scratch<float[]> SECTIONS = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final Tensor x;
    private final Tensor dy;
    private final Geometry g;
    private final Tensor dw;
    private final int panelWidth;

    private WeightGradient(Tensor x, Tensor dy, Geometry g, Tensor dw) {
        this.x = x;
        this.dy = dy;
        this.g = g;
        this.dw = dw;
        this.panelWidth = gemm.panelWidth(dy.columns());
    }

    /**
     * Fills dw.
     *
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param g the geometry
     * @param dw (KH, KW, C, OC). Modified
     */
    static void fill(Tensor x, Tensor dy, Geometry g, Tensor dw) {
        new WeightGradient(x, dy, g, dw).fill();
    }

    private void fill() {
        int channelGroups = (x.columns() - 1) / CHANNELS + 1;
        int panels = Panels.count(dy.columns(), panelWidth);
        int taps = g.window().height() * g.window().width();
        int images = x.shape().axis(0);
        int group = Math.max(1, GROUP / (g.image().size() + dy.size() / images));
        Arrays.fill(dw.array(), 0);
        for (int n = 0; n < images; n += group) {
            int first = n;
            int last = Math.min(n + group, images);
            Parallel.forRange(taps * channelGroups * panels, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    add(first, last, i / panels / channelGroups, i / panels % channelGroups * CHANNELS,
                            i % panels * panelWidth);
                }
            });
        }
    }

    /** Adds the sums over images first to last - 1 to one tap, for the channels and filters of one piece of work. */
    private void add(int first, int last, int tap, int channel, int filter) {
        int u = tap / g.window().width() * g.window().dilationHeight() - g.sides().top();
        int v = tap % g.window().width() * g.window().dilationWidth() - g.sides().left();
        int strideHeight = g.window().strideHeight();
        int strideWidth = g.window().strideWidth();
        int left = start(v, strideWidth);
        int end = end(v, strideWidth, g.width(), g.outWidth());
        try (Lease<float[]> section = SECTIONS.lend(CHANNELS * panelWidth)) {
            Sum sum = new Sum(tap, channel, filter, section.value());
            for (int n = first; n < last; n++) {
                for (int i = start(u, strideHeight); i < end(u, strideHeight, g.height(), g.outHeight()); i++) {
                    int xRow = (n * g.height() + i * strideHeight + u) * g.width() + v;
                    int dyRow = (n * g.outHeight() + i) * g.outWidth();
                    for (int j = left; j < end; j++) {
                        sum.add((xRow + j * strideWidth) * x.columns(), (dyRow + j) * dy.columns());
                    }
                }
            }
            sum.flush();
        }
    }

    /** The smallest i ≥ 0 with i·stride + shift ≥ 0. */
    private static int start(int shift, int stride) {
        return Math.max(0, -Math.floorDiv(shift, stride));
    }

    /** The smallest i with i·stride + shift ≥ size, at most {@code outputs}. */
    private static int end(int shift, int stride, int size, int outputs) {
        return Math.min(outputs, -Math.floorDiv(shift - size, stride));
    }

    /** Collects the positions of pixels, and multiplies when the table is full. */
    private final class Sum {
        private final int[] xAt = new int[IndirectGemm.MAX_DEPTH];
        private final int[] dyAt = new int[IndirectGemm.MAX_DEPTH];
        private final int channel;
        private final int filter;
        private final int channels;
        private final int filters;
        private final int dwAt;
        /** The sum of a section, (channels, filters). */
        private final float[] section;
        private int pixels;
        private int blocks;

        Sum(int tap, int channel, int filter, float[] section) {
            this.channel = channel;
            this.filter = filter;
            this.channels = Math.min(CHANNELS, x.columns() - channel);
            this.filters = Math.min(panelWidth, dy.columns() - filter);
            this.dwAt = (tap * x.columns() + channel) * dy.columns() + filter;
            this.section = section;
        }

        void add(int xPosition, int dyPosition) {
            xAt[pixels] = xPosition;
            dyAt[pixels] = dyPosition;
            if (++pixels == IndirectGemm.MAX_DEPTH) {
                addBlock();
            }
        }

        private void addBlock() {
            if (blocks % SECTION == 0) {
                Arrays.fill(section, 0, channels * filters, 0);
            }
            gemm.addTransposedProduct(x.array(), xAt, channel, dy.array(), dyAt, filter, pixels, section, 0, filters,
                    channels, filters);
            pixels = 0;
            if (++blocks % SECTION == 0) {
                addSection();
            }
        }

        private void addSection() {
            for (int c = 0; c < channels; c++) {
                addRow(section, c * filters, dw.array(), dwAt + c * dy.columns(), filters);
            }
        }

        private static void addRow(float[] row, int from, float[] to, int at, int n) {
            for (int i = 0; i < n; i++) {
                to[at + i] += row[from + i];
            }
        }

        void flush() {
            if (pixels > 0) {
                addBlock();
            }
            if (blocks % SECTION > 0) {
                addSection();
            }
        }
    }
}
