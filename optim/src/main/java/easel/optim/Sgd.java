package easel.optim;

import static easel.optim.Denormals.flush;

/**
 * Stochastic gradient descent, plain, with momentum, or with Nesterov's momentum.
 *
 * <pre>
 * v ← μ·v + g
 * θ ← θ − η·v                   or, with Nesterov, θ ← θ − η·(g + μ·v)
 * </pre>
 *
 * <p>Without momentum v = g, there is no state, and Nesterov has no effect. The learning rate multiplies v, as in
 * PyTorch; Keras has v ← μ·v − η·g, which is equivalent while η is constant. Values |v| of at most 1e-30 become zero.
 *
 * <p>Defaults: momentum 0 and no Nesterov (PyTorch, Keras).
 *
 * <p>Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning,
 * ICML 2013, describes both forms of momentum.
 */
public final class Sgd extends ScheduledOptimizer {
    private final float momentum;
    private final boolean nesterov;

    private Sgd(Schedule schedule, double momentum, boolean nesterov) {
        super(schedule, "", (float) momentum == 0 ? new String[0] : new String[] {"v"});
        this.momentum = Check.decayRate("momentum", momentum);
        this.nesterov = nesterov;
    }

    /**
     * Gradient descent with a constant learning rate.
     *
     * @param rate η, finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static Sgd withLearningRate(double rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * Gradient descent with a schedule of learning rates.
     *
     * @param schedule η for each step
     * @return a new optimizer at step 0
     */
    public static Sgd withSchedule(Schedule schedule) {
        return new Sgd(schedule, 0, false);
    }

    /**
     * A copy with another momentum and without state.
     *
     * @param momentum μ, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public Sgd withMomentum(double momentum) {
        return new Sgd(schedule, momentum, nesterov);
    }

    /**
     * A copy with or without Nesterov's form of momentum, and without state.
     *
     * @param nesterov whether to use Nesterov's form
     * @return a new optimizer at step 0
     */
    public Sgd withNesterov(boolean nesterov) {
        return new Sgd(schedule, momentum, nesterov);
    }

    @Override
    String settings() {
        return "momentum " + momentum + (nesterov ? ", Nesterov" : "");
    }

    @Override
    void update(float[] theta, float[] g, Slots.Slot slot, float eta, int from, int to) {
        if (momentum == 0) {
            plain(theta, g, eta, from, to);
        } else if (nesterov) {
            nesterov(theta, g, slot.moments[0], eta, from, to);
        } else {
            heavyBall(theta, g, slot.moments[0], eta, from, to);
        }
    }

    private static void plain(float[] theta, float[] g, float eta, int from, int to) {
        for (int i = from; i < to; i++) {
            theta[i] -= eta * g[i];
        }
    }

    private void heavyBall(float[] theta, float[] g, float[] v, float eta, int from, int to) {
        for (int i = from; i < to; i++) {
            float vi = flush(momentum * v[i] + g[i]);
            v[i] = vi;
            theta[i] -= eta * vi;
        }
    }

    private void nesterov(float[] theta, float[] g, float[] v, float eta, int from, int to) {
        for (int i = from; i < to; i++) {
            float vi = flush(momentum * v[i] + g[i]);
            v[i] = vi;
            theta[i] -= eta * (g[i] + momentum * vi);
        }
    }
}
