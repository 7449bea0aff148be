package easel.gan;

import static easel.layers.Losses.binaryCrossEntropyWithLogits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.DiscriminatorMetrics.Side;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GanStepsTest {
    private static final Tensor REAL = Given.normal(4, 8, 4);
    private static final Tensor Z = Given.normal(3, 8, 3);

    private final Sequential generator = Given.generator();
    private final Sequential discriminator = Given.discriminator();
    private final RecordingOptimizer discriminatorOptimizer = new RecordingOptimizer(Given.optimizer());

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aDiscriminatorUpdateChangesAllParametersOfTheDiscriminatorOnly(GanSchedule schedule) {
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        new GanTrainer(generator, discriminator, Given.idle(), Given.optimizer(), Given.settings(schedule))
                .step(Given.real());
        Given.assertSameBits(ofGenerator, Given.parametersOf(generator));
        Given.assertAllChanged(ofDiscriminator, Given.parametersOf(discriminator));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aGeneratorUpdateChangesAllParametersOfTheGeneratorOnly(GanSchedule schedule) {
        Map<String, float[]> ofGenerator = Given.parametersOf(generator);
        Map<String, float[]> ofDiscriminator = Given.parametersOf(discriminator);
        new GanTrainer(generator, discriminator, Given.optimizer(), Given.idle(), Given.settings(schedule))
                .step(Given.real());
        Given.assertAllChanged(ofGenerator, Given.parametersOf(generator));
        Given.assertSameBits(ofDiscriminator, Given.parametersOf(discriminator));
    }

    /** The reference computes each gradient on a separate tape, before any update, and then applies both updates. */
    @Test
    void aSimultaneousStepComputesBothGradientsBeforeEitherUpdate() {
        Layer handGenerator = Given.generator();
        Layer handDiscriminator = Given.discriminator();
        Layer oldGenerator = Given.generator();
        Layer oldDiscriminator = Given.discriminator();

        Tape realTape = Tape.training(RandomStream.of(0));
        Tensor realLoss = crossEntropy(handDiscriminator.forward(REAL, realTape), 1, realTape);
        Tape fakeTape = Tape.training(RandomStream.of(0));
        Tensor constantFake = handGenerator.forward(Z, fakeTape).copy();
        Tensor fakeLoss = crossEntropy(handDiscriminator.forward(constantFake, fakeTape), 0, fakeTape);
        Gradients dD = realTape.gradients(realLoss, handDiscriminator.parameters()).scaled(0.5f)
                .plus(fakeTape.gradients(fakeLoss, handDiscriminator.parameters()).scaled(0.5f));
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor generatorLoss = crossEntropy(oldDiscriminator.forward(oldGenerator.forward(Z, tape), tape), 1, tape);
        Gradients dG = tape.gradients(generatorLoss, oldGenerator.parameters());
        descend(handDiscriminator, handDiscriminator, dD);
        descend(handGenerator, oldGenerator, dG);

        GanSteps.Metrics metrics = steps(GanSchedule.SIMULTANEOUS).updateBoth(REAL, Z, RandomStream.of(0));
        assertEquals(realLoss.item(), metrics.discriminator().real().loss(), 1e-6);
        assertEquals(fakeLoss.item(), metrics.discriminator().fake().loss(), 1e-6);
        assertEquals(generatorLoss.item(), metrics.generatorLoss(), 1e-6);
        assertClose(handDiscriminator, discriminator);
        assertClose(handGenerator, generator);
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 128, 160})
    void aJoinedStepUsesTheGradientOfTheMeanOverTheWholeBatch(int reals) {
        Tensor real = Given.normal(5, reals, 4);
        Tensor z = Given.normal(6, 128, 3);
        Tape tape = Tape.training(RandomStream.of(0));
        Tensor fake = Given.generator().forward(z, tape);
        Tensor all = Tensor.zeros(Shape.of(reals + 128, 4));
        System.arraycopy(real.array(), 0, all.array(), 0, real.size());
        System.arraycopy(fake.array(), 0, all.array(), real.size(), fake.size());
        Tensor labels = Tensor.zeros(Shape.of(reals + 128, 1));
        Arrays.fill(labels.array(), 0, reals, 1);
        Layer same = Given.discriminator();
        Tensor loss = binaryCrossEntropyWithLogits(same.forward(all, tape), labels, tape);
        Gradients expected = tape.gradients(loss, same.parameters());

        DiscriminatorMetrics metrics = steps(GanSchedule.JOINED).updateDiscriminatorJoined(real, z, RandomStream.of(0));
        assertEquals(loss.item(),
                (reals * metrics.real().loss() + 128 * metrics.fake().loss()) / (reals + 128), 1e-6);
        assertEquals(1, discriminatorOptimizer.seen.size());
        for (int i = 0; i < same.parameters().size(); i++) {
            Tensor gradient = discriminatorOptimizer.seen.get(0).of(discriminator.parameters().get(i));
            double deviation = Given.deviation(gradient.array(), expected.of(same.parameters().get(i)).array());
            assertTrue(deviation <= 2e-7, "parameter " + i + ": " + deviation);
        }
        Given.assertSameBits(Given.statisticsOf(same), Given.statisticsOf(discriminator));
    }

    /** Each forward pass has separate batch statistics, and both losses have weight 1/2 for any batch sizes. */
    @Test
    void aPairedStepUsesTheGradientOfTheMeanOfBothLosses() {
        Tensor real = Given.normal(5, 6, 4);
        Tensor z = Given.normal(6, 12, 3);
        Layer same = Given.discriminator();
        Tape realTape = Tape.training(RandomStream.of(0));
        Tensor realLoss = crossEntropy(same.forward(real, realTape), 1, realTape);
        Tape fakeTape = Tape.training(RandomStream.of(0));
        Tensor fake = Given.generator().forward(z, fakeTape);
        Tensor fakeLoss = crossEntropy(same.forward(fake, fakeTape), 0, fakeTape);
        Gradients expected = realTape.gradients(realLoss, same.parameters()).scaled(0.5f)
                .plus(fakeTape.gradients(fakeLoss, same.parameters()).scaled(0.5f));

        DiscriminatorMetrics metrics = steps(GanSchedule.PAIRED).updateDiscriminatorPaired(real, z, RandomStream.of(0));
        assertEquals(realLoss.item(), metrics.real().loss(), 1e-6);
        assertEquals(fakeLoss.item(), metrics.fake().loss(), 1e-6);
        assertEquals(1, discriminatorOptimizer.seen.size());
        for (int i = 0; i < same.parameters().size(); i++) {
            Tensor gradient = discriminatorOptimizer.seen.get(0).of(discriminator.parameters().get(i));
            double deviation = Given.deviation(gradient.array(), expected.of(same.parameters().get(i)).array());
            assertTrue(deviation <= 2e-7, "parameter " + i + ": " + deviation);
        }
        Given.assertSameBits(Given.statisticsOf(same), Given.statisticsOf(discriminator));
    }

    /** Both networks are the identity, so the logits equal the real examples and the latent points. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void accuraciesAndProbabilitiesComeFromTheLogits(GanSchedule schedule) {
        DiscriminatorMetrics metrics = metrics(schedule, LabelPolicy.standard(),
                column(2, 0.5f, -1, 3), column(-2, 1, -0.25f, -3));
        assertSide(metrics.real(), 3.0 / 4, mean(sigmoid(2), sigmoid(0.5), sigmoid(-1), sigmoid(3)));
        assertSide(metrics.fake(), 3.0 / 4, mean(sigmoid(-2), sigmoid(1), sigmoid(-0.25), sigmoid(-3)));
        assertEquals(mean(softplus(-2), softplus(-0.5), softplus(1), softplus(-3)), metrics.real().loss(), 1e-6);
        assertEquals(mean(softplus(-2), softplus(1), softplus(-0.25), softplus(-3)), metrics.fake().loss(), 1e-6);
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void accuraciesAndProbabilitiesAreTheSameWithInvertedLabels(GanSchedule schedule) {
        DiscriminatorMetrics metrics = metrics(schedule, LabelPolicy.standard().withInversion(true),
                column(-2, -0.5f, 1, -3), column(2, -1, 0.25f, 3));
        assertSide(metrics.real(), 3.0 / 4, mean(sigmoid(2), sigmoid(0.5), sigmoid(-1), sigmoid(3)));
        assertSide(metrics.fake(), 3.0 / 4, mean(sigmoid(-2), sigmoid(1), sigmoid(-0.25), sigmoid(-3)));
        assertEquals(mean(softplus(-2), softplus(-0.5), softplus(1), softplus(-3)), metrics.real().loss(), 1e-6);
        assertEquals(mean(softplus(-2), softplus(1), softplus(-0.25), softplus(-3)), metrics.fake().loss(), 1e-6);
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void smoothedLabelsDoNotMoveTheDecisionThreshold(GanSchedule schedule) {
        DiscriminatorMetrics metrics = metrics(schedule, LabelPolicy.standard().withSmoothing(0.1f),
                column(2, 3, -1), column(-2, 1, -3));
        assertSide(metrics.real(), 2.0 / 3, mean(sigmoid(2), sigmoid(3), sigmoid(-1)));
        assertSide(metrics.fake(), 2.0 / 3, mean(sigmoid(-2), sigmoid(1), sigmoid(-3)));
        assertEquals(mean(0.9 * softplus(-2) + 0.1 * softplus(2), 0.9 * softplus(-3) + 0.1 * softplus(3),
                0.9 * softplus(1) + 0.1 * softplus(-1)), metrics.real().loss(), 1e-6);
    }

    private DiscriminatorMetrics metrics(GanSchedule schedule, LabelPolicy labels, Tensor real, Tensor fake) {
        GanSettings settings = GanSettings.of(schedule, LatentSpace.normal(1), real.rows())
                .withLoss(AdversarialLoss.nonSaturating(labels));
        GanSteps steps = new GanSteps(identity(), identity(), Given.idle(), Given.idle(), settings);
        return switch (schedule) {
            case SEPARATE -> steps.updateDiscriminatorSeparately(real, fake, RandomStream.of(0));
            case JOINED -> steps.updateDiscriminatorJoined(real, fake, RandomStream.of(0));
            case PAIRED -> steps.updateDiscriminatorPaired(real, fake, RandomStream.of(0));
            case SIMULTANEOUS -> steps.updateBoth(real, fake, RandomStream.of(0)).discriminator();
        };
    }

    private static Layer identity() {
        return Dense.of(1, 1, Initializer.constant(1), RandomStream.of(0)).withBias(false);
    }

    private static void assertSide(Side side, double accuracy, double probability) {
        assertEquals(accuracy, side.accuracy(), 1e-12);
        assertEquals(probability, side.realProbability(), 1e-12);
    }

    private static Tensor column(float... values) {
        return Tensor.of(Shape.of(values.length, 1), values);
    }

    private static double mean(double... values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double softplus(double z) {
        return Math.log1p(Math.exp(z));
    }

    private GanSteps steps(GanSchedule schedule) {
        return new GanSteps(generator, discriminator, Given.optimizer(), discriminatorOptimizer,
                Given.settings(schedule));
    }

    private static Tensor crossEntropy(Tensor logits, float label, Tape tape) {
        return binaryCrossEntropyWithLogits(logits, Tensor.full(logits.shape(), label), tape);
    }

    /** θ ← θ - 0.1 · g, where g are the gradients of another network with equal parameters. */
    private static void descend(Layer network, Layer other, Gradients gradients) {
        for (int i = 0; i < network.parameters().size(); i++) {
            Parameter parameter = network.parameters().get(i);
            float[] g = gradients.of(other.parameters().get(i)).array();
            parameter.update(theta -> {
                for (int j = 0; j < theta.length; j++) {
                    theta[j] -= 0.1f * g[j];
                }
            });
        }
    }

    private static void assertClose(Layer expected, Layer actual) {
        Map<String, float[]> values = Given.copy(actual);
        Given.copy(expected).forEach((name, b) -> {
            double deviation = Given.deviation(values.get(name), b);
            assertTrue(deviation <= 2e-7, name + ": " + deviation);
        });
    }
}
