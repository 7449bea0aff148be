package easel.measures;

import easel.core.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each class occurs among generated examples, according to a classifier. Classes that are missing or rare
 * are lost modes.
 *
 * @param counts examples of each class; at least one class and one example
 */
public record ClassHistogram(List<Integer> counts) {
    /**
     * Copies the list.
     *
     * @param counts examples of each class
     * @throws IllegalArgumentException if a count is negative or all are 0
     */
    public ClassHistogram {
        counts = List.copyOf(counts);
        if (counts.stream().anyMatch(count -> count < 0) || counts.stream().allMatch(count -> count == 0)) {
            throw new IllegalArgumentException("counts of classes " + counts + "; expected numbers from 0, with a sum"
                    + " of at least 1");
        }
    }

    /**
     * Counts classes.
     *
     * @param labels class of each example, from 0 to classes - 1. Not modified
     * @param classes number of classes, at least 1
     * @return the histogram
     * @throws IllegalArgumentException for other labels, or none
     */
    public static ClassHistogram of(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("label " + labels[i] + " of example " + i + "; expected a class from"
                        + " 0 to " + (classes - 1));
            }
            counts[labels[i]]++;
        }
        return new ClassHistogram(IntStream.of(counts).boxed().toList());
    }

    /**
     * Counts the classes with the largest logits.
     *
     * @param logits of a classifier, (N, C). Not modified
     * @return the histogram; of equal largest logits the first counts
     * @throws IllegalArgumentException for logits of another shape or that are not finite
     */
    public static ClassHistogram ofLogits(Tensor logits) {
        Points points = Points.of(logits, "logit");
        return of(Evaluator.argmax(logits), points.columns());
    }

    /**
     * The share of each class.
     *
     * @return a new array with the sum 1
     */
    public double[] shares() {
        long sum = counts.stream().mapToLong(Integer::longValue).sum();
        return counts.stream().mapToDouble(count -> (double) count / sum).toArray();
    }

    /**
     * The number of classes that occur, such as the covered modes of Stacked MNIST.
     *
     * @return classes with at least one example, from 1
     */
    public int occurringClasses() {
        return (int) counts.stream().filter(count -> count > 0).count();
    }

    /**
     * The effective number of classes, exp(-Σ p·ln p) with the shares p.
     *
     * @return from 1, one class only, to the number of classes, all equally often
     */
    public double effectiveClasses() {
        return StrictMath.exp(Divergences.entropy(shares()));
    }

    /**
     * The divergence from equal shares, KL(p ‖ 1/C) = Σ p·ln(p·C).
     *
     * @return in nats, from 0, all classes equally often, to ln C
     */
    public double klToUniform() {
        double[] uniform = new double[counts.size()];
        Arrays.fill(uniform, 1.0 / uniform.length);
        return Divergences.kl(shares(), uniform);
    }

    /**
     * The divergence from the shares of real examples, KL(p ‖ q) = Σ p·ln(p/q).
     *
     * @param real shares q of the classes, with the sum 1. Not modified
     * @return in nats, at least 0; infinite if a class occurs that has the share 0 in q
     * @throws IllegalArgumentException for another number of classes, or shares that are negative or have another sum
     */
    public double klTo(double[] real) {
        double sum = Arrays.stream(real).sum();
        if (real.length != counts.size() || !(Math.abs(sum - 1) < 1e-6) || Arrays.stream(real).anyMatch(q -> q < 0)) {
            throw new IllegalArgumentException("shares of classes " + Arrays.toString(real) + "; expected "
                    + counts.size() + " numbers from 0 with the sum 1. Divide counts by their sum");
        }
        return Divergences.kl(shares(), real);
    }
}
