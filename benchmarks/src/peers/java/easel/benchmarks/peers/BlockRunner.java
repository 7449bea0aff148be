package easel.benchmarks.peers;

/** A {@link easel.benchmarks.GrowthBlock} in one library. */
interface BlockRunner extends AutoCloseable {
    /**
     * Takes one training step: the forward pass, the backward pass for the mean squared error against zeros, and one
     * Adam step. The gradient of the input is not computed.
     */
    void train();

    /** Computes the output without recording. */
    void infer();

    /** Frees native memory. */
    @Override
    void close();
}
