package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/** The loops of the pooling layers, one output row at a time. A tap is a position within the window. */
final class Pools {
    /** The largest number of tasks. Each task allocates its own arrays. */
    private static final int MAX_TASKS = 16;
    /** Temporary arrays for the layer, after those of the taps. */
    private static final int SPARE = 3;

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
         * @param taps {@code taps[u·KW + v][j·C + c]} is x[n, i·s + u, j·s + v, c]; three spare arrays follow
         * @param length elements of the row, OW·C
         */
        void run(int start, float[][] taps, int length);
    }

    static Geometry geometry(Layer layer, Shape image, Window window) {
        Inputs.checkImage(layer, image);
        try {
            return Geometry.of(image, window, Padding.VALID);
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(layer, image, e);
        }
    }

    static int taps(Window window) {
        return window.height() * window.width();
    }

    /** Runs a loop that reads the taps of x. */
    static void gather(Tensor x, Geometry g, OutputRow loop) {
        forEachRow(x, null, g, loop);
    }

    /** Runs a loop that writes the taps, and sets each pixel of dx to the sum of the taps that cover it. */
    static void scatter(Tensor dx, Geometry g, OutputRow loop) {
        forEachRow(null, dx, g, loop);
    }

    /** Runs a loop that replaces the taps of x by gradients, and sums these in dx as {@link #scatter} does. */
    static void gatherAndScatter(Tensor x, Tensor dx, Geometry g, OutputRow loop) {
        forEachRow(x, dx, g, loop);
    }

    /** The sum over the taps, in order, in the first spare array. */
    static float[] sum(float[][] taps, int count, int length) {
        float[] sum = taps[count];
        System.arraycopy(taps[0], 0, sum, 0, length);
        for (int t = 1; t < count; t++) {
            float[] x = taps[t];
            for (int j = 0; j < length; j++) {
                sum[j] += x[j];
            }
        }
        return sum;
    }

    /** Copies the taps from x unless x is null, runs the loop, and adds the taps to dx unless dx is null. */
    private static void forEachRow(Tensor x, Tensor dx, Geometry g, OutputRow loop) {
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
                    copyTaps(x.array(), g, row, taps);
                }
                loop.run(row * length, taps, length);
                if (dx != null) {
                    addTaps(taps, g, row, dx.array());
                }
            }
        });
    }

    private static void copyTaps(float[] x, Geometry g, int row, float[][] taps) {
        int channels = g.channels();
        int step = g.window().strideWidth();
        int length = taps[0].length;
        for (int t = 0; t < taps.length - SPARE; t++) {
            int pixel = pixel(g, row, t);
            for (int j = 0; j < length; j += channels, pixel += step) {
                System.arraycopy(x, pixel * channels, taps[t], j, channels);
            }
        }
    }

    private static void addTaps(float[][] taps, Geometry g, int row, float[] dx) {
        int channels = g.channels();
        // Without overlap a pixel is under one tap at most, so the value is copied instead of added.
        boolean disjoint = g.window().strideHeight() >= g.window().height()
                && g.window().strideWidth() >= g.window().width();
        int step = g.window().strideWidth();
        int length = taps[0].length;
        for (int t = 0; t < taps.length - SPARE; t++) {
            int pixel = pixel(g, row, t);
            for (int j = 0; j < length; j += channels, pixel += step) {
                if (disjoint) {
                    System.arraycopy(taps[t], j, dx, pixel * channels, channels);
                } else {
                    add(taps[t], j, dx, pixel * channels, channels);
                }
            }
        }
    }

    private static void add(float[] a, int aStart, float[] b, int bStart, int length) {
        for (int c = 0; c < length; c++) {
            b[bStart + c] += a[aStart + c];
        }
    }

    /** The pixel, counted over the whole batch, under this tap of the first window of an output row. */
    private static int pixel(Geometry g, int row, int tap) {
        int top = row / g.outHeight() * g.height() + row % g.outHeight() * g.window().strideHeight();
        return (top + tap / g.window().width()) * g.width() + tap % g.window().width();
    }
}
