package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.Parallel;
import easel.core.kernels.PatchGemm;
import easel.core.kernels.Scratch;
import java.util.Arrays;

/**
 * Convolutions of few channels, C, and any number of filters, a few lines of output at a time, as products with the
 * patches under the window, P of (lines·OW, KH·KW·C). Products with zeros around the image are computed.
 *
 * <p>P need not be made. For each line of output the rows of the image under it are copied, with the zeros beside them,
 * channel by channel; with a stride of s to the right, every s-th column lies side by side. What a tap sees at
 * consecutive places then lies side by side, too.
 *
 * <p>Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006, for
 * the products; Dukhan, The Indirect Convolution Algorithm, 2019, for how not to make P.
 */
final class Patches {
    /** Places that are worked on together: enough to be worth a task, few enough to stay in cache. */
    private static final int PLACES = IndirectGemm.ROWS;
    /** Parts of the batch whose weight gradients are summed apart, then in order, whatever the threads. */
    private static final int PARTS = 8;

    private static final Scratch<float[]> ROWS = Scratch.ofFloats();
    private static final Scratch<float[]> PRODUCTS = Scratch.ofFloats();
    private static final Scratch<int[]> ROWS_OF_DY = Scratch.ofInts();

    private final Geometry g;
    /** What one tap sees at all places of a line, and those beside it with the same remainder by the stride. */
    private final int run;
    /** Remainders of columns by the stride. */
    private final int remainders;
    /** What is copied for one line of output. */
    private final int size;
    private final int[] taps;
    /** Lines of output that are worked on together. */
    private final int together;

    private Patches(Geometry g) {
        Window window = g.window();
        this.g = g;
        this.run = g.outWidth() + (window.width() - 1) / window.strideWidth();
        this.remainders = Math.min(window.width(), window.strideWidth());
        this.size = window.height() * g.channels() * remainders * run;
        this.taps = new int[g.patch()];
        this.together = Math.max(1, PLACES / g.outWidth());
        for (int k = 0; k < taps.length; k++) {
            int c = k % g.channels();
            int v = k / g.channels() % window.width();
            int u = k / g.channels() / window.width();
            taps[k] = ((u * g.channels() + c) * remainders + v % window.strideWidth()) * run + v / window.strideWidth();
        }
    }

    /** y: patches times the weight. */
    static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator buffers) {
        Tensor y = buffers.allocate(g.output(weight.columns()).batch(x.shape().axis(0)));
        Patches patches = new Patches(g);
        PatchGemm gemm = Gemm.chosen().patches();
        Parallel.forRange(x.shape().axis(0) * g.outHeight(), patches.together, (line, end) ->
                gemm.multiply(patches.gather(x, line, end - line), patches.size, patches.taps, end - line, g.outWidth(),
                        weight.array(), weight.columns(), y.array(), line * g.outWidth() * weight.columns()));
        return y;
    }

    /** dw: patches times dy, in parts of the batch that are added up in order. */
    static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        Patches patches = new Patches(g);
        PatchGemm gemm = Gemm.chosen().patches();
        int lines = x.shape().axis(0) * g.outHeight();
        int parts = Math.min(PARTS, lines);
        Tensor[] sums = new Tensor[parts];
        for (int part = 0; part < parts; part++) {
            sums[part] = buffers.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns());
        }
        Parallel.forRange(parts, 1, (part, next) -> {
            Arrays.fill(sums[part].array(), 0);
            int end = (int) ((long) next * lines / parts);
            int count;
            for (int line = (int) ((long) part * lines / parts); line < end; line += count) {
                count = Math.min(patches.together, end - line);
                gemm.addTransposed(patches.gather(x, line, count), patches.size, patches.taps, count, g.outWidth(),
                        dy.array(), line * g.outWidth() * dy.columns(), dy.columns(), sums[part].array());
            }
        });
        for (int part = 1; part < parts; part++) {
            add(sums[0].array(), sums[part].array());
        }
        return sums[0];
    }

    private static void add(float[] sum, float[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    /** dx: dy times the weight gives patches, each of which is added where it came from. */
    static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator buffers) {
        Tensor dx = buffers.allocate(g.image().batch(dy.shape().axis(0)));
        Patches patches = new Patches(g);
        IndirectGemm gemm = Gemm.chosen().indirect();
        int width = gemm.width(weight.rows());
        float[] kernel = transposed(weight, width, buffers);
        // One image is one thread's: its lines overlap where their windows do.
        Parallel.forRange(dy.shape().axis(0), Math.max(1, patches.together / g.outHeight()), (image, next) -> {
            Arrays.fill(dx.array(), image * g.image().size(), next * g.image().size(), 0);
            int end = next * g.outHeight();
            for (int line = image * g.outHeight(); line < end; line += patches.together) {
                int count = Math.min(patches.together, end - line);
                patches.scatter(patches.products(dy, gemm, kernel, width, line, count), dx, line, count);
            }
        });
        return dx;
    }

    /** Panel by panel, (panels, OC, width), the last filled up with zeros. */
    private static float[] transposed(Tensor weight, int width, Allocator buffers) {
        int filters = weight.columns();
        int panels = (weight.rows() - 1) / width + 1;
        float[] kernel = buffers.allocate(panels, filters, width).array();
        Arrays.fill(kernel, 0);
        for (int k = 0; k < weight.rows(); k++) {
            for (int o = 0; o < filters; o++) {
                kernel[(k / width * filters + o) * width + k % width] = weight.array()[k * filters + o];
            }
        }
        return kernel;
    }

    /** dy·wᵀ, the patches' gradients, already added up within each line. */
    private float[] products(Tensor dy, IndirectGemm gemm, float[] kernel, int width, int line, int lines) {
        float[] rows = ROWS.atLeast(lines * size + PatchGemm.SLACK);
        float[] products = PRODUCTS.atLeast(PLACES * width);
        int[] at = ROWS_OF_DY.atLeast(PLACES);
        Arrays.fill(rows, 0, lines * size, 0);
        int filters = dy.columns();
        int places;
        for (int j = 0; j < g.outWidth(); j += places) {
            places = Math.min(PLACES, g.outWidth() - j);         // a longer line is on its own
            for (int r = 0; r < PLACES; r++) {
                at[r] = (line * g.outWidth() + j + Math.min(r, lines * places - 1)) * filters;
            }
            for (int k = 0; k < taps.length; k += width) {
                Arrays.fill(products, 0, lines * places * width, 0);
                gemm.addProduct(dy.array(), at, 0, lines * places, filters, kernel, k * filters, products, 0,
                        width, width);
                for (int i = 0; i < lines; i++) {
                    add(products, i * places * width, width, places, k, rows, i * size + j);
                }
            }
        }
        return rows;
    }

    /** Adds what the taps from k on get at some places of a line. */
    private void add(float[] products, int from, int width, int places, int k, float[] rows, int to) {
        int end = Math.min(k + width, taps.length);
        int tap = k;
        // Four at a time, for they lie side by side: a tap at a time takes one and a half times as long.
        for (; tap + 4 <= end; tap += 4) {
            addFour(products, from + tap - k, width, places, rows, to + taps[tap], to + taps[tap + 1],
                    to + taps[tap + 2], to + taps[tap + 3]);
        }
        for (; tap < end; tap++) {
            int at = to + taps[tap];
            for (int i = 0; i < places; i++) {
                rows[at + i] += products[from + tap - k + i * width];
            }
        }
    }

    private static void addFour(float[] products, int from, int width, int places, float[] rows, int to0, int to1,
            int to2, int to3) {
        for (int i = 0; i < places; i++) {
            int p = from + i * width;
            rows[to0 + i] += products[p];
            rows[to1 + i] += products[p + 1];
            rows[to2 + i] += products[p + 2];
            rows[to3 + i] += products[p + 3];
        }
    }

    /** The rows of the image under some lines of output. */
    private float[] gather(Tensor x, int line, int lines) {
        float[] image = x.array();
        float[] rows = ROWS.atLeast(lines * size + PatchGemm.SLACK);
        int step = g.window().strideWidth() * g.channels();
        forEachRun(line, lines, (from, to, before, length) -> {
            Arrays.fill(rows, to, to + before, 0);
            if (step == 1) {
                System.arraycopy(image, from, rows, to + before, length);
            } else {
                for (int i = 0; i < length; i++) {
                    rows[to + before + i] = image[from + i * step];
                }
            }
            Arrays.fill(rows, to + before + length, to + run, 0);
        });
        return rows;
    }

    /** The adjoint of {@link #gather}: adds to the image. */
    private void scatter(float[] rows, Tensor dx, int line, int lines) {
        float[] image = dx.array();
        int step = g.window().strideWidth() * g.channels();
        forEachRun(line, lines, (to, from, before, length) -> {
            for (int i = 0; i < length; i++) {
                image[to + i * step] += rows[from + before + i];
            }
        });
    }

    /** Every stride-th value of a row of the image, and where they lie side by side, with zeros around them. */
    private interface Run {
        void at(int image, int row, int zerosBefore, int length);
    }

    private void forEachRun(int firstLine, int lines, Run action) {
        int stride = g.window().strideWidth();
        int at = 0;
        for (int line = firstLine; line < firstLine + lines; line++) {
            int top = line % g.outHeight() * g.window().strideHeight() - g.sides().top();
            for (int row = top; row < top + g.window().height(); row++) {
                int start = (line / g.outHeight() * g.height() + row) * g.width();
                for (int c = 0; c < g.channels(); c++) {
                    for (int v = -g.sides().left(); v < remainders - g.sides().left(); v++, at += run) {
                        int first = Math.min(run, Math.max(0, -Math.floorDiv(v, stride)));
                        int end = Math.max(first, Math.min(run, -Math.floorDiv(v - g.width(), stride)));
                        if (row < 0 || row >= g.height() || first == end) {
                            action.at(0, at, run, 0);
                        } else {
                            action.at((start + first * stride + v) * g.channels() + c, at, first, end - first);
                        }
                    }
                }
            }
        }
    }
}
