package easel.gan;

import static easel.core.ops.Reduce.sum;

import easel.core.Float32;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import java.util.List;
import java.util.Objects;

/**
 * A penalty on the norm of D's gradient with respect to its input, added to D's loss:
 *
 * <p>P = weight · meanₙ (‖gₙ‖ - target)², where gₙ = ∂D(xₙ)/∂xₙ is the gradient of one logit with respect to its
 * example, over all axes but the first, and ‖gₙ‖ its Euclidean norm.
 *
 * <p>Gradient: with v = ∂P/∂g as a constant, ∂P/∂θ = ∂⟨v, g⟩/∂θ, and ⟨v, g⟩ is the sum of the directional derivatives
 * {@link Tape#tangent} of D along v. So P needs one backward pass for g, one tangent pass, and the backward pass of the
 * whole loss. vₙ = 2 · weight / N · (1 - target / ‖gₙ‖) · gₙ, and 0 where gₙ = 0: there the norm has no derivative,
 * and 0 is a subgradient.
 *
 * <p>In a GAN with classes, gₙ is the gradient with respect to the example and not to its label. An interpolated or
 * perturbed example has the label of the real example.
 *
 * <p>Every layer of D must have a tangent, and an example's logit must not depend on other examples: BatchNorm in
 * training mode is refused.
 *
 * @param examples the points x at which D is penalized
 * @param target the norm without a penalty, 0 or above
 * @param weight the factor of the mean, positive
 * @param interval the penalty is part of every interval-th step only and is then multiplied by interval; 1 for every
 *     step. Karras and others, Analyzing and Improving the Image Quality of StyleGAN, 2020, appendix B (lazy
 *     regularization)
 */
public record GradientPenalty(Examples examples, float target, float weight, int interval) {
    /** The points at which D is penalized. */
    public enum Examples {
        /** The real batch. */
        REAL,
        /** The fake batch. */
        FAKE,
        /** xₙ = uₙ · realₙ + (1 - uₙ) · fakeₙ with uₙ uniform in [0, 1), one number for each pair. */
        INTERPOLATED,
        /**
         * Around the real batch: x = real + uₙ · s · e / 2 with s the standard deviation of all values of the batch, e
         * uniform in [0, 1) for each value, and uₙ uniform in [0, 1) for each example.
         */
        PERTURBED
    }

    /**
     * Checks the numbers.
     *
     * @param examples the points x at which D is penalized
     * @param target the norm without a penalty
     * @param weight the factor of the mean
     * @param interval the number of steps per penalty
     * @throws IllegalArgumentException if target is negative, weight is not positive, or interval is below 1
     */
    public GradientPenalty {
        Objects.requireNonNull(examples, "examples");
        if (!(target >= 0 && target <= Float.MAX_VALUE && weight > 0 && weight <= Float.MAX_VALUE && interval >= 1)) {
            throw new IllegalArgumentException("gradient penalty with target " + target + ", weight " + weight
                    + " and interval " + interval + ": the target must be at least 0, the weight positive and the"
                    + " interval at least 1");
        }
    }

    /**
     * A penalty of these numbers, converted to float.
     *
     * @param examples the points x at which D is penalized
     * @param target the norm without a penalty
     * @param weight the factor of the mean
     * @param interval the number of steps per penalty
     * @throws IllegalArgumentException if target is negative, weight is not positive, or interval is below 1
     */
    public GradientPenalty(Examples examples, double target, double weight, int interval) {
        this(examples, Float32.of(target), Float32.of(weight), interval);
    }

    /**
     * The penalty of WGAN-GP: λ · mean (‖g‖ - 1)² at interpolated examples. Gulrajani and others, Improved Training of
     * Wasserstein GANs, 2017, eq. 3, with λ = 10.
     *
     * @param weightOfMean λ, positive; converted to float
     * @return a penalty for every step
     */
    public static GradientPenalty wganGp(double weightOfMean) {
        return new GradientPenalty(Examples.INTERPOLATED, 1, weightOfMean, 1);
    }

    /**
     * R1: γ/2 · mean ‖g‖² at real examples. Mescheder, Geiger and Nowozin, Which Training Methods for GANs do actually
     * Converge?, 2018, eq. 9. The paper writes γ/2 with γ = 10; the code published with it uses 10 as the factor of
     * the mean.
     *
     * @param halfGamma γ/2, the factor of the mean, positive; converted to float
     * @return a penalty for every step
     */
    public static GradientPenalty r1(double halfGamma) {
        return new GradientPenalty(Examples.REAL, 0, halfGamma, 1);
    }

    /**
     * R2: γ/2 · mean ‖g‖² at fake examples. Mescheder, Geiger and Nowozin, 2018, eq. 10.
     *
     * @param halfGamma γ/2, the factor of the mean, positive; converted to float
     * @return a penalty for every step
     */
    public static GradientPenalty r2(double halfGamma) {
        return new GradientPenalty(Examples.FAKE, 0, halfGamma, 1);
    }

    /**
     * The penalty of DRAGAN: λ · mean (‖g‖ - 1)² around real examples. Kodali, Abernethy, Hays and Kira, On Convergence
     * and Stability of GANs, 2017, eq. 4, with λ = 10 and the perturbation of the code published with it.
     *
     * @param weightOfMean λ, positive; converted to float
     * @return a penalty for every step
     */
    public static GradientPenalty dragan(double weightOfMean) {
        return new GradientPenalty(Examples.PERTURBED, 1, weightOfMean, 1);
    }

    /**
     * The same penalty in every interval-th step, multiplied by interval.
     *
     * @param interval at least 1
     * @return a penalty with the same mean over the steps
     * @throws IllegalArgumentException if interval is below 1
     */
    public GradientPenalty withInterval(int interval) {
        return new GradientPenalty(examples, target, weight, interval);
    }

    /**
     * Whether the penalty is part of a step.
     *
     * @param step the number of completed steps, 0 in the first step
     * @return true for multiples of {@link #interval}
     */
    public boolean isDue(long step) {
        return step % interval == 0;
    }

    /**
     * The points of {@link Examples} for a real and a fake batch.
     *
     * @param real real examples, (N, …). Not modified
     * @param fake fake examples, (M, …). Not modified. Interpolated examples use the first min(N, M) of both
     * @param random the stream of the random numbers
     * @return real or fake itself, or a fresh tensor
     */
    public Tensor points(Tensor real, Tensor fake, RandomStream random) {
        return switch (examples) {
            case REAL -> real;
            case FAKE -> fake;
            case INTERPOLATED -> interpolated(real, fake, random);
            case PERTURBED -> perturbed(real, random);
        };
    }

    private static Tensor interpolated(Tensor real, Tensor fake, RandomStream random) {
        int n = Math.min(real.shape().axis(0), fake.shape().axis(0));
        Tensor x = Tensor.zeros(real.shape().withFirst(n));
        float[] u = uniform(n, random);
        int size = x.size() / n;
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = u[i / size] * real.array()[i] + (1 - u[i / size]) * fake.array()[i];
        }
        return x;
    }

    private static Tensor perturbed(Tensor real, RandomStream random) {
        int n = real.shape().axis(0);
        Tensor x = Tensor.zeros(real.shape());
        float half = (float) (deviation(real) / 2);
        float[] u = uniform(n, random);
        float[] e = uniform(x.size(), random);
        int size = x.size() / n;
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = real.array()[i] + u[i / size] * half * e[i];
        }
        return x;
    }

    private static float[] uniform(int n, RandomStream random) {
        float[] u = new float[n];
        random.fillUniform(u, 0, 1);
        return u;
    }

    /** The standard deviation of all values. */
    static double deviation(Tensor x) {
        double mean = 0;
        for (float value : x.array()) {
            mean += value;
        }
        mean /= x.size();
        double squares = 0;
        for (float value : x.array()) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / x.size());
    }

    /**
     * The penalty of a network at given points, from a new forward pass.
     *
     * @param discriminator network to logits (N, 1)
     * @param x the points, (N, …). Not modified
     * @param tape records the forward pass and the penalty
     * @return P, (1), including the factor {@link #interval}
     * @throws UnsupportedOperationException if a layer has no tangent; the message names it
     */
    public Tensor of(Layer discriminator, Tensor x, Tape tape) {
        return of(discriminator.forward(x, tape), x, tape);
    }

    /**
     * The penalty of a network at given points, from a forward pass that is already recorded.
     *
     * @param logits the network's output, (N, 1), recorded on the tape. Not modified
     * @param x the points from which the logits were computed, (N, …). Not modified
     * @param tape records the penalty
     * @return P, (1), including the factor {@link #interval}
     * @throws IllegalArgumentException if the logits were not computed from x on this tape
     * @throws UnsupportedOperationException if a layer has no tangent; the message names it
     */
    public Tensor of(Tensor logits, Tensor x, Tape tape) {
        Gradients gradients = tape.gradients(logits, Tensor.full(logits.shape(), 1), List.of(x));
        Tensor g = gradients.of(x);                                       // (N, …)
        double factor = (double) weight * interval / x.shape().axis(0);
        Tensor v = Tensor.zeros(g.shape());                               // ∂P/∂g
        double penalty = valueAndDirection(g, factor, v);
        Tensor slope = sum(tape.tangent(logits, x, v), tape);             // ⟨v, g⟩: has P's gradient, not its value
        return tape.record(this, Tensor.full(slope.shape(), penalty), (dy, sink) -> sink.add(slope, () -> dy), slope);
    }

    /** Returns P. Modified: v. */
    private double valueAndDirection(Tensor g, double factor, Tensor v) {
        int n = g.shape().axis(0);
        int size = g.size() / n;
        double penalty = 0;
        for (int example = 0; example < n; example++) {
            int start = example * size;
            double squares = 0;
            for (int i = start; i < start + size; i++) {
                squares += (double) g.array()[i] * g.array()[i];
            }
            double norm = Math.sqrt(squares);
            penalty += factor * (norm - target) * (norm - target);
            double slope = norm == 0 ? 0 : 2 * factor * (1 - target / norm);
            for (int i = start; i < start + size; i++) {
                v.array()[i] = (float) (slope * g.array()[i]);
            }
        }
        return penalty;
    }
}
