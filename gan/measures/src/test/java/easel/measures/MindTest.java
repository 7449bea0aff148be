package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import org.junit.jupiter.api.Test;

class MindTest {
    private static final RandomStream RANDOM = RandomStream.of(1);

    @Test
    void theAxesHaveTheReferenceValue() {
        double[][] axes = new double[6][6];
        for (int i = 0; i < 6; i++) {
            axes[i][i] = 1;
        }
        double mean = Mind.slicedSquare(Golden.real(), Golden.fake(), axes);
        assertEquals(0.0148308329285686, mean, 1e-9);
        assertEquals(0.266954992714234, 3 * 6 * mean, 1e-9);
    }

    /** A shift by μ in each of d features: 3·d·μ². Size and tolerance are those of torch-fidelity's test. */
    @Test
    void aShiftHasItsClosedForm() {
        Tensor real = Golden.normal(4000, 64, 1, 1);
        Tensor shifted = real.copy();
        for (int i = 0; i < shifted.size(); i++) {
            shifted.array()[i] += 0.5f;
        }
        assertEquals(3 * 64 * 0.25, Mind.between(real, shifted, RANDOM), 0.1 * 3 * 64 * 0.25);
    }

    @Test
    void equalSetsHaveDistanceZeroAndUnequalNumbersAreReduced() {
        Tensor real = Golden.normal(300, 4, 1, 1);
        assertEquals(0, Mind.between(real, real, RANDOM));
        Tensor more = Golden.normal(500, 4, 2, 2);
        double distance = Mind.between(real, more, 300, RANDOM);
        assertEquals(3 * 4 * 1, distance, 2);                   // N(0, 1) and N(0, 2²): (2 - 1)² in each direction
        assertEquals(distance, Mind.between(real, more, 300, RANDOM));
        assertThrows(IllegalArgumentException.class, () -> Mind.between(real, more, 0, RANDOM));
    }
}
