package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassMeasuresTest {
    private static final RandomStream RANDOM = RandomStream.of(1);

    @Test
    void theScoreHasTheReferenceValues() {
        Points logits = Points.of(Golden.mapped(Golden.FAKE, (j, x) -> 8 * x), "logit");
        int[] inOrder = IntStream.range(0, 64).toArray();
        ClassifierScore one = ClassifierScore.of(logits, 1, inOrder);
        assertEquals(2.55704622728719, one.mean(), 1e-9);
        assertEquals(0, one.standardDeviation());
        ClassifierScore four = ClassifierScore.of(logits, 4, inOrder);
        assertEquals(2.45638311769146, four.mean(), 1e-9);
        assertEquals(0.21746426246457, four.standardDeviation(), 1e-9);
    }

    @Test
    void theScoreIsOneForEqualExamplesAndTheNumberOfClassesForClearOnes() {
        assertEquals(1, ClassifierScore.ofLogits(Golden.normal(1, 5, 1, 1), 1, RANDOM).mean(), 1e-12);
        Tensor clear = Tensor.zeros(Shape.of(40, 4));
        for (int i = 0; i < 40; i++) {
            clear.array()[4 * i + i % 4] = 1000;                                  // a softmax without overflow
        }
        assertEquals(4, ClassifierScore.ofLogits(clear, 1, RANDOM).mean(), 1e-12);
    }

    @Test
    void theStreamChoosesTheSplits() {
        Tensor logits = Golden.normal(50, 5, 2, 1);
        assertEquals(10, ClassifierScore.ofLogits(logits, RANDOM).splits());
        assertEquals(ClassifierScore.ofLogits(logits, RANDOM), ClassifierScore.ofLogits(logits, RANDOM));
        assertNotEquals(ClassifierScore.ofLogits(logits, RANDOM), ClassifierScore.ofLogits(logits, RandomStream.of(2)));
        assertEquals("50 logit examples; expected at least 51: each of 51 splits needs an example. Use more examples or"
                + " fewer splits", assertThrows(IllegalArgumentException.class,
                        () -> ClassifierScore.ofLogits(logits, 51, RANDOM)).getMessage());
    }

    @Test
    void aHistogramCountsClasses() {
        ClassHistogram histogram = ClassHistogram.of(new int[] {0, 2, 2, 2}, 4);
        assertEquals(List.of(1, 0, 3, 0), histogram.counts());
        assertEquals(2, histogram.occurringClasses());
        double entropy = 0.25 * Math.log(4) + 0.75 * Math.log(4 / 3.0);
        assertEquals(Math.exp(entropy), histogram.effectiveClasses(), 1e-12);
        assertEquals(Math.log(4) - entropy, histogram.klToUniform(), 1e-12);
        assertEquals(0.25 * Math.log(0.5) + 0.75 * Math.log(3), histogram.klTo(new double[] {0.5, 0.25, 0.25, 0}),
                1e-12);
        assertEquals(Double.POSITIVE_INFINITY, histogram.klTo(new double[] {1, 0, 0, 0}));
        assertEquals(0, histogram.klTo(histogram.shares()));
    }

    @Test
    void equalCountsHaveAllClassesAndNoDivergence() {
        ClassHistogram histogram = new ClassHistogram(List.of(7, 7, 7));
        assertEquals(3, histogram.effectiveClasses(), 1e-12);
        assertEquals(3, histogram.occurringClasses());
        assertEquals(0, histogram.klToUniform(), 1e-12);
    }

    @Test
    void theLargestLogitIsTheClass() {
        assertEquals(List.of(1, 0, 2), ClassHistogram.ofLogits(Tensor.of(Shape.of(3, 3), 0.0, 0.0, 1.0,
                2.0, 2.0, -1.0, -3.0, -2.0, -1.0)).counts());
    }

    @Test
    void otherLabelsAndSharesAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> ClassHistogram.of(new int[] {4}, 4));
        assertThrows(IllegalArgumentException.class, () -> ClassHistogram.of(new int[0], 4));
        assertThrows(IllegalArgumentException.class, () -> new ClassHistogram(List.of(-1, 2)));
        ClassHistogram histogram = new ClassHistogram(List.of(1, 1));
        for (double[] shares : new double[][] {{1}, {0.5, 0.6}, {1.5, -0.5}, {Double.NaN, 1}}) {
            assertThrows(IllegalArgumentException.class, () -> histogram.klTo(shares));
        }
    }
}
