package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Rounding errors of long sums of positive numbers in convolutions, relative to each value, for each algorithm. One
 * chain of additions over 64·28·28 positions is off by up to 1.2e-5.
 */
class LongSumsTest {
    private static final double LIMIT = 2e-6;
    private static final int SAMPLES = 60;

    static final List<Layer> LAYERS = List.of(
            new Layer("im2col", 64, 28, 1, 16, 3),
            new Layer("im2col, few filters", 64, 28, 16, 1, 3),
            new Layer("im2col, one image", 1, 300, 1, 3, 2),
            new Layer("indirect", 64, 28, 16, 16, 2),
            new Layer("indirect, one image", 1, 224, 16, 17, 1),
            new Layer("indirect, many channels", 2, 5, 2800, 16, 3),
            new Layer("tiles", 64, 28, 32, 32, 3));

    record Layer(String algorithm, int images, int size, int channels, int filters, int kernel) {}

    @ParameterizedTest
    @FieldSource("LAYERS")
    void errorsAreSmallRelativeToEachValue(Layer layer) {
        Geometry g = Geometry.of(Shape.of(layer.size, layer.size, layer.channels), Window.square(layer.kernel, 1),
                Padding.VALID);
        Tensor x = positive(g.image().batch(layer.images), 1);
        Tensor weight = positive(Shape.of(layer.kernel, layer.kernel, layer.channels, layer.filters), 2);
        Tensor dy = positive(g.output(layer.filters).batch(layer.images), 3);
        assertClose(Convolution.forward(x, weight, g, Allocator.HEAP),
                i -> ExactConvolution.y(x, weight, g, i), layer + ", y");
        assertClose(Convolution.weightGradient(x, dy, g, Allocator.HEAP),
                i -> ExactConvolution.dw(x, dy, g, i), layer + ", dw");
    }

    private static void assertClose(Tensor actual, IntToDoubleFunction exact, String name) {
        RandomStream random = RandomStream.of(4);
        double largest = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int i = random.nextInt(actual.size());
            double expected = exact.applyAsDouble(i);
            largest = Math.max(largest, Math.abs(actual.array()[i] - expected) / expected);
        }
        assertTrue(largest < LIMIT, name + ": " + largest);
    }

    private static Tensor positive(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        RandomStream.of(seed).fillUniform(tensor.array(), 0, 1);
        return tensor;
    }
}
