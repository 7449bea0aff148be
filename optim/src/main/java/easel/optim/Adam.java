package easel.optim;

import easel.core.kernels.Parallel;

/**
 * Adam: a step of about the learning rate in each element, whatever the scale of its gradients.
 *
 * <pre>
 * m ← β1·m + (1 − β1)·g
 * v ← β2·v + (1 − β2)·g²
 * θ ← θ − η · m̂ / (√v̂ + ε)      with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ)
 * </pre>
 *
 * <p>This is Algorithm 1 of the paper, with epsilon outside the corrected root. Keras computes what the paper
 * calls epsilon hat, θ ← θ − η·√(1 − β2ᵗ)/(1 − β1ᵗ) · m/(√v + ε̂), which is Algorithm 1 with
 * ε = ε̂/√(1 − β2ᵗ): its epsilon weighs 32 times as much at the first step (β2 = 0.999) and the same in the end.
 * The two differ only where √v is not large beside epsilon.
 *
 * <p>Each parameter counts its own t, so a parameter that first appears later starts unbiased too. Moments that
 * have decayed to nothing (|m| up to 1e-30, v up to 1.2e-38) become zero.
 *
 * <p>Defaults: beta1 0.9 and beta2 0.999 (the paper), epsilon 1e-7 (Keras and the programs written for it; the
 * paper has 1e-8).
 *
 * <p>Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, arXiv 1412.6980.
 */
public final class Adam extends ScheduledOptimizer {
    private final float beta1;
    private final float beta2;
    private final float epsilon;

    private Adam(Schedule schedule, float beta1, float beta2, float epsilon) {
        super(schedule, "m", "v");
        this.beta1 = Check.share("beta1", beta1);
        this.beta2 = Check.share("beta2", beta2);
        this.epsilon = Check.positive("epsilon", epsilon);
    }

    /**
     * Adam with one learning rate for all steps.
     *
     * @param rate η, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static Adam withLearningRate(float rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * Adam with a learning rate that changes.
     *
     * @param schedule η for each step
     * @return an optimizer without memory
     */
    public static Adam withSchedule(Schedule schedule) {
        return new Adam(schedule, 0.9f, 0.999f, 1e-7f);
    }

    /**
     * The same settings with another beta1.
     *
     * @param value the share of m that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public Adam withBeta1(float value) {
        return new Adam(schedule, value, beta2, epsilon);
    }

    /**
     * The same settings with another beta2.
     *
     * @param value the share of v that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public Adam withBeta2(float value) {
        return new Adam(schedule, beta1, value, epsilon);
    }

    /**
     * The same settings with another epsilon.
     *
     * @param value what is added to the corrected root, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public Adam withEpsilon(float value) {
        return new Adam(schedule, beta1, beta2, value);
    }

    @Override
    String settings() {
        return "beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon;
    }

    @Override
    void move(float[] theta, float[] g, Slots.Slot slot, float rate) {
        // The corrections are the same for all elements: η/(1 − β1ᵗ) in front and 1/√(1 − β2ᵗ) at the root.
        float eta = (float) (rate / (1 - StrictMath.pow(beta1, slot.t)));
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, slot.t)));
        float[] m = slot.moments[0];
        float[] v = slot.moments[1];
        Parallel.forRange(theta.length, GRAIN, (from, to) -> move(theta, g, m, v, from, to, eta, correction));
    }

    private void move(float[] theta, float[] g, float[] m, float[] v, int from, int to, float eta, float correction) {
        float b1 = beta1;
        float b2 = beta2;
        float eps = epsilon;
        for (int i = from; i < to; i++) {
            float mi = Denormals.flush(b1 * m[i] + (1 - b1) * g[i]);
            float vi = Denormals.flushSquare(b2 * v[i] + (1 - b2) * g[i] * g[i]);
            m[i] = mi;
            v[i] = vi;
            theta[i] -= eta * mi / ((float) Math.sqrt(vi) * correction + eps);
        }
    }
}
