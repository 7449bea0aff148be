package easel.core;

/** Callback for each recorded operation; may also wrap its derivative. For profiles and explanations. */
@FunctionalInterface
public interface Watcher {
    /**
     * Called after an operation has run and before it is recorded.
     *
     * @param name the name of the operation or layer
     * @param output the computed tensor. Not modified
     * @param backward the derivative of the operation
     * @param sources the tensors that the backward computes gradients for, parameters included. Not modified
     * @return the derivative to record: {@code backward}, or a wrapper that calls it and adds no other gradient
     */
    Backward recorded(String name, Tensor output, Backward backward, Tensor... sources);
}
