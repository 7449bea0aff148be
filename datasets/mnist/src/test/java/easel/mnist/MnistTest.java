package easel.mnist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MnistTest {
    private static LabeledImages train;
    private static LabeledImages test;

    @BeforeAll
    static void load() {
        train = Mnist.train();
        test = Mnist.test();
    }

    @Test
    void bothSetsHaveAllImages() {
        assertEquals(60_000, train.size());
        assertEquals(10_000, test.size());
        assertEquals(Shape.of(28, 28, 1), train.imageShape());
        assertEquals(Shape.of(28, 28, 1), test.imageShape());
    }

    @Test
    void labelsAreThePublishedOnes() {
        assertArrayEquals(new float[] {5, 0, 4, 1, 9, 2, 1, 3, 1, 4}, firstLabels(train, 10));
        assertArrayEquals(new float[] {7, 2, 1, 0, 4, 1, 4, 9, 5, 9}, firstLabels(test, 10));
        assertArrayEquals(new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, counts(train));
        assertArrayEquals(new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, counts(test));
    }

    @Test
    void pixelsHaveThePublishedMeanAndDeviation() {
        double sum = 0;
        double squares = 0;
        for (int start = 0; start < train.size(); start += 1_000) {
            int[] indices = IntStream.range(start, start + 1_000).toArray();
            for (float x : train.images(indices, Scaling.ZERO_TO_ONE).array()) {
                sum += x;
                squares += (double) x * x;
            }
        }
        double count = 60_000.0 * 784;
        double mean = sum / count;
        assertEquals(0.1306604762738429, mean, 1e-8);
        assertEquals(0.3081078, Math.sqrt(squares / count - mean * mean), 1e-6);
    }

    @Test
    void anImageIsWhiteInkOnBlack() {
        Tensor five = train.images(new int[] {0}, Scaling.MINUS_ONE_TO_ONE);
        assertEquals(Shape.of(1, 28, 28, 1), five.shape());
        assertEquals(-1f, five.at(0, 0, 0, 0));
        // The first inked pixel of the first training image: row 5, column 12, level 3.
        assertEquals(-1f, five.at(0, 5, 11, 0));
        assertEquals((float) (3 / 127.5 - 1), five.at(0, 5, 12, 0));
        assertEquals(253, Scaling.MINUS_ONE_TO_ONE.toLevel(five.at(0, 8, 11, 0)));
    }

    private static float[] firstLabels(LabeledImages data, int n) {
        return data.labels(IntStream.range(0, n).toArray()).array();
    }

    private static int[] counts(LabeledImages data) {
        int[] counts = new int[10];
        for (int i = 0; i < data.size(); i++) {
            counts[data.label(i)]++;
        }
        return counts;
    }
}
