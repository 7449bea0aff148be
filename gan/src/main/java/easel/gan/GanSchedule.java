package easel.gan;

/**
 * The order in which one step updates the two networks. Every schedule except {@link #SIMULTANEOUS} updates G through
 * the D that was updated in the same step.
 */
public enum GanSchedule {
    /** D is updated on a real batch, then on a fake batch. Then G is updated through D, with new latent points. */
    SEPARATE,
    /**
     * D is updated once on the concatenation of a real and a fake batch. Then G is updated through D, with new
     * latent points.
     */
    JOINED,
    /**
     * D is updated once with the mean of its losses on a real and a fake batch. Each batch has a separate forward pass,
     * and so separate BatchNorm statistics. Then G is updated through D, with new latent points. Goodfellow and
     * others, Generative Adversarial Nets, 2014, algorithm 1.
     */
    PAIRED,
    /** G has one forward pass, and D one on each batch. Both gradients are computed before either update. */
    SIMULTANEOUS
}
