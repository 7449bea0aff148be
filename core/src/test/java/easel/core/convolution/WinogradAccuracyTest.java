package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Rounding errors of transformed tiles, relative to the largest value, on layers of published programs. */
class WinogradAccuracyTest {
    /** The largest error measured over whole results, with normally distributed numbers, is 5.0e-6. */
    private static final double LIMIT = 8e-6;
    private static final int SAMPLES = 2000;

    static final List<Layer> LAYERS = List.of(
            new Layer(256, geometry(7, 128, 5, 1, Padding.SAME)),
            new Layer(128, geometry(14, 64, 5, 2, Padding.SAME)),
            new Layer(128, geometry(28, 128, 4, 2, Padding.SAME)),
            new Layer(128, geometry(28, 128, 6, 2, Padding.of(2, 2, 2, 2))),
            new Layer(128, geometry(28, 128, 4, 1, Padding.SAME)),
            new Layer(128, geometry(28, 128, 5, 1, Padding.SAME)),
            new Layer(256, geometry(16, 128, 5, 1, Padding.VALID)),
            new Layer(64, geometry(14, 32, 5, 1, Padding.SAME)));

    record Layer(int filters, Geometry g) {}

    private static Geometry geometry(int size, int channels, int kernel, int stride, Padding padding) {
        return Geometry.of(Shape.of(size, size, channels), Window.square(kernel, stride), padding);
    }

    @ParameterizedTest
    @FieldSource("LAYERS")
    void errorsAreSmallRelativeToTheLargestValue(Layer layer) {
        for (float mean : new float[] {0, 10}) {
            Geometry g = layer.g;
            int taps = g.window().height() * g.window().width();
            Tensor x = normal(g.image().batch(4), 1, mean, 1);
            Tensor weight = normal(Shape.of(g.window().height(), g.window().width(), g.channels(), layer.filters), 2, 0,
                    (float) (1 / Math.sqrt(taps * g.channels())));
            Tensor dy = normal(g.output(layer.filters).batch(4), 3, mean, 1);
            assertClose(Convolution.forward(x, weight, g, Allocator.HEAP), i -> y(x, weight, g, i), layer + " y");
            assertClose(Convolution.inputGradient(dy, weight, g, Allocator.HEAP), i -> dx(dy, weight, g, i),
                    layer + " dx");
            assertClose(Convolution.weightGradient(x, dy, g, Allocator.HEAP), i -> dw(x, dy, g, i), layer + " dw");
        }
    }

    private interface Exact {
        double at(int i);
    }

    private static void assertClose(Tensor actual, Exact exact, String name) {
        double largest = 1;
        for (float value : actual.array()) {
            largest = Math.max(largest, Math.abs(value));
        }
        RandomStream random = RandomStream.of(4);
        for (int sample = 0; sample < SAMPLES; sample++) {
            int i = random.nextInt(actual.size());
            double error = Math.abs(actual.array()[i] - exact.at(i)) / largest;
            assertTrue(error < LIMIT, name + " at " + i + ": " + error);
        }
    }

    private static double y(Tensor x, Tensor weight, Geometry g, int at) {
        int o = at % weight.columns();
        int j = at / weight.columns() % g.outWidth();
        int i = at / weight.columns() / g.outWidth() % g.outHeight();
        int n = at / weight.columns() / g.outWidth() / g.outHeight();
        double sum = 0;
        for (int u = 0; u < g.window().height(); u++) {
            for (int v = 0; v < g.window().width(); v++) {
                int row = i * g.window().strideHeight() + u - g.sides().top();
                int column = j * g.window().strideWidth() + v - g.sides().left();
                for (int c = 0; c < g.channels() && inside(row, column, g.height(), g.width()); c++) {
                    sum += (double) x.array()[((n * g.height() + row) * g.width() + column) * g.channels() + c]
                            * weight.array()[((u * g.window().width() + v) * g.channels() + c) * weight.columns() + o];
                }
            }
        }
        return sum;
    }

    private static double dx(Tensor dy, Tensor weight, Geometry g, int at) {
        int c = at % g.channels();
        int column = at / g.channels() % g.width() + g.sides().left();
        int row = at / g.channels() / g.width() % g.height() + g.sides().top();
        int n = at / g.channels() / g.width() / g.height();
        double sum = 0;
        for (int u = row % g.window().strideHeight(); u < g.window().height(); u += g.window().strideHeight()) {
            for (int v = column % g.window().strideWidth(); v < g.window().width(); v += g.window().strideWidth()) {
                int i = Math.floorDiv(row - u, g.window().strideHeight());
                int j = Math.floorDiv(column - v, g.window().strideWidth());
                for (int o = 0; o < dy.columns() && inside(i, j, g.outHeight(), g.outWidth()); o++) {
                    sum += (double) dy.array()[((n * g.outHeight() + i) * g.outWidth() + j) * dy.columns() + o]
                            * weight.array()[((u * g.window().width() + v) * g.channels() + c) * dy.columns() + o];
                }
            }
        }
        return sum;
    }

    private static double dw(Tensor x, Tensor dy, Geometry g, int at) {
        int o = at % dy.columns();
        int c = at / dy.columns() % g.channels();
        int v = at / dy.columns() / g.channels() % g.window().width();
        int u = at / dy.columns() / g.channels() / g.window().width();
        double sum = 0;
        for (int pixel = 0; pixel < dy.rows(); pixel++) {
            int row = pixel / g.outWidth() % g.outHeight() * g.window().strideHeight() + u - g.sides().top();
            int column = pixel % g.outWidth() * g.window().strideWidth() + v - g.sides().left();
            if (inside(row, column, g.height(), g.width())) {
                int n = pixel / g.outWidth() / g.outHeight();
                sum += (double) x.array()[((n * g.height() + row) * g.width() + column) * g.channels() + c]
                        * dy.array()[pixel * dy.columns() + o];
            }
        }
        return sum;
    }

    private static boolean inside(int row, int column, int height, int width) {
        return row >= 0 && row < height && column >= 0 && column < width;
    }

    private static Tensor normal(Shape shape, long seed, float mean, float deviation) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream.of(seed).fillNormal(tensor.array(), mean, deviation);
        return tensor;
    }
}
