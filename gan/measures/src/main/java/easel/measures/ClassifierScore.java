package easel.measures;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.stream.IntStream;

/**
 * The classifier score (Inception Score, IS, with the Inception network): high if each generated example has a clear
 * class and all classes occur.
 *
 * <pre>
 * exp( 1/N · Σₙ KL(p(y|xₙ) ‖ p(y)) )      p(y) = 1/N · Σₙ p(y|xₙ)
 * </pre>
 *
 * <p>From 1 to the number of classes C. The examples are split, and the result is the mean over the splits, each with
 * its own p(y). The score does not compare with real examples: it sees neither copies nor a lack of variety within a
 * class. Compare with the score of real examples of the same number.
 *
 * <p>Conventions: 10 splits of the shuffled examples, as in torch-fidelity. Source: Salimans and others, Improved
 * techniques for training GANs, 2016, section 4.
 *
 * @param mean mean score of the splits
 * @param standardDeviation standard deviation of the splits (divided by their number)
 * @param splits number of splits
 */
public record ClassifierScore(double mean, double standardDeviation, int splits) {
    /**
     * The score with 10 splits of the shuffled examples.
     *
     * @param logits of a classifier, (N, C), N at least 10. Not modified
     * @param random shuffles the examples. Not advanced
     * @return mean and standard deviation
     * @throws IllegalArgumentException for logits of another shape or that are not finite, or too few examples
     */
    public static ClassifierScore ofLogits(Tensor logits, RandomStream random) {
        return ofLogits(logits, 10, random);
    }

    /**
     * The score with another number of splits of the shuffled examples.
     *
     * @param logits of a classifier, (N, C). Not modified
     * @param splits from 1 to N; their sizes differ by at most 1
     * @param random shuffles the examples. Not advanced
     * @return mean and standard deviation
     * @throws IllegalArgumentException for logits of another shape or that are not finite, or other splits
     */
    public static ClassifierScore ofLogits(Tensor logits, int splits, RandomStream random) {
        Points points = Points.of(logits, "logit");
        return of(points, splits, random.stream("classifier score").at(0).permutation(points.rows()));
    }

    static ClassifierScore of(Points logits, int splits, int[] order) {
        if (splits < 1) {
            throw new IllegalArgumentException(splits + " splits; expected at least 1");
        }
        logits.requireRows(splits, "each of " + splits + " splits needs an example. Use more examples or fewer splits");
        double[] scores = new double[splits];
        for (int split = 0; split < splits; split++) {
            int from = (int) ((long) split * order.length / splits);
            int to = (int) ((split + 1L) * order.length / splits);
            double[][] probabilities = IntStream.range(from, to).mapToObj(i -> logits.row(order[i]))
                    .map(ClassifierScore::softmax).toArray(double[][]::new);
            scores[split] = score(probabilities);
        }
        return new ClassifierScore(Summaries.mean(scores), Summaries.standardDeviation(scores), splits);
    }

    private static double score(double[][] probabilities) {
        double[] marginal = new double[probabilities[0].length];                          // p(y)
        for (double[] p : probabilities) {
            for (int c = 0; c < p.length; c++) {
                marginal[c] += p[c] / probabilities.length;
            }
        }
        double sum = 0;
        for (double[] p : probabilities) {
            sum += Divergences.kl(p, marginal);
        }
        return StrictMath.exp(sum / probabilities.length);
    }

    private static double[] softmax(double[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            logits[c] = StrictMath.exp(logits[c] - largest);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
        return logits;
    }
}
