package easel.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
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

    /** x has only six different values, so that windows with equal values and windows without positive values occur. */
    @Test
    void reluAndMaxPoolGiveTheSameResultInEitherOrder() {
        RandomStream random = RandomStream.of(2);
        Tensor x = Tensor.zeros(Shape.of(3, 5, 7, 2));
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = random.nextInt(6) - 3;
        }
        for (MaxPool2D pool : List.of(MaxPool2D.of(2), MaxPool2D.of(Window.square(3, 2)))) {
            Tensor dy = Tensor.zeros(pool.outputShape(x.shape().example()).batch(3));
            random.fillUniform(dy.array(), 1, 2);
            Tensor expected = pool.forward(ReLU.of().forward(x, tape), tape);
            Tensor y = Sequential.of(x.shape().example(), ReLU.of(), pool).forward(x, tape);
            assertArrayEquals(expected.array(), y.array());
            assertArrayEquals(tape.gradients(expected, dy, List.of(x)).of(x).array(),
                    tape.gradients(y, dy, List.of(x)).of(x).array(), 1e-6f);
        }
    }
}
