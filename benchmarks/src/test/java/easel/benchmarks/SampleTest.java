package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void medianIsTheMiddleValue() {
        assertEquals(2, Sample.median(3, 1, 2));
        assertEquals(3, Sample.median(4, 3, 2, 1));
        assertEquals(Double.NaN, Sample.median());
    }

    @Test
    void rangeHasMedianSmallestAndLargestValue() {
        assertEquals("2.00 (1.00 to 30.0)", Sample.range(30, 1, 2));
        assertEquals("", Sample.range());
    }

    @Test
    void valuesAreNotModified() {
        double[] values = {3, 1, 2};
        Sample.median(values);
        Sample.range(values);
        assertArrayEquals(new double[] {3, 1, 2}, values);
    }

    @Test
    void ratiosAreComputedWithinRounds() {
        assertArrayEquals(new double[] {0.5, 2}, Sample.ratios(new double[] {1, 6}, new double[] {2, 3}));
    }

    @Test
    void ratiosOfDifferentNumbersOfRoundsAreRejected() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> Sample.ratios(new double[] {1, 2}, new double[] {1})).getMessage();
        assertTrue(message.contains("2 and 1 rounds"), message);
    }
}
