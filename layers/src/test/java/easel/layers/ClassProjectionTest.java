package easel.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassProjectionTest {
    /** h = (x, 10x, 100x) for two classes. */
    private static ClassProjection scorer() {
        Dense dense = Dense.of(1, 3, RandomStream.of(1));
        dense.parameters().get(0).update(weight -> {
            weight[0] = 1;
            weight[1] = 10;
            weight[2] = 100;
        });
        dense.parameters().get(1).update(bias -> Arrays.fill(bias, 0));
        return ClassProjection.of(dense, 2);
    }

    @Test
    void addsTheScoreOfTheClassToTheCommonScore() {
        Tensor joined = Tensor.of(Shape.of(3, 3), 2, 1, 0, 3, 0, 1, 5, 0, 0);
        Tensor y = scorer().infer(joined);
        assertEquals(Shape.of(3, 1), y.shape());
        assertArrayEquals(new float[] {22, 303, 5}, y.array());
    }

    @Test
    void readsTheLabelAtTheFirstPixel() {
        Layer body = Sequential.of(Shape.of(1, 2, 1), Flatten.of(), Dense.of(2, 3, RandomStream.of(2)));
        Tensor same = Tensor.of(Shape.of(2, 1, 2, 3), 1, 0, 1, 2, 0, 1, 1, 0, 1, 2, 1, 0);
        Tensor y = ClassProjection.of(body, 2).infer(same);
        assertEquals(y.at(0, 0), y.at(1, 0), "the labels of the second pixels differ");
    }

    @Test
    void gradientsAreThoseOfTheFormula() {
        Tensor joined = Tensor.of(Shape.of(1, 3), 2, 0, 1);
        ClassProjection layer = scorer();
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor y = layer.forward(joined, tape);
        Tensor dx = tape.gradients(y, Tensor.of(Shape.of(1, 1), 2), List.of(joined)).of(joined);
        assertArrayEquals(new float[] {2 * 101, 2 * 20, 2 * 200}, dx.array());
    }
}
