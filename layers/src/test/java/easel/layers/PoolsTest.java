package easel.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private final Tape tape = Tape.training(RandomStream.of(1));

    private float[] gradient(Tensor x, Layer pool, float dy) {
        Tensor y = pool.forward(x, tape);
        return tape.gradients(y, Tensor.full(y.shape(), dy), List.of(x)).of(x).array();
    }

    @Test
    void theFirstOfEqualValuesGetsTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 2, 4, 1), 5, 5, -3, -4, 5, 5, -2, -2);
        assertArrayEquals(new float[] {7, 0, 0, 0, 0, 0, 7, 0}, gradient(x, MaxPool2D.of(2), 7));
    }

    @Test
    void subnormalDifferencesDecideTheMaximum() {
        Tensor x = Tensor.of(Shape.of(1, 2, 2, 1), 0, Float.MIN_VALUE, 0, -Float.MIN_VALUE);
        assertArrayEquals(new float[] {0, 3, 0, 0}, gradient(x, MaxPool2D.of(2), 3));
    }

    @Test
    void theMaximumOfAWindowWithANaNIsNaN() {
        Tensor y = MaxPool2D.of(2).infer(Tensor.of(Shape.of(1, 2, 2, 1), 1, Float.NaN, 3, 2));
        assertTrue(Float.isNaN(y.at(0, 0, 0, 0)));
    }

    @Test
    void droppedRowsAndColumnsGetNoGradient() {
        float[] dx = gradient(Tensor.full(Shape.of(17, 5, 5, 3), 2), AveragePool2D.of(2), 4);
        for (int i = 0; i < dx.length; i++) {
            boolean inside = i / 3 % 5 < 4 && i / 15 % 5 < 4;
            assertEquals(inside ? 1 : 0, dx[i], "element " + i);
        }
    }

    /** ZeroPadding2D adds zeros, which are the largest values if all pixels are negative. */
    @Test
    void paddingIsNeverTheLargestValue() {
        Tensor x = Tensor.full(Shape.of(1, 2, 2, 1), -1);
        for (Padding padding : List.of(Padding.of(1, 1, 1, 1), Padding.of(0, 0, 0, 0), Padding.SAME)) {
            Tensor y = MaxPool2D.of(2).withPadding(padding).infer(x);
            assertArrayEquals(Tensor.full(y.shape(), -1).array(), y.array(), padding.toString());
        }
        assertArrayEquals(new float[] {0, 0, 0, 0},
                MaxPool2D.of(2).infer(ZeroPadding2D.of(1, 1, 1, 1).infer(x)).array());
    }

    /** The default is that of Keras and ONNX; PyTorch counts the padding by default. */
    @Test
    void anAverageCountsPaddingOnlyWithThatSetting() {
        Tensor x = Tensor.of(Shape.of(1, 2, 2, 1), 8, 4, 2, 1);
        AveragePool2D pool = AveragePool2D.of(2).withPadding(Padding.of(1, 1, 1, 1));
        assertArrayEquals(new float[] {8, 4, 2, 1}, pool.infer(x).array());
        assertArrayEquals(new float[] {2, 1, 0.5f, 0.25f}, pool.withPaddingCounted(true).infer(x).array());
        assertArrayEquals(pool.infer(x).array(),
                pool.withPaddingCounted(true).withPaddingCounted(false).infer(x).array());
    }

    @Test
    void aWindowWithoutAPixelOfTheImageIsRefused() {
        for (int side = 0; side < 4; side++) {
            int[] sides = new int[4];
            sides[side] = side < 2 ? 3 : 2;
            Padding padding = Padding.of(sides[0], sides[1], sides[2], sides[3]);
            String expected = " 3×2 " + padding + ": padding of a side must be smaller than the window, 3×2, so that"
                    + " every window has a pixel of the image; pad less, or put ZeroPadding2D before it";
            Window window = new Window(3, 2, 1, 1);
            assertEquals("MaxPool2D" + expected, assertThrows(IllegalArgumentException.class,
                    () -> MaxPool2D.of(window).withPadding(padding)).getMessage());
            assertEquals("AveragePool2D" + expected, assertThrows(IllegalArgumentException.class,
                    () -> AveragePool2D.of(window).withPadding(padding)).getMessage());
        }
    }

    @Test
    void aDilatedWindowIsRefused() {
        Window window = Window.square(2, 2).withDilation(1, 3);
        String expected = " 2×2 stride 2 dilation 1×3: pooling has no dilation; use a window without dilation";
        assertEquals("MaxPool2D" + expected,
                assertThrows(IllegalArgumentException.class, () -> MaxPool2D.of(window)).getMessage());
        assertEquals("AveragePool2D" + expected,
                assertThrows(IllegalArgumentException.class, () -> AveragePool2D.of(window)).getMessage());
    }

    /** x has only six different values, so that windows with equal values and windows without positive values occur. */
    @Test
    void reluAndMaxPoolGiveTheSameResultInEitherOrder() {
        RandomStream random = RandomStream.of(2);
        Tensor x = Tensor.zeros(Shape.of(3, 5, 7, 2));
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = random.nextInt(6) - 3;
        }
        for (MaxPool2D pool : List.of(MaxPool2D.of(2), MaxPool2D.of(Window.square(3, 2)),
                MaxPool2D.of(Window.square(3, 2)).withPadding(Padding.SAME))) {
            Tensor dy = Tensor.zeros(pool.outputShape(x.shape().example()).batch(3));
            random.fillUniform(dy.array(), 1, 2);
            Tensor expected = pool.forward(ReLU.of().forward(x, tape), tape);
            Tensor y = Sequential.of(x.shape().example(), ReLU.of(), pool).forward(x, tape);
            assertArrayEquals(expected.array(), y.array());
            assertArrayEquals(tape.gradients(expected, dy, List.of(x)).of(x).array(),
                    tape.gradients(y, dy, List.of(x)).of(x).array(), 1e-6f);
        }
    }

    /** One chain of additions over 90·90 pixels is off by up to 4e-6. */
    @Test
    void sumsOverLargeWindowsAreAccurate() {
        Tensor pixels = Tensor.zeros(Shape.of(1, 90, 90, 3));
        RandomStream.of(3).fillUniform(pixels.array(), 0, 1);
        Tensor mean = AveragePool2D.of(90).infer(pixels);
        UpSampling2D upSampling = UpSampling2D.by(90);
        Tensor x = Tensor.zeros(Shape.of(1, 1, 1, 3));
        Tensor dx = tape.gradients(upSampling.forward(x, tape), pixels, List.of(x)).of(x);
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int i = c; i < pixels.size(); i += 3) {
                sum += pixels.array()[i];
            }
            assertEquals(sum / 8100, mean.array()[c], 3e-7 * sum / 8100);
            assertEquals(sum, dx.array()[c], 3e-7 * sum);
        }
    }
}
