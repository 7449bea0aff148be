package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.Parallel;
import easel.core.kernels.SumOrder;
import easel.core.state.Description;
import java.util.Arrays;

/** The settings and loops of the pooling layers, one output row at a time. A tap is a position within the window. */
final class Pools {
    /** The largest number of tasks. Each task allocates its own arrays. */
    private static final int MAX_TASKS = 16;
    /** Temporary arrays for the layer, after those of the taps. */
    private static final int SPARE = 3;
    /** The largest number of taps. Each has an array. */
    private static final long MAX_TAPS = 1 << 24;

    private Pools() {}

    /**
     * The body of a loop over output rows. The pixels under the windows of the row are copied into one array per tap.
     * So all arrays have the same index, and the compiler vectorizes the loops.
     */
    interface OutputRow {
        /**
         * Processes row i of the output of example n.
         *
         * @param start index of the row's first element in y
         * @param taps {@code taps[u·KW + v][j·C + c]} is x[n, i·s + u - top, j·s + v - left, c], or the value of the
         *     padding; three spare arrays follow
         * @param length elements of the row, OW·C
         */
        void run(int start, float[][] taps, int length);
    }

    /** Refuses a dilated or too large window, and padding that would leave a window without a pixel of the image. */
    static void check(Layer layer, Window window, Padding padding) {
        if (window.isDilated()) {
            throw new IllegalArgumentException(layer + ": pooling has no dilation; use a window without dilation");
        }
        long taps = (long) window.height() * window.width();
        if (taps > MAX_TAPS) {
            throw new IllegalArgumentException(layer + ": the window has " + taps + " pixels; at most " + MAX_TAPS
                    + " are supported. Use a smaller window, or GlobalAveragePool.");
        }
        if (padding instanceof Padding.Sides sides
                && (Math.max(sides.top(), sides.bottom()) >= window.height()
                || Math.max(sides.left(), sides.right()) >= window.width())) {
            throw new IllegalArgumentException(layer + ": padding of a side must be smaller than the window, "
                    + window.height() + "×" + window.width() + ", so that every window has a pixel of the image; pad"
                    + " less, or put ZeroPadding2D before it");
        }
    }

    /** Adds the window, and the padding unless it is valid: without padding, files are as in earlier versions. */
    static Description describe(String type, Window window, Padding padding) {
        Description d = window.addTo(Description.of(type));
        return padding.equals(Padding.VALID) ? d : padding.addTo(d);
    }

    /** The padding in a description that {@link #describe} wrote. */
    static Padding padding(Description d) {
        return d.settings().containsKey("padding") ? Padding.from(d) : Padding.VALID;
    }

    static String text(String type, Window window, Padding padding) {
        return type + " " + window + (padding.equals(Padding.VALID) ? "" : " " + padding);
    }

    static Geometry geometry(Layer layer, Shape image, Window window, Padding padding) {
        Inputs.checkImage(layer, image);
        try {
            return Geometry.of(image, window, padding);
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(layer, image, e);
        }
    }

    static int taps(Window window) {
        return window.height() * window.width();
    }

    /** Runs a loop that reads the taps of x; {@code outside} is the value of the padding. */
    static void gather(Tensor x, float outside, Geometry g, OutputRow loop) {
        forEachRow(x, outside, null, g, loop);
    }

    /** Runs a loop that writes the taps, and sets each pixel of dx to the sum of the taps that cover it. */
    static void scatter(Tensor dx, Geometry g, OutputRow loop) {
        forEachRow(null, 0, dx, g, loop);
    }

    /** Runs a loop that replaces the taps of x by gradients, and sums these in dx as {@link #scatter} does. */
    static void gatherAndScatter(Tensor x, float outside, Tensor dx, Geometry g, OutputRow loop) {
        forEachRow(x, outside, dx, g, loop);
    }

    /** The sum over the taps, in blocks, in the first spare array. */
    static float[] sum(float[][] taps, int count, int length) {
        float[] sum = taps[count];
        int blocks = SumOrder.parts(count, SumOrder.BLOCK);
        for (int block = 0; block < blocks; block++) {
            float[] blockSum = taps[block == 0 ? count : count + 1];
            int first = SumOrder.start(block, blocks, count);
            System.arraycopy(taps[first], 0, blockSum, 0, length);
            for (int t = first + 1; t < SumOrder.start(block + 1, blocks, count); t++) {
                add(taps[t], 0, blockSum, 0, length);
            }
            if (block > 0) {
                add(blockSum, 0, sum, 0, length);
            }
        }
        return sum;
    }

    /** Copies the taps from x unless x is null, runs the loop, and adds the taps to dx unless dx is null. */
    private static void forEachRow(Tensor x, float outside, Tensor dx, Geometry g, OutputRow loop) {
        int length = g.outWidth() * g.channels();
        int images = (x == null ? dx : x).shape().axis(0);
        Parallel.forRange(images, (images + MAX_TASKS - 1) / MAX_TASKS, (from, until) -> {
            float[][] taps = new float[taps(g.window()) + SPARE][length];
            for (int row = from * g.outHeight(); row < until * g.outHeight(); row++) {
                if (dx != null && row % g.outHeight() == 0) {
                    int size = g.image().size();
                    int image = row / g.outHeight();
                    Arrays.fill(dx.array(), image * size, (image + 1) * size, 0);
                }
                if (x != null) {
                    copyTaps(x.array(), outside, g, row, taps);
                }
                loop.run(row * length, taps, length);
                if (dx != null) {
                    addTaps(taps, g, row, dx.array());
                }
            }
        });
    }

    private static void copyTaps(float[] x, float outside, Geometry g, int row, float[][] taps) {
        int channels = g.channels();
        int step = g.window().strideWidth();
        forEachTap(g, row, (t, first, end, pixel) -> {
            float[] tap = taps[t];
            Arrays.fill(tap, 0, first * channels, outside);
            for (int j = first, at = pixel; j < end; j++, at += step) {
                System.arraycopy(x, at * channels, tap, j * channels, channels);
            }
            Arrays.fill(tap, end * channels, tap.length, outside);
        });
    }

    private static void addTaps(float[][] taps, Geometry g, int row, float[] dx) {
        int channels = g.channels();
        // Without overlap a pixel is under one tap at most, so the value is copied instead of added.
        boolean disjoint = g.window().strideHeight() >= g.window().height()
                && g.window().strideWidth() >= g.window().width();
        int step = g.window().strideWidth();
        forEachTap(g, row, (t, first, end, pixel) -> {
            for (int j = first, at = pixel; j < end; j++, at += step) {
                if (disjoint) {
                    System.arraycopy(taps[t], j * channels, dx, at * channels, channels);
                } else {
                    add(taps[t], j * channels, dx, at * channels, channels);
                }
            }
        });
    }

    private static void add(float[] a, int aStart, float[] b, int bStart, int length) {
        for (int c = 0; c < length; c++) {
            b[bStart + c] += a[aStart + c];
        }
    }

    /**
     * Receives a tap and, for one output row, the output columns from {@code first} to before {@code end} for which it
     * is inside the image. {@code pixel} is its position at the first column, counted over the whole batch.
     */
    private interface TapRange {
        void at(int tap, int first, int end, int pixel);
    }

    private static void forEachTap(Geometry g, int row, TapRange action) {
        Window window = g.window();
        int image = row / g.outHeight();
        int top = row % g.outHeight() * window.strideHeight() - g.sides().top();
        for (int t = 0; t < taps(window); t++) {
            int i = top + t / window.width();
            int j = t % window.width() - g.sides().left();
            if (i < 0 || i >= g.height()) {
                action.at(t, 0, 0, 0);
            } else {
                int first = Math.max(0, -Math.floorDiv(j, window.strideWidth()));
                int end = Math.min(g.outWidth(), -Math.floorDiv(j - g.width(), window.strideWidth()));
                action.at(t, Math.min(first, end), end,
                        (image * g.height() + i) * g.width() + j + first * window.strideWidth());
            }
        }
    }
}
