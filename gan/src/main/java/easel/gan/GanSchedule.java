package easel.gan;

/** In which order one step updates the two networks. */
public enum GanSchedule {
    /** D is updated on a real batch, then again on a fake batch, then G through the updated D on fresh points. */
    SEPARATE,
    /** D is updated once on a real and a fake batch joined into one, then G through the updated D on fresh points. */
    JOINED,
    /**
     * D is updated once by the mean of its losses on a real and a fake batch, each passed by itself, so that BatchNorm
     * sees them apart; then G through the updated D on fresh points. Goodfellow and others, Generative Adversarial Nets,
     * 2014, algorithm 1.
     */
    PAIRED,
    /** One pass of G and of D on both batches; both gradients are taken before either network is updated. */
    SIMULTANEOUS
}
