package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Losses;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares losses and gradients with closed forms in double. For the sigmoid s, -ln s(z) = softplus(-z). */
class AdversarialLossTest {
    private static final Shape SHAPE = Shape.of(7, 1);
    private static final Tensor LOGITS = Tensor.of(SHAPE, -30, -3, -0.5f, 0, 0.75f, 4, 30);

    @Test
    void nonSaturatingMinimisesMinusLnD() {
        AdversarialLoss.Separable loss = AdversarialLoss.nonSaturating(LabelPolicy.standard());
        assertLoss(loss::generator, z -> softplus(-z), z -> sigmoid(z) - 1);
        assertDiscriminator(loss);
    }

    @Test
    void minimaxMinimisesLnOfOneMinusD() {
        AdversarialLoss.Separable loss = AdversarialLoss.minimax(LabelPolicy.standard());
        assertLoss(loss::generator, z -> -softplus(z), z -> -sigmoid(z));
        assertDiscriminator(loss);
    }

    private static void assertDiscriminator(AdversarialLoss.Separable loss) {
        assertLoss(loss::real, z -> softplus(-z), z -> sigmoid(z) - 1);
        assertLoss(loss::fake, z -> softplus(z), z -> sigmoid(z));
    }

    @Test
    void invertedLabelsNegateTheLogits() {
        LabelPolicy inverted = LabelPolicy.standard().withInversion(true);
        AdversarialLoss.Separable nonSaturating = AdversarialLoss.nonSaturating(inverted);
        AdversarialLoss.Separable minimax = AdversarialLoss.minimax(inverted);
        assertLoss(nonSaturating::generator, z -> softplus(z), z -> sigmoid(z));
        assertLoss(minimax::generator, z -> -softplus(-z), z -> 1 - sigmoid(z));
        for (AdversarialLoss.Separable loss : List.of(nonSaturating, minimax)) {
            assertLoss(loss::real, z -> softplus(z), z -> sigmoid(z));
            assertLoss(loss::fake, z -> softplus(-z), z -> sigmoid(z) - 1);
        }
    }

    @Test
    void smoothingMovesTheRealLabelOnly() {
        LabelPolicy smooth = LabelPolicy.standard().withSmoothing(0.1f);
        AdversarialLoss.Separable nonSaturating = AdversarialLoss.nonSaturating(smooth);
        AdversarialLoss.Separable minimax = AdversarialLoss.minimax(smooth);
        for (AdversarialLoss.Separable loss : List.of(nonSaturating, minimax)) {
            assertLoss(loss::real, z -> softplus(z) - 0.9 * z, z -> sigmoid(z) - 0.9);
            assertLoss(loss::fake, z -> softplus(z), z -> sigmoid(z));
        }
        assertLoss(nonSaturating::generator, z -> softplus(-z), z -> sigmoid(z) - 1);
        assertLoss(minimax::generator, z -> -softplus(z), z -> -sigmoid(z));
    }

    @Test
    void labelNoiseComesFromTheRandomStreamOfTheTape() {
        AdversarialLoss.Separable loss = AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.15f));
        Tape tape = Tape.training(RandomStream.of(4));
        RandomStream same = RandomStream.of(4);
        Tensor real = uniform(same, 1, -0.15f);
        Tensor fake = uniform(same, 0, 0.15f);
        assertEquals(crossEntropy(real), loss.real(LOGITS, tape).item());
        assertEquals(crossEntropy(fake), loss.fake(LOGITS, tape).item());
        assertNotEquals(crossEntropy(real), loss.real(LOGITS, Tape.training(RandomStream.of(5))).item());
    }

    @Test
    void noiseDoesNotChangeTheGeneratorsTarget() {
        AdversarialLoss.Separable loss = AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.15f));
        assertLoss(loss::generator, z -> softplus(-z), z -> sigmoid(z) - 1);
    }

    @Test
    void towardsRealNegatesLogitsOfInvertedLabels() {
        assertEquals(2, AdversarialLoss.minimax(LabelPolicy.standard()).towardsReal(2));
        assertEquals(-2, AdversarialLoss.minimax(LabelPolicy.standard().withInversion(true)).towardsReal(2));
    }

    private interface Part {
        Tensor of(Tensor logits, Tape tape);
    }

    /** The loss is the mean of the values, so its gradient is each derivative divided by the count. */
    private static void assertLoss(Part part, DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor loss = part.of(LOGITS, tape);
        Tensor gradient = tape.gradients(loss, List.of(LOGITS)).of(LOGITS);
        double mean = 0;
        for (int i = 0; i < LOGITS.size(); i++) {
            double z = LOGITS.array()[i];
            mean += value.applyAsDouble(z) / LOGITS.size();
            assertEquals(derivative.applyAsDouble(z) / LOGITS.size(), gradient.array()[i], 3e-8, "at logit " + z);
        }
        assertEquals(mean, loss.item(), 1e-6);
    }

    private static Tensor uniform(RandomStream random, float label, float factor) {
        Tensor labels = Tensor.zeros(SHAPE);
        random.fillUniform(labels.array(), 0, 1);
        for (int i = 0; i < labels.size(); i++) {
            labels.array()[i] = label + factor * labels.array()[i];
        }
        return labels;
    }

    private static float crossEntropy(Tensor labels) {
        return Losses.binaryCrossEntropyWithLogits(LOGITS, labels, Tape.forInference()).item();
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
