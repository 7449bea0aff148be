package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelPolicyTest {
    private static final Shape MANY = Shape.of(10_000, 1);

    @Test
    void realIsOneAndFakeIsZero() {
        assertLabels(LabelPolicy.standard(), 1, 0, 1);
    }

    @Test
    void invertedLabelsExchangeZeroAndOne() {
        assertLabels(LabelPolicy.standard().withInversion(true), 0, 1, 0);
        assertEquals(LabelPolicy.standard(), LabelPolicy.standard().withInversion(true).withInversion(false));
    }

    @Test
    void smoothingIsOneSidedAndDoesNotChangeTheGeneratorsTarget() {
        assertLabels(LabelPolicy.standard().withSmoothing(0.1f), 0.9f, 0, 1);
        assertLabels(LabelPolicy.standard().withInversion(true).withSmoothing(0.1f), 0.1f, 1, 0);
    }

    @Test
    void noiseMovesEachLabelTowardsTheOther() {
        LabelPolicy noisy = LabelPolicy.standard().withNoise(0.15f);
        assertUniform(0.85f, 1, noisy.real(MANY, RandomStream.of(1)));
        assertUniform(0, 0.15f, noisy.fake(MANY, RandomStream.of(1)));
        assertUniform(0, 0.15f, noisy.withInversion(true).real(MANY, RandomStream.of(1)));
        assertUniform(0.85f, 1, noisy.withInversion(true).fake(MANY, RandomStream.of(1)));
    }

    @Test
    void noiseIsAddedToSmoothing() {
        LabelPolicy both = LabelPolicy.standard().withSmoothing(0.1f).withNoise(0.2f);
        assertUniform(0.7f, 0.9f, both.real(MANY, RandomStream.of(1)));
        assertUniform(0, 0.2f, both.fake(MANY, RandomStream.of(1)));
    }

    @Test
    void noiseDependsOnTheStreamAndDiffersBetweenExamples() {
        LabelPolicy noisy = LabelPolicy.standard().withNoise(0.15f);
        RandomStream random = RandomStream.of(1);
        float[] first = noisy.real(MANY, random).array();
        assertArrayEquals(first, noisy.real(MANY, RandomStream.of(1)).array());
        assertFalse(Arrays.equals(first, noisy.real(MANY, random).array()));
        assertFalse(Arrays.equals(first, noisy.real(MANY, RandomStream.of(2)).array()));
        assertTrue(first[0] != first[1]);
    }

    @Test
    void flipsGiveAnExampleTheLabelOfTheOtherKind() {
        LabelPolicy flipped = LabelPolicy.standard().withSmoothing(0.1).withFlips(0.25);
        assertShare(0.25, 0, 0.9f, flipped.real(MANY, RandomStream.of(1)));
        assertShare(0.25, 0.9f, 0, flipped.fake(MANY, RandomStream.of(1)));
        assertShare(0.25, 1, 0.1f, flipped.withInversion(true).real(MANY, RandomStream.of(1)));
        assertShare(0.25, 0.1f, 1, flipped.withInversion(true).fake(MANY, RandomStream.of(1)));
        assertLabels(1, flipped.generatorTarget(Shape.of(3, 1)));
    }

    /** The labels take two values, and the rarer one has the share, within five standard deviations. */
    private static void assertShare(double share, float rare, float other, Tensor labels) {
        int count = 0;
        for (float label : labels.array()) {
            assertTrue(Math.abs(label - rare) < 1e-6 || Math.abs(label - other) < 1e-6, "label " + label);
            count += Math.abs(label - rare) < 1e-6 ? 1 : 0;
        }
        int n = labels.size();
        assertEquals(share, (double) count / n, 5 * Math.sqrt(share * (1 - share) / n));
    }

    @Test
    void flipsAndNoiseHaveSeparateRandomNumbers() {
        RandomStream random = RandomStream.of(3);
        float[] noises = new float[MANY.size()];
        float[] chances = new float[MANY.size()];
        random.fillUniform(noises, 0, 1);
        random.fillUniform(chances, 0, 1);
        float[] labels = LabelPolicy.standard().withNoise(0.2).withFlips(0.1).real(MANY, RandomStream.of(3)).array();
        for (int i = 0; i < labels.length; i++) {
            assertEquals(chances[i] < 0.1f ? 0.2 * noises[i] : 1 - 0.2 * noises[i], labels[i], 1e-6);
        }
    }

    @Test
    void flipsDependOnTheStream() {
        LabelPolicy flipped = LabelPolicy.standard().withFlips(0.1);
        float[] first = flipped.real(MANY, RandomStream.of(1)).array();
        assertArrayEquals(first, flipped.real(MANY, RandomStream.of(1)).array());
        assertFalse(Arrays.equals(first, flipped.real(MANY, RandomStream.of(2)).array()));
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 0.5f, 1, Float.NaN})
    void flipsOutOfRangeAreRefused(float flips) {
        assertEquals("label flips " + flips + " must be a probability of at least 0 and below 0.5, so that most labels"
                + " are correct; LabelPolicy.withInversion exchanges all labels",
                assertThrows(IllegalArgumentException.class, () -> LabelPolicy.standard().withFlips(flips))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 0", "0, -0.1", "0.5, 0", "0, 0.5", "0.25, 0.25", "NaN, 0", "0, NaN", "Infinity, 0"})
    void smoothingAndNoiseOutOfRangeAreRefused(float smoothing, float noise) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new LabelPolicy(false, smoothing, noise));
        assertEquals("label smoothing " + smoothing + " and noise " + noise
                + ": each must be at least 0 and their sum below 0.5, so that real and fake labels do not overlap",
                e.getMessage());
    }

    @Test
    void textRoundTrips() {
        for (LabelPolicy policy : new LabelPolicy[] {LabelPolicy.standard(), LabelPolicy.standard().withInversion(true),
            new LabelPolicy(true, 0.1f, 0.15f), new LabelPolicy(false, 1e-9f, 0.49999f),
            new LabelPolicy(true, 0.1, 0.15, 0.05), LabelPolicy.standard().withFlips(1e-9)}) {
            assertEquals(policy, LabelPolicy.parse(policy.toString()));
        }
        assertEquals("LabelPolicy[inverted=true, smoothing=0.1, noise=0.15]",
                new LabelPolicy(true, 0.1f, 0.15f).toString(), "checkpoints contain this text");
        assertEquals("LabelPolicy[inverted=false, smoothing=0.0, noise=0.0, flips=0.05]",
                LabelPolicy.standard().withFlips(0.05).toString(), "checkpoints contain this text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LabelPolicy[inverted=yes, smoothing=0.0, noise=0.0]",
        "LabelPolicy[inverted=true, smoothing=0.0, noise=0.7]", "LabelPolicy[inverted=true, smoothing=x, noise=0.0]",
        "LabelPolicy[inverted=true, smoothing=0.0, noise=0.0, flips=0.7]",
        "LabelPolicy[inverted=true, smoothing=0.0, noise=0.0, flips=]",
        "LabelPolicy[inverted=true, smoothing=0.0, noise=0.0, flip=0.1]"})
    void invalidTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> LabelPolicy.parse(text));
    }

    private static void assertLabels(LabelPolicy policy, float real, float fake, float target) {
        Shape shape = Shape.of(3, 1);
        assertLabels(real, policy.real(shape, RandomStream.of(0)));
        assertLabels(fake, policy.fake(shape, RandomStream.of(0)));
        assertLabels(target, policy.generatorTarget(shape));
    }

    private static void assertLabels(float expected, Tensor labels) {
        assertEquals(Shape.of(3, 1), labels.shape());
        assertArrayEquals(new float[] {expected, expected, expected}, labels.array(), 1e-7f);
    }

    /** All labels within the range, both ends reached within 1 %, the mean in the middle. */
    private static void assertUniform(float low, float high, Tensor labels) {
        double width = high - low;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (float label : labels.array()) {
            min = Math.min(min, label);
            max = Math.max(max, label);
            sum += label;
        }
        assertTrue(min >= low - 1e-6 && min <= low + 0.01 * width, "smallest " + min);
        assertTrue(max <= high + 1e-6 && max >= high - 0.01 * width, "largest " + max);
        assertEquals((low + high) / 2, sum / labels.size(), 0.02 * width);
    }
}
