package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/** What the pools share: the lines of output, and what of an image lies under them. */
final class Pools {
    /** Groups of images that are worked on at the same time. */
    private static final int GROUPS = 16;
    private static final int SPARE = 3;

    private Pools() {}

    /**
     * One line of output, n·OH + i. What lies under its windows is copied, one place of the window after the other, so
     * that one bare index serves all arrays: the compiler then makes vectors of the loops.
     */
    interface Line {
        /**
         * Computes.
         *
         * @param at where the line begins in y
         * @param under {@code under[u·KW + v][j·C + c]} belongs to x[n, i·s + u, j·s + v, c]; three spare arrays follow
         * @param n elements of the line, OW·C
         */
        void run(int at, float[][] under, int n);
    }

    static Geometry geometry(Layer layer, Shape image, Window window) {
        Inputs.checkImage(layer, image);
        try {
            return Geometry.of(image, window, Padding.VALID);
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(layer, image, e);
        }
    }

    /** Hands over what lies under each line of output. */
    static void gather(Tensor x, Geometry g, Line line) {
        forEachLine(x, null, g, line);
    }

    /** Sets dx to the sum of what is put under each line of output. */
    static void scatter(Tensor dx, Geometry g, Line line) {
        forEachLine(null, dx, g, line);
    }

    /** Hands over what of x lies under each line of output, and takes back what belongs there in dx. */
    static void exchange(Tensor x, Tensor dx, Geometry g, Line line) {
        forEachLine(x, dx, g, line);
    }

    /** The sum over the places, in order, in the first spare array. */
    static float[] sum(float[][] under, int places, int n) {
        float[] sum = under[places];
        System.arraycopy(under[0], 0, sum, 0, n);
        for (int p = 1; p < places; p++) {
            float[] x = under[p];
            for (int j = 0; j < n; j++) {
                sum[j] += x[j];
            }
        }
        return sum;
    }

    // Here x or dx may be null.
    private static void forEachLine(Tensor x, Tensor dx, Geometry g, Line line) {
        int n = g.outWidth() * g.channels();
        int images = (x == null ? dx : x).shape().axis(0);
        Parallel.forRange(images, (images + GROUPS - 1) / GROUPS, (from, to) -> {
            float[][] under = new float[g.window().height() * g.window().width() + SPARE][n];
            for (int i = from * g.outHeight(); i < to * g.outHeight(); i++) {
                if (dx != null && i % g.outHeight() == 0) {
                    int size = g.image().size();
                    Arrays.fill(dx.array(), i / g.outHeight() * size, (i / g.outHeight() + 1) * size, 0);
                }
                if (x != null) {
                    take(x.array(), g, i, under);
                }
                line.run(i * n, under, n);
                if (dx != null) {
                    give(under, g, i, dx.array());
                }
            }
        });
    }

    private static void take(float[] x, Geometry g, int line, float[][] under) {
        int channels = g.channels();
        int step = g.window().strideWidth();
        int n = under[0].length;
        for (int place = 0; place < under.length - SPARE; place++) {
            int pixel = pixel(g, line, place);
            for (int j = 0; j < n; j += channels, pixel += step) {
                System.arraycopy(x, pixel * channels, under[place], j, channels);
            }
        }
    }

    private static void give(float[][] under, Geometry g, int line, float[] dx) {
        int channels = g.channels();
        boolean apart = g.window().strideHeight() >= g.window().height()
                && g.window().strideWidth() >= g.window().width();
        int step = g.window().strideWidth();
        int n = under[0].length;
        for (int place = 0; place < under.length - SPARE; place++) {
            int pixel = pixel(g, line, place);
            for (int j = 0; j < n; j += channels, pixel += step) {
                if (apart) {
                    System.arraycopy(under[place], j, dx, pixel * channels, channels);
                } else {
                    add(under[place], j, dx, pixel * channels, channels);
                }
            }
        }
    }

    private static void add(float[] from, int at, float[] to, int pixel, int channels) {
        for (int c = 0; c < channels; c++) {
            to[pixel + c] += from[at + c];
        }
    }

    /** Which of all pixels lies at this place of a line's first window. */
    private static int pixel(Geometry g, int line, int place) {
        int row = line / g.outHeight() * g.height() + line % g.outHeight() * g.window().strideHeight();
        return (row + place / g.window().width()) * g.width() + place % g.window().width();
    }
}
