package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MultiplyAddsTest {
    private static final RandomStream RANDOM = RandomStream.of(1);

    /** Without padding, which would take products away. */
    static final List<Case> CASES = List.of(
            new Case(Dense.of(7, 5, RANDOM), Shape.of(7), 35),
            new Case(Dense.of(7, 5, RANDOM).withBias(false), Shape.of(7), 35),
            new Case(Conv2D.of(3, 2, 3, RANDOM), Shape.of(5, 4, 3), 6 * 9 * 3 * 2),
            new Case(Conv2D.of(2, 3, 2, 3, Initializer.glorotUniform(), RANDOM).withStride(2, 1).withBias(false),
                    Shape.of(6, 5, 2), 9 * 6 * 2 * 3),
            new Case(Conv2DTranspose.of(3, 2, 3, RANDOM).withStride(2), Shape.of(4, 5, 3), 20 * 9 * 2 * 3),
            new Case(Conv2DTranspose.of(1, 3, 2, 3, Initializer.glorotUniform(), RANDOM).withStride(2, 3)
                    .withOutputPadding(1, 2).withBias(false), Shape.of(3, 2, 1), 6 * 6 * 3),
            new Case(Sequential.of(Shape.of(4, 4, 1), Conv2D.of(1, 1, 2, RANDOM), Flatten.of(),
                    Sequential.of(Shape.of(9), Dense.of(9, 1, RANDOM)), LeakyReLU.withSlope(0.2f)),
                    Shape.of(4, 4, 1), 9 * 4 + 9),
            new Case(Tanh.of(), Shape.of(3), 0),
            new Case(BatchNorm.of(3), Shape.of(2, 2, 3), 0));

    record Case(Layer layer, Shape input, long expected) {}

    @ParameterizedTest
    @FieldSource("CASES")
    void countsByTheFormula(Case c) {
        assertEquals(c.expected, c.layer.multiplyAdds(c.input));
    }

    /** Where all factors are 1, the sum of the output is the number of products. */
    @ParameterizedTest
    @FieldSource("CASES")
    void countsTheProductsOfOneLayer(Case c) {
        if (c.expected == 0 || c.layer instanceof Sequential) {
            return;
        }
        Parameter weight = (Parameter) c.layer.tensors().get("weight");
        weight.update(values -> Arrays.fill(values, 1));
        float[] y = c.layer.infer(Tensor.full(c.input.batch(1), 1)).array();
        double sum = 0;
        for (float value : y) {
            sum += value;
        }
        assertEquals(c.expected, sum);
    }

    @Test
    void thoseWithThePaddingCount() {
        assertEquals(5 * 7 * 9 * 2 * 3,
                Conv2D.of(2, 3, 3, RANDOM).withPadding(Padding.SAME).multiplyAdds(Shape.of(5, 7, 2)));
        assertEquals(5 * 7 * 25 * 2 * 3,
                Conv2DTranspose.of(2, 3, 5, RANDOM).withStride(2).withPadding(Padding.SAME).multiplyAdds(Shape.of(5, 7, 2)));
    }

    @Test
    void theNumberMayExceedAnInt() {
        assertEquals(1024L * 1024 * 9 * 64 * 64,
                Conv2D.of(64, 64, 3, RANDOM).withPadding(Padding.SAME).multiplyAdds(Shape.of(1024, 1024, 64)));
    }

    @Test
    void aShapeThatTheLayerDoesNotTakeIsRefused() {
        for (Case c : CASES.subList(0, 7)) {
            assertThrows(IllegalArgumentException.class, () -> c.layer.multiplyAdds(Shape.of(2, 99)));
        }
    }
}
