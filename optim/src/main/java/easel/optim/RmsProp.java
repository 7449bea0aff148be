package easel.optim;

import static easel.optim.Denormals.flushSquare;

/**
 * RMSProp: divides each element of the gradient by the root of a running mean of its squares.
 *
 * <pre>
 * s ← ρ·s + (1 − ρ)·g²
 * θ ← θ − η · g / (√s + ε)
 * </pre>
 *
 * <p>s starts at zero without bias correction, so the first steps are up to 1/√(1 − ρ) times the learning rate. An s
 * below 1.2e-38 becomes zero.
 *
 * <p>Defaults: rho 0.9 (the lecture, Keras), epsilon 1e-7 (Keras).
 *
 * <p>Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012.
 */
public final class RmsProp extends ScheduledOptimizer {
    private final float rho;
    private final float epsilon;

    private RmsProp(Schedule schedule, float rho, float epsilon) {
        super(schedule, "s");
        this.rho = Check.decayRate("rho", rho);
        this.epsilon = Check.positive("epsilon", epsilon);
    }

    /**
     * RMSProp with one learning rate for all steps.
     *
     * @param rate η, finite and above 0
     * @return an optimizer before its first step
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static RmsProp withLearningRate(float rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * RMSProp with a schedule of learning rates.
     *
     * @param schedule η for each step
     * @return an optimizer before its first step
     */
    public static RmsProp withSchedule(Schedule schedule) {
        return new RmsProp(schedule, 0.9f, 1e-7f);
    }

    /**
     * The same settings with another rho.
     *
     * @param value decay rate of s, in [0, 1)
     * @return an optimizer before its first step
     * @throws IllegalArgumentException if the value is out of range
     */
    public RmsProp withRho(float value) {
        return new RmsProp(schedule, value, epsilon);
    }

    /**
     * The same settings with another epsilon.
     *
     * @param value ε, added to the root; finite and above 0
     * @return an optimizer before its first step
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public RmsProp withEpsilon(float value) {
        return new RmsProp(schedule, rho, value);
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
