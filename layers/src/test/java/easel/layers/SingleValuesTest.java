package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SingleValuesTest {
    private static final Shape VECTOR = Shape.of(4);

    static final List<Layer> FOUND = List.of(BatchNorm.of(4), Residual.of(BatchNorm.of(4)),
            ClassProjection.of(BatchNorm.of(4), 3),
            Concatenate.of(Identity.of(), BatchNorm.of(4)),
            Sequential.of(VECTOR, Tanh.of(), Residual.of(Sequential.of(VECTOR, BatchNorm.of(4)))),
            Sequential.of(VECTOR, Reshape.to(1, 1, 4), BatchNorm.of(4)),
            new Wrapper(new Wrapper(Sequential.of(VECTOR, new Wrapper(BatchNorm.of(4))))));

    /** A layer that an application wraps. */
    private record Wrapper(Layer inner) implements Layer {
        @Override
        public Tensor forward(Tensor x, Tape tape) {
            return inner.forward(x, tape);
        }

        @Override
        public Shape outputShape(Shape input) {
            return inner.outputShape(input);
        }

        @Override
        public Optional<Layer> wrapped() {
            return Optional.of(inner);
        }
    }

    @ParameterizedTest
    @FieldSource("FOUND")
    void findsABatchNormOfSingleValues(Layer network) {
        assertEquals(Optional.of("a batch has 1 example, so BatchNorm 4 has 1 value of each feature to normalize: in"
                + " training mode its output is beta for every input. Use batches of at least 2 examples, or no"
                + " BatchNorm"), SingleValues.warning(network, VECTOR, 1));
        assertEquals(Optional.empty(), SingleValues.warning(network, VECTOR, 2));
    }

    @Test
    void severalPositionsAreSeveralValues() {
        RandomStream random = RandomStream.of(1);
        Sequential image = Sequential.of(Shape.of(4, 4, 1), Conv2D.of(1, 2, 3, random), BatchNorm.of(2), Flatten.of());
        assertEquals(Optional.empty(), SingleValues.warning(image, image.input(), 1));
        assertEquals(Optional.empty(), SingleValues.warning(Dense.of(4, 4, random), VECTOR, 1));
    }
}
