package easel.gan;

/**
 * What one step measured, each from the pass that led to an update, before it. Of several D steps, the last.
 *
 * @param step its number, from 1
 * @param realLoss D's loss on real examples
 * @param fakeLoss D's loss on fake examples
 * @param generatorLoss G's loss
 * @param realAccuracy share of real examples that D took for real, in [0, 1]
 * @param fakeAccuracy share of fake examples that D took for fake, in [0, 1]
 * @param realProbability mean D(x): the probability of "real" that D gave to real examples
 * @param fakeProbability mean D(G(z)): the probability of "real" that D gave to fake examples in D's step
 */
public record GanStep(
        long step,
        double realLoss,
        double fakeLoss,
        double generatorLoss,
        double realAccuracy,
        double fakeAccuracy,
        double realProbability,
        double fakeProbability) {
    /**
     * D's loss on both halves.
     *
     * @return the mean of {@link #realLoss} and {@link #fakeLoss}
     */
    public double discriminatorLoss() {
        return (realLoss + fakeLoss) / 2;
    }

    /**
     * D's accuracy on both halves.
     *
     * @return the mean of {@link #realAccuracy} and {@link #fakeAccuracy}, in [0, 1]
     */
    public double discriminatorAccuracy() {
        return (realAccuracy + fakeAccuracy) / 2;
    }
}
