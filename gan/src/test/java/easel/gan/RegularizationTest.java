package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import easel.optim.Optimizer;
import easel.optim.Sgd;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Weight clipping and instance noise. */
class RegularizationTest {
    private static final float BOUND = 0.05f;

    /** Checks at the start of each step that the step before it has bounded the parameters. */
    private static final class CheckedOptimizer implements Optimizer {
        private final Layer network;
        private final Optimizer sgd = Sgd.withLearningRate(1);
        private long bounded;

        CheckedOptimizer(Layer network) {
            this.network = network;
        }

        @Override
        public void step(Gradients gradients) {
            if (sgd.steps() > 0) {
                assertBounded(network);
                bounded++;
            }
            sgd.step(gradients);
        }

        @Override
        public long steps() {
            return sgd.steps();
        }

        @Override
        public float learningRate() {
            return sgd.learningRate();
        }
    }

    private static void assertBounded(Layer network) {
        for (Parameter parameter : network.parameters()) {
            for (float value : parameter.array()) {
                assertTrue(-BOUND <= value && value <= BOUND, "a parameter is " + value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void eachStepOfDBoundsAllItsParameters(GanSchedule schedule) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminatorWithDropout();
        CheckedOptimizer optimizer = new CheckedOptimizer(discriminator);
        int k = schedule == GanSchedule.SIMULTANEOUS ? 1 : 3;
        GanTrainer trainer = new GanTrainer(generator, discriminator, Given.optimizer(), optimizer,
                Given.settings(schedule).withDiscriminatorSteps(k)
                        .withRegularization(Regularization.none().withWeightClip(BOUND)));
        trainer.train(2, Given.real());
        assertBounded(discriminator);
        assertEquals((schedule == GanSchedule.SEPARATE ? 2 : 1) * 2 * k - 1, optimizer.bounded);
        assertTrue(largest(discriminator) == BOUND, "a parameter reaches the bound");
        assertTrue(largest(generator) > 2 * BOUND, "the generator has no bound");
    }

    private static float largest(Layer network) {
        float largest = 0;
        for (Parameter parameter : network.parameters()) {
            for (float value : parameter.array()) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    @Test
    void noiseDecreasesLinearlyToZero() {
        Regularization noise = Regularization.none().withNoise(0.8, 4);
        float[] expected = {0.8f, 0.6f, 0.4f, 0.2f, 0, 0, 0};
        for (int step = 0; step < expected.length; step++) {
            assertEquals(expected[step], noise.noiseAt(step), 1e-7f, "step " + step);
            assertEquals(0.8f, Regularization.none().withNoise(0.8, 0).noiseAt(step), "constant noise");
        }
        assertEquals(0, noise.noiseAt(Long.MAX_VALUE));
    }

    @Test
    void noiseIsNormalWithTheDeviationOfTheStep() {
        Regularization noise = Regularization.none().withNoise(0.8, 4);
        Tensor x = Given.normal(1, 100, 100);
        for (int step = 0; step < 4; step++) {
            Tensor noisy = noise.noisy(x, step, RandomStream.of(step), Tape.training(RandomStream.of(0)));
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < x.size(); i++) {
                double difference = (double) noisy.array()[i] - x.array()[i];
                mean += difference / x.size();
                squares += difference * difference / x.size();
            }
            double deviation = noise.noiseAt(step);
            assertEquals(0, mean, 5 * deviation / 100);
            assertEquals(deviation, Math.sqrt(squares), 5 * deviation / Math.sqrt(2 * x.size()));
        }
    }

    @Test
    void withoutNoiseDReadsTheExamplesThemselves() {
        Tensor x = Given.normal(1, 5, 4);
        Tape tape = Tape.training(RandomStream.of(0));
        assertSame(x, Regularization.none().noisy(x, 0, RandomStream.of(0), tape));
        assertSame(x, Regularization.none().withNoise(0, 10).noisy(x, 3, RandomStream.of(0), tape));
        assertSame(x, Regularization.none().withNoise(1, 10).noisy(x, 10, RandomStream.of(0), tape));
        assertNotSame(x, Regularization.none().withNoise(1, 10).noisy(x, 9, RandomStream.of(0), tape));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void noiseOfZeroGivesTheBitsOfATrainingWithoutIt(GanSchedule schedule) {
        Map<String, float[]> without = train(schedule, Regularization.none());
        Given.assertSameBits(without, train(schedule, Regularization.none().withNoise(0, 100)));
        Given.assertAllChanged(without, train(schedule, Regularization.none().withNoise(0.5, 100)));
    }

    private static Map<String, float[]> train(GanSchedule schedule, Regularization regularization) {
        Layer discriminator = Given.discriminatorWithDropout();
        Given.trainer(Given.generator(), discriminator, Given.settings(schedule).withRegularization(regularization)
                .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2)))).train(3, Given.real());
        return Given.copy(discriminator);
    }

    @Test
    void realAndFakeExamplesHaveDifferentNoise() {
        GanSteps steps = new GanSteps(Given.generator(), Given.discriminator(), Given.idle(), Given.idle(),
                Given.settings(GanSchedule.PAIRED).withRegularization(Regularization.none().withNoise(1, 0)));
        Tensor x = Tensor.zeros(Given.real().apply(0).shape());
        Tape tape = steps.tape(RandomStream.of(1));
        Tensor real = steps.discriminatorInput(x, "real", tape);
        Tensor fake = steps.discriminatorInput(x, "fake", tape);
        for (int i = 0; i < x.size(); i++) {
            assertTrue(real.array()[i] != fake.array()[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "NaN, 0, 0", "Infinity, 0, 0", "0, -1, 0", "0, NaN, 0", "0, Infinity, 0", "0, 0, -1"})
    void numbersOutOfRangeAreRefused(float clip, float noise, long steps) {
        assertEquals("weight clip " + clip + ", noise " + noise + " and noise steps " + steps
                + " must each be at least 0 and finite", assertThrows(IllegalArgumentException.class,
                () -> new Regularization(List.of(), clip, noise, steps)).getMessage());
    }

    @Test
    void eachSettingChangesNothingElse() {
        GradientPenalty r1 = GradientPenalty.r1(5);
        GradientPenalty r2 = GradientPenalty.r2(5);
        assertEquals(new Regularization(List.of(), 0, 0, 0), Regularization.none());
        Regularization all = Regularization.none().withPenalty(r1).withWeightClip(0.01).withNoise(0.1, 7)
                .withPenalty(r2);
        assertEquals(new Regularization(List.of(r1, r2), 0.01, 0.1, 7), all);
        assertEquals(new Regularization(List.of(r1, r2), 0.02, 0.1, 7), all.withWeightClip(0.02));
        assertEquals(new Regularization(List.of(r1, r2), 0.01, 0.3, 9), all.withNoise(0.3, 9));
    }
}
