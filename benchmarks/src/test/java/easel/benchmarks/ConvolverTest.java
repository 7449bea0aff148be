package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the compared algorithms compute the same results. */
class ConvolverTest {
    private final RandomStream random = RandomStream.of(1);

    private Tensor normal(Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        random.fillNormal(tensor.array(), 0, 1);
        return tensor;
    }

    @ParameterizedTest
    @EnumSource
    void allAlgorithmsAgree(Convolver by) {
        for (int stride : new int[] {1, 2, 3}) {
            Geometry g = Geometry.of(Shape.of(7, 9, 3), Window.square(4, stride), Padding.SAME);
            Tensor x = normal(g.image().batch(2));
            Tensor w = normal(Shape.of(4, 4, 3, 5));
            Tensor dy = normal(g.output(5).batch(2));
            assertAgree(Convolver.EASEL.forward, by.forward, x, w, g);
            assertAgree(Convolver.EASEL.inputGradient, by.inputGradient, dy, w, g);
            assertAgree(Convolver.EASEL.weightGradient, by.weightGradient, x, dy, g);
        }
    }

    private static void assertAgree(Convolver.Product expected, Convolver.Product actual, Tensor a, Tensor b,
            Geometry g) {
        Tensor e = expected.of(a, b, g, Allocator.HEAP);
        Tensor t = actual.of(a, b, g, Allocator.HEAP);
        assertEquals(e.shape(), t.shape());
        assertArrayEquals(e.array(), t.array(), 1e-4f);
    }

    @ParameterizedTest
    @EnumSource
    void paddingReducesTheNumberOfOperations(ConvolutionLayer layer) {
        Geometry g = layer.geometry;
        double nominal = 2e-9 * layer.y().size() * g.patch();
        double share = layer.gigaflops() / nominal;
        boolean padded = g.sides().top() + g.sides().bottom() > 0;
        assertEquals(padded, share < 1 - 1e-9, layer + " " + share);
        assertTrue(share > 0.6 && share < 1 + 1e-9, layer + " " + share);
    }
}
