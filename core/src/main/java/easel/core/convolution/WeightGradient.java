package easel.core.convolution;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import java.util.Arrays;

/**
 * The gradient by a weight between many channels, dw[u,v,c,o] = Σ x[n, i·s + u - top, j·s + v - left, c]·dy[n,i,j,o]:
 * for each tap a product of matrices, xᵀ·dy, whose rows are the places where that tap lies inside the image. So there
 * are no products with the zeros around it.
 *
 * <p>Each value is one chain over n, i and j, beginning at 0; the threads share taps and channels, not images.
 */
final class WeightGradient {
    /** Channels of x that one piece of work takes: they share the tables of places. */
    private static final int CHANNELS = 128;

    /**
     * Values of x and dy, in whole images, that all taps use before the next ones come: half a second-level cache. A
     * pass over the batch for every tap took three times as long, for 28×28 pixels of 128 channels.
     */
    private static final int TOGETHER = 128 * 1024;

    private static final Scratch<int[]> ROWS_OF_X = Scratch.ofInts();
    private static final Scratch<int[]> ROWS_OF_DY = Scratch.ofInts();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final Tensor x;
    private final Tensor dy;
    private final Geometry g;
    private final Tensor dw;
    private final int width;

    private WeightGradient(Tensor x, Tensor dy, Geometry g, Tensor dw) {
        this.x = x;
        this.dy = dy;
        this.g = g;
        this.dw = dw;
        this.width = gemm.width(dy.columns());
    }

    /**
     * Fills dw.
     *
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param g the places
     * @param dw (KH, KW, C, OC). Modified
     */
    static void fill(Tensor x, Tensor dy, Geometry g, Tensor dw) {
        new WeightGradient(x, dy, g, dw).run();
    }

    private void run() {
        int groups = (x.columns() - 1) / CHANNELS + 1;
        int panels = (dy.columns() - 1) / width + 1;
        int taps = g.window().height() * g.window().width();
        int images = x.shape().axis(0);
        int together = Math.max(1, TOGETHER / (g.image().size() + dy.size() / images));
        Arrays.fill(dw.array(), 0);
        for (int n = 0; n < images; n += together) {
            int first = n;
            int last = Math.min(n + together, images);
            Parallel.forRange(taps * groups * panels, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    add(first, last, i / panels / groups, i / panels % groups * CHANNELS, i % panels * width);
                }
            });
        }
    }

    /** Adds what some images give to one tap for some channels and filters. */
    private void add(int first, int last, int tap, int channel, int filter) {
        int u = tap / g.window().width() - g.sides().top();
        int v = tap % g.window().width() - g.sides().left();
        int down = g.window().strideHeight();
        int right = g.window().strideWidth();
        int left = start(v, right);
        int end = end(v, right, g.width(), g.outWidth());
        Sum sum = new Sum(tap, channel, filter);
        for (int n = first; n < last; n++) {
            for (int i = start(u, down); i < end(u, down, g.height(), g.outHeight()); i++) {
                int row = (n * g.height() + i * down + u) * g.width() + v;
                int line = (n * g.outHeight() + i) * g.outWidth();
                for (int j = left; j < end; j++) {
                    sum.add((row + j * right) * x.columns(), (line + j) * dy.columns());
                }
            }
        }
        sum.flush();
    }

    /** The first place i with i·stride + shift inside, at least 0. */
    private static int start(int shift, int stride) {
        return Math.max(0, -Math.floorDiv(shift, stride));
    }

    /** Behind the last one with i·stride + shift below size. */
    private static int end(int shift, int stride, int size, int outputs) {
        return Math.min(outputs, -Math.floorDiv(shift - size, stride));
    }

    /** Collects places until there are enough for a product. */
    private final class Sum {
        private final int[] xAt = ROWS_OF_X.atLeast(gemm.terms());
        private final int[] dyAt = ROWS_OF_DY.atLeast(gemm.terms());
        private final int channel;
        private final int filter;
        private final int channels;
        private final int filters;
        private final int position;
        private final int most = gemm.terms();
        private int places;

        Sum(int tap, int channel, int filter) {
            this.channel = channel;
            this.filter = filter;
            this.channels = Math.min(CHANNELS, x.columns() - channel);
            this.filters = Math.min(width, dy.columns() - filter);
            this.position = (tap * x.columns() + channel) * dy.columns() + filter;
        }

        void add(int xPlace, int dyPlace) {
            xAt[places] = xPlace;
            dyAt[places] = dyPlace;
            if (++places == most) {
                flush();
            }
        }

        void flush() {
            if (places > 0) {
                gemm.addTransposedProduct(x.array(), xAt, channel, dy.array(), dyAt, filter, places, dw.array(),
                        position, dy.columns(), channels, filters);
            }
            places = 0;
        }
    }
}
