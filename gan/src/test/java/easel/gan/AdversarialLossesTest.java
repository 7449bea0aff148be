package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.gan.AdversarialLoss.Separable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses without labels: values and gradients as closed forms in double, their texts, and their limits. */
class AdversarialLossesTest {
    private static final Shape SHAPE = Shape.of(8, 1);
    private static final Tensor LOGITS = Tensor.of(SHAPE, -30, -3, -0.5, 0, 0.25, 0.75, 4, 30);
    private static final Tensor OTHERS = Tensor.of(SHAPE, 2, -3.5, 0.5, 30, -0.25, 0.75, -60, 1);
    private static final double TOLERANCE = 1e-6;

    private interface Part {
        Tensor of(Tensor logits, Tape tape);
    }

    @Test
    void leastSquaresMinimizesHalfOfTheSquaredDistanceToTheLabel() {
        Separable loss = AdversarialLoss.leastSquares();
        assertLoss(loss::real, z -> (z - 1) * (z - 1) / 2, z -> z - 1);
        assertLoss(loss::fake, z -> z * z / 2, z -> z);
        assertLoss(loss::generator, z -> (z - 1) * (z - 1) / 2, z -> z - 1);
    }

    @Test
    void hingeIgnoresLogitsBeyondTheMargin() {
        Separable loss = AdversarialLoss.hinge();
        assertLoss(loss::real, z -> Math.max(0, 1 - z), z -> z < 1 ? -1 : 0);
        assertLoss(loss::fake, z -> Math.max(0, 1 + z), z -> z > -1 ? 1 : 0);
        assertLoss(loss::generator, z -> -z, z -> -1);
    }

    @Test
    void wassersteinIsTheDifferenceOfTheMeans() {
        Separable loss = AdversarialLoss.wasserstein();
        assertLoss(loss::real, z -> -z, z -> -1);
        assertLoss(loss::fake, z -> z, z -> 1);
        assertLoss(loss::generator, z -> -z, z -> -1);
    }

    @Test
    void theSumOfBothTermsIsTheLossOfD() {
        for (Separable loss : List.of(AdversarialLoss.leastSquares(), AdversarialLoss.hinge(),
                AdversarialLoss.wasserstein())) {
            Tape tape = Tape.forInference();
            double sum = (double) loss.real(LOGITS, tape).item() + loss.fake(OTHERS, tape).item();
            assertEquals(sum, loss.discriminator(LOGITS, OTHERS, tape).item(), TOLERANCE * Math.abs(sum));
            assertEquals(loss.generator(OTHERS, tape).item(), loss.generator(LOGITS, OTHERS, tape).item());
        }
    }

    /** A loss is the mean of the values, so its gradient is each derivative divided by the count. */
    private static void assertLoss(Part part, DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor loss = part.of(LOGITS, tape);
        Tensor gradient = tape.gradients(loss, List.of(LOGITS)).of(LOGITS);
        double mean = 0;
        for (int i = 0; i < LOGITS.size(); i++) {
            double z = LOGITS.array()[i];
            mean += value.applyAsDouble(z) / LOGITS.size();
            assertClose(derivative.applyAsDouble(z) / LOGITS.size(), gradient.array()[i], "at logit " + z);
        }
        assertClose(mean, loss.item(), "the loss");
    }

    private static void assertClose(double expected, double actual, String what) {
        assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)), what);
    }

    @Test
    void relativisticPairingMinimizesSoftplusOfTheDifference() {
        AdversarialLoss loss = AdversarialLoss.relativisticPairing();
        assertPairs(loss::discriminator, LOGITS, OTHERS, 1);
        assertPairs(loss::generator, LOGITS, OTHERS, -1);
    }

    private interface PairPart {
        Tensor of(Tensor real, Tensor fake, Tape tape);
    }

    /** mean softplus(sign · (f - r)), with the gradients sign · s / N for f and -sign · s / N for r. */
    private static void assertPairs(PairPart part, Tensor real, Tensor fake, int sign) {
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor loss = part.of(real, fake, tape);
        Gradients gradients = tape.gradients(loss, List.of(real, fake));
        int n = real.size();
        double mean = 0;
        for (int i = 0; i < n; i++) {
            double d = sign * ((double) fake.array()[i] - real.array()[i]);
            double sigmoid = 1 / (1 + Math.exp(-d));
            mean += (Math.max(d, 0) + Math.log1p(Math.exp(-Math.abs(d)))) / n;
            assertClose(sign * sigmoid / n, gradients.of(fake).array()[i], "fake logit of pair " + i);
            assertClose(-sign * sigmoid / n, gradients.of(real).array()[i], "real logit of pair " + i);
        }
        assertClose(mean, loss.item(), "the loss");
    }

    @Test
    void aPositiveValueMeansRealAfterTheThreshold() {
        assertEquals(0.25f, AdversarialLoss.leastSquares().towardsReal(0.75f), "the threshold is 1/2");
        for (AdversarialLoss loss : List.of(AdversarialLoss.hinge(), AdversarialLoss.wasserstein(),
                AdversarialLoss.relativisticPairing())) {
            assertEquals(0.75f, loss.towardsReal(0.75f));
        }
        AdversarialLoss matching = AdversarialLoss.featureMatching(AdversarialLoss.leastSquares(), 0);
        assertEquals(0.25f, matching.towardsReal(0.75f));
    }

    @Test
    void everyTextIsParsed() {
        List<AdversarialLoss> losses = new ArrayList<>(List.of(
                AdversarialLoss.leastSquares(), AdversarialLoss.hinge(), AdversarialLoss.wasserstein(),
                AdversarialLoss.relativisticPairing()));
        for (LabelPolicy labels : List.of(LabelPolicy.standard(), new LabelPolicy(true, 0.1, 0.15, 0.05))) {
            losses.add(AdversarialLoss.nonSaturating(labels));
            losses.add(AdversarialLoss.minimax(labels));
        }
        for (AdversarialLoss loss : List.copyOf(losses)) {
            losses.add(AdversarialLoss.featureMatching(loss, 12));
        }
        for (AdversarialLoss loss : losses) {
            assertEquals(Optional.of(loss), AdversarialLoss.parse(loss.text()));
            assertEquals(Optional.of(loss),
                    Checkpoint.loss(State.builder().string("settings.loss", loss.text()).build()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hinge", "HingeLoss[]", "hinge[]", "Hinge[] ",
        "FeatureMatching[discriminatorLoss=HingeLoss[], layer=2]",
        "FeatureMatching[discriminatorLoss=Hinge[], layer=-1]"})
    void anotherTextIsNoLossOfThisPackage(String text) {
        assertEquals(Optional.empty(), AdversarialLoss.parse(text));
    }

    @Test
    void pairingRefusesBatchesOfDifferentSizes() {
        Tensor real = Tensor.zeros(Shape.of(6, 1));
        Tensor fake = Tensor.zeros(Shape.of(4, 1));
        AdversarialLoss loss = AdversarialLoss.relativisticPairing();
        String expected = "relativistic pairing compares real and fake examples in pairs; found logits of shapes (%s)"
                + " and (%s). Use batches of equal size";
        Tape tape = Tape.forInference();
        assertEquals(expected.formatted("4, 1", "6, 1"), assertThrows(IllegalArgumentException.class,
                () -> loss.discriminator(real, fake, tape)).getMessage());
        assertEquals(expected.formatted("6, 1", "4, 1"), assertThrows(IllegalArgumentException.class,
                () -> loss.generator(real, fake, tape)).getMessage());
    }

    @Test
    void anEvaluationOfPairsTakesTheFirstExamplesOfTheLargerBatch() {
        AdversarialLoss loss = AdversarialLoss.relativisticPairing();
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.PAIRED).withLoss(loss));
        DiscriminatorMetrics metrics = trainer.evaluate(Given.real().apply(0), 3);
        assertEquals(metrics.real().loss(), metrics.fake().loss(), "each is half of the loss");
        assertTrue(metrics.real().loss() > 0);
    }

    @Test
    void theSeparateScheduleRefusesALossThatComparesPairs() {
        String message = assertThrows(IllegalArgumentException.class, () -> Given.settings(GanSchedule.SEPARATE)
                .withLoss(AdversarialLoss.relativisticPairing())).getMessage();
        assertEquals("the separate schedule updates D on real and on fake examples in two steps, so it supports neither"
                + " a loss nor a penalty that combines real with fake examples; choose another schedule, such as"
                + " PAIRED", message);
        AdversarialLoss matching = AdversarialLoss.featureMatching(AdversarialLoss.hinge(), 1);
        assertEquals(matching, Given.settings(GanSchedule.SEPARATE).withLoss(matching).loss(),
                "its terms for D are separate");
    }

    @Test
    void anUpdateWithoutRealExamplesRefusesALossThatNeedsThem() {
        for (AdversarialLoss loss : List.of(AdversarialLoss.relativisticPairing(),
                AdversarialLoss.featureMatching(AdversarialLoss.hinge(), 1))) {
            GanSteps steps = new GanSteps(Given.generator(), Given.discriminator(), Given.idle(), Given.idle(),
                    Given.settings(GanSchedule.PAIRED).withLoss(loss));
            String message = assertThrows(IllegalArgumentException.class,
                    () -> steps.updateGenerator(Given.normal(1, 8, 3), RandomStream.of(0))).getMessage();
            assertTrue(message.startsWith(loss.text() + " compares real with fake examples"), message);
        }
        GanSteps steps = new GanSteps(Given.generator(), Given.discriminator(), Given.idle(), Given.idle(),
                Given.settings(GanSchedule.PAIRED).withLoss(AdversarialLoss.relativisticPairing()));
        assertThrows(IllegalArgumentException.class, () -> steps.updateDiscriminatorSeparately(
                Given.normal(2, 8, 4), Given.normal(1, 8, 3), RandomStream.of(0)));
    }

    /** A discriminator without a generator has no pairs, so the compiler refuses a loss that compares them. */
    @Test
    void aDiscriminatorTrainerTakesLossesOfSeparateTermsOnly() {
        List<Class<?>> parameters = List.of(DiscriminatorTrainer.class.getConstructors()[0].getParameterTypes());
        assertEquals(1, DiscriminatorTrainer.class.getConstructors().length);
        assertTrue(parameters.contains(Separable.class) && !parameters.contains(AdversarialLoss.class));
    }
}
