package easel.gan;

/** The order in which one step updates the two networks. */
public enum GanSchedule {
    /** D is updated on a real batch, then on a fake batch; then G is updated through the new D, on fresh points. */
    SEPARATE,
    /** D is updated once on a real and a fake batch joined into one; then G through the new D, on fresh points. */
    JOINED,
    /**
     * D is updated once by the mean of its losses on a real and a fake batch, each in its own forward pass and so with
     * its own BatchNorm statistics; then G through the new D, on fresh points. Goodfellow and others, Generative
     * Adversarial Nets, 2014, algorithm 1.
     */
    PAIRED,
    /** One forward pass of G, and one of D on each batch; both gradients are computed before either update. */
    SIMULTANEOUS
}
