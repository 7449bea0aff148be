package easel.core;

/** The derivative of one recorded operation, written by hand next to its forward computation. */
@FunctionalInterface
public interface Backward {
    /**
     * Adds the gradient of each source to the sink.
     *
     * @param dy the gradient of the loss with respect to the operation's output, of the output's shape. Not modified
     * @param sink takes one supplier per source and runs it only if {@link GradientSink#wants} is true for the source
     */
    void apply(Tensor dy, GradientSink sink);
}
