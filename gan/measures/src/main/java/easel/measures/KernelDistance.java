package easel.measures;

import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import java.util.Objects;

/**
 * The kernel distance (KID with Inception features): the squared maximum mean discrepancy (MMD²) of real and generated
 * features with the polynomial kernel k(x, y) = (x·y/d + 1)³, as a mean over random subsets.
 *
 * <pre>
 * unbiased MMD² = Σᵢ≠ⱼ k(xᵢ, xⱼ)/(n(n-1)) + Σᵢ≠ⱼ k(yᵢ, yⱼ)/(m(m-1)) - 2·Σᵢⱼ k(xᵢ, yⱼ)/(n·m)
 * </pre>
 *
 * <p>Its expectation does not depend on the number of examples, in contrast to the Fréchet distance. For equal
 * distributions it is 0 on average, so single values may be negative. 0 is best.
 *
 * <p>Conventions: by default 100 subsets of 1,000 examples without replacement, as in torch-fidelity and clean-fid. The
 * subsets and so the last digits depend on the random stream. Source: Bińkowski and others, Demystifying MMD GANs,
 * 2018, section 4.
 *
 * @param mean mean MMD² of the subsets
 * @param standardDeviation standard deviation of the subsets (divided by their number); not an error of the mean, since
 *     subsets share examples
 * @param subsets number of subsets
 * @param size examples of each set in a subset
 */
public record KernelDistance(double mean, double standardDeviation, int subsets, int size) {
    /** Estimators of MMD². */
    public enum Estimator {
        /** Without the pairs of an example with itself. */
        UNBIASED,
        /** With all pairs; at least 0. */
        BIASED,
        /** For equal n and m: unbiased, and without the pairs (xᵢ, yᵢ) of equal index. */
        U_STATISTIC
    }

    /**
     * The distance by the usual convention, 100 subsets of 1,000.
     *
     * @param real features (N, d), N at least 1,000. Not modified
     * @param generated features (M, d), M at least 1,000. Not modified
     * @param random chooses the subsets. Not advanced
     * @return mean and standard deviation
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few examples
     */
    public static KernelDistance between(Tensor real, Tensor generated, RandomStream random) {
        return between(real, generated, 100, 1000, random);
    }

    /**
     * The distance with other numbers.
     *
     * @param real features (N, d). Not modified
     * @param generated features (M, d). Not modified
     * @param subsets number of subsets, at least 1
     * @param size examples of each set in a subset, from 2 to the smaller of N and M
     * @param random chooses the subsets. Not advanced
     * @return mean and standard deviation
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or other numbers
     */
    public static KernelDistance between(Tensor real, Tensor generated, int subsets, int size, RandomStream random) {
        return between(Points.of(real, "real"), Points.of(generated, "generated"), subsets, size, random);
    }

    static KernelDistance between(Points real, Points generated, int subsets, int size, RandomStream random) {
        RandomStream stream = random.stream("kernel distance");
        if (subsets < 1 || size < 2) {
            throw new IllegalArgumentException(subsets + " subsets of " + size + " examples; expected at least 1 subset"
                    + " of at least 2");
        }
        real.requireSameColumns(generated);
        String reason = "a subset has " + size + ". Use more examples or smaller subsets";
        real.requireRows(size, reason);
        generated.requireRows(size, reason);
        double[] values = new double[subsets];
        Parallel.forRange(subsets, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                RandomStream choice = stream.at(i);
                values[i] = mmd(real.chosen(size, choice), generated.chosen(size, choice), Estimator.UNBIASED);
            }
        });
        double mean = Summaries.mean(values);
        return new KernelDistance(mean, Summaries.standardDeviation(values), subsets, size);
    }

    /**
     * MMD² of all examples, without subsets.
     *
     * @param real features (N, d), N at least 2. Not modified
     * @param generated features (M, d), M at least 2. Not modified
     * @param estimator which estimate
     * @return MMD²
     * @throws IllegalArgumentException for features of other shapes or that are not finite, fewer than 2 examples, or
     *     U_STATISTIC with N ≠ M
     */
    public static double mmd(Tensor real, Tensor generated, Estimator estimator) {
        return mmd(Points.of(real, "real"), Points.of(generated, "generated"), estimator);
    }

    static double mmd(Points real, Points generated, Estimator estimator) {
        Objects.requireNonNull(estimator, "estimator");
        real.requireSameColumns(generated);
        String reason = "the kernel of two different examples is averaged";
        real.requireRows(2, reason);
        generated.requireRows(2, reason);
        boolean paired = estimator == Estimator.U_STATISTIC;
        if (paired && real.rows() != generated.rows()) {
            throw new IllegalArgumentException(real.rows() + " real and " + generated.rows() + " generated examples;"
                    + " U_STATISTIC leaves out pairs of equal index and expects equal numbers. Use UNBIASED");
        }
        boolean all = estimator == Estimator.BIASED;
        return meanKernel(real, real, !all) + meanKernel(generated, generated, !all)
                - 2 * meanKernel(real, generated, paired);
    }

    /** The mean kernel of all pairs, perhaps without the pairs of equal index. */
    private static double meanKernel(Points a, Points b, boolean withoutDiagonal) {
        double[] sums = new double[a.rows()];
        int d = a.columns();
        Pairs.products(a, b, (i, first, count, products) -> {
            for (int p = 0; p < count; p++) {
                if (!withoutDiagonal || first + p != i) {
                    double base = products[p] / d + 1;
                    sums[i] += base * base * base;
                }
            }
        });
        double sum = 0;
        for (double row : sums) {
            sum += row;
        }
        return sum / a.rows() / (withoutDiagonal ? b.rows() - 1 : b.rows());
    }
}
