package easel.optim;

import easel.core.Gradients;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.Map;

/**
 * Changes parameters so that a loss falls. An optimizer belongs to one training loop and is not for use by two
 * threads at once. Anybody may write another one.
 */
public interface Optimizer {
    /**
     * Updates every parameter that has a gradient here, each once, in place; all others stay as they are. The
     * gradients are used as they come: one that is not finite makes its parameter so.
     *
     * @param gradients of parameters only, from {@code tape.gradients(loss, net.parameters())}. Not modified
     * @throws IllegalArgumentException if one of them is not by a {@link easel.core.Parameter}; nothing is changed
     */
    void step(Gradients gradients);

    /**
     * How often {@link #step} has run.
     *
     * @return 0 at first
     */
    long steps();

    /**
     * The learning rate that the next step will use.
     *
     * @return finite and at least 0
     */
    float learningRate();

    /**
     * A snapshot of all that the next steps depend on, but for the parameters themselves.
     *
     * @param named a network's {@code tensors()}: what is remembered of a parameter is saved under its name there
     * @return running means as tensors, such as {@code 0.weight.m}; counts and settings as strings
     * @throws IllegalArgumentException if this optimizer has changed a parameter without a name
     * @throws UnsupportedOperationException if it cannot be saved; one of your own may leave it so
     */
    default State state(Map<String, Tensor> named) {
        throw notSaved(this);
    }

    /**
     * Goes on from a snapshot: its next steps are those that would have followed there, bit for bit. What was
     * remembered before is forgotten. If something does not fit, nothing is changed.
     *
     * @param state of an optimizer with the same settings. Not modified
     * @param named a network's {@code tensors()}, with the same names. Not modified
     * @throws IllegalArgumentException if a setting or the learning rate is another, naming both; or naming every
     *     tensor that does not fit
     * @throws UnsupportedOperationException if it cannot be saved
     */
    default void restore(State state, Map<String, Tensor> named) {
        throw notSaved(this);
    }

    private static UnsupportedOperationException notSaved(Optimizer optimizer) {
        return new UnsupportedOperationException(optimizer.getClass().getName()
                + " cannot be saved: let it override state and restore");
    }
}
