package easel.benchmarks;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import java.util.Arrays;

/** y[n,i,j,o] = Σ x[n, i·strideHeight + u - top, j·strideWidth + v - left, c] · w[u,v,c,o], by nested loops. */
final class NaiveConvolution {
    private NaiveConvolution() {}

    static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator buffers) {
        Tensor y = buffers.allocate(g.output(weight.columns()).batch(x.shape().axis(0)));
        Arrays.fill(y.array(), 0);
        forEachProduct(x.shape().axis(0), weight.columns(), g, (xs, ws, ys) -> {
            for (int o = 0; o < weight.columns(); o++) {
                y.array()[ys + o] += x.array()[xs] * weight.array()[ws + o];
            }
        });
        return y;
    }

    static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator buffers) {
        Tensor dx = buffers.allocate(g.image().batch(dy.shape().axis(0)));
        Arrays.fill(dx.array(), 0);
        forEachProduct(dy.shape().axis(0), weight.columns(), g, (xs, ws, ys) -> {
            float sum = 0;
            for (int o = 0; o < weight.columns(); o++) {
                sum += dy.array()[ys + o] * weight.array()[ws + o];
            }
            dx.array()[xs] += sum;
        });
        return dx;
    }

    static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        Tensor dw = buffers.allocate(Shape.of(g.window().height(), g.window().width(), g.channels(), dy.columns()));
        Arrays.fill(dw.array(), 0);
        forEachProduct(x.shape().axis(0), dy.columns(), g, (xs, ws, ys) -> {
            for (int o = 0; o < dy.columns(); o++) {
                dw.array()[ws + o] += x.array()[xs] * dy.array()[ys + o];
            }
        });
        return dw;
    }

    /** Called with the offset of an element of x, and the offsets of filter 0 in the weights and in y. */
    private interface Product {
        void at(int x, int weight, int y);
    }

    private static void forEachProduct(int images, int filters, Geometry g, Product product) {
        int c = g.channels();
        for (int n = 0; n < images; n++) {
            for (int i = 0; i < g.outHeight(); i++) {
                for (int j = 0; j < g.outWidth(); j++) {
                    int y = ((n * g.outHeight() + i) * g.outWidth() + j) * filters;
                    for (int u = 0; u < g.window().height(); u++) {
                        for (int v = 0; v < g.window().width(); v++) {
                            int row = i * g.window().strideHeight() + u - g.sides().top();
                            int column = j * g.window().strideWidth() + v - g.sides().left();
                            if (row < 0 || row >= g.height() || column < 0 || column >= g.width()) {
                                continue;
                            }
                            int x = ((n * g.height() + row) * g.width() + column) * c;
                            int weight = (u * g.window().width() + v) * c * filters;
                            for (int k = 0; k < c; k++) {
                                product.at(x + k, weight + k * filters, y);
                            }
                        }
                    }
                }
            }
        }
    }
}
