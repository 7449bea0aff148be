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
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv2DTransposeTest {
    private final RandomStream random = RandomStream.of(1);

    @ParameterizedTest
    @CsvSource({"7, 4, 2, 14", "14, 4, 2, 28", "7, 5, 1, 7", "7, 5, 2, 14", "14, 5, 2, 28"})
    void outputSizesOfTheExamplePrograms(int in, int kernel, int stride, int out) {
        Conv2DTranspose layer = Conv2DTranspose.of(2, 3, kernel, random).withStride(stride).withPadding(Padding.SAME);
        assertEquals(Shape.of(out, out, 3), layer.outputShape(Shape.of(in, in, 2)));
    }

    /** The cases with output padding are those in which the convolution ignores the last rows or columns. */
    @ParameterizedTest
    @CsvSource({"10, 12, 3, 2, same, 0, 0", "8, 6, 4, 2, same, 0, 0", "9, 7, 3, 2, valid, 0, 0",
            "10, 8, 3, 2, valid, 1, 1", "9, 11, 2, 3, valid, 1, 0", "6, 6, 4, 2, 1211, 1, 0"})
    void equalsTheInputGradientOfTheConvolution(int height, int width, int kernel, int stride,
            String padding, int paddingHeight, int paddingWidth) {
        Padding around = padding.equals("same") ? Padding.SAME
                : padding.equals("valid") ? Padding.VALID : Padding.of(1, 2, 1, 1);
        Tensor weight = normal(Shape.of(kernel, kernel, 2, 3), 1);
        Initializer given = (shape, fanIn, fanOut, stream) -> weight.reshaped(shape).copy();
        Conv2D convolution = Conv2D.of(2, 3, kernel, kernel, given, random).withStride(stride).withPadding(around);
        Conv2DTranspose transposed = Conv2DTranspose.of(3, 2, kernel, kernel, given, random).withStride(stride)
                .withPadding(around).withOutputPadding(paddingHeight, paddingWidth);
        Tensor x = normal(Shape.of(2, height, width, 2), 2);
        Tape tape = Tape.training(random);
        Tensor y = convolution.forward(x, tape);
        Tensor dy = normal(y.shape(), 3);
        assertSameBits(tape.gradients(y, dy, List.of(x)).of(x), transposed.infer(dy), "dx");
    }

    @Test
    void startsWithGlorotUniformWeightsAndAZeroBias() {
        Conv2DTranspose layer = Conv2DTranspose.of(4, 6, 3, RandomStream.of(2));
        Tensor weight = Initializer.glorotUniform().create(Shape.of(3, 3, 6, 4), 36, 54, RandomStream.of(2));
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
        Conv2DTranspose.of(4, 6, 2, 5, recording, random);
        assertEquals(List.of(Shape.of(2, 5, 6, 4), 2 * 5 * 4, 2 * 5 * 6), arguments);
    }

    @Test
    void defaultsAreStrideOneAndPaddingValid() {
        Conv2DTranspose layer = Conv2DTranspose.of(1, 1, 3, random);
        assertEquals("Conv2DTranspose 1→1 3×3 valid", layer.toString());
        assertEquals(Shape.of(9, 7, 1), layer.outputShape(Shape.of(7, 5, 1)));
    }

    @Test
    void changedSettingsShareTheParameters() {
        Conv2DTranspose layer = Conv2DTranspose.of(2, 3, 3, random);
        for (Conv2DTranspose changed : List.of(layer.withStride(2), layer.withStride(2, 1),
                layer.withPadding(Padding.SAME), layer.withStride(2).withOutputPadding(1, 1))) {
            assertEquals(List.of("weight", "bias"), List.copyOf(changed.tensors().keySet()));
            changed.tensors().forEach((name, tensor) -> assertSame(layer.tensors().get(name), tensor));
        }
        Conv2DTranspose bare = layer.withBias(false);
        assertEquals(List.of("weight"), List.copyOf(bare.tensors().keySet()));
        assertSame(layer.tensors().get("weight"), bare.tensors().get("weight"));
        Conv2DTranspose further = bare.withStride(2).withOutputPadding(1, 0);
        assertEquals(List.of("weight"), List.copyOf(further.tensors().keySet()));
        assertEquals(Shape.of(6, 5, 3), further.outputShape(Shape.of(2, 2, 2)));
    }

    @Test
    void refusesOutputPaddingNotBelowTheStrideOrWithPaddingSame() {
        Conv2DTranspose layer = Conv2DTranspose.of(1, 1, 3, random).withStride(2, 3);
        assertEquals(Shape.of(4, 7, 1), layer.withOutputPadding(1, 1).withPadding(Padding.of(1, 1, 0, 0)).outputShape(
                Shape.of(2, 2, 1)));
        refused("output padding 2×0 must be at least 0 and below the stride, 2×3; call withStride first",
                () -> layer.withOutputPadding(2, 0));
        refused("output padding 0×3 must", () -> layer.withOutputPadding(0, 3));
        refused("output padding -1×0 must", () -> layer.withOutputPadding(-1, 0));
        refused("output padding 0×2 must be at least 0 and below the stride, 2×2",
                () -> layer.withOutputPadding(0, 2).withStride(2));
        refused("with padding same the output is the input times the stride; use output padding with valid or"
                + " explicit padding", () -> layer.withOutputPadding(1, 0).withPadding(Padding.SAME));
        refused("with padding same", () -> layer.withPadding(new Padding.Same()).withOutputPadding(0, 1));
    }

    @Test
    void refusalsNameTheExpectedShape() {
        refused("layer 0, Conv2DTranspose 3→2 3×3 valid: input (N, 7, 7, 1) has 3 axes after N; expected (N, H, W, 3)",
                () -> Sequential.of(Shape.of(7, 7, 1), Conv2DTranspose.of(3, 2, 3, random)));
        refused("layer 0, Conv2DTranspose 1→1 3×3 padding 2,2,0,0: input (N, 1, 4, 1): the padding removes all of the"
                + " output, which would be -1×6; pad less or give a larger input than (1, 4, 1)",
                () -> Sequential.of(Shape.of(1, 4, 1),
                        Conv2DTranspose.of(1, 1, 3, random).withPadding(Padding.of(2, 2, 0, 0))));
        refused("Conv2DTranspose 1→0: both numbers of channels must be at least 1",
                () -> Conv2DTranspose.of(1, 0, 3, random));
    }

    private static void refused(String expected, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
