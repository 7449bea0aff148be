package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.GradientCheck;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomTranslationTest {
    private static final int LIMIT = 2;

    /** One bright pixel in the middle of each of n images of 7×7 pixels, and its position after a training pass. */
    private static Map<Integer, Integer> positions(int n, double probability) {
        Tensor x = Tensor.full(Shape.of(n, 7, 7, 1), -1);
        for (int i = 0; i < n; i++) {
            x.array()[i * 49 + 24] = 1;
        }
        Tensor y = new RandomTranslation(LIMIT, probability).forward(x, Tape.training(RandomStream.of(1)));
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < y.size(); i++) {
            assertTrue(y.array()[i] == 1 || y.array()[i] == -1);
            if (y.array()[i] == 1) {
                counts.merge(i % 49, 1, Integer::sum);
            }
        }
        assertEquals(n, counts.values().stream().mapToInt(Integer::intValue).sum(), "one bright pixel in each image");
        return counts;
    }

    @Test
    void shiftsAreUniformInAllDirections() {
        Map<Integer, Integer> counts = positions(5000, 1);
        assertEquals(25, counts.size(), "from -2 to 2 in both directions");
        counts.forEach((position, count) -> {
            assertTrue(Math.abs(position / 7 - 3) <= LIMIT && Math.abs(position % 7 - 3) <= LIMIT);
            assertTrue(Math.abs(count - 200) < 5 * Math.sqrt(200), position + ": " + count);
        });
    }

    @Test
    void theProbabilityIsThatOfAShift() {
        int shifted = 5000 - positions(5000, 0.3).get(24);
        double expected = 5000 * 0.3 * 24 / 25;                       // one shift of 25 is by 0 pixels
        assertTrue(Math.abs(shifted - expected) < 5 * Math.sqrt(expected), "" + shifted);
    }

    @Test
    void inferenceReturnsTheImages() {
        Tensor x = normal(Shape.of(3, 5, 6, 2), 4);
        assertArrayEquals(x.array(), new RandomTranslation(LIMIT, 1).infer(x).array());
    }

    @Test
    void theGradientIsMovedBack() {
        Tensor x = normal(Shape.of(10, 5, 6, 2), 4);
        RandomTranslation layer = new RandomTranslation(LIMIT, 0.8);
        assertTrue(GradientCheck.of(tape -> layer.forward(x, tape), RandomStream.of(7), List.of(x)).maxError() < 1e-4);
    }

    @Test
    void theTangentIsTheDifferenceOfShiftedImages() {
        Tensor x = normal(Shape.of(10, 5, 6, 2), 4);
        Tensor v = normal(x.shape(), 5);
        RandomTranslation layer = new RandomTranslation(LIMIT, 0.8);
        Tape tape = Tape.training(RandomStream.of(7));
        Tensor y = layer.forward(x, tape);
        Tensor moved = layer.forward(Arithmetic.add(x, v, Tape.forInference()), Tape.training(RandomStream.of(7)));
        Tensor difference = Arithmetic.subtract(moved, y, Tape.forInference());
        assertArrayEquals(difference.array(), tape.tangent(y, x, v).array(), 1e-6f);
    }

    private static Tensor normal(Shape shape, long seed) {
        Tensor x = Tensor.zeros(shape);
        RandomStream.of(seed).fillNormal(x.array(), 0, 1);
        return x;
    }
}
