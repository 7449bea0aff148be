package easel.measures;

import easel.core.Tensor;

/**
 * How well generated points cover the modes of a mixture of Gaussians in the plane, as Lin, Khetan, Fanti and Oh,
 * PacGAN: The power of two samples in generative adversarial networks, 2018, section 4.1, and the code published with
 * it measure it.
 *
 * <p>A point has high quality if its distance from the nearest mean is below 3σ. p is the distribution of the
 * high-quality points over the K modes, u the uniform distribution 1/K. Divergences are in nats.
 *
 * @param modes number of modes with at least one high-quality point
 * @param highQuality share of high-quality points, in [0, 1]
 * @param reverseKl KL(p‖u) = Σ pₖ·ln(pₖ·K), from 0 to ln K; NaN without high-quality points
 * @param jsd the Jensen-Shannon divergence ½·KL(p‖m) + ½·KL(u‖m) with m = (p + u)/2, from 0 to ln 2; NaN without
 *     high-quality points
 */
public record ModeCoverage(int modes, double highQuality, double reverseKl, double jsd) {
    private static final double DEVIATIONS = 3;

    /**
     * Measures points (N, 2).
     *
     * @param points N generated points; those that are not finite have no high quality. Not modified
     * @param means the mean of each mode, (K, 2), at least one. Not modified
     * @param sigma standard deviation of each mode in x and in y, above 0
     * @return the measures
     * @throws IllegalArgumentException for other shapes, or another sigma
     */
    public static ModeCoverage of(Tensor points, double[][] means, double sigma) {
        requirePlane(points, means, sigma);
        int[] counts = new int[means.length];
        int sum = 0;
        for (float[] point : points.toArray2D()) {
            int mode = modeOf(point, means, sigma);
            if (mode >= 0) {
                counts[mode]++;
                sum++;
            }
        }
        int modes = 0;
        double reverseKl = sum == 0 ? Double.NaN : 0;
        double jsd = reverseKl;
        double u = 1.0 / means.length;
        for (int count : counts) {
            double p = (double) count / sum;
            modes += count > 0 ? 1 : 0;
            reverseKl += Divergences.term(p, u);
            jsd += (Divergences.term(p, (p + u) / 2) + Divergences.term(u, (p + u) / 2)) / 2;
        }
        return new ModeCoverage(modes, (double) sum / points.rows(), reverseKl, jsd);
    }

    private static void requirePlane(Tensor points, double[][] means, double sigma) {
        if (means.length == 0 || !(sigma > 0)) {
            throw new IllegalArgumentException(means.length + " means with the standard deviation " + sigma
                    + "; expected at least one mean and a standard deviation above 0");
        }
        if (points.shape().rank() != 2 || points.columns() != 2) {
            throw new IllegalArgumentException("points have the shape " + points.shape() + "; expected (N, 2), one row"
                    + " for each point in the plane");
        }
        for (double[] mean : means) {
            if (mean.length != 2) {
                throw new IllegalArgumentException("a mean has " + mean.length + " coordinates; expected 2");
            }
        }
    }

    /**
     * The mode to which a point belongs.
     *
     * @param point x and y. Not modified
     * @param means the mean of each mode, (K, 2). Not modified
     * @param sigma standard deviation of each mode in x and in y
     * @return the index of the mean nearest to a high-quality point; -1 for another point
     */
    public static int modeOf(float[] point, double[][] means, double sigma) {
        int nearest = -1;
        double least = (DEVIATIONS * sigma) * (DEVIATIONS * sigma);          // squared distance
        for (int mode = 0; mode < means.length; mode++) {
            double x = point[0] - means[mode][0];
            double y = point[1] - means[mode][1];
            double squares = x * x + y * y;
            if (squares < least) {
                nearest = mode;
                least = squares;
            }
        }
        return nearest;
    }
}
