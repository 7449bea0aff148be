package easel.benchmarks;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Convolution by im2col, the textbook reduction to matrix products: the patches of an image become the rows of a matrix
 * (OH·OW, KH·KW·C), which is multiplied by the weights as a matrix (KH·KW·C, OC). The images of a batch are processed
 * in parallel, except by the weight gradient: it adds up the products of the images one after the other, each computed
 * on all threads.
 *
 * <p>Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006.
 */
final class Im2col {
    private static final ThreadLocal<float[]> PATCHES = ThreadLocal.withInitial(() -> new float[0]);

    private Im2col() {}

    static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator buffers) {
        Tensor y = buffers.allocate(g.output(weight.columns()).batch(images(x)));
        Parallel.forRange(images(x), 1, (n, end) -> {
            MatrixView patches = patches(g);
            gather(x.array(), n, patches.data(), g);
            Gemm.chosen().multiply(patches, matrix(weight, g), image(y, n));                   // (OH·OW, OC)
        });
        return y;
    }

    static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator buffers) {
        Tensor dx = buffers.allocate(g.image().batch(images(dy)));
        Parallel.forRange(images(dy), 1, (n, end) -> {
            MatrixView patches = patches(g);
            Gemm.chosen().multiply(image(dy, n), matrix(weight, g).transpose(), patches);      // (OH·OW, KH·KW·C)
            scatter(patches.data(), dx.array(), n, g);
        });
        return dx;
    }

    static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        Tensor dw = buffers.allocate(Shape.of(g.window().height(), g.window().width(), g.channels(), dy.columns()));
        Arrays.fill(dw.array(), 0);
        MatrixView patches = patches(g);
        for (int n = 0; n < images(x); n++) {
            gather(x.array(), n, patches.data(), g);
            Gemm.chosen().multiplyAdd(patches.transpose(), image(dy, n), matrix(dw, g));       // (KH·KW·C, OC)
        }
        return dw;
    }

    private static void gather(float[] x, int n, float[] patches, Geometry g) {
        Arrays.fill(patches, 0, positions(g) * g.patch(), 0);
        forEachPixel(n, g, (pixel, patch) -> System.arraycopy(x, pixel, patches, patch, g.channels()));
    }

    private static void scatter(float[] patches, float[] dx, int n, Geometry g) {
        int c = g.channels();
        Arrays.fill(dx, n * g.image().size(), (n + 1) * g.image().size(), 0);
        forEachPixel(n, g, (pixel, patch) -> {
            for (int i = 0; i < c; i++) {
                dx[pixel + i] += patches[patch + i];
            }
        });
    }

    /** Called with the offset of a pixel in the batch of images and its offset in the patches. */
    private interface Pair {
        void at(int pixel, int patch);
    }

    private static void forEachPixel(int n, Geometry g, Pair pair) {
        int patch = 0;
        for (int i = 0; i < g.outHeight(); i++) {
            for (int j = 0; j < g.outWidth(); j++) {
                for (int u = 0; u < g.window().height(); u++) {
                    for (int v = 0; v < g.window().width(); v++, patch += g.channels()) {
                        int row = i * g.window().strideHeight() + u - g.sides().top();
                        int column = j * g.window().strideWidth() + v - g.sides().left();
                        if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
                            pair.at(((n * g.height() + row) * g.width() + column) * g.channels(), patch);
                        }
                    }
                }
            }
        }
    }

    private static int images(Tensor x) {
        return x.shape().axis(0);
    }

    private static int positions(Geometry g) {
        return g.outHeight() * g.outWidth();
    }

    private static MatrixView patches(Geometry g) {
        if (PATCHES.get().length < positions(g) * g.patch()) {
            PATCHES.set(new float[positions(g) * g.patch()]);
        }
        return MatrixView.of(PATCHES.get(), positions(g), g.patch());
    }

    private static MatrixView matrix(Tensor weight, Geometry g) {
        return MatrixView.of(weight.array(), g.patch(), weight.columns());
    }

    /** Image n of a batch as a matrix (OH·OW, OC). */
    private static MatrixView image(Tensor y, int n) {
        int size = y.shape().example().size();
        return new MatrixView(y.array(), n * size, size / y.columns(), y.columns(), false);
    }
}
