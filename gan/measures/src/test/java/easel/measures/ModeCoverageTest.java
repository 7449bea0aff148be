package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ModeCoverageTest {
    private static final double[][] MEANS = {{0, 0}, {4, 0}, {0, 4}, {4, 4}};
    private static final double SIGMA = 0.25;         // 3σ = 0.75 is a float, so a distance can equal it

    private static ModeCoverage measure(float... coordinates) {
        return ModeCoverage.of(Tensor.of(Shape.of(coordinates.length / 2, 2), coordinates), MEANS, SIGMA);
    }

    @Test
    void aPointAtExactlyThreeDeviationsHasNoHighQuality() {
        assertEquals(new ModeCoverage(0, 0, Double.NaN, Double.NaN), measure(0.75f, 0, 4, 3.25f));
        assertEquals(0.5, measure(0.75f, 0, Math.nextDown(0.75f), 0).highQuality());
        assertEquals(0, measure(0.6f, 0.6f).highQuality(), "the distance is Euclidean");
    }

    @Test
    void equalCountsInAllModesHaveNoDivergence() {
        assertEquals(new ModeCoverage(4, 0.8, 0, 0), measure(0, 0.5f, 4, 0, 0, 4, 3.5f, 4, 2, 2));
    }

    @Test
    void oneModeHasTheLargestDivergences() {
        ModeCoverage one = measure(4, 4, 4, 4.1f);
        assertEquals(1, one.modes());
        assertEquals(1, one.highQuality());
        assertEquals(Math.log(4), one.reverseKl(), 1e-15);
        // p = 1, u = 1/4: m = 5/8 in the mode, and 1/8 in the three others.
        assertEquals((Math.log(8 / 5.0) + Math.log(2 / 5.0) / 4 + 3 * Math.log(2) / 4) / 2, one.jsd(), 1e-15);
    }

    @Test
    void divergencesFollowTheirFormulas() {
        ModeCoverage two = measure(0, 0, 0, 0, 0, 0, 4, 0);                 // p = (3/4, 1/4, 0, 0)
        assertEquals(0.75 * Math.log(3), two.reverseKl(), 1e-15);
        double kl = 0.75 * Math.log(1.5);                                   // m = (1/2, 1/4, 1/8, 1/8)
        double uniform = 0.25 * Math.log(0.5) + 0.5 * Math.log(2);
        assertEquals((kl + uniform) / 2, two.jsd(), 1e-15);
    }

    @Test
    void aPointBelongsToTheNearestMean() {
        double[][] close = {{0, 0}, {1, 0}};
        assertEquals(0, ModeCoverage.modeOf(new float[] {0.4f, 0}, close, 1));
        assertEquals(1, ModeCoverage.modeOf(new float[] {0.6f, 0}, close, 1));
        assertEquals(-1, ModeCoverage.modeOf(new float[] {5, 0}, close, 1));
        assertEquals(-1, ModeCoverage.modeOf(new float[] {Float.NaN, 0}, close, 1));
    }

    @Test
    void otherShapesAreRejected() {
        assertRejected("shape (3)", () -> ModeCoverage.of(Tensor.zeros(Shape.of(3)), MEANS, SIGMA));
        assertRejected("0 means", () -> ModeCoverage.of(Tensor.zeros(Shape.of(3, 2)), new double[0][], SIGMA));
        assertRejected("deviation 0.0", () -> ModeCoverage.of(Tensor.zeros(Shape.of(3, 2)), MEANS, 0));
        assertRejected("3 coord", () -> ModeCoverage.of(Tensor.zeros(Shape.of(3, 2)), new double[1][3], 1));
    }

    private static void assertRejected(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
