package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv2DTest {
    private final RandomStream random = RandomStream.of(1);

    @ParameterizedTest
    @CsvSource({
        "28, 3, 2, same, 14", "14, 3, 2, same, 7", "7, 3, 2, same, 4",
        "28, 7, 1, same, 28", "28, 4, 1, same, 28", "14, 5, 1, same, 14",
        "28, 5, 1, valid, 24", "24, 5, 1, valid, 20", "20, 5, 1, valid, 16", "16, 5, 1, valid, 12"})
    void outputSizesOfTheExamplePrograms(int in, int kernel, int stride, String padding, int out) {
        Conv2D layer = Conv2D.of(2, 3, kernel, random).withStride(stride)
                .withPadding(padding.equals("same") ? Padding.SAME : Padding.VALID);
        assertEquals(Shape.of(out, out, 3), layer.outputShape(Shape.of(in, in, 2)));
    }

    @Test
    void startsWithGlorotUniformWeightsAndAZeroBias() {
        Conv2D layer = Conv2D.of(4, 6, 3, RandomStream.of(2));
        Tensor weight = Initializer.glorotUniform().create(Shape.of(3, 3, 4, 6), 36, 54, RandomStream.of(2));
        assertEquals(List.of("weight", "bias"), List.copyOf(layer.tensors().keySet()));
        assertSameBits(weight, layer.tensors().get("weight"), "weight");
        assertSameBits(Tensor.zeros(Shape.of(6)), layer.tensors().get("bias"), "bias");
    }

    @Test
    void theInitializerGetsFanInAndFanOut() {
        List<Object> arguments = new ArrayList<>();
        Initializer recording = (shape, fanIn, fanOut, stream) -> {
            arguments.addAll(List.of(shape, fanIn, fanOut));
            return Tensor.zeros(shape);
        };
        Conv2D.of(4, 6, 2, 5, recording, random);
        assertEquals(List.of(Shape.of(2, 5, 4, 6), 2 * 5 * 4, 2 * 5 * 6), arguments);
    }

    @Test
    void defaultsAreStrideOneAndPaddingValid() {
        Conv2D layer = Conv2D.of(1, 1, 3, random);
        assertEquals("Conv2D 1→1 3×3 valid", layer.toString());
        assertEquals(Shape.of(5, 3, 1), layer.outputShape(Shape.of(7, 5, 1)));
    }

    @Test
    void changedSettingsShareTheParameters() {
        Conv2D layer = Conv2D.of(2, 3, 3, random);
        for (Conv2D changed : List.of(layer.withStride(2), layer.withStride(2, 1), layer.withPadding(Padding.SAME))) {
            assertEquals(List.of("weight", "bias"), List.copyOf(changed.tensors().keySet()));
            changed.tensors().forEach((name, tensor) -> assertSame(layer.tensors().get(name), tensor));
        }
        Conv2D bare = layer.withBias(false);
        assertEquals(List.of("weight"), List.copyOf(bare.tensors().keySet()));
        assertSame(layer.tensors().get("weight"), bare.tensors().get("weight"));
        assertEquals(List.of("weight"), List.copyOf(bare.withStride(2).withPadding(Padding.SAME).tensors().keySet()));
    }

    /** Output 1 reads the 1 in x with the last tap, 3, and output 2 reads it with the middle tap, 2. */
    @Test
    void theKernelIsNotFlipped() {
        Conv2D layer = Conv2D.of(1, 1, 1, 3, (shape, in, out, stream) -> Tensor.of(shape, 1, 2, 3), random);
        Tensor x = Tensor.of(Shape.of(1, 1, 5, 1), 10, 0, 0, 1, 0);
        assertSameBits(Tensor.of(Shape.of(1, 1, 3, 1), 10, 3, 2), layer.infer(x), "y");
    }

    @Test
    void refusalsNameTheExpectedShape() {
        refused("layer 0, Conv2D 3→2 3×3 valid: input (N, 28, 28, 1) has 3 axes after N; expected (N, H, W, 3). Images"
                + " are channels last.", Shape.of(28, 28, 1), Conv2D.of(3, 2, 3, random));
        refused("layer 0, Conv2D 1→2 3×3 valid: input (N, 784) has 1 axis after N; expected (N, H, W, 1). Put Reshape"
                + " before it.", Shape.of(784), Conv2D.of(1, 2, 3, random));
        refused("layer 1, Conv2D 2→2 5×5 valid: input (N, 4, 6, 2): a window of 5×5 does not fit into 4×6 pixels"
                + " (4×6 with padding); use a window of at most the padded size, or padding same", Shape.of(8, 10, 1),
                Conv2D.of(1, 2, 5, random), Conv2D.of(2, 2, 5, random));
    }

    private static void refused(String message, Shape input, Layer... layers) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> Sequential.of(input, layers)).getMessage());
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertEquals("Conv2D 0→2: both numbers of channels must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> Conv2D.of(0, 2, 3, random)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Conv2D.of(2, 0, 3, random));
        assertThrows(IllegalArgumentException.class, () -> Conv2D.of(1, 2, 0, random));
        assertThrows(IllegalArgumentException.class, () -> Conv2D.of(1, 2, 3, random).withStride(0));
        assertThrows(IllegalArgumentException.class, () -> MaxPool2D.of(0));
        assertThrows(IllegalArgumentException.class, () -> AveragePool2D.of(new Window(2, 2, 0, 1)));
        assertThrows(IllegalArgumentException.class, () -> UpSampling2D.by(0));
        assertThrows(IllegalArgumentException.class, () -> ZeroPadding2D.of(0, 0, -1, 0));
    }
}
