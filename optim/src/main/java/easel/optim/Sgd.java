package easel.optim;

import easel.core.kernels.Parallel;

/**
 * Stochastic gradient descent, plain, with momentum, or with Nesterov's momentum.
 *
 * <pre>
 * v ← μ·v + g
 * θ ← θ − η·v                   or, with Nesterov, θ ← θ − η·(g + μ·v)
 * </pre>
 *
 * <p>Without momentum v = g, nothing is remembered, and Nesterov changes nothing. The learning rate is applied to
 * v, not inside it, as in PyTorch; Keras has v ← μ·v − η·g, which is the same while η does not change. A v that
 * has decayed to nothing (|v| up to 1e-30) becomes zero.
 *
 * <p>Defaults: momentum 0 and no Nesterov (PyTorch, Keras).
 *
 * <p>Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning,
 * ICML 2013, for both forms of momentum.
 */
public final class Sgd extends ScheduledOptimizer {
    private final float momentum;
    private final boolean nesterov;

    private Sgd(Schedule schedule, float momentum, boolean nesterov) {
        super(schedule, momentum == 0 ? new String[0] : new String[] {"v"});
        this.momentum = Check.share("momentum", momentum);
        this.nesterov = nesterov;
    }

    /**
     * Gradient descent with one learning rate for all steps.
     *
     * @param rate η, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static Sgd withLearningRate(float rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * Gradient descent with a learning rate that changes.
     *
     * @param schedule η for each step
     * @return an optimizer without memory
     */
    public static Sgd withSchedule(Schedule schedule) {
        return new Sgd(schedule, 0, false);
    }

    /**
     * The same settings with another momentum.
     *
     * @param value μ, the share of v that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public Sgd withMomentum(float value) {
        return new Sgd(schedule, value, nesterov);
    }

    /**
     * The same settings with or without Nesterov's form of momentum.
     *
     * @param value whether a step looks ahead along v
     * @return an optimizer without memory
     */
    public Sgd withNesterov(boolean value) {
        return new Sgd(schedule, momentum, value);
    }

    @Override
    String settings() {
        return "momentum " + momentum + (nesterov ? ", Nesterov" : "");
    }

    @Override
    void move(float[] theta, float[] g, Slots.Slot slot, float rate) {
        if (momentum == 0) {
            Parallel.forRange(theta.length, GRAIN, (from, to) -> plain(theta, g, from, to, rate));
            return;
        }
        float[] v = slot.moments[0];
        if (nesterov) {
            Parallel.forRange(theta.length, GRAIN, (from, to) -> lookingAhead(theta, g, v, from, to, rate));
        } else {
            Parallel.forRange(theta.length, GRAIN, (from, to) -> withMomentum(theta, g, v, from, to, rate));
        }
    }

    private static void plain(float[] theta, float[] g, int from, int to, float eta) {
        for (int i = from; i < to; i++) {
            theta[i] -= eta * g[i];
        }
    }

    private void withMomentum(float[] theta, float[] g, float[] v, int from, int to, float eta) {
        float mu = momentum;
        for (int i = from; i < to; i++) {
            float vi = Denormals.flush(mu * v[i] + g[i]);
            v[i] = vi;
            theta[i] -= eta * vi;
        }
    }

    private void lookingAhead(float[] theta, float[] g, float[] v, int from, int to, float eta) {
        float mu = momentum;
        for (int i = from; i < to; i++) {
            float vi = Denormals.flush(mu * v[i] + g[i]);
            v[i] = vi;
            theta[i] -= eta * (g[i] + mu * vi);
        }
    }
}
