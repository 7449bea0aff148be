package easel.gan;

import easel.core.Tensor;
import java.util.Objects;

/**
 * Metrics of a discriminator on real and on fake examples. The losses do not contain the penalty: D minimizes the
 * mean of both losses, in {@link GanSchedule#JOINED} weighted by the numbers of examples, plus half of the penalty. In
 * {@link GanSchedule#SEPARATE} this is the mean of the sums that the two updates minimize.
 *
 * @param real metrics on real examples
 * @param fake metrics on fake examples
 * @param penalty the sum of all {@link GradientPenalty} values of this D step, each with its weight and, if it is part
 *     of every k-th step only, with the factor k; 0 in a step without penalties and in an evaluation
 */
public record DiscriminatorMetrics(Side real, Side fake, double penalty) {
    /** The metrics of an update without D. */
    static final DiscriminatorMetrics NONE = new DiscriminatorMetrics(Side.NONE, Side.NONE, 0);

    /**
     * Refuses null.
     *
     * @param real metrics on real examples
     * @param fake metrics on fake examples
     * @param penalty the sum of the penalties
     */
    public DiscriminatorMetrics {
        Objects.requireNonNull(real, "real");
        Objects.requireNonNull(fake, "fake");
    }

    /**
     * Metrics of a D step without penalties.
     *
     * @param realLoss D's loss on real examples, (1). Not modified
     * @param realLogits D's logits on real examples, (N, 1). Not modified
     * @param fakeLoss D's loss on fake examples, (1). Not modified
     * @param fakeLogits D's logits on fake examples, (M, 1). Not modified
     * @param criterion says which sign of a logit means "real"
     * @return metrics on both sides
     */
    public static DiscriminatorMetrics of(Tensor realLoss, Tensor realLogits, Tensor fakeLoss, Tensor fakeLogits,
            AdversarialLoss criterion) {
        return new DiscriminatorMetrics(Side.of(realLoss, realLogits, true, criterion),
                Side.of(fakeLoss, fakeLogits, false, criterion), 0);
    }

    /**
     * Metrics on examples that are all real or all fake.
     *
     * @param loss D's loss
     * @param accuracy share of the examples that D classified correctly, in [0, 1]
     * @param realProbability mean of D's probability of "real"
     */
    public record Side(double loss, double accuracy, double realProbability) {
        static final Side NONE = new Side(0, 0, 0);

        /**
         * Metrics of one forward pass of D.
         *
         * @param loss D's loss, (1). Not modified
         * @param logits D's logits, (N, 1). Not modified
         * @param isReal whether the examples are real
         * @param criterion says which sign of a logit means "real"
         * @return loss, accuracy and mean probability
         */
        public static Side of(Tensor loss, Tensor logits, boolean isReal, AdversarialLoss criterion) {
            int correct = 0;
            double probability = 0;
            for (float logit : logits.array()) {
                double z = criterion.towardsReal(logit);
                correct += (z > 0) == isReal ? 1 : 0;
                probability += 1 / (1 + StrictMath.exp(-z));
            }
            return new Side(loss.item(), (double) correct / logits.size(), probability / logits.size());
        }

        private Side plus(Side other) {
            return new Side(loss + other.loss, accuracy + other.accuracy, realProbability + other.realProbability);
        }

        private Side dividedBy(int n) {
            return new Side(loss / n, accuracy / n, realProbability / n);
        }
    }

    /** The sum of each number. */
    DiscriminatorMetrics plus(DiscriminatorMetrics other) {
        return new DiscriminatorMetrics(real.plus(other.real), fake.plus(other.fake), penalty + other.penalty);
    }

    DiscriminatorMetrics dividedBy(int n) {
        return new DiscriminatorMetrics(real.dividedBy(n), fake.dividedBy(n), penalty / n);
    }
}
