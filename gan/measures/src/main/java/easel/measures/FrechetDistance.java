package easel.measures;

import easel.core.Tensor;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The Fréchet distance of two sets of features, each described by a Gaussian with its mean μ and covariance Σ:
 *
 * <pre>
 * |μ₁ - μ₂|² + tr Σ₁ + tr Σ₂ - 2·tr (Σ₁Σ₂)^½
 * </pre>
 *
 * <p>With features of the Inception network it is called FID, with features of another classifier FCD. Values of
 * different evaluators or different numbers of examples are not comparable: the estimate is too large for few examples.
 * So use equal numbers on both sides, and compare with the distance of two sets of real examples. 0 is best.
 *
 * <p>Conventions: covariances with n - 1, as in numpy.cov, pytorch-fid, clean-fid and torch-fidelity. The trace is
 * Σ √max(0, λᵢ) with the eigenvalues λᵢ of the symmetric matrix Σ₁^½ Σ₂ Σ₁^½, which has the eigenvalues of Σ₁Σ₂; it
 * is never complex or NaN, in contrast to the square root of the product.
 *
 * <p>Source: Heusel and others, GANs trained by a two time-scale update rule converge to a local Nash equilibrium,
 * 2017; Dowson and Landau, The Fréchet distance between multivariate normal distributions, 1982.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /**
     * The distance of two sets.
     *
     * @param real features (N, d), N above d, at least 10·d advisable. Not modified
     * @param generated features (M, d), M above d. Not modified
     * @return at least 0
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or N ≤ d or M ≤ d
     */
    public static double between(Tensor real, Tensor generated) {
        return between(Points.of(real, "real"), Points.of(generated, "generated"));
    }

    static double between(Points real, Points generated) {
        real.requireSameColumns(generated);
        return between(Moments.of(real), Moments.of(generated));
    }

    /**
     * The distance of two sets of which the moments are known.
     *
     * @param real moments of the real examples
     * @param generated moments of the generated examples
     * @return at least 0
     * @throws IllegalArgumentException if the numbers of features differ
     */
    public static double between(Moments real, Moments generated) {
        if (real.features() != generated.features()) {
            throw new IllegalArgumentException("moments of " + real.features() + " real and " + generated.features()
                    + " generated features; expected equal numbers. Compute both with the same evaluator");
        }
        RealMatrix root = real.root();
        RealMatrix product = root.multiply(generated.covariance()).multiply(root);       // Σ₁^½ Σ₂ Σ₁^½
        double distance = real.squaredDistanceOfMeans(generated) + real.covariance().getTrace()
                + generated.covariance().getTrace();
        for (double eigenvalue : new EigenDecomposition(symmetric(product)).getRealEigenvalues()) {
            distance -= 2 * Math.sqrt(Math.max(0, eigenvalue));
        }
        return Math.max(0, distance);                                                    // below 0 by rounding only
    }

    /** V·√Λ·Vᵀ of a positive semidefinite matrix V·Λ·Vᵀ. */
    static RealMatrix squareRoot(RealMatrix matrix) {
        EigenDecomposition eigen = new EigenDecomposition(matrix);
        double[] roots = eigen.getRealEigenvalues();
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(Math.max(0, roots[i]));
        }
        return symmetric(eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(roots)).multiply(eigen.getVT()));
    }

    /** Removes the asymmetry of rounding: (A + Aᵀ)/2. */
    private static RealMatrix symmetric(RealMatrix matrix) {
        return matrix.add(matrix.transpose()).scalarMultiply(0.5);
    }
}
