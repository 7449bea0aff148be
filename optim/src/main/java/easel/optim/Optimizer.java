package easel.optim;

import easel.core.Gradients;

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
}
