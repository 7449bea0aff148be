package easel.optim;

import static easel.optim.Denormals.flush;
import static easel.optim.Denormals.flushSquare;

/**
 * Adam with decoupled weight decay: each step also reduces θ by the fraction η·λ, independent of its gradients.
 *
 * <pre>
 * m ← β1·m + (1 − β1)·g
 * v ← β2·v + (1 − β2)·g²
 * θ ← θ − η·λ·θ − η · m̂ / (√v̂ + ε)      with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ)
 * </pre>
 *
 * <p>The decay λ is not part of g, unlike an L2 term in the loss, so it is not divided by √v̂. It is multiplied by the
 * learning rate, as in PyTorch, so it follows the schedule, as in the paper. {@link Adam} describes t and how small
 * moments become zero. Every parameter with a gradient decays, including biases.
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

    private AdamW(Schedule schedule, double beta1, double beta2, double epsilon, double weightDecay) {
        super(schedule, "v", "m", "v");
        this.beta1 = Check.decayRate("beta1", beta1);
        this.beta2 = Check.decayRate("beta2", beta2);
        this.epsilon = Check.positive("epsilon", epsilon);
        this.weightDecay = Check.notNegative("weight decay", weightDecay);
    }

    /**
     * AdamW with a constant learning rate.
     *
     * @param rate η, finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static AdamW withLearningRate(double rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * AdamW with a schedule of learning rates.
     *
     * @param schedule η for each step
     * @return a new optimizer at step 0
     */
    public static AdamW withSchedule(Schedule schedule) {
        return new AdamW(schedule, 0.9, 0.999, 1e-7, 0.01);
    }

    /**
     * A copy with another beta1.
     *
     * @param beta1 decay rate of m, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public AdamW withBeta1(double beta1) {
        return new AdamW(schedule, beta1, beta2, epsilon, weightDecay);
    }

    /**
     * A copy with another beta2.
     *
     * @param beta2 decay rate of v, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public AdamW withBeta2(double beta2) {
        return new AdamW(schedule, beta1, beta2, epsilon, weightDecay);
    }

    /**
     * A copy with another epsilon.
     *
     * @param epsilon ε, added to the corrected root; finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public AdamW withEpsilon(double epsilon) {
        return new AdamW(schedule, beta1, beta2, epsilon, weightDecay);
    }

    /**
     * A copy with another weight decay.
     *
     * @param weightDecay λ, finite, 0 or above
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is negative or not finite
     */
    public AdamW withWeightDecay(double weightDecay) {
        return new AdamW(schedule, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    String settings() {
        return "beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon + ", weight decay " + weightDecay;
    }

    @Override
    void update(float[] theta, float[] g, Slots.Slot slot, float eta, int from, int to) {
        float[] m = slot.moments[0];
        float[] v = slot.moments[1];
        float decay = eta * weightDecay;
        // The bias corrections are the same for all elements: m̂ = m · (1/(1 − β1ᵗ)), √v̂ = √v · (1/√(1 − β2ᵗ)).
        float correctedEta = (float) (eta / (1 - StrictMath.pow(beta1, slot.t)));
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, slot.t)));
        for (int i = from; i < to; i++) {
            float mi = flush(beta1 * m[i] + (1 - beta1) * g[i]);
            float vi = flushSquare(beta2 * v[i] + (1 - beta2) * g[i] * g[i]);
            m[i] = mi;
            v[i] = vi;
            theta[i] -= decay * theta[i] + correctedEta * mi / ((float) Math.sqrt(vi) * correction + epsilon);
        }
    }
}
