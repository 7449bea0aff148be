package easel.measures;

import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import java.util.Arrays;

/**
 * MIND, a distance of distributions from sorted projections: 3·d times the squared sliced 2-Wasserstein distance.
 *
 * <pre>
 * 3·d · mean over directions u of  1/n · Σᵢ (x₍ᵢ₎ - y₍ᵢ₎)²
 * </pre>
 *
 * <p>x₍ᵢ₎ and y₍ᵢ₎ are the sorted projections u·x and u·y of the real and the generated features, and u is uniform on
 * the unit sphere. A shift of each feature by μ gives 3·d·μ². 0 is best. The distance needs no covariance, so it also
 * detects differences between distributions with equal means and covariances. Like the Fréchet distance, the estimate
 * is too large for few examples.
 *
 * <p>Conventions: 1,000 random directions; of unequal numbers of examples, the larger set is reduced to a random
 * subset, as in torch-fidelity 0.5. Source: arXiv 2605.06797; the sliced distance: Bonneel and others, Sliced and Radon
 * Wasserstein barycenters of measures, 2015.
 */
public final class Mind {
    private static final int DIRECTIONS_AT_ONCE = 128;       // bounds the memory of projections

    private Mind() {}

    /**
     * The distance with 1,000 directions.
     *
     * @param real features (N, d). Not modified
     * @param generated features (M, d). Not modified
     * @param random draws the directions and the subset. Not advanced
     * @return at least 0
     * @throws IllegalArgumentException for features of other shapes or that are not finite
     */
    public static double between(Tensor real, Tensor generated, RandomStream random) {
        return between(real, generated, 1000, random);
    }

    /**
     * The distance with another number of directions.
     *
     * @param real features (N, d). Not modified
     * @param generated features (M, d). Not modified
     * @param directions at least 1; the error of the mean falls with its square root
     * @param random draws the directions and the subset. Not advanced
     * @return at least 0
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or no direction
     */
    public static double between(Tensor real, Tensor generated, int directions, RandomStream random) {
        if (directions < 1) {
            throw new IllegalArgumentException(directions + " directions; expected at least 1");
        }
        Points x = Points.of(real, "real");
        Points y = Points.of(generated, "generated");
        x.requireSameColumns(y);
        int n = Math.min(x.rows(), y.rows());
        RandomStream stream = random.stream("MIND");
        RandomStream choice = stream.stream("subset").at(0);
        return 3 * x.columns() * slicedSquare(x.rows() == n ? x : x.chosen(n, choice),
                y.rows() == n ? y : y.chosen(n, choice), unitVectors(directions, x.columns(), stream));
    }

    private static double[][] unitVectors(int count, int d, RandomStream stream) {
        double[][] vectors = new double[count][d];
        for (int i = 0; i < count; i++) {
            RandomStream random = stream.stream("directions").at(i);
            double squares = 0;
            while (squares == 0) {
                for (int j = 0; j < d; j++) {
                    vectors[i][j] = random.nextGaussian();
                    squares += vectors[i][j] * vectors[i][j];
                }
            }
            for (int j = 0; j < d; j++) {
                vectors[i][j] /= Math.sqrt(squares);
            }
        }
        return vectors;
    }

    /** The mean over the directions (K, d) of the mean squared difference of sorted projections, of equal numbers. */
    static double slicedSquare(Points real, Points generated, double[][] directions) {
        double sum = 0;
        for (int from = 0; from < directions.length; from += DIRECTIONS_AT_ONCE) {
            int to = Math.min(from + DIRECTIONS_AT_ONCE, directions.length);
            Points group = Points.of(Arrays.copyOfRange(directions, from, to), "direction");
            double[][] x = projections(real, group);
            double[][] y = projections(generated, group);
            double[] means = new double[to - from];
            Parallel.forRange(means.length, 1, (first, last) -> {
                for (int i = first; i < last; i++) {
                    means[i] = meanSquare(x[i], y[i]);
                }
            });
            for (double mean : means) {
                sum += mean;
            }
        }
        return sum / directions.length;
    }

    private static double[][] projections(Points points, Points directions) {
        double[][] projections = new double[directions.rows()][points.rows()];
        Pairs.products(directions, points, (direction, first, count, values) ->
                System.arraycopy(values, 0, projections[direction], first, count));
        return projections;
    }

    private static double meanSquare(double[] x, double[] y) {
        Arrays.sort(x);
        Arrays.sort(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return sum / x.length;
    }
}
