package easel.fashionmnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FashionMnistTest {
    private static LabeledImages sample;

    @BeforeAll
    static void load() {
        sample = FashionMnist.sample();
    }

    @Test
    void theSampleHasTenThousandImages() {
        assertEquals(10_000, sample.size());
        assertEquals(Shape.of(28, 28, 1), sample.imageShape());
    }

    @Test
    void theClassOfAnImageIsItsIndexModulo10() {
        for (int i = 0; i < sample.size(); i++) {
            assertEquals(i % FashionMnist.CLASSES.size(), sample.label(i));
        }
    }

    @Test
    void thereAreTenNamedClasses() {
        assertEquals(10, FashionMnist.CLASSES.size());
        assertEquals("T-shirt/top", FashionMnist.CLASSES.get(0));
        assertEquals("Ankle boot", FashionMnist.CLASSES.get(9));
    }

    @Test
    void meanAndDeviationAreNearThePublishedOnesOfTheTrainingSet() {
        double sum = 0;
        double squares = 0;
        for (int start = 0; start < sample.size(); start += 1_000) {
            int[] indices = IntStream.range(start, start + 1_000).toArray();
            for (float x : sample.images(indices, Scaling.ZERO_TO_ONE).array()) {
                sum += x;
                squares += (double) x * x;
            }
        }
        double count = 10_000.0 * 784;
        double mean = sum / count;
        // The training set has 0.2860 and 0.3530; the mean of 10,000 images has a standard error of about 0.0015.
        assertEquals(0.2860, mean, 0.003);
        assertEquals(0.3530, Math.sqrt(squares / count - mean * mean), 0.003);
    }

    @Test
    void theTrousersAreDarkerThanTheCoatsOnAverage() {
        // Trousers cover a small part of the picture. Checks that labels and images match.
        assertTrue(meanOf(1) < 0.75 * meanOf(4));
    }

    private static double meanOf(int label) {
        int[] indices = IntStream.range(0, 1_000).map(i -> 10 * i + label).toArray();
        double sum = 0;
        for (float x : sample.images(indices, Scaling.ZERO_TO_ONE).array()) {
            sum += x;
        }
        return sum / (1_000 * 784);
    }
}
