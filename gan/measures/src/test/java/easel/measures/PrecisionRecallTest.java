package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.testkit.LongTest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrecisionRecallTest {
    private static void assertValues(PrecisionRecall found, double... expected) {
        assertArrayEquals(expected, new double[] {found.precision(), found.recall(), found.density(),
                found.coverage()}, 1e-9, found::toString);
    }

    @Test
    void theReferenceValuesAreReached() {
        assertValues(PrecisionRecall.between(Golden.real(), Golden.fake(), Balls.open(5)),
                0.9375, 1, 0.759375, 0.984375);
        assertValues(PrecisionRecall.between(Golden.real(), Golden.fake(), Balls.open(3)),
                0.921875, 0.953125, 0.828125, 0.9375);
        PrecisionRecall improved = PrecisionRecall.between(Golden.real(), Golden.fake(), Balls.closed(3));
        assertEquals(0.921875, improved.precision(), 1e-9);
        assertEquals(0.953125, improved.recall(), 1e-9);
        assertValues(PrecisionRecall.between(Golden.real(), Golden.real(), Balls.open(5)), 1, 1, 1, 1);
    }

    @Test
    void realismHasTheReferenceValues() {
        double[] realism = Realism.of(Golden.real(), Golden.fake(), 3);
        assertEquals(2.77970388560834, Arrays.stream(realism).average().orElseThrow(), 1e-9);
        assertEquals(8.24155416929748, Arrays.stream(realism).max().orElseThrow(), 1e-9);
    }

    /** real ∪ (real + 100) against fake ∪ (fake + 0.001·real): half of the data is missing in the generated set. */
    @Test
    void aLostModeHalvesRecallAndCoverageAndKeepsPrecision() {
        double[][] far = Golden.mapped(Golden.REAL, (j, x) -> x + 100);
        double[][] near = Golden.mapped(Golden.FAKE, (j, x) -> x);
        for (int i = 0; i < near.length; i++) {
            for (int j = 0; j < 6; j++) {
                near[i][j] += 0.001 * Golden.REAL[i][j];
            }
        }
        assertValues(PrecisionRecall.between(Points.of(Golden.joined(Golden.REAL, far), "real"),
                Points.of(Golden.joined(Golden.FAKE, near), "generated"), Balls.open(5)),
                0.9375, 0.4609375, 0.7609375, 0.4921875);
    }

    /** The convention test of torch-fidelity: a generated set in the middle of the real one. */
    @Test
    void theFirstArgumentIsTheRealSet() {
        Tensor real = Golden.normal(200, 16, 3, 1);
        Tensor generated = Golden.normal(200, 16, 0.1, 2);
        for (Balls balls : new Balls[] {Balls.open(5), Balls.closed(3)}) {
            PrecisionRecall found = PrecisionRecall.between(real, generated, balls);
            assertTrue(found.precision() > 0.8 && found.recall() < 0.3, found::toString);
        }
        assertEquals(Balls.open(5), PrecisionRecall.between(real, generated).balls());
    }

    @Test
    void equalExamplesAreInsideClosedBallsOnly() {
        Tensor equal = Tensor.full(Shape.of(20, 3), 0.7);
        assertValues(PrecisionRecall.between(equal, equal, Balls.open(5)), 0, 0, 0, 0);
        assertValues(PrecisionRecall.between(equal, equal, Balls.closed(5)), 1, 1, 4, 1);
    }

    @Test
    void theExpectedCoverageOfEqualDistributionsIsReached() {
        assertEquals(0.875038, PrecisionRecall.expectedCoverage(10_000, 10_000, 3), 5e-7);
        assertEquals(0.968773, PrecisionRecall.expectedCoverage(10_000, 10_000, 5), 5e-7);
        double coverage = 0;
        double density = 0;
        for (int seed = 1; seed <= 10; seed++) {
            PrecisionRecall found = PrecisionRecall.between(Golden.normal(300, 8, 1, seed),
                    Golden.normal(200, 8, 1, 100 + seed), Balls.open(3));
            coverage += found.coverage() / 10;
            density += found.density() / 10;
        }
        assertEquals(PrecisionRecall.expectedCoverage(300, 200, 3), coverage, 0.02);
        assertEquals(1, density, 0.05);
    }

    /**
     * The example of prdc's README: N(0, I), 10,000 examples each, 1,000 features. Takes two minutes of processor time.
     * The README has 0.4772, 0.4705, 1.0555 and 0.9735 for other random numbers. A few examples are the neighbours of
     * very many, so density varies: its standard deviation was 0.1 at 1,000 examples, so about 0.03 at 10,000. Density
     * and coverage are therefore compared with their expectations. The README's values are within these limits.
     */
    @Test
    @LongTest
    void theReadmeOfPrdcIsReproduced() {
        PrecisionRecall found = PrecisionRecall.between(Golden.normal(10_000, 1000, 1, 1),
                Golden.normal(10_000, 1000, 1, 2));
        System.out.println(found);
        assertEquals(0.4772, found.precision(), 0.02);
        assertEquals(0.4705, found.recall(), 0.02);
        assertEquals(1, found.density(), 0.06);
        assertEquals(PrecisionRecall.expectedCoverage(10_000, 10_000, 5), found.coverage(), 0.005);
    }

    @Test
    void neighboursOfTheRealSideServeManyComparisons() {
        Tensor real = Golden.normal(90, 4, 1, 1);
        NearestNeighbours within = NearestNeighbours.within(real, 5);
        for (int seed = 2; seed <= 4; seed++) {
            Tensor generated = Golden.normal(70, 4, 1.2, seed);
            for (Balls balls : new Balls[] {Balls.open(5), Balls.closed(3)}) {
                assertEquals(PrecisionRecall.between(real, generated, balls),
                        PrecisionRecall.between(real, within, generated, balls));
            }
        }
        assertEquals("5 neighbours of each of 90 examples; expected at least 6 of each of 90. Use"
                + " NearestNeighbours.within(real, k)", assertThrows(IllegalArgumentException.class,
                        () -> PrecisionRecall.between(real, within, real, Balls.open(6))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> PrecisionRecall.between(Golden.normal(89, 4, 1, 1), within,
                real, Balls.open(5)));
    }

    @Test
    void tooFewExamplesAreRejected() {
        Tensor five = Golden.normal(5, 2, 1, 1);
        Tensor six = Golden.normal(6, 2, 1, 1);
        assertEquals("k = 5 nearest neighbours among 5 generated examples; expected k from 1 to 4, because an example"
                + " is not its own neighbour. Use more examples or a smaller k", assertThrows(
                        IllegalArgumentException.class, () -> PrecisionRecall.between(six, five)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Balls.open(0));
        assertThrows(IllegalArgumentException.class, () -> PrecisionRecall.expectedCoverage(5, 5, 5));
    }
}
