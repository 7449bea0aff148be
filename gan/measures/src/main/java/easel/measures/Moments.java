package easel.measures;

import easel.core.Tensor;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Mean and covariance of features, all that {@link FrechetDistance} needs of a set. Those of the real examples can be
 * computed once for many comparisons.
 *
 * <pre>
 * μ = 1/n · Σ x          Σ = 1/(n - 1) · Σ (x - μ)(x - μ)ᵀ
 * </pre>
 */
public final class Moments {
    private final int examples;
    private final double[] mean;             // (d)
    private final double[][] covariance;     // (d, d), symmetric

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
        for (int i = 0; i < n; i++) {
            double[] x = points.row(i);
            for (int j = 0; j < d; j++) {
                x[j] -= mean[j];
            }
            for (int j = 0; j < d; j++) {
                double[] row = covariance[j];
                double factor = x[j] / (n - 1);
                for (int l = 0; l <= j; l++) {
                    row[l] += factor * x[l];
                }
            }
        }
        for (int j = 0; j < d; j++) {
            for (int l = 0; l < j; l++) {
                covariance[l][j] = covariance[j][l];
            }
        }
        return new Moments(n, mean, covariance);
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

    RealMatrix covariance() {
        return new Array2DRowRealMatrix(covariance, false);
    }
}
