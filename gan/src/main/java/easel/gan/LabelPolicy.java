package easel.gan;

import easel.core.Float32;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Target labels of the discriminator: by default 1 for real and 0 for fake examples. Smoothing moves the real label
 * towards the fake one (one-sided label smoothing; Salimans and others, Improved Techniques for Training GANs, 2016,
 * section 3.4). Noise moves each label towards the other one by noise · U(0, 1), drawn for each example. The
 * generator's target is always the real label without smoothing or noise.
 *
 * <p>This is a closed set: a checkpoint must show which sign of a logit means "real". For other labels implement
 * {@link AdversarialLoss}.
 *
 * @param inverted whether real is 0 and fake is 1
 * @param smoothing distance of the real label from its unsmoothed value, in [0, 0.5)
 * @param noise upper limit of the random change of a label, in [0, 0.5); its sum with smoothing is below 0.5
 */
public record LabelPolicy(boolean inverted, float smoothing, float noise) {
    private static final Pattern TEXT =
            Pattern.compile("LabelPolicy\\[inverted=(true|false), smoothing=([^,]+), noise=([^,]+)]");

    /**
     * Checks smoothing and noise.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its unsmoothed value
     * @param noise upper limit of the random change of a label
     * @throws IllegalArgumentException if smoothing or noise is negative, or their sum is 0.5 or more
     */
    public LabelPolicy {
        if (!(smoothing >= 0 && noise >= 0 && smoothing + noise < 0.5f)) {
            throw new IllegalArgumentException("label smoothing " + smoothing + " and noise " + noise
                    + ": each must be at least 0 and their sum below 0.5, so that real and fake labels do not overlap");
        }
    }

    /**
     * A policy of these numbers, converted to float.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its unsmoothed value
     * @param noise upper limit of the random change of a label
     * @throws IllegalArgumentException if smoothing or noise is negative, or their sum is 0.5 or more
     */
    public LabelPolicy(boolean inverted, double smoothing, double noise) {
        this(inverted, Float32.of(smoothing), Float32.of(noise));
    }

    /**
     * Labels 1 for real and 0 for fake, without smoothing or noise.
     *
     * @return the policy of Goodfellow and others, Generative Adversarial Nets, 2014
     */
    public static LabelPolicy standard() {
        return new LabelPolicy(false, 0, 0);
    }

    /**
     * A copy with another choice of the real label.
     *
     * @param inverted whether real is 0 and fake is 1
     * @return a policy
     */
    public LabelPolicy withInversion(boolean inverted) {
        return new LabelPolicy(inverted, smoothing, noise);
    }

    /**
     * A copy with one-sided smoothing.
     *
     * @param smoothing distance of the real label from its unsmoothed value; 0.1 changes label 1 to 0.9
     * @return a policy
     */
    public LabelPolicy withSmoothing(double smoothing) {
        return new LabelPolicy(inverted, smoothing, noise);
    }

    /**
     * A copy with noise.
     *
     * @param noise upper limit of the random change of a label
     * @return a policy
     */
    public LabelPolicy withNoise(double noise) {
        return new LabelPolicy(inverted, smoothing, noise);
    }

    /**
     * Parses the text of {@link #toString}.
     *
     * @param text such as {@code LabelPolicy[inverted=true, smoothing=0.0, noise=0.15]}
     * @return the policy with that text
     * @throws IllegalArgumentException if the text does not describe a valid policy
     */
    public static LabelPolicy parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a label policy; expected one such as \""
                    + standard() + "\"");
        }
        return new LabelPolicy(Boolean.parseBoolean(matcher.group(1)), Float.parseFloat(matcher.group(2)),
                Float.parseFloat(matcher.group(3)));
    }

    /**
     * The text that checkpoints save.
     *
     * @return such as {@code LabelPolicy[inverted=true, smoothing=0.0, noise=0.15]}
     */
    @Override
    public String toString() {
        return "LabelPolicy[inverted=" + inverted + ", smoothing=" + smoothing + ", noise=" + noise + "]";
    }

    /** D's targets for real examples. */
    Tensor real(Shape shape, RandomStream random) {
        return labels(shape, inverted ? 0 : 1, smoothing, random);
    }

    /** D's targets for fake examples. */
    Tensor fake(Shape shape, RandomStream random) {
        return labels(shape, inverted ? 1 : 0, 0, random);
    }

    /** G's target for D's output on fake examples. */
    Tensor generatorTarget(Shape shape) {
        return Tensor.full(shape, inverted ? 0 : 1);
    }

    private Tensor labels(Shape shape, float label, float smoothing, RandomStream random) {
        float direction = label == 1 ? -1 : 1;
        Tensor labels = Tensor.full(shape, label + direction * smoothing);
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
