package easel.optim;

import easel.core.Gradients;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.Map;

/**
 * Updates parameters to reduce a loss. An optimizer has state and is not thread-safe; use one for each training loop.
 * Applications may implement this interface; {@link #state} and {@link #restore} then let checkpoints save the
 * optimizer.
 */
public interface Optimizer {
    /**
     * Updates every parameter that has a gradient, once and in place. Other parameters stay unchanged.
     *
     * <p>The optimizers of this package refuse a gradient with an element that is not finite or above 1.8446743e19 in
     * magnitude. The square of a larger element is infinite: a running mean of squares would stay infinite, and the
     * element of the parameter would never change again.
     *
     * @param gradients with respect to parameters only, from {@code tape.gradients(loss, net.parameters())}. Not
     *     modified
     * @throws IllegalArgumentException if a gradient is with respect to a tensor that is not a
     *     {@link easel.core.Parameter}, or has another shape than its parameter. Nothing changes
     * @throws easel.core.DivergedException if an element is not finite or too large. Nothing changes
     */
    void step(Gradients gradients);

    /**
     * The number of completed calls of {@link #step}.
     *
     * @return 0 at first
     */
    long steps();

    /**
     * The learning rate of the next step.
     *
     * @return finite and at least 0
     */
    float learningRate();

    /**
     * Makes a snapshot of the state, without the parameters themselves.
     *
     * @param named a network's {@code tensors()}; its names become the names of the saved state. Not modified
     * @return running means as tensors, such as {@code 0.weight.m}; counts and settings as strings
     * @throws IllegalArgumentException if this optimizer has updated a parameter that is not in {@code named}
     * @throws UnsupportedOperationException if this optimizer does not support saving; this is the default
     */
    default State state(Map<String, Tensor> named) {
        throw notSaved(this);
    }

    /**
     * Replaces the state by a snapshot. The next steps equal those of the saved optimizer, bit for bit.
     *
     * @param state from an optimizer with the same settings. Not modified
     * @param named a network's {@code tensors()}, with the same names. Not modified
     * @throws IllegalArgumentException if a setting or the learning rate differs (the message has both values), or if
     *     tensors are missing, unexpected or of another shape, have a value that is not finite, or a negative mean of
     *     squares (the message names each). Nothing changes
     * @throws UnsupportedOperationException if this optimizer does not support saving
     */
    default void restore(State state, Map<String, Tensor> named) {
        throw notSaved(this);
    }

    private static UnsupportedOperationException notSaved(Optimizer optimizer) {
        return new UnsupportedOperationException(optimizer.getClass().getName()
                + " does not support saving: override state and restore");
    }
}
