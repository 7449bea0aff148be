package easel.core;

/** The derivative of one recorded operation, written by hand beside its forward. */
@FunctionalInterface
public interface Backward {
    /**
     * Offers the gradient of each source to the sink.
     *
     * @param dy the gradient of the loss by the operation's output, of the output's shape. Not modified
     * @param sink takes one supplier for each source and runs those that somebody wants
     */
    void apply(Tensor dy, GradientSink sink);
}
