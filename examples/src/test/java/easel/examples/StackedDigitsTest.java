package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.measures.Evaluator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StackedDigitsTest {
    private static final LabeledImages DIGITS = Mnist.train();

    @Test
    void eachChannelIsADigit() {
        int[] indices = {7, 1, 2, 3, 5, 8};
        Tensor stacks = StackedDigits.stack(DIGITS, indices);
        assertEquals(Shape.of(2, 28, 28, 3), stacks.shape());
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 3; c++) {
                int image = n;
                int channel = c;
                float[] digit = DIGITS.images(new int[] {indices[2 * c + n]}, Scaling.MINUS_ONE_TO_ONE).array();
                for (int pixel = 0; pixel < 784; pixel++) {
                    assertEquals(digit[pixel], stacks.array()[3 * (784 * image + pixel) + channel]);
                }
            }
        }
    }

    @Test
    void theModeIsTheThreeLabels() {
        int n = 20;
        int[] indices = IntStream.range(0, 3 * n).toArray();
        int[] labels = IntStream.range(0, n).map(i ->
                100 * DIGITS.label(i) + 10 * DIGITS.label(n + i) + DIGITS.label(2 * n + i)).toArray();
        assertArrayEquals(labels, StackedDigits.modes(StackedDigits.stack(DIGITS, indices), Evaluator.mnist()));
    }
}
