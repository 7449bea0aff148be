package easel.gan;

/**
 * Measurements of one step. Each value comes from the forward pass of an update, that is, from the parameters before
 * the update. If a step has several D steps, D's values come from the last D step.
 *
 * @param step the number of the step, from 1
 * @param realLoss D's loss on real examples
 * @param fakeLoss D's loss on fake examples
 * @param generatorLoss G's loss
 * @param realAccuracy share of real examples that D classified as real, in [0, 1]
 * @param fakeAccuracy share of fake examples that D classified as fake, in [0, 1]
 * @param realProbability mean D(x), the probability of "real" for real examples
 * @param fakeProbability mean D(G(z)), the probability of "real" for the fake examples of D's step
 * @param penalty sum of the gradient penalties in D's loss; see {@link DiscriminatorMetrics#penalty}
 */
public record GanStep(
        long step,
        double realLoss,
        double fakeLoss,
        double generatorLoss,
        double realAccuracy,
        double fakeAccuracy,
        double realProbability,
        double fakeProbability,
        double penalty) {
    static GanStep of(long step, GanSteps.Metrics metrics) {
        DiscriminatorMetrics.Side real = metrics.discriminator().real();
        DiscriminatorMetrics.Side fake = metrics.discriminator().fake();
        return new GanStep(step, real.loss(), fake.loss(), metrics.generatorLoss(), real.accuracy(), fake.accuracy(),
                real.realProbability(), fake.realProbability(), metrics.discriminator().penalty());
    }

    /**
     * D's loss on real and fake examples, without penalties.
     *
     * @return the mean of {@link #realLoss} and {@link #fakeLoss}
     */
    public double discriminatorLoss() {
        return (realLoss + fakeLoss) / 2;
    }

    /**
     * D's accuracy on real and fake examples.
     *
     * @return the mean of {@link #realAccuracy} and {@link #fakeAccuracy}, in [0, 1]
     */
    public double discriminatorAccuracy() {
        return (realAccuracy + fakeAccuracy) / 2;
    }
}
