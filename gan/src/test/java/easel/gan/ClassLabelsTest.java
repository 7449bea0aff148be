package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.gan.AdversarialLoss.Separable;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Class labels of conditional GANs: how they reach G and D, and what penalties and noise do with them. */
class ClassLabelsTest {
    private static final int CLASSES = 2;

    private static GanSettings settings(GanSchedule schedule) {
        return Given.settings(schedule).withClasses(CLASSES);
    }

    /** From 3 latent numbers and 2 label numbers to 4 numbers. */
    private static Sequential generator() {
        return Sequential.of(Shape.of(5), Dense.of(5, 4, RandomStream.of(11)));
    }

    private static Sequential discriminator() {
        RandomStream random = RandomStream.of(12);
        return Sequential.of(Shape.of(6), Dense.of(6, 8, random), LeakyReLU.withSlope(0.2), Dense.of(8, 1, random));
    }

    private static int[] labels(int n) {
        return IntStream.range(0, n).map(i -> i % CLASSES).toArray();
    }

    private static LongFunction<Tensor> real() {
        return number -> ClassLabels.join(Given.real().apply(number), labels(8), CLASSES);
    }

    private static String refused(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }

    /** y[n, h, w] = (x[n, h, w], e(label n)). */
    @ParameterizedTest
    @CsvSource({"4, 1, 1, 3, 2", "3, 2, 5, 1, 10", "2, 3, 3, 3, 1"})
    void aLabelIsAOneInItsColumnAtEachPixel(int n, int h, int w, int c, int classes) {
        Tensor x = Given.normal(1, n, h, w, c);
        int[] labels = IntStream.range(0, n).map(i -> (classes - 1) * (n - 1 - i) / n).toArray();
        Tensor y = ClassLabels.join(x, labels, classes);
        assertEquals(Shape.of(n, h, w, c + classes), y.shape());
        for (int row = 0; row < n * h * w; row++) {
            for (int column = 0; column < c + classes; column++) {
                float expected = column < c ? x.array()[row * c + column]
                        : column - c == labels[row / (h * w)] ? 1 : 0;
                assertEquals(expected, y.array()[row * (c + classes) + column]);
            }
        }
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        Tensor x = Given.normal(1, 3, 4);
        assertEquals("2 labels for 3 examples (3, 4); give one label for each example",
                refused(() -> ClassLabels.join(x, new int[2], 5)));
        assertEquals("label 5 of example 1 is not one of 5 classes; expected a number from 0 to 4",
                refused(() -> ClassLabels.join(x, new int[] {4, 5, 0}, 5)));
        assertEquals("label -1 of example 2 is not one of 5 classes; expected a number from 0 to 4",
                refused(() -> ClassLabels.join(x, new int[] {4, 0, -1}, 5)));
        assertEquals("the number of classes must be at least 1, or 0 for a GAN without classes, found -1",
                refused(() -> settings(GanSchedule.PAIRED).withClasses(-1)));
    }

    @Test
    void networksOfOtherShapesAreRefusedWithTheNumberOfClasses() {
        String generator = refused(() -> Given.trainer(settings(GanSchedule.PAIRED)));
        assertTrue(generator.startsWith("the generator does not accept latent points, joined with labels of 2 classes: ")
                && generator.contains("(N, 5)"), generator);
        String discriminator = refused(
                () -> Given.trainer(generator(), Given.discriminator(), settings(GanSchedule.PAIRED)));
        assertTrue(discriminator.startsWith("the discriminator does not accept the generator's output, joined with"
                + " labels of 2 classes: ") && discriminator.contains("(N, 6)"), discriminator);
    }

    @Test
    void realBatchesWithoutLabelsAreRefused() {
        GanTrainer trainer = Given.trainer(generator(), discriminator(), settings(GanSchedule.PAIRED));
        String remedy = "; expected (8, 6), because the generator's output is (4) and the settings have 2 classes."
                + " Join the labels with ClassLabels.join";
        assertEquals("real batch 0 has shape (8, 4)" + remedy, refused(() -> trainer.step(Given.real())));
        assertEquals("the real batch has shape (8, 4)" + remedy,
                refused(() -> trainer.evaluate(Given.real().apply(0), 8)));
        assertEquals("real batch 0, example 0: its last 2 columns are not a label; expected one 1 and zeros. Join the"
                + " labels with ClassLabels.join, after scaling the examples",
                refused(() -> trainer.step(number -> Given.normal(1, 8, 6))));
        assertEquals(0, trainer.stepsDone());
    }

    private static StepInputs inputs(long step, GanSettings settings) {
        return new StepInputs(step, real(), settings, Shape.of(4), RandomStream.of(settings.seed()),
                new HashMap<>());
    }

    private static int[] labelsOf(Tensor x) {
        int first = x.columns() - CLASSES;
        return IntStream.range(0, x.rows()).map(n -> x.at(n, first) == 1 ? 0 : 1).toArray();
    }

    @Test
    void labelsOfFakesAreUniformAndDependOnStepPurposeAndIndex() {
        GanSettings settings = settings(GanSchedule.PAIRED).withDiscriminatorSteps(2);
        Tensor z = inputs(3, settings).latent("points", 1000, 0);
        assertEquals(Shape.of(1000, 5), z.shape());
        assertEquals(500, Arrays.stream(labelsOf(z)).sum(), 60);         // 4 standard deviations
        assertArrayEquals(z.array(), inputs(3, settings).latent("points", 1000, 0).array());
        for (Tensor other : List.of(inputs(4, settings).latent("points", 1000, 0),
                inputs(3, settings).latent("points", 1000, 1), inputs(3, settings).latent("other", 1000, 0))) {
            assertTrue(!Arrays.equals(labelsOf(z), labelsOf(other)));
        }
        Tensor without = inputs(3, settings.withClasses(0)).latent("points", 1000, 0);
        for (int n = 0; n < 1000; n++) {
            assertEquals(without.at(n, 1), z.at(n, 1), "the points are those of a GAN without classes");
        }
    }

    /** The label of a latent point is D's label of the example; noise does not change it. */
    @Test
    void dReadsTheLabelsOfItsExamplesWithoutNoise() {
        GanSettings settings = settings(GanSchedule.PAIRED)
                .withRegularization(Regularization.none().withNoise(1, 0));
        GanSteps steps = new GanSteps(generator(), discriminator(), Given.idle(), Given.idle(), settings);
        try (Tape tape = steps.tape(RandomStream.of(1))) {
            Tensor z = inputs(0, settings).latent("points", 50);
            Tensor fake = steps.generate(z, tape);
            Tensor input = steps.discriminatorInput(fake, "fake", tape);
            assertEquals(Shape.of(50, 6), input.shape());
            for (int n = 0; n < 50; n++) {
                assertTrue(fake.at(n, 0) != input.at(n, 0));
                for (int k = 0; k < CLASSES; k++) {
                    assertEquals(z.at(n, 3 + k), input.at(n, 4 + k));
                }
            }
        }
    }

    /** (x₀, y₀), (x₁, y₁) become (x₀, x₁, y₀, y₁). */
    @Test
    void packingJoinsTheExamplesAndThenTheLabels() {
        GanSettings settings = settings(GanSchedule.PAIRED).withPacking(2);
        GanSteps steps = new GanSteps(generator(), discriminator(), Given.idle(), Given.idle(), settings);
        Tensor x = Tensor.of(Shape.of(2, 3), 5, 1, 0, 6, 0, 1);
        try (Tape tape = steps.tape(RandomStream.of(1))) {
            Tensor input = steps.discriminatorInput(x, "real", tape);
            assertEquals(Shape.of(1, 6), input.shape());
            assertArrayEquals(new float[] {5, 6, 1, 0, 0, 1}, input.array());
        }
    }

    /** G's output is its label, so the samples show the labels. */
    @Test
    void samplesHaveTheClassesInOrder() {
        Dense dense = Dense.of(5, 4, RandomStream.of(1));
        dense.parameters().get(0).update(weight -> {
            Arrays.fill(weight, 0);
            weight[3 * 4] = 1;                                            // weight is (5, 4)
            weight[4 * 4 + 1] = 1;
        });
        GanTrainer trainer = Given.trainer(Sequential.of(Shape.of(5), dense), discriminator(),
                settings(GanSchedule.PAIRED));
        for (int count : new int[] {1, 5, 6}) {
            Tensor samples = trainer.samples(count);
            for (int i = 0; i < count; i++) {
                assertEquals(i * CLASSES / count, (int) samples.at(i, 1));
                assertEquals(1, samples.at(i, 0) + samples.at(i, 1));
            }
        }
    }

    /**
     * D(x, y) = ⟨w, x⟩ + ⟨v, y⟩: the gradient with respect to the example is w. So R1 and R2 are λ‖w‖², with the
     * gradients 2λw and 0 for v; WGAN-GP and DRAGAN are λ(‖w‖ - 1)², with 2λ(1 - 1/‖w‖)w and 0. D minimizes one half.
     */
    @ParameterizedTest
    @EnumSource(GradientPenalty.Examples.class)
    void penaltiesActOnTheExampleAndNotOnTheLabel(GradientPenalty.Examples examples) {
        double target = examples.ordinal() < 2 ? 0 : 1;
        Dense dense = Dense.of(6, 1, RandomStream.of(3));
        Sequential network = Sequential.of(Shape.of(6), dense);
        float[] without = gradients(network, Regularization.none());
        float[] with = gradients(network,
                Regularization.none().withPenalty(new GradientPenalty(examples, target, 3, 1)));
        float[] weight = dense.parameters().get(0).copy().array();
        double norm = Math.sqrt(IntStream.range(0, 4).mapToDouble(i -> weight[i] * (double) weight[i]).sum());
        for (int i = 0; i < 6; i++) {
            double expected = i < 4 ? 3 * (1 - target / norm) * weight[i] : 0;
            assertEquals(expected, with[i] - without[i], 1e-5);
        }
    }

    /** The gradient of D's loss with respect to the weight of its only layer. */
    private static float[] gradients(Sequential network, Regularization regularization) {
        GanSettings settings = settings(GanSchedule.PAIRED).withLoss(AdversarialLoss.wasserstein())
                .withRegularization(regularization);
        DiscriminatorObjective objective = new DiscriminatorObjective(network, Given.idle(), settings);
        try (Tape tape = Tape.training(RandomStream.of(1))) {
            DiscriminatorObjective.Scored real = objective.score(real().apply(0), "real", tape);
            DiscriminatorObjective.Scored fake = objective.score(real().apply(1), "fake", tape);
            DiscriminatorObjective.Terms terms = objective.terms(real.logits(), fake.logits(), tape);
            Gradients gradients = objective.gradients(objective.plusPenalties(terms, real, fake, tape), tape);
            Parameter weight = network.parameters().get(0);
            return gradients.of(weight).array().clone();
        }
    }

    /** The points between a real batch of class 0 and a fake batch of class 1 have class 0. */
    @ParameterizedTest
    @EnumSource(value = GradientPenalty.Examples.class, names = {"INTERPOLATED", "PERTURBED"})
    void newPointsOfAPenaltyHaveTheLabelsOfTheRealExamples(GradientPenalty.Examples examples) {
        Dense dense = Dense.of(6, 1, RandomStream.of(3));
        List<Tensor> read = new ArrayList<>();
        Layer recording = new Layer() {
            @Override
            public Tensor forward(Tensor x, Tape tape) {
                read.add(x.copy());
                return dense.forward(x, tape);
            }

            @Override
            public Shape outputShape(Shape input) {
                return dense.outputShape(input);
            }

            @Override
            public Map<String, Tensor> tensors() {
                return dense.tensors();
            }
        };
        GanSettings settings = settings(GanSchedule.PAIRED).withRegularization(
                Regularization.none().withPenalty(new GradientPenalty(examples, 1, 3, 1)));
        DiscriminatorObjective objective = new DiscriminatorObjective(recording, Given.idle(), settings);
        try (Tape tape = Tape.training(RandomStream.of(1))) {
            DiscriminatorObjective.Scored real = objective.score(
                    ClassLabels.join(Given.normal(1, 5, 4), new int[5], CLASSES), "real", tape);
            DiscriminatorObjective.Scored fake = objective.score(
                    ClassLabels.join(Given.normal(2, 3, 4), new int[] {1, 1, 1}, CLASSES), "fake", tape);
            objective.plusPenalties(objective.terms(real.logits(), fake.logits(), tape), real, fake, tape);
        }
        Tensor points = read.get(2);
        assertEquals(examples == GradientPenalty.Examples.INTERPOLATED ? 3 : 5, points.rows());
        assertArrayEquals(new int[points.rows()], labelsOf(points));
    }

    /** Class 0 is near -1 and class 1 near 1; G learns one from the other. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void theGeneratorLearnsEachClass(GanSchedule schedule) {
        RandomStream random = RandomStream.of(1);
        Sequential generator = Sequential.of(Shape.of(4), Dense.of(4, 1, random));
        Sequential discriminator = Sequential.of(Shape.of(3),
                Dense.of(3, 32, random), LeakyReLU.withSlope(0.2), Dense.of(32, 1, random));
        GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(0.005).withBeta1(0.5),
                Adam.withLearningRate(0.02).withBeta1(0.5),
                GanSettings.of(schedule, LatentSpace.normal(2), 64).withClasses(CLASSES));
        trainer.train(800, number -> {
            Tensor x = Tensor.zeros(Shape.of(64, 1));
            random.stream("real").at(number).fillNormal(x.array(), 0, 0.3f);
            for (int i = 0; i < 64; i++) {
                x.array()[i] += 2 * (i % CLASSES) - 1;
            }
            return ClassLabels.join(x, labels(64), CLASSES);
        });
        float[] samples = trainer.samples(2000).array();
        assertEquals(-1, IntStream.range(0, 1000).mapToDouble(i -> samples[i]).average().orElseThrow(), 0.25);
        assertEquals(1, IntStream.range(1000, 2000).mapToDouble(i -> samples[i]).average().orElseThrow(), 0.25);
    }

    @Test
    void aCheckpointHasTheNumberOfClasses() {
        GanTrainer trainer = Given.trainer(generator(), discriminator(), settings(GanSchedule.PAIRED));
        assertEquals(CLASSES, Checkpoint.classes(trainer.state()));
        assertEquals(0, Checkpoint.classes(Given.trainer(Given.settings(GanSchedule.PAIRED)).state()));
        assertEquals(0, Checkpoint.classes(Models.state(generator())));
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.classes(
                State.builder().string("settings.classes", "many").build()));
    }

    /** Without classes a batch reaches D itself, not a copy. */
    @Test
    void withoutClassesTensorsAreNotCopied() {
        Tensor x = Given.normal(1, 3, 4);
        assertSame(x, ClassLabels.joinInOrder(x, 0));
        assertSame(x, ClassLabels.joinUniform(x, 0, RandomStream.of(1)));
        assertSame(x, ClassLabels.joinLabelsOf(Given.normal(2, 3, 3), x, 0, Tape.forInference()));
        assertSame(x, ClassLabels.requireReal(x, "batch", Shape.of(4), 0));
    }

    /** D's metrics of an evaluation are those of D on both joined batches. */
    @Test
    void evaluationJoinsTheLabelsOfTheFakes() {
        Sequential discriminator = discriminator();
        GanTrainer trainer = Given.trainer(generator(), discriminator, settings(GanSchedule.PAIRED));
        Map<String, float[]> before = Given.copy(discriminator);
        Separable loss = AdversarialLoss.nonSaturating(LabelPolicy.standard());
        Tensor real = real().apply(7);
        double expected = loss.real(discriminator.infer(real), Tape.training(RandomStream.of(0))).item();
        assertEquals(expected, trainer.evaluate(real, 6).real().loss(), 1e-6);
        Given.assertSameBits(before, Given.copy(discriminator));
    }
}
