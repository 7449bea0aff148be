package easel.optim;

import static easel.optim.Denormals.flush;
import static easel.optim.Denormals.flushSquare;

/**
 * Adam: each step moves each element by about the learning rate, independent of the scale of its gradients.
 *
 * <pre>
 * m ← β1·m + (1 − β1)·g
 * v ← β2·v + (1 − β2)·g²
 * θ ← θ − η · m̂ / (√v̂ + ε)      with m̂ = m/(1 − β1ᵗ), v̂ = v/(1 − β2ᵗ)
 * </pre>
 *
 * <p>This is Algorithm 1 of the paper: ε is added to the root of v̂. Keras uses the paper's second form,
 * θ ← θ − η·√(1 − β2ᵗ)/(1 − β1ᵗ) · m/(√v + ε̂), which is Algorithm 1 with ε = ε̂/√(1 − β2ᵗ). For β2 = 0.999, ε is 32
 * times ε̂ at the first step and approaches ε̂ later. The results differ only where √v is not large compared with
 * epsilon.
 *
 * <p>Each parameter has its own t, so the bias correction is also correct for a parameter whose first gradient comes
 * in a later step. |m| of at most 1e-30 and v of at most 1.2e-38 become zero.
 *
 * <p>Defaults: beta1 0.9 and beta2 0.999 (the paper), epsilon 1e-7 (Keras; the paper has 1e-8).
 *
 * <p>Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015, arXiv 1412.6980.
 */
public final class Adam extends ScheduledOptimizer {
    private final float beta1;
    private final float beta2;
    private final float epsilon;

    private Adam(Schedule schedule, double beta1, double beta2, double epsilon) {
        super(schedule, "v", "m", "v");
        this.beta1 = Check.decayRate("beta1", beta1);
        this.beta2 = Check.decayRate("beta2", beta2);
        this.epsilon = Check.positive("epsilon", epsilon);
    }

    /**
     * Adam with a constant learning rate.
     *
     * @param rate η, finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    public static Adam withLearningRate(double rate) {
        return withSchedule(Schedule.constant(rate));
    }

    /**
     * Adam with a schedule of learning rates.
     *
     * @param schedule η for each step
     * @return a new optimizer at step 0
     */
    public static Adam withSchedule(Schedule schedule) {
        return new Adam(schedule, 0.9, 0.999, 1e-7);
    }

    /**
     * A copy with another beta1.
     *
     * @param beta1 decay rate of m, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public Adam withBeta1(double beta1) {
        return new Adam(schedule, beta1, beta2, epsilon);
    }

    /**
     * A copy with another beta2.
     *
     * @param beta2 decay rate of v, in [0, 1)
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is out of range
     */
    public Adam withBeta2(double beta2) {
        return new Adam(schedule, beta1, beta2, epsilon);
    }

    /**
     * A copy with another epsilon.
     *
     * @param epsilon ε, added to the corrected root; finite and above 0
     * @return a new optimizer at step 0
     * @throws IllegalArgumentException if the value is not finite and above 0
     */
    public Adam withEpsilon(double epsilon) {
        return new Adam(schedule, beta1, beta2, epsilon);
    }

    @Override
    String settings() {
        return "beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon;
    }

    @Override
    void update(float[] theta, float[] g, Slots.Slot slot, float eta, int from, int to) {
        float[] m = slot.moments[0];
        float[] v = slot.moments[1];
        // The bias corrections are the same for all elements: m̂ = m · (1/(1 − β1ᵗ)), √v̂ = √v · (1/√(1 − β2ᵗ)).
        float correctedEta = (float) (eta / (1 - StrictMath.pow(beta1, slot.t)));
        float correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, slot.t)));
        for (int i = from; i < to; i++) {
            float mi = flush(beta1 * m[i] + (1 - beta1) * g[i]);
            float vi = flushSquare(beta2 * v[i] + (1 - beta2) * g[i] * g[i]);
            m[i] = mi;
            v[i] = vi;
            theta[i] -= correctedEta * mi / ((float) Math.sqrt(vi) * correction + epsilon);
        }
    }
}
