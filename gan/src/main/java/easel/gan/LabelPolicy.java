package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;

/**
 * Which numbers a discriminator is told. By default real is 1 and fake is 0. Smoothing moves the real label towards
 * the fake one (one-sided, Salimans and others, Improved Techniques for Training GANs, 2016, section 3.4); noise moves
 * each label towards the other by noise · U(0, 1), drawn anew for each example. The generator always aims at the plain
 * real label.
 *
 * @param inverted whether real is 0 and fake is 1
 * @param smoothing distance of the real label from its plain value, in [0, 0.5)
 * @param noise largest random distance of a label, in [0, 0.5); together with smoothing below 0.5
 */
public record LabelPolicy(boolean inverted, float smoothing, float noise) {
    /**
     * Checks the distances.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its plain value
     * @param noise largest random distance of a label
     * @throws IllegalArgumentException if a distance is negative or both together reach 0.5
     */
    public LabelPolicy {
        if (!(smoothing >= 0 && noise >= 0 && smoothing + noise < 0.5f)) {
            throw new IllegalArgumentException("label smoothing " + smoothing + " and noise " + noise
                    + " must be at least 0 and together below 0.5, where a real label would be as good as a fake one");
        }
    }

    /**
     * Real is 1, fake is 0, no smoothing, no noise.
     *
     * @return the policy of Goodfellow and others, Generative Adversarial Nets, 2014
     */
    public static LabelPolicy standard() {
        return new LabelPolicy(false, 0, 0);
    }

    /**
     * The same with real as 0 and fake as 1.
     *
     * @return a policy
     */
    public LabelPolicy withInversion() {
        return new LabelPolicy(!inverted, smoothing, noise);
    }

    /**
     * The same with one-sided smoothing.
     *
     * @param smoothing distance of the real label from its plain value, as 0.1 for 0.9
     * @return a policy
     */
    public LabelPolicy withSmoothing(float smoothing) {
        return new LabelPolicy(inverted, smoothing, noise);
    }

    /**
     * The same with noise.
     *
     * @param noise largest random distance of a label
     * @return a policy
     */
    public LabelPolicy withNoise(float noise) {
        return new LabelPolicy(inverted, smoothing, noise);
    }

    /** What D is told of real examples. */
    Tensor real(Shape shape, RandomStream random) {
        return towardsOther(shape, inverted ? 0 : 1, smoothing, random);
    }

    /** What D is told of fake examples. */
    Tensor fake(Shape shape, RandomStream random) {
        return towardsOther(shape, inverted ? 1 : 0, 0, random);
    }

    /** What G wants D to say of its own. */
    Tensor goal(Shape shape) {
        return Tensor.full(shape, inverted ? 0 : 1);
    }

    private Tensor towardsOther(Shape shape, float plain, float distance, RandomStream random) {
        float direction = plain == 1 ? -1 : 1;
        Tensor labels = Tensor.full(shape, plain + direction * distance);
        if (noise > 0) {
            Tensor uniform = Tensor.zeros(shape);
            random.fillUniform(uniform.array(), 0, 1);
            for (int i = 0; i < labels.size(); i++) {
                labels.array()[i] += direction * noise * uniform.array()[i];
            }
        }
        return labels;
    }
}
