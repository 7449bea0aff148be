package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
    @Test
    void rowsOfTheWeightAndTheirGradient() {
        Embedding layer = Embedding.of(4, 2, (shape, in, out, random) -> Tensor.of(shape, 0f, 1, 2, 3, 4, 5, 6, 7),
                random());
        Parameter weight = layer.parameters().get(0);
        for (Shape shape : List.of(Shape.of(4), Shape.of(4, 1))) {
            Tape tape = Tape.training(random());
            Tensor y = layer.forward(Tensor.of(shape, 3f, 0, 3, 2), tape);
            assertSameBits(Tensor.of(Shape.of(4, 2), 6f, 7, 0, 1, 6, 7, 4, 5), y, "y");
            Tensor dy = Tensor.of(y.shape(), 1f, 2, 3, 4, 5, 6, 7, 8);
            assertSameBits(Tensor.of(weight.shape(), 3f, 4, 0, 0, 7, 8, 6, 8),
                    tape.gradients(y, dy, List.of(weight)).of(weight), "dW");
        }
    }

    @Test
    void equalsADenseOnOneHotVectors() {
        Embedding layer = Embedding.of(5, 3, random());
        Parameter weight = layer.parameters().get(0);
        Dense dense = Dense.of(5, 3, (shape, in, out, random) -> weight.copy(), random()).withBias(false);
        Tensor x = Tensor.of(Shape.of(6, 1), 4f, 0, 2, 2, 1, 4);
        Tensor oneHot = Tensor.zeros(Shape.of(6, 5));
        for (int n = 0; n < 6; n++) {
            oneHot.array()[n * 5 + (int) x.at(n, 0)] = 1;
        }
        Tape tape = Tape.training(random());
        Tensor y = layer.forward(x, tape);
        Tensor same = dense.forward(oneHot, tape);
        assertClose(same, y, 1e-7, "y");
        Tensor dy = normal(y.shape(), 1);
        Parameter matrix = dense.parameters().get(0);
        assertClose(tape.gradients(same, dy, List.of(matrix)).of(matrix),
                tape.gradients(y, dy, List.of(weight)).of(weight), 1e-6, "dW");
    }

    @Test
    void theDefaultWeightsAreStandardNormal() {
        float[] weight = Embedding.of(100, 200, random()).parameters().get(0).array();
        double sum = 0;
        double squares = 0;
        for (float value : weight) {
            sum += value;
            squares += value * value;
        }
        assertEquals(0, sum / weight.length, 0.03);
        assertEquals(1, squares / weight.length, 0.03);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 3, 0.5f, Float.NaN, Float.POSITIVE_INFINITY, 3e9f, -3e9f, 4294967296f})
    void aWrongClassIsNamed(float wrong) {
        Embedding layer = Embedding.of(3, 2, random());
        String message = assertThrows(IllegalArgumentException.class,
                () -> layer.infer(Tensor.of(Shape.of(3, 1), 2, 0, wrong))).getMessage();
        assertEquals("Embedding 3→2: the class of example 2 is " + wrong + "; expected a whole number from 0 to 2",
                message);
    }

    @Test
    void aClassHasNoGradient() {
        Embedding layer = Embedding.of(3, 2, random());
        Tensor x = Tensor.of(Shape.of(2, 1), 2, 0);
        Tape tape = Tape.training(random());
        Tensor y = layer.forward(x, tape);
        String message = assertThrows(IllegalArgumentException.class,
                () -> tape.gradients(y, y, List.of(x))).getMessage();
        assertTrue(message.startsWith("the loss does not depend on wanted tensor 0"), message);
    }

    /** The direction of an image has a tangent through a network that also reads its class. */
    @Test
    void aClassDoesNotMoveInATangent() {
        Embedding embedding = Embedding.of(3, 2, random());
        Dense dense = Dense.of(4, 1, random());
        Tensor image = normal(Shape.of(2, 2), 1);
        Tensor direction = normal(image.shape(), 2);
        Tape tape = Tape.training(random());
        Tensor vectors = embedding.forward(Tensor.of(Shape.of(2), 2, 0), tape);
        Tensor y = dense.forward(Rearrange.concatenateColumns(List.of(image, vectors), tape), tape);
        Tensor still = Tensor.zeros(vectors.shape());
        Tensor both = Rearrange.concatenateColumns(List.of(direction, still), Tape.forInference());
        assertSameBits(dense.withBias(false).infer(both), tape.tangent(y, image, direction), "tangent");
    }
}
