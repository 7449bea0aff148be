package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.benchmarks.Cliffs.Cliff;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CliffsTest {
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8);

    private static List<Cliff> cliffs(double... times) {
        return Cliffs.find(SIZES, size -> times[SIZES.indexOf(size)], size -> 1000.0 * size * size);
    }

    @Test
    void timeProportionalToMultiplyAddsHasNoCliff() {
        assertEquals(List.of(), cliffs(1, 4, 16, 64));
    }

    @Test
    void jumpByMoreThanAFifthIsACliff() {
        assertEquals(List.of(new Cliff(2, 4, 1.25)), cliffs(1, 4, 20, 80));
        assertEquals(List.of(), cliffs(1, 4, 16 * 1.19, 64 * 1.19));
    }

    @Test
    void smallJumpsAreNotAddedUp() {
        assertEquals(List.of(), cliffs(1, 4 * 1.15, 16 * 1.32, 64 * 1.5));
    }

    @Test
    void fallingTimePerMultiplyAddIsNoCliff() {
        assertEquals(List.of(), cliffs(1, 2, 4, 8));
    }

    @Test
    void sizesWithoutAMeasurementAreOmitted() {
        Map<Integer, Double> times = Map.of(1, 1.0, 2, Double.NaN, 4, 32.0, 8, 128.0);
        assertEquals(List.of(new Cliff(1, 4, 2)), Cliffs.find(SIZES, times::get, size -> 1000.0 * size * size));
        assertEquals(List.of(), Cliffs.find(SIZES, size -> Double.NaN, size -> size));
    }
}
