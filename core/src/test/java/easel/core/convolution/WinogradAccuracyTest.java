package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Rounding errors of transformed tiles, relative to the largest value, on layers of published programs. */
@Execution(ExecutionMode.CONCURRENT)
class WinogradAccuracyTest {
    /** The largest error measured, with normally distributed numbers, is 3.1e-6. */
    private static final double LIMIT = 5e-6;
    /** The bound that {@link Convolution} documents for any pixels. The largest error measured is 4.1e-7. */
    private static final double LIMIT_OF_REACH = 1e-6;
    private static final int SAMPLES = 2000;

    static final List<Layer> LAYERS = List.of(
            new Layer(256, geometry(7, 128, 5, 1, Padding.SAME)),
            new Layer(128, geometry(14, 64, 5, 2, Padding.SAME)),
            new Layer(128, geometry(28, 128, 4, 2, Padding.SAME)),
            new Layer(128, geometry(28, 128, 6, 2, Padding.of(2, 2, 2, 2))),
            new Layer(128, geometry(28, 128, 4, 1, Padding.SAME)),
            new Layer(128, geometry(28, 128, 5, 1, Padding.SAME)),
            new Layer(256, geometry(16, 128, 5, 1, Padding.VALID)),
            new Layer(64, geometry(14, 32, 5, 1, Padding.SAME)),
            new Layer(128, geometry(32, 64, 4, 2, Padding.SAME)),
            new Layer(256, geometry(16, 128, 4, 2, Padding.SAME)),
            new Layer(512, geometry(8, 256, 4, 2, Padding.SAME)));

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
            assertClose(Convolution.forward(x, weight, g, Allocator.HEAP),
                    i -> ExactConvolution.y(x, weight, g, i), layer + " y");
            assertClose(Convolution.inputGradient(dy, weight, g, Allocator.HEAP),
                    i -> ExactConvolution.dx(dy, weight, g, i), layer + " dx");
            assertClose(Convolution.weightGradient(x, dy, g, Allocator.HEAP),
                    i -> ExactConvolution.dw(x, dy, g, i), layer + " dw");
        }
    }

    /** One pixel that is 10,000 times larger than the others puts other values of its tile off by up to 2.5e-3. */
    @ParameterizedTest
    @FieldSource("LAYERS")
    void aLargePixelLeavesErrorsSmallRelativeToTheLargestPossibleValue(Layer layer) {
        Geometry g = layer.g;
        Tensor x = normal(g.image().batch(2), 1, 0, 1);
        Tensor weight = normal(Shape.of(g.window().height(), g.window().width(), g.channels(), layer.filters), 2, 0, 1);
        Tensor dy = normal(g.output(layer.filters).batch(2), 3, 0, 1);
        x.array()[x.size() / 3] = 10_000;
        dy.array()[dy.size() / 3] = 10_000;
        assertErrors(Convolution.forward(x, weight, g, Allocator.HEAP), i -> ExactConvolution.y(x, weight, g, i),
                largest(x) * largestSum(weight, weight.columns(), 1), LIMIT_OF_REACH, layer + " y");
        assertErrors(Convolution.inputGradient(dy, weight, g, Allocator.HEAP),
                i -> ExactConvolution.dx(dy, weight, g, i),
                largest(dy) * largestSum(weight, g.channels(), weight.columns()), LIMIT_OF_REACH, layer + " dx");
        assertErrors(Convolution.weightGradient(x, dy, g, Allocator.HEAP), i -> ExactConvolution.dw(x, dy, g, i),
                largest(x) * largestSum(dy, dy.columns(), 1), LIMIT_OF_REACH, layer + " dw");
    }

    /** Ŵ has 13 million floats, so the filters of each of the two groups are computed in slices. */
    @Test
    void slicesOfFiltersComputeTheSameForEachGroupOfTiles() {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not promise the same bits");
        Geometry g = geometry(8, 256, 4, 2, Padding.SAME);
        Tensor x = normal(g.image().batch(65), 1, 0, 1);
        Tensor weight = normal(Shape.of(4, 4, 256, 512), 2, 0, 1);
        Tensor y = Convolution.forward(x, weight, g, Allocator.HEAP);
        int size = g.image().size();
        Tensor last = Tensor.wrap(g.image().batch(1), Arrays.copyOfRange(x.array(), 64 * size, 65 * size));
        assertArrayEquals(Convolution.forward(last, weight, g, Allocator.HEAP).array(),
                Arrays.copyOfRange(y.array(), y.size() / 65 * 64, y.size()));
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.array()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Sums |values| over all axes but one, of this length and distance of elements; returns the largest sum. */
    private static double largestSum(Tensor tensor, int length, int distance) {
        double[] sums = new double[length];
        for (int i = 0; i < tensor.size(); i++) {
            sums[i / distance % length] += Math.abs(tensor.array()[i]);
        }
        return Arrays.stream(sums).max().orElseThrow();
    }

    private interface Exact {
        double at(int i);
    }

    private static void assertClose(Tensor actual, Exact exact, String name) {
        assertErrors(actual, exact, Math.max(1, largest(actual)), LIMIT, name);
    }

    private static void assertErrors(Tensor actual, Exact exact, double scale, double limit, String name) {
        RandomStream random = RandomStream.of(4);
        for (int sample = 0; sample < SAMPLES; sample++) {
            int i = random.nextInt(actual.size());
            double error = Math.abs(actual.array()[i] - exact.at(i)) / scale;
            assertTrue(error < limit, name + " at " + i + ": " + error);
        }
    }

    private static Tensor normal(Shape shape, long seed, float mean, float deviation) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream.of(seed).fillNormal(tensor.array(), mean, deviation);
        return tensor;
    }
}
