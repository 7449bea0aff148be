package easel.optim;

import easel.core.kernels.Parallel;

/**
 * Adam with decoupled weight decay: θ shrinks in proportion to itself, whatever the size of its gradients.
 *
 * <pre>
 * m ← β1·m + (1 − β1)·g
 * v ← β2·v + (1 − β2)·g²
 * θ ← θ − η·λ·θ − η · m̂ / (√v̂ + ε)      with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ)
 * </pre>
 *
 * <p>The decay λ is not part of g, as an L2 term in the loss would be, and so is not divided by √v̂. It is
 * multiplied by the learning rate, as in PyTorch, and follows a schedule as the paper's η does. Counting of t and
 * small moments are as in {@link Adam}. Every parameter with a gradient decays, biases too.
 *
 * <p>Defaults: weight decay 0.01 (PyTorch), beta1 0.9 and beta2 0.999 (the Adam paper), epsilon 1e-7 (Keras; the
 * Adam paper has 1e-8).
 *
 * <p>Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019, arXiv 1711.05101, Algorithm 2.
 */
public final class AdamW extends ScheduledOptimizer {
    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final float weightDecay;

    private AdamW(Schedule schedule, float beta1, float beta2, float epsilon, float weightDecay) {
        super(schedule, "m", "v");
        this.beta1 = Check.share("beta1", beta1);
        this.beta2 = Check.share("beta2", beta2);
        this.epsilon = Check.positive("epsilon", epsilon);
        this.weightDecay = Check.notNegative("weight decay", weightDecay);
    }

    /**
     * AdamW with one learning rate for all steps.
     *
     * @param rate η, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static AdamW withLearningRate(float rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * AdamW with a learning rate that changes.
     *
     * @param schedule η for each step
     * @return an optimizer without memory
     */
    public static AdamW withSchedule(Schedule schedule) {
        return new AdamW(schedule, 0.9f, 0.999f, 1e-7f, 0.01f);
    }

    /**
     * The same settings with another beta1.
     *
     * @param value the share of m that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public AdamW withBeta1(float value) {
        return new AdamW(schedule, value, beta2, epsilon, weightDecay);
    }

    /**
     * The same settings with another beta2.
     *
     * @param value the share of v that is kept, in [0, 1)
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value lies outside
     */
    public AdamW withBeta2(float value) {
        return new AdamW(schedule, beta1, value, epsilon, weightDecay);
    }

    /**
     * The same settings with another epsilon.
     *
     * @param value what is added to the corrected root, finite and above 0
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public AdamW withEpsilon(float value) {
        return new AdamW(schedule, beta1, beta2, value, weightDecay);
    }

    /**
     * The same settings with another weight decay.
     *
     * @param value λ, finite, 0 or above
     * @return an optimizer without memory
     * @throws IllegalArgumentException if the value is negative or not finite
     */
    public AdamW withWeightDecay(float value) {
        return new AdamW(schedule, beta1, beta2, epsilon, value);
    }

    @Override
    String settings() {
        return "beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon + ", weight decay " + weightDecay;
    }

    @Override
    void move(float[] theta, float[] g, Slots.Slot slot, float rate) {
        float eta = (float) (rate / (1 - StrictMath.pow(beta1, slot.t)));
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, slot.t)));
        float decay = rate * weightDecay;
        float[] m = slot.moments[0];
        float[] v = slot.moments[1];
        Parallel.forRange(theta.length, GRAIN, (from, to) -> move(theta, g, m, v, from, to, eta, correction, decay));
    }

    private void move(
            float[] theta, float[] g, float[] m, float[] v, int from, int to,
            float eta, float correction, float decay) {
        float b1 = beta1;
        float b2 = beta2;
        float eps = epsilon;
        for (int i = from; i < to; i++) {
            float mi = Denormals.flush(b1 * m[i] + (1 - b1) * g[i]);
            float vi = Denormals.flushSquare(b2 * v[i] + (1 - b2) * g[i] * g[i]);
            m[i] = mi;
            v[i] = vi;
            theta[i] -= decay * theta[i] + eta * mi / ((float) Math.sqrt(vi) * correction + eps);
        }
    }
}
