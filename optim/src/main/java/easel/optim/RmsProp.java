package easel.optim;

import static easel.optim.Denormals.flushSquare;

/**
 * RMSProp: divides each element of the gradient by the root of the running mean of its square.
 *
 * <pre>
 * s ← ρ·s + (1 − ρ)·g²
 * θ ← θ − η · g / (√s + ε)
 * </pre>
 *
 * <p>s starts at zero and has no bias correction, so the first steps are up to 1/√(1 − ρ) times the learning rate.
 * Values of s of at most 1.2e-38 become zero.
 *
 * <p>Defaults: rho 0.9 (the lecture, Keras), epsilon 1e-7 (Keras).
 *
 * <p>Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012.
 */
public final class RmsProp extends ScheduledOptimizer {
    private final float rho;
    private final float epsilon;

    private RmsProp(Schedule schedule, double rho, double epsilon) {
        super(schedule, "s", "s");
        this.rho = Check.decayRate("rho", rho);
        this.epsilon = Check.positive("epsilon", epsilon);
    }

    /**
     * RMSProp with a constant learning rate.
     *
     * @param rate η, finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static RmsProp withLearningRate(double rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * RMSProp with a schedule of learning rates.
     *
     * @param schedule η for each step
     * @return a new optimizer at step 0
     */
    public static RmsProp withSchedule(Schedule schedule) {
        return new RmsProp(schedule, 0.9, 1e-7);
    }

    /**
     * A copy with another rho.
     *
     * @param rho decay rate of s, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public RmsProp withRho(double rho) {
        return new RmsProp(schedule, rho, epsilon);
    }

    /**
     * A copy with another epsilon.
     *
     * @param epsilon ε, added to the root; finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public RmsProp withEpsilon(double epsilon) {
        return new RmsProp(schedule, rho, epsilon);
    }

    @Override
    String settings() {
        return "rho " + rho + ", epsilon " + epsilon;
    }

    @Override
    void update(float[] theta, float[] g, Slots.Slot slot, float eta, int from, int to) {
        float[] s = slot.moments[0];
        for (int i = from; i < to; i++) {
            float si = flushSquare(rho * s[i] + (1 - rho) * g[i] * g[i]);
            s[i] = si;
            theta[i] -= eta * g[i] / ((float) Math.sqrt(si) + epsilon);
        }
    }
}
