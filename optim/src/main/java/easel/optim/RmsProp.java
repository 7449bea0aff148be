package easel.optim;

import easel.core.kernels.Parallel;

/**
 * RMSProp: each element of the gradient divided by the root of a running mean of its squares.
 *
 * <pre>
 * s ← ρ·s + (1 − ρ)·g²
 * θ ← θ − η · g / (√s + ε)
 * </pre>
 *
 * <p>s starts at zero and is not corrected for it, so the first steps are up to 1/√(1 − ρ) times the learning rate.
 * An s that has decayed to nothing (up to 1.2e-38) becomes zero.
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
        this.rho = Check.share("rho", rho);
        this.epsilon = Check.positive("epsilon", epsilon);
    }

    /**
     * RMSProp with one learning rate for all steps.
     *
     * @param rate η, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static RmsProp withLearningRate(float rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * RMSProp with a learning rate that changes.
     *
     * @param schedule η for each step
     * @return an optimizer without memory
     */
    public static RmsProp withSchedule(Schedule schedule) {
        return new RmsProp(schedule, 0.9f, 1e-7f);
    }

    /**
     * The same settings with another rho.
     *
     * @param value the share of s that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public RmsProp withRho(float value) {
        return new RmsProp(schedule, value, epsilon);
    }

    /**
     * The same settings with another epsilon.
     *
     * @param value what is added to the root, finite and above 0
     * @return an optimizer without memory
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
    void move(float[] theta, float[] g, Slots.Slot slot, float rate) {
        float[] s = slot.moments[0];
        Parallel.forRange(theta.length, GRAIN, (from, to) -> move(theta, g, s, from, to, rate));
    }

    private void move(float[] theta, float[] g, float[] s, int from, int to, float eta) {
        float r = rho;
        float eps = epsilon;
        for (int i = from; i < to; i++) {
            float si = Denormals.flushSquare(r * s[i] + (1 - r) * g[i] * g[i]);
            s[i] = si;
            theta[i] -= eta * g[i] / ((float) Math.sqrt(si) + eps);
        }
    }
}
