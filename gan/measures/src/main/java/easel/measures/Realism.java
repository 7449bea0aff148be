package easel.measures;

import easel.core.Tensor;

/**
 * How close each generated example is to the real ones, compared with the distances between the real ones: the realism
 * score of Kynkäänniemi and others, Improved precision and recall metric for assessing generative models, 2019:
 *
 * <pre>
 * realism(y) = max over real x of  r(x) / (|y - x| + 1e-5)
 * </pre>
 *
 * <p>r(x) is the distance from x to its k-th nearest other real example. A value of at least about 1 means that y is in
 * the ball of a real example. The term 1e-5 is that of the published code. The paper leaves out the half of the balls
 * with the largest radii; here all are used, as in that code by default.
 */
public final class Realism {
    private static final double OFFSET = 1e-5;

    private Realism() {}

    /**
     * The realism of each generated example, with the paper's k = 3.
     *
     * @param real features (N, d), N at least 4. Not modified
     * @param generated features (M, d). Not modified
     * @return M values, at least 0; high values are good
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few examples
     */
    public static double[] of(Tensor real, Tensor generated) {
        return of(Points.of(real, "real"), Points.of(generated, "generated"), 3);
    }

    static double[] of(Points real, Points generated, int k) {
        real.requireSameColumns(generated);
        return of(real, generated, NearestNeighbours.within(real, k).squaredDistances(k - 1));
    }

    static double[] of(Points real, Points generated, double[] radii) {
        double[] realism = new double[generated.rows()];
        Pairs.squaredDistances(generated, real, (y, first, count, squares) -> {
            for (int p = 0; p < count; p++) {
                double value = Math.sqrt(radii[first + p]) / (Math.sqrt(squares[p]) + OFFSET);
                realism[y] = Math.max(realism[y], value);
            }
        });
        return realism;
    }
}
