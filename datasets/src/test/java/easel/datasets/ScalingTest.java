package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final BigDecimal LEVELS = new BigDecimal(255);

    @Test
    void everyLevelBecomesTheNearestFloatOfItsFormula() {
        for (int level = 0; level < 256; level++) {
            BigDecimal zeroToOne = new BigDecimal(level).divide(LEVELS, MathContext.DECIMAL128);
            BigDecimal minusOneToOne = zeroToOne.multiply(BigDecimal.valueOf(2)).subtract(BigDecimal.ONE);
            assertNearest(zeroToOne, Scaling.ZERO_TO_ONE.toFloat(level));
            assertNearest(minusOneToOne, Scaling.MINUS_ONE_TO_ONE.toFloat(level));
        }
    }

    private static void assertNearest(BigDecimal exact, float found) {
        BigDecimal error = new BigDecimal(found).subtract(exact).abs();
        BigDecimal up = new BigDecimal(Math.nextUp(found)).subtract(exact).abs();
        BigDecimal down = new BigDecimal(Math.nextDown(found)).subtract(exact).abs();
        assertTrue(error.compareTo(up) <= 0 && error.compareTo(down) <= 0, () -> exact + " became " + found);
    }

    @Test
    void theLimitsOfTheRangeAreExact() {
        assertEquals(-1f, Scaling.MINUS_ONE_TO_ONE.toFloat(0));
        assertEquals(1f, Scaling.MINUS_ONE_TO_ONE.toFloat(255));
        assertEquals(0f, Scaling.ZERO_TO_ONE.toFloat(0));
        assertEquals(1f, Scaling.ZERO_TO_ONE.toFloat(255));
    }

    @Test
    void everyLevelIsUnchangedByConversionToFloatAndBack() {
        for (Scaling scaling : Scaling.values()) {
            for (int level = 0; level < 256; level++) {
                assertEquals(level, scaling.toLevel(scaling.toFloat(level)));
            }
        }
    }

    @Test
    void floatsAreRoundedToTheNearestLevelAndClamped() {
        assertEquals(127, Scaling.ZERO_TO_ONE.toLevel(0.4999f));
        assertEquals(128, Scaling.ZERO_TO_ONE.toLevel(0.5001f));
        assertEquals(128, Scaling.MINUS_ONE_TO_ONE.toLevel(0.001f));
        assertEquals(127, Scaling.MINUS_ONE_TO_ONE.toLevel(-0.001f));
        for (Scaling scaling : Scaling.values()) {
            assertEquals(0, scaling.toLevel(-1.5f));
            assertEquals(0, scaling.toLevel(Float.NEGATIVE_INFINITY));
            assertEquals(255, scaling.toLevel(1.5f));
            assertEquals(255, scaling.toLevel(Float.MAX_VALUE));
            assertEquals(255, scaling.toLevel(Float.POSITIVE_INFINITY));
            assertEquals(0, scaling.toLevel(Float.NaN));
        }
    }

    @Test
    void aLevelOutOfRangeIsRefused() {
        for (int level : new int[] {-1, 256}) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> Scaling.ZERO_TO_ONE.toFloat(level)).getMessage();
            assertEquals("level " + level + " is outside 0..255", message);
        }
    }
}
