package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SeedMeanTest {
    @Test
    void theMeanHasItsStandardErrorAndLeavesOutMissingValues() {
        assertEquals("3.00 ± 1.53", SeedMean.of(DoubleStream.of(1, 2, 6), "%.2f"));             // √(14/2/3)
        assertEquals("0.375 ± 0.125 (2 of 3)", SeedMean.of(DoubleStream.of(0.5, Double.NaN, 0.25), "%.3f"));
        assertEquals("1.0", SeedMean.of(DoubleStream.of(1), "%.1f"));
        assertEquals("none", SeedMean.of(DoubleStream.of(Double.NaN), "%.1f"));
    }
}
