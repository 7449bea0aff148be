package easel.gan;

import easel.core.Tensor;

/**
 * What a discriminator said of real and of fake examples.
 *
 * @param real of real ones
 * @param fake of fake ones
 */
public record DiscriminatorMetrics(Side real, Side fake) {
    /**
     * What it said of examples that are all real or all fake.
     *
     * @param loss D's loss on them
     * @param accuracy share that D took for what they are, in [0, 1]
     * @param realProbability mean probability of "real" that D gave to them
     */
    public record Side(double loss, double accuracy, double realProbability) {
        static Side of(Tensor loss, Tensor logits, boolean isReal, AdversarialLoss criterion) {
            int right = 0;
            double probability = 0;
            for (float logit : logits.array()) {
                double z = criterion.towardsReal(logit);
                right += (z > 0) == isReal ? 1 : 0;
                probability += 1 / (1 + StrictMath.exp(-z));
            }
            return new Side(loss.item(), (double) right / logits.size(), probability / logits.size());
        }
    }
}
