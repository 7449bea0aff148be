package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class NormalQuantileTest {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    @Test
    void quantilesAreAccurateInTheCentreAndBothTails() {
        for (long word = Integer.MIN_VALUE; word <= Integer.MAX_VALUE; word += 40_009) {
            assertQuantile((int) word);
        }
        for (int i = 0; i < 1000; i++) {
            assertQuantile(Integer.MIN_VALUE + i);
            assertQuantile(Integer.MAX_VALUE - i);
            assertQuantile(i - 500);
            // Around |q| = 0.425, the boundary between the two formulas.
            assertQuantile(1_825_361_100 - 500 + i);
            assertQuantile(-1_825_361_100 - 500 + i);
        }
        assertEquals(6.3379577545537895, NormalQuantile.of(Integer.MAX_VALUE), 1e-14);
        assertEquals(2.918099372916623e-10, NormalQuantile.of(0), 1e-24);
    }

    private static void assertQuantile(int word) {
        double p = (word + 0x1p31 + 0.5) * 0x1p-32;
        double expected = NORMAL.inverseCumulativeProbability(p);
        double found = NormalQuantile.of(word);
        assertEquals(expected, found, 2e-15 * Math.abs(expected), () -> "word " + word);
        assertEquals(-found, NormalQuantile.of(~word), () -> "odd at " + word);
    }
}
