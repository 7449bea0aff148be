package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.measures.KernelDistance.Estimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class KernelDistanceTest {
    private static final RandomStream RANDOM = RandomStream.of(1);

    @Test
    void theReferenceValuesAreReached() {
        assertEquals(0.0607568263473244, KernelDistance.mmd(Golden.real(), Golden.fake(), Estimator.UNBIASED), 1e-9);
        assertEquals(0.0774861722394542, KernelDistance.mmd(Golden.real(), Golden.fake(), Estimator.BIASED), 1e-9);
        assertEquals(0.0611498264044883, KernelDistance.mmd(Golden.real(), Golden.fake(), Estimator.U_STATISTIC),
                1e-9);
    }

    @Test
    void aSubsetOfAllExamplesIsTheWholeDistance() {
        KernelDistance one = KernelDistance.between(Golden.real(), Golden.fake(), 3, 64, RANDOM);
        assertEquals(0.0607568263473244, one.mean(), 1e-9);
        assertEquals(0, one.standardDeviation(), 1e-12);
    }

    @Test
    void equalSetsHaveTheBiasedDistanceZero() {
        assertEquals(0, KernelDistance.mmd(Golden.real(), Golden.real(), Estimator.BIASED), 1e-12);
    }

    /** With one feature: x = (0, 2), y = (1, 1). k(0, 2) = 1, k(1, 1) = 8, k(0, 1) = 1, k(2, 1) = 27. */
    @Test
    void twoExamplesHaveTheValueComputedByHand() {
        Tensor x = Tensor.of(Shape.of(2, 1), 0.0, 2.0);
        Tensor y = Tensor.of(Shape.of(2, 1), 1.0, 1.0);
        assertEquals(1 + 8 - 2 * 14, KernelDistance.mmd(x, y, Estimator.UNBIASED));
        assertEquals((1 + 1 + 1 + 125) / 4.0 + 8 - 2 * 14, KernelDistance.mmd(x, y, Estimator.BIASED));
    }

    @Test
    void equalDistributionsHaveAMeanNearZeroAndTheSameStreamTheSameSubsets() {
        Tensor real = Golden.normal(400, 8, 1, 1);
        Tensor generated = Golden.normal(500, 8, 1, 2);
        KernelDistance distance = KernelDistance.between(real, generated, 20, 200, RANDOM);
        assertTrue(Math.abs(distance.mean()) < 0.02 && distance.standardDeviation() > 0, distance::toString);
        assertEquals(distance, KernelDistance.between(real, generated, 20, 200, RANDOM));
        assertTrue(KernelDistance.between(real, Golden.normal(500, 8, 1.5, 2), 20, 200, RANDOM).mean() > 0.1);
    }

    @Test
    void otherNumbersAreRejected() {
        Tensor three = Golden.normal(3, 2, 1, 1);
        assertRejected("3 real examples; expected at least 1000: a subset has 1000. Use more examples or smaller"
                + " subsets", () -> KernelDistance.between(three, three, RANDOM));
        assertRejected("1 subsets of 1 examples", () -> KernelDistance.between(three, three, 1, 1, RANDOM));
        assertRejected("U_STATISTIC leaves out pairs of equal index", () -> KernelDistance.mmd(three,
                Golden.normal(4, 2, 1, 1), Estimator.U_STATISTIC));
        assertRejected("1 generated examples", () -> KernelDistance.mmd(three, Golden.normal(1, 2, 1, 1),
                Estimator.BIASED));
    }

    private static void assertRejected(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
