package easel.core;

/** Callback for each recorded operation; may also wrap its derivative. For profiles and explanations. */
@FunctionalInterface
public interface Watcher {
    /**
     * Called after an operation has run and before it is recorded.
     *
     * @param name the operation as its layer calls it
     * @param output the computed tensor. Not modified
     * @param backward its derivative
     * @param sources the tensors the operation read, parameters included. Not modified
     * @return the derivative to record: the same one, or a wrapper that calls it and adds nothing to the sink itself
     */
    Backward recorded(String name, Tensor output, Backward backward, Tensor... sources);
}
