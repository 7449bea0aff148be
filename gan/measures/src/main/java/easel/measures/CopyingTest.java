package easel.measures;

import easel.core.Tensor;
import java.util.Arrays;

/**
 * Tests whether generated examples are nearer to the training examples than held-out real examples are: the test C_T of
 * Meehan, Chaudhuri and Dasgupta, A non-parametric test to detect data-copying in generative models, 2020, in its
 * global form (one cell, without k-means). With the distance of each example to its nearest training example, u is the
 * Mann-Whitney statistic
 *
 * <pre>
 * u = #{pairs of a generated y and a held-out x : distance(y) &gt; distance(x)} + ½·#{pairs with equal distances}
 * z = (u - (N·M/2 - ½)) / √(N·M·(N + M + 1)/12)
 * </pre>
 *
 * <p>for N held-out and M generated examples; the ½ is the continuity correction of the published code. For examples
 * of the real distribution z is about standard normal. z far below 0, such as -3, means copies of training examples. z
 * far above 0 means that generated examples are farther from the data than real ones are: a poor fit.
 *
 * @param u from 0 to N·M
 * @param z the standardized value of u
 */
public record CopyingTest(double u, double z) {
    /**
     * Runs the test.
     *
     * @param training features (T, d) of the examples that the generator was trained on. Not modified
     * @param heldOut features (N, d) of real examples that it was not trained on. Not modified
     * @param generated features (M, d). Not modified
     * @return the result
     * @throws IllegalArgumentException for features of other shapes or that are not finite
     */
    public static CopyingTest of(Tensor training, Tensor heldOut, Tensor generated) {
        return of(Points.of(training, "training"), Points.of(heldOut, "held-out"), Points.of(generated, "generated"));
    }

    static CopyingTest of(Points training, Points heldOut, Points generated) {
        return of(NearestNeighbours.of(heldOut, training, 1).squaredDistances(0),
                NearestNeighbours.of(generated, training, 1).squaredDistances(0));
    }

    /** Of the squared distances of held-out and of generated examples to the training set. */
    static CopyingTest of(double[] heldOut, double[] made) {
        double[] held = heldOut.clone();
        Arrays.sort(held);
        double u = 0;
        for (double distance : made) {
            u += (countBelow(held, distance) + countBelow(held, Math.nextUp(distance))) / 2.0;
        }
        double n = held.length;
        double m = made.length;
        return new CopyingTest(u, (u - (n * m / 2 - 0.5)) / Math.sqrt(n * m * (n + m + 1) / 12));
    }

    /** The number of values below a limit in a sorted array. */
    private static int countBelow(double[] sorted, double limit) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < limit) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
