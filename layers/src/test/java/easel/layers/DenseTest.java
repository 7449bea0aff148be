package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseTest {
    @Test
    void startsWithGlorotUniformWeightsAndAZeroBias() {
        Dense layer = Dense.of(30, 20, RandomStream.of(1));
        Tensor weight = Initializer.glorotUniform().create(Shape.of(30, 20), 30, 20, RandomStream.of(1));
        assertEquals(List.of("weight", "bias"), List.copyOf(layer.tensors().keySet()));
        assertSameBits(weight, layer.tensors().get("weight"), "weight");
        assertSameBits(Tensor.zeros(Shape.of(20)), layer.tensors().get("bias"), "bias");
    }

    @Test
    void usesTheGivenInitializer() {
        Dense layer = Dense.of(3, 2, Initializer.constant(0.5f), RandomStream.of(1));
        assertSameBits(Tensor.full(Shape.of(3, 2), 0.5f), layer.tensors().get("weight"), "weight");
    }

    @Test
    void withoutBiasItSharesTheWeight() {
        Dense layer = Dense.of(3, 2, RandomStream.of(1));
        Dense bare = layer.withBias(false);
        assertEquals(List.of("weight"), List.copyOf(bare.tensors().keySet()));
        assertSame(layer.tensors().get("weight"), bare.tensors().get("weight"));
    }
}
