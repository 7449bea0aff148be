package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ToyTest {
    private static final int N = 8_000;

    @Test
    void ringPointsSurroundEquallyLikelyModes() {
        Tensor points = Toy.gaussianRing(8, 2, 0.02f).sample(N, RandomStream.of(1));
        assertEquals(Shape.of(N, 2), points.shape());
        int[] counts = new int[8];
        double squares = 0;
        for (int i = 0; i < N; i++) {
            double x = points.at(i, 0);
            double y = points.at(i, 1);
            int mode = (int) Math.round(Math.atan2(y, x) / (Math.PI / 4)) & 7;
            counts[mode]++;
            squares += square(x - 2 * Math.cos(mode * Math.PI / 4)) + square(y - 2 * Math.sin(mode * Math.PI / 4));
        }
        assertEquallyLikely(counts);
        // The mean of 16,000 squared deviations has a standard error of 1.1 percent; the bound is four times that.
        assertEquals(0.02 * 0.02, squares / (2 * N), 0.045 * 0.02 * 0.02);
    }

    @Test
    void gridPointsSurroundEquallyLikelyModesCentredOnTheOrigin() {
        Tensor points = Toy.gaussianGrid(2, 3, 0.05f).sample(N, RandomStream.of(2));
        int[] counts = new int[4];
        for (int i = 0; i < N; i++) {
            double x = points.at(i, 0);
            double y = points.at(i, 1);
            assertEquals(1.5, Math.abs(x), 0.3);
            assertEquals(1.5, Math.abs(y), 0.3);
            counts[(x > 0 ? 1 : 0) + (y > 0 ? 2 : 0)]++;
        }
        assertEquallyLikely(counts);
    }

    @Test
    void theSwissRollIsASpiralOfOneAndAHalfTurns() {
        Tensor points = Toy.swissRoll(0).sample(N, RandomStream.of(3));
        double innermost = 1;
        double outermost = 0;
        for (int i = 0; i < N; i++) {
            double radius = Math.hypot(points.at(i, 0), points.at(i, 1));
            double t = radius * 4.5 * Math.PI;
            assertEquals(radius * Math.cos(t), points.at(i, 0), 1e-5);
            assertEquals(radius * Math.sin(t), points.at(i, 1), 1e-5);
            innermost = Math.min(innermost, radius);
            outermost = Math.max(outermost, radius);
        }
        assertEquals(1 / 3.0, innermost, 0.002);
        assertEquals(1, outermost, 0.002);
    }

    @Test
    void theSameSeedGivesTheSamePoints() {
        Toy toy = Toy.gaussianRing(8, 2, 0.02f);
        float[] first = toy.sample(100, RandomStream.of(5)).array();
        assertArrayEquals(first, toy.sample(100, RandomStream.of(5)).array());
        assertFalse(Arrays.equals(first, toy.sample(100, RandomStream.of(6)).array()));
    }

    @Test
    void badSettingsAreRefused() {
        assertMessage("modes = 0: expected at least 1", () -> Toy.gaussianRing(0, 2, 0.1f));
        assertMessage("radius = 0.0: expected a finite number above 0", () -> Toy.gaussianRing(8, 0, 0.1f));
        assertMessage("side = 1001: expected 1 to 1000", () -> Toy.gaussianGrid(1001, 2, 0.1f));
        assertMessage("spacing = NaN: expected a finite number above 0", () -> Toy.gaussianGrid(5, Float.NaN, 0.1f));
        assertMessage("stddev = -1.0: expected a finite number of at least 0", () -> Toy.swissRoll(-1));
        assertMessage("n = 0: expected at least 1", () -> Toy.swissRoll(0).sample(0, RandomStream.of(1)));
    }

    private static void assertEquallyLikely(int[] counts) {
        double expected = (double) N / counts.length;
        double chiSquare = Arrays.stream(counts).mapToDouble(count -> square(count - expected) / expected).sum();
        // With 7 degrees of freedom the 0.9999 quantile is 29.9; with 3 it is lower.
        assertTrue(chiSquare < 29.9, () -> Arrays.toString(counts));
    }

    private static double square(double x) {
        return x * x;
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
