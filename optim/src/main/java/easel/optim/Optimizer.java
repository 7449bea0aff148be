package easel.optim;

import easel.core.Gradients;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.Map;

/**
 * Updates parameters to reduce a loss. An optimizer has state and is not thread-safe; use one for each training loop.
 * Applications may implement this interface.
 */
public interface Optimizer {
    /**
     * Updates every parameter that has a gradient, once and in place. Other parameters stay unchanged. Gradients are
     * not checked: one that is not finite makes its parameter not finite.
     *
     * @param gradients of parameters only, from {@code tape.gradients(loss, net.parameters())}. Not modified
     * @throws IllegalArgumentException if a gradient is not that of a {@link easel.core.Parameter}; nothing is changed
     */
    void step(Gradients gradients);

    /**
     * The number of calls of {@link #step}.
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
     * @param named a network's {@code tensors()}: the names under which the state of each parameter is saved
     * @return running means as tensors, such as {@code 0.weight.m}; counts and settings as strings
     * @throws IllegalArgumentException if this optimizer has updated a parameter without a name
     * @throws UnsupportedOperationException if this optimizer does not support saving, as by default
     */
    default State state(Map<String, Tensor> named) {
        throw notSaved(this);
    }

    /**
     * Restores a snapshot, which replaces the state. The next steps are those of the saved optimizer, bit for bit.
     *
     * @param state from an optimizer with the same settings. Not modified
     * @param named a network's {@code tensors()}, with the same names. Not modified
     * @throws IllegalArgumentException if a setting or the learning rate differs, with both values; or if tensors do
     *     not fit, with the name of each. Nothing is changed
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
