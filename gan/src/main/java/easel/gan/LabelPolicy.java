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
 * section 3.4). Noise moves each label towards the other one by noise · U(0, 1), drawn for each example. Flips give an
 * example the label of the other kind, with a probability, drawn for each example (Chintala, Denton, Arjovsky and
 * Mathieu, How to Train a GAN? Tips and tricks to make GANs work, 2016, tip 6). The generator's target is always the
 * real label without smoothing, noise or flips.
 *
 * <p>This is a closed set: a checkpoint must show which sign of a logit means "real". For other labels implement
 * {@link AdversarialLoss}.
 *
 * @param inverted whether real is 0 and fake is 1
 * @param smoothing distance of the real label from its unsmoothed value, in [0, 0.5)
 * @param noise upper limit of the random change of a label, in [0, 0.5); its sum with smoothing is below 0.5
 * @param flips probability with which an example gets the label of the other kind, in [0, 0.5)
 */
public record LabelPolicy(boolean inverted, float smoothing, float noise, float flips) {
    /** The flips are absent if there are none, as in checkpoints of versions without them. */
    private static final Pattern TEXT = Pattern.compile("LabelPolicy\\[inverted=(true|false), smoothing=([^,]+),"
            + " noise=([^,]+?)(?:, flips=([^,]+))?]");

    /**
     * Checks smoothing, noise and flips.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its unsmoothed value
     * @param noise upper limit of the random change of a label
     * @param flips probability with which an example gets the label of the other kind
     * @throws IllegalArgumentException if smoothing or noise is negative, or their sum is 0.5 or more, or flips is not
     *     in [0, 0.5)
     */
    public LabelPolicy {
        if (!(smoothing >= 0 && noise >= 0 && smoothing + noise < 0.5f)) {
            throw new IllegalArgumentException("label smoothing " + smoothing + " and noise " + noise
                    + ": each must be at least 0 and their sum below 0.5, so that real and fake labels do not overlap");
        }
        if (!(flips >= 0 && flips < 0.5f)) {
            throw new IllegalArgumentException("label flips " + flips + " must be a probability of at least 0 and below"
                    + " 0.5, so that most labels are correct; LabelPolicy.withInversion exchanges all labels");
        }
    }

    /**
     * A policy of these numbers, converted to float.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its unsmoothed value
     * @param noise upper limit of the random change of a label
     * @param flips probability with which an example gets the label of the other kind
     * @throws IllegalArgumentException if smoothing or noise is negative, or their sum is 0.5 or more, or flips is not
     *     in [0, 0.5)
     */
    public LabelPolicy(boolean inverted, double smoothing, double noise, double flips) {
        this(inverted, Float32.of(smoothing), Float32.of(noise), Float32.of(flips));
    }

    /**
     * A policy of these numbers, converted to float, without flips.
     *
     * @param inverted whether real is 0 and fake is 1
     * @param smoothing distance of the real label from its unsmoothed value
     * @param noise upper limit of the random change of a label
     * @throws IllegalArgumentException if smoothing or noise is negative, or their sum is 0.5 or more
     */
    public LabelPolicy(boolean inverted, double smoothing, double noise) {
        this(inverted, smoothing, noise, 0);
    }

    /**
     * Labels 1 for real and 0 for fake, without smoothing, noise or flips.
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
        return new LabelPolicy(inverted, smoothing, noise, flips);
    }

    /**
     * A copy with one-sided smoothing.
     *
     * @param smoothing distance of the real label from its unsmoothed value; 0.1 changes label 1 to 0.9
     * @return a policy
     */
    public LabelPolicy withSmoothing(double smoothing) {
        return new LabelPolicy(inverted, smoothing, noise, flips);
    }

    /**
     * A copy with noise.
     *
     * @param noise upper limit of the random change of a label
     * @return a policy
     */
    public LabelPolicy withNoise(double noise) {
        return new LabelPolicy(inverted, smoothing, noise, flips);
    }

    /**
     * A copy with flips.
     *
     * @param flips probability with which an example gets the label of the other kind, in [0, 0.5)
     * @return a policy
     */
    public LabelPolicy withFlips(double flips) {
        return new LabelPolicy(inverted, smoothing, noise, flips);
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
                Float.parseFloat(matcher.group(3)), matcher.group(4) == null ? 0 : Float.parseFloat(matcher.group(4)));
    }

    /**
     * The text that checkpoints save. It names the flips if there are any.
     *
     * @return such as {@code LabelPolicy[inverted=true, smoothing=0.0, noise=0.15]}
     */
    @Override
    public String toString() {
        return "LabelPolicy[inverted=" + inverted + ", smoothing=" + smoothing + ", noise=" + noise
                + (flips == 0 ? "" : ", flips=" + flips) + "]";
    }

    /** D's targets for real examples. */
    Tensor real(Shape shape, RandomStream random) {
        return labels(shape, true, random);
    }

    /** D's targets for fake examples. */
    Tensor fake(Shape shape, RandomStream random) {
        return labels(shape, false, random);
    }

    /** G's target for D's output on fake examples. */
    Tensor generatorTarget(Shape shape) {
        return Tensor.full(shape, inverted ? 0 : 1);
    }

    private Tensor labels(Shape shape, boolean isReal, RandomStream random) {
        float[] noises = uniform(shape, noise, random);
        float[] chances = uniform(shape, flips, random);
        Tensor labels = Tensor.zeros(shape);
        for (int i = 0; i < labels.size(); i++) {
            labels.array()[i] = label(isReal != (chances[i] < flips), noises[i]);
        }
        return labels;
    }

    private float label(boolean isReal, float uniform) {
        float label = isReal == inverted ? 0 : 1;
        float direction = label == 1 ? -1 : 1;
        return label + direction * (isReal ? smoothing : 0) + direction * noise * uniform;
    }

    /** Numbers in [0, 1) for all labels; zeros, without a draw, if the setting is 0. */
    private static float[] uniform(Shape shape, float setting, RandomStream random) {
        float[] uniform = new float[shape.size()];
        if (setting > 0) {
            random.fillUniform(uniform, 0, 1);
        }
        return uniform;
    }
}
