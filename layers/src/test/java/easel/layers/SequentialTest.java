package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest {
    private final RandomStream random = RandomStream.of(1);

    @Test
    void runsItsLayersInOrder() {
        Dense first = Dense.of(4, 3, random);
        Dense second = Dense.of(3, 2, random);
        Sequential model = Sequential.of(Shape.of(4), first, Tanh.of(), second);
        Tensor x = normal(Shape.of(5, 4), 1);
        assertSameBits(second.infer(Tanh.of().infer(first.infer(x))), model.infer(x), "y");
    }

    @Test
    void knowsTheShapeAfterEachLayer() {
        Sequential model = Sequential.of(Shape.of(4), Dense.of(4, 6, random), Reshape.to(3, 2), Flatten.of());
        assertEquals(List.of(Shape.of(6), Shape.of(3, 2), Shape.of(6)), model.shapes());
        assertEquals(Shape.of(4), model.input());
        assertEquals(Shape.of(6), model.output());
    }

    @Test
    void aLayerThatDoesNotFitIsRefusedWithItsPositionAndBothShapes() {
        Dense first = Dense.of(4, 3, random);
        Dense tooWide = Dense.of(5, 2, random);
        assertRefused("layer 2, Dense 5→2: input (N, 3) has 1 axis after N; expected (N, 5)",
                () -> Sequential.of(Shape.of(4), first, Tanh.of(), tooWide));
        assertRefused("layer 0, Dense 4→3: input (N, 2, 2) has 2 axes after N; expected (N, 4). Put Flatten before it.",
                () -> Sequential.of(Shape.of(2, 2), first));
        assertRefused("layer 1, Sequential (5)→(2): input (N, 3) has 1 axis after N; expected (N, 5)",
                () -> Sequential.of(Shape.of(4), first, Sequential.of(Shape.of(5), tooWide)));
    }

    private static void assertRefused(String expected, Runnable factory) {
        String message = assertThrows(IllegalArgumentException.class, factory::run).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    @Test
    void namesOfTensorsArePathsOfPositions() {
        Sequential inner = Sequential.of(Shape.of(3), Dense.of(3, 2, random), BatchNorm.of(2));
        Sequential model = Sequential.of(Shape.of(4), Dense.of(4, 3, random), Tanh.of(), inner);
        assertEquals(List.of("0.weight", "0.bias", "2.0.weight", "2.0.bias",
                "2.1.gamma", "2.1.beta", "2.1.running_mean", "2.1.running_variance"),
                List.copyOf(model.tensors().keySet()));
        assertSame(inner.tensors().get("0.bias"), model.tensors().get("2.0.bias"));
        assertEquals(6, model.parameters().size(), "running statistics are not parameters");
    }

    @Test
    void parametersOfASharedLayerAreListedOnce() {
        Dense shared = Dense.of(3, 3, random);
        Sequential model = Sequential.of(Shape.of(3), shared, Tanh.of(), shared);
        assertEquals(List.of("0.weight", "0.bias", "2.weight", "2.bias"), List.copyOf(model.tensors().keySet()));
        assertEquals(shared.parameters(), model.parameters());

        Tensor x = normal(Shape.of(2, 3), 1);
        Tape tape = Tape.training(random);
        Tensor y = model.forward(x, tape);
        assertEquals(2, tape.gradients(y, normal(y.shape(), 2), model.parameters()).sources().size());
    }

    @Test
    void theListsOfLayersAndShapesCannotBeChanged() {
        Layer[] layers = {Tanh.of()};
        Sequential model = Sequential.of(Shape.of(3), layers);
        layers[0] = Sigmoid.of();
        assertEquals("[Tanh]", model.layers().toString());
        assertThrows(UnsupportedOperationException.class, () -> model.layers().add(Tanh.of()));
        assertThrows(UnsupportedOperationException.class, () -> model.shapes().clear());
    }
}
