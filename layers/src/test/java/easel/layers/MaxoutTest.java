package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Reduce;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaxoutTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    @Test
    void theMaximumOfNeighbouringValuesAndItsGradient() {
        Tensor x = Tensor.of(Shape.of(2, 6), 1f, 3, 2, -5, -4, -6, 0, 0, 0, 7, 8, 8);
        Tape tape = Tape.training(random());
        Tensor y = Maxout.of(3).forward(x, tape);
        assertSameBits(Tensor.of(Shape.of(2, 2), 3f, -4, 0, 8), y, "y");
        Tensor dx = tape.gradients(y, Tensor.of(y.shape(), 10f, 20, 30, 40), List.of(x)).of(x);
        assertSameBits(Tensor.of(x.shape(), 0f, 10, 0, 0, 20, 0, 30, 0, 0, 0, 40, 0), dx, "dx");
    }

    @Test
    void specialValues() {
        Tensor x = Tensor.of(Shape.of(6, 3), 1, NAN, 2, NAN, NAN, INF, -INF, -INF, -INF, -INF, INF, 0, -INF, -1, -2, 2,
                INF, NAN);
        Tape tape = Tape.training(random());
        Tensor y = Maxout.of(3).forward(x, tape);
        assertSameBits(Tensor.of(y.shape(), NAN, NAN, -INF, INF, -1, NAN), y, "y");
        Tensor dx = tape.gradients(y, Tensor.of(y.shape(), 1f, 2, 3, 4, 5, 6), List.of(x)).of(x);
        assertSameBits(Tensor.of(x.shape(), 0f, 1, 0, 2, 0, 0, 3, 0, 0, 0, 4, 0, 0, 5, 0, 0, 0, 6), dx, "dx");
    }

    @Test
    void largeSizesAgreeWithTheRecordedMaximum() {
        Tensor x = normal(Shape.of(40, 7, 9, 20), 1);
        Tape tape = Tape.training(random());
        Tensor y = Maxout.of(4).forward(x, tape);
        Tensor rows = Tensor.wrap(Shape.of(x.size() / 4, 4), x.array());
        assertSameBits(Reduce.maxPerRow(rows, tape).reshaped(y.shape()), y, "y");
    }

    @Test
    void onePieceKeepsItsInput() {
        Tensor x = normal(Shape.of(3, 4), 1);
        assertSameBits(x, Maxout.of(1).infer(x), "y");
    }

    /** max(x, -x) = |x|: two linear pieces compute the absolute value. */
    @Test
    void withADenseItIsAConvexPiecewiseLinearFunction() {
        Dense dense = Dense.of(1, 2, (shape, in, out, random) -> Tensor.of(shape, 1f, -1), random());
        Sequential absolute = Sequential.of(Shape.of(1), dense, Maxout.of(2));
        for (float value : new float[] {-2.5f, 0, 3}) {
            assertEquals(Math.abs(value), absolute.infer(Tensor.of(Shape.of(1, 1), value)).item());
        }
    }
}
