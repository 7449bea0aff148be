package easel.measures;

import easel.core.Tensor;
import easel.core.kernels.Parallel;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Mean and covariance of features, all that {@link FrechetDistance} needs of a set. Those of the real examples can be
 * computed once for many comparisons; they keep the square root of the covariance for the next one. Thread-safe.
 *
 * <pre>
 * μ = 1/n · Σ x          Σ = 1/(n - 1) · Σ (x - μ)(x - μ)ᵀ
 * </pre>
 */
public final class Moments {
    /** Examples whose differences from the mean are in the caches together: 256 KB for 128 features. */
    private static final int BLOCK = 256;
    /** Rows of the covariance that one thread computes at least. */
    private static final int ROWS = 16;

    private final int examples;
    private final double[] mean;             // (d)
    private final double[][] covariance;     // (d, d), symmetric
    private @Nullable RealMatrix root;       // of the covariance, computed when it is first needed

    private Moments(int examples, double[] mean, double[][] covariance) {
        this.examples = examples;
        this.mean = mean;
        this.covariance = covariance;
    }

    /**
     * Computes mean and covariance.
     *
     * @param features (n, d) with n above d: otherwise the covariance is singular and the distance means nothing. At
     *     least 10·d are advisable. Not modified
     * @return the moments
     * @throws IllegalArgumentException for features of another shape or that are not finite, or n ≤ d
     */
    public static Moments of(Tensor features) {
        return of(Points.of(features, "given"));
    }

    static Moments of(Points points) {
        points.requireRows(points.columns() + 1, "the covariance of " + points.columns() + " features is singular"
                + " otherwise. Use more examples, at least " + 10 * points.columns() + " if possible, or an evaluator"
                + " with fewer features");
        return ofAnyNumber(points);
    }

    /** The same for at least 2 examples. */
    static Moments ofAnyNumber(Points points) {
        int n = points.rows();
        int d = points.columns();
        double[] mean = new double[d];
        for (int i = 0; i < n; i++) {
            double[] x = points.row(i);
            for (int j = 0; j < d; j++) {
                mean[j] += x[j];
            }
        }
        for (int j = 0; j < d; j++) {
            mean[j] /= n;
        }
        double[][] covariance = new double[d][d];
        for (int first = 0; first < n; first += BLOCK) {
            double[][] differences = new double[Math.min(BLOCK, n - first)][];
            for (int i = 0; i < differences.length; i++) {
                differences[i] = points.row(first + i);
                for (int j = 0; j < d; j++) {
                    differences[i][j] -= mean[j];
                }
            }
            Parallel.forRange(d, ROWS, (from, to) -> {
                for (int j = from; j < to; j++) {
                    addProducts(differences, j, n - 1, covariance[j]);
                }
            });
        }
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < j; l++) {
                covariance[l][j] = covariance[j][l];
            }
        }
        return new Moments(n, mean, covariance);
    }

    /**
     * Adds Σ x[j]/divisor · x[l] to row[l] for l ≤ j. The sums of four examples are in a register together; each sum is
     * in the order of the examples.
     */
    private static void addProducts(double[][] x, int j, double divisor, double[] row) {
        int i = 0;
        for (; i + 4 <= x.length; i += 4) {
            double[] x0 = x[i];
            double[] x1 = x[i + 1];
            double[] x2 = x[i + 2];
            double[] x3 = x[i + 3];
            double f0 = x0[j] / divisor;
            double f1 = x1[j] / divisor;
            double f2 = x2[j] / divisor;
            double f3 = x3[j] / divisor;
            for (int l = 0; l <= j; l++) {
                row[l] = row[l] + f0 * x0[l] + f1 * x1[l] + f2 * x2[l] + f3 * x3[l];
            }
        }
        for (; i < x.length; i++) {
            double factor = x[i][j] / divisor;
            for (int l = 0; l <= j; l++) {
                row[l] += factor * x[i][l];
            }
        }
    }

    /**
     * Returns the number of examples.
     *
     * @return n
     */
    public int examples() {
        return examples;
    }

    /**
     * Returns the number of features.
     *
     * @return d
     */
    public int features() {
        return mean.length;
    }

    /** Σⱼ (μⱼ - νⱼ)² for the means μ and ν. */
    double squaredDistanceOfMeans(Moments other) {
        double sum = 0;
        for (int j = 0; j < mean.length; j++) {
            sum += (mean[j] - other.mean[j]) * (mean[j] - other.mean[j]);
        }
        return sum;
    }

    /** Σ^½, the symmetric positive semidefinite root. */
    synchronized RealMatrix root() {
        if (root == null) {
            root = FrechetDistance.squareRoot(covariance());
        }
        return root;
    }

    RealMatrix covariance() {
        return new Array2DRowRealMatrix(covariance, false);
    }
}
