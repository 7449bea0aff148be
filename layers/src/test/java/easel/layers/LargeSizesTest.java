package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.core.state.State;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes near and above the largest int. Each output size is right or refused; none overflows. */
class LargeSizesTest {
    private static final List<Integer> SIZES = List.of(1, 3, 4096, 46341, 65536, 1 << 28, 1 << 30, 1073741825,
            1431655766, Integer.MAX_VALUE - 8, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
    private static final Shape IMAGE = Shape.of(4, 5, 1);

    private record Case(String name, IntFunction<Layer> layer, LongUnaryOperator height) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** For each case, a layer with this size, and the right height of its output for a height of 4. */
    static List<Case> cases() {
        RandomStream random = RandomStream.of(1);
        return List.of(
                new Case("zeros above", n -> ZeroPadding2D.of(n, 0, 0, 0), n -> 4 + n),
                new Case("zeros on two sides", n -> ZeroPadding2D.of(n, n, 0, 0), n -> 4 + 2 * n),
                new Case("zeros on the left", n -> ZeroPadding2D.of(0, 0, n, 0), n -> 4),
                new Case("upsampling", n -> UpSampling2D.by(n), n -> 4 * n),
                new Case("rows repeated", n -> UpSampling2D.by(n, 1), n -> 4 * n),
                new Case("max pool", n -> MaxPool2D.of(Window.square(1, n)), n -> 3 / n + 1),
                new Case("average pool", n -> AveragePool2D.of(Window.square(1, n)), n -> 3 / n + 1),
                new Case("stride", n -> Conv2D.of(1, 1, 2, random).withStride(n).withPadding(Padding.SAME),
                        n -> 3 / n + 1),
                new Case("padding", n -> Conv2D.of(1, 1, 2, random).withPadding(Padding.of(n, n, n, n)),
                        n -> 3 + 2 * n),
                new Case("padding and stride", n -> Conv2D.of(1, 1, 2, random).withStride(n)
                        .withPadding(Padding.of(n, 0, 0, 0)), n -> (4 + n - 2) / n + 1),
                new Case("dilation", n -> Conv2D.of(1, 1, 2, random).withDilation(n).withPadding(Padding.SAME), n -> 4),
                new Case("dilation and padding", n -> Conv2D.of(1, 1, 2, random).withDilation(n)
                        .withPadding(Padding.of(n, 0, n, 0)), n -> 4),
                new Case("transposed, dilation", n -> Conv2DTranspose.of(1, 1, 2, random).withDilation(n),
                        n -> 4 + n),
                new Case("max pool, padding", n -> MaxPool2D.of(n).withPadding(Padding.of(n - 1, n - 1, n - 1, n - 1)),
                        n -> (4 + 2 * (n - 1) - n) / n + 1),
                new Case("average pool, same", n -> AveragePool2D.of(Window.square(n, 1)).withPadding(Padding.SAME),
                        n -> 4),
                new Case("transposed, stride", n -> Conv2DTranspose.of(1, 1, 2, random).withStride(n), n -> 3 * n + 2),
                new Case("transposed, same", n -> Conv2DTranspose.of(1, 1, 2, random).withStride(n)
                        .withPadding(Padding.SAME), n -> 4 * n),
                new Case("transposed, output padding", n -> Conv2DTranspose.of(1, 1, 2, random).withStride(n)
                        .withOutputPadding(n - 1, n - 1), n -> 3 * n + 2 + n - 1),
                new Case("transposed, padding", n -> Conv2DTranspose.of(1, 1, 2, random)
                        .withPadding(Padding.of(n, n, n, n)), n -> 5 - 2 * n));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anOutputSizeIsRightOrRefused(Case c) {
        for (int size : SIZES) {
            try {
                Layer layer = c.layer.apply(size);
                Shape output = layer.outputShape(IMAGE);
                assertEquals(c.height.applyAsLong(size), output.axis(0), c + " " + size);
            } catch (IllegalArgumentException e) {
                assertTrue(size > 1, c + " " + size + " was refused: " + e.getMessage());
            }
        }
    }

    /** The number of pixels, or with 4 branches of 2^30 columns the number of columns, is 0 as an int. */
    @Test
    void sizesWhoseProductOrSumOverflowsAreRefused() {
        Window window = Window.square(65536, 1);
        for (Executable pool : List.<Executable>of(() -> MaxPool2D.of(window), () -> AveragePool2D.of(window))) {
            String message = assertThrows(IllegalArgumentException.class, pool).getMessage();
            assertTrue(message.contains("the window has 4294967296 pixels; at most 16777216"), message);
        }
        for (int branches = 2; branches <= 9; branches++) {
            Layer layer = Concatenate.of(Collections.nCopies(branches, Identity.of()).toArray(Layer[]::new));
            String message = assertThrows(IllegalArgumentException.class,
                    () -> layer.outputShape(Shape.of(1 << 30))).getMessage();
            assertTrue(message.contains("shape (" + ((long) branches << 30) + "): more elements"), message);
        }
    }

    /** Files of 336 bytes. Without the check an int overflows, and the networks compute wrong numbers. */
    @Test
    void aModelFileWithLargeSizesIsRefused() {
        for (String layer : List.of("\"type\":\"UpSampling2D\",\"factors\":[1073741825,1]",
                "\"type\":\"ZeroPadding2D\",\"padding\":[2147483647,2147483647,0,0]")) {
            Description d = Models.network(Models.state(Sequential.of(IMAGE, UpSampling2D.by(2)))).describe();
            String json = d.toString().replaceAll("\"type\":\"UpSampling2D\",\"factors\":\\[2, 2\\]", layer);
            assertTrue(json.contains(layer), json);
            State state = State.builder().string("architecture", json).build();
            String message = assertThrows(IllegalArgumentException.class, () -> Models.network(state)).getMessage();
            assertTrue(message.contains("more elements than one Java array holds"), message);
        }
    }
}
