package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
    @Test
    void theReferenceValueIsReached() {
        assertEquals(0.0817237148385002, FrechetDistance.between(Golden.real(), Golden.fake()), 1e-7);
        assertEquals(0.0817237148385002, FrechetDistance.between(Golden.fake(), Golden.real()), 1e-7);
    }

    @Test
    void equalSetsHaveDistanceZero() {
        assertEquals(0, FrechetDistance.between(Golden.real(), Golden.real()), 1e-12);
    }

    @Test
    void aShiftHasItsSquaredLength() {
        double[][] shifted = Golden.mapped(Golden.REAL, (j, x) -> x + j);                     // |(0, 1, …, 5)|² = 55
        assertEquals(55, FrechetDistance.between(Golden.real(), Points.of(shifted, "generated")), 1e-9);
    }

    /** For Σ₁ = Σ and Σ₂ = a²Σ: (1 - a)²·tr Σ, plus the distance of the means. */
    @Test
    void aFactorOfTheFeaturesHasItsClosedForm() {
        double a = 3;
        Points scaled = Points.of(Golden.mapped(Golden.REAL, (j, x) -> a * x), "generated");
        double expected = (1 - a) * (1 - a) * Moments.of(Golden.real()).covariance().getTrace()
                + Moments.of(Golden.real()).squaredDistanceOfMeans(Moments.of(scaled));
        assertEquals(expected, FrechetDistance.between(Golden.real(), scaled), 1e-9);
    }

    /** Σ₁ = diag(aᵢ), Σ₂ = diag(bᵢ): Σ (√aᵢ - √bᵢ)². The points ±√((n-1)/2)·√aᵢ·eᵢ have this covariance. */
    @Test
    void diagonalCovariancesHaveTheirClosedForm() {
        double[] a = {1, 4, 9};
        double[] b = {4, 4, 0.25};
        assertEquals(1 + 0 + 2.5 * 2.5, FrechetDistance.between(diagonal(a), diagonal(b)), 1e-12);
        assertEquals(3 * 4, FrechetDistance.between(diagonal(9, 9, 9), diagonal(1, 1, 1)), 1e-12);
        assertEquals(1 + 4 + 9, FrechetDistance.between(diagonal(a), diagonal(0, 0, 0)), 1e-12);
    }

    private static Points diagonal(double... variances) {
        int d = variances.length;
        double[][] points = new double[2 * d][d];
        for (int i = 0; i < d; i++) {
            points[2 * i][i] = Math.sqrt(variances[i] * (2 * d - 1) / 2);
            points[2 * i + 1][i] = -points[2 * i][i];
        }
        return Points.of(points, "given");
    }

    /**
     * Singular covariances of 4 examples with 4 features, for which the eigenvalues of the product became negative and
     * the distance NaN in torch-fidelity before 0.4. For M examples the distance of X to itself is 0 still.
     */
    @Test
    void singularCovariancesGiveNoNaN() {
        for (int seed = 1; seed <= 50; seed++) {
            Moments a = Moments.ofAnyNumber(Points.of(Golden.normal(4, 4, 1, seed), "real"));
            Moments b = Moments.ofAnyNumber(Points.of(Golden.normal(4, 4, 1, -seed), "generated"));
            double distance = FrechetDistance.between(a, b);
            assertEquals(distance, FrechetDistance.between(b, a), 1e-6);
            assertTrue(distance > a.squaredDistanceOfMeans(b), "distance " + distance);
            assertEquals(0, FrechetDistance.between(a, a), 1e-6);
        }
    }

    @Test
    void momentsOfTheRealSideServeManyComparisons() {
        Tensor real = Golden.normal(200, 5, 1, 1);
        Tensor generated = Golden.normal(300, 5, 2, 2);
        Moments once = Moments.of(real);
        assertEquals(FrechetDistance.between(real, generated), FrechetDistance.between(once, Moments.of(generated)));
        assertEquals(200, once.examples());
        assertEquals(5, once.features());
    }

    /** Three blocks of examples, the last one with a number that is not a multiple of four. */
    @Test
    void covarianceHasTheBitsOfASumInTheOrderOfTheExamples() {
        int n = 515;
        int d = 37;
        float[][] x = Golden.normal(n, d, 1, 3).toArray2D();
        double[][] expected = new double[d][d];
        for (int j = 0; j < d; j++) {
            for (int l = 0; l <= j; l++) {
                double meanJ = 0;
                double meanL = 0;
                for (float[] row : x) {
                    meanJ += row[j];
                    meanL += row[l];
                }
                for (float[] row : x) {
                    expected[j][l] += (row[j] - meanJ / n) / (n - 1) * (row[l] - meanL / n);
                }
                expected[l][j] = expected[j][l];
            }
        }
        assertArrayEquals(expected, Moments.of(Golden.normal(n, d, 1, 3)).covariance().getData());
    }

    @Test
    void fewExamplesAreRejectedWithTheRemedy() {
        Tensor real = Golden.normal(20, 5, 1, 1);
        Tensor few = Golden.normal(5, 5, 1, 2);
        assertEquals("5 generated examples; expected at least 6: the covariance of 5 features is singular otherwise."
                + " Use more examples, at least 50 if possible, or an evaluator with fewer features",
                assertThrows(IllegalArgumentException.class, () -> FrechetDistance.between(real, few)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Moments.of(few));
        assertEquals("moments of 5 real and 3 generated features; expected equal numbers. Compute both with the same"
                + " evaluator", assertThrows(IllegalArgumentException.class, () -> FrechetDistance.between(
                        Moments.of(real), Moments.of(Tensor.zeros(Shape.of(9, 3))))).getMessage());
    }
}
