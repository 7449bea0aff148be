package easel.core;

/** Sees operations as they are recorded, and may see their derivatives run: for profiles and explanations. */
@FunctionalInterface
public interface Watcher {
    /**
     * Called when an operation has run and before it is recorded.
     *
     * @param name the operation in a layer's words
     * @param output what it made. Not modified
     * @param backward its derivative
     * @param sources what it read, parameters included. Not modified
     * @return the derivative to record: the same one, or one that calls it and adds nothing to the sink itself
     */
    Backward recorded(String name, Tensor output, Backward backward, Tensor... sources);
}
