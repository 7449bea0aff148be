package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GanTrainerTest {
    /** What a training leaves behind. */
    private record Result(Map<String, float[]> generator, Map<String, float[]> discriminator, List<GanStep> steps) {}

    /** Five steps of everything that draws: points, dropout, label noise. */
    private static Result train(GanSchedule schedule, long seed, int first) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminatorWithDropout();
        GanTrainer trainer = Given.trainer(generator, discriminator, drawing(schedule, seed));
        List<GanStep> steps = watch(trainer);
        trainer.train(first, Given.real());
        if (first < 5) {
            trainer.train(5 - first, Given.real());
        }
        return new Result(Given.copy(generator), Given.copy(discriminator), steps);
    }

    private static GanSettings drawing(GanSchedule schedule, long seed) {
        return Given.settings(schedule).withSeed(seed)
                .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2f)));
    }

    private static List<GanStep> watch(GanTrainer trainer) {
        List<GanStep> steps = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                steps.add(step);
            }
        });
        return steps;
    }

    private static void assertSame(Result expected, Result actual) {
        Given.assertSameBits(expected.generator, actual.generator);
        Given.assertSameBits(expected.discriminator, actual.discriminator);
        assertEquals(expected.steps, actual.steps);
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void theSameSeedGivesTheSameBytes(GanSchedule schedule) {
        Result first = train(schedule, 7, 5);
        assertEquals(5, first.steps.size());
        assertSame(first, train(schedule, 7, 5));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void anotherSeedGivesAnotherTraining(GanSchedule schedule) {
        Result first = train(schedule, 7, 5);
        Result second = train(schedule, 8, 5);
        Given.assertAllChanged(first.generator, second.generator);
        Given.assertAllChanged(first.discriminator, second.discriminator);
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void twoStepsAndThreeAreFive(GanSchedule schedule) {
        assertSame(train(schedule, 7, 5), train(schedule, 7, 2));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void drawingSamplesInBetweenChangesNothing(GanSchedule schedule) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminatorWithDropout();
        GanTrainer trainer = Given.trainer(generator, discriminator, drawing(schedule, 7)).sampleEvery(2, 3);
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                trainer.samples((int) step.step());
            }
        });
        List<GanStep> steps = watch(trainer);
        trainer.train(5, Given.real());
        assertSame(train(schedule, 7, 5), new Result(Given.copy(generator), Given.copy(discriminator), steps));
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, 1", "SEPARATE, 3", "JOINED, 1", "JOINED, 3", "SIMULTANEOUS, 1"})
    void eachDiscriminatorStepHasABatchAndPointsOfItsOwn(GanSchedule schedule, int k) {
        WatchedLayer generator = new WatchedLayer(Given.generator());
        RecordingOptimizer generatorOptimizer = new RecordingOptimizer(Given.optimizer());
        RecordingOptimizer discriminatorOptimizer = new RecordingOptimizer(Given.optimizer());
        List<Long> numbers = new ArrayList<>();
        LongFunction<Tensor> real = number -> {
            numbers.add(number);
            return Given.real().apply(number);
        };
        new GanTrainer(generator, Given.discriminator(), generatorOptimizer, discriminatorOptimizer,
                Given.settings(schedule).withDiscriminatorSteps(k)).train(4, real);

        assertEquals(LongStream.range(0, 4L * k).boxed().toList(), numbers);
        assertEquals(4, generatorOptimizer.seen.size());
        assertEquals(4 * k * (schedule == GanSchedule.SEPARATE ? 2 : 1), discriminatorOptimizer.seen.size());
        int passes = schedule == GanSchedule.SIMULTANEOUS ? 4 : 4 * (k + 1);
        assertEquals(passes, generator.inputs.size());
        Set<Float> firstNumbers = new HashSet<>();
        generator.inputs.forEach(z -> firstNumbers.add(z.array()[0]));
        assertEquals(passes, firstNumbers.size(), "points were used twice");
    }

    @Test
    void batchSizesAreTheSettings() {
        WatchedLayer generator = new WatchedLayer(Given.generator());
        Given.trainer(generator, Given.discriminator(), Given.settings(GanSchedule.JOINED).withGeneratorBatch(20))
                .step(Given.real());
        assertEquals(List.of(8, 20), generator.inputs.stream().map(z -> z.shape().axis(0)).toList());
    }

    @Test
    void aBatchOfRealExamplesMayBeSmallerThanTheOthers() {
        for (GanSchedule schedule : GanSchedule.values()) {
            GanTrainer trainer = Given.trainer(Given.settings(schedule));
            GanStep step = trainer.step(number -> Given.normal(1, 3, 4));
            assertTrue(Double.isFinite(step.discriminatorLoss() + step.generatorLoss()), schedule.name());
        }
    }

    @Test
    void eventsComeAtTheirSteps() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.JOINED)).sampleEvery(2, 3).stepsPerEpoch(3);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        trainer.listen(recorder(first)).listen(recorder(second));
        trainer.train(4, Given.real());
        trainer.train(2, Given.real());
        List<String> expected = List.of("step 1", "step 2", "sample 2 (3, 4)", "step 3", "epoch 1 at 3", "step 4",
                "sample 4 (3, 4)", "step 5", "step 6", "sample 6 (3, 4)", "epoch 2 at 6");
        assertEquals(expected, first);
        assertEquals(expected, second);
        assertEquals(6, trainer.stepsDone());
    }

    private static GanListener recorder(List<String> events) {
        return new GanListener() {
            @Override
            public void onStep(GanStep step) {
                events.add("step " + step.step());
            }

            @Override
            public void onSample(long step, Tensor samples) {
                events.add("sample " + step + " " + samples.shape());
            }

            @Override
            public void onEpoch(long epoch, long step) {
                events.add("epoch " + epoch + " at " + step);
            }
        };
    }

    @Test
    void samplesComeFromTheSamePointsThroughTheGeneratorInInferenceMode() {
        Layer generator = Given.generator();
        GanTrainer trainer = Given.trainer(generator, Given.discriminator(), Given.settings(GanSchedule.SEPARATE))
                .sampleEvery(1, 5);
        List<Tensor> expected = new ArrayList<>();
        List<Tensor> samples = new ArrayList<>();
        Tensor points = Given.LATENT.sample(5, RandomStream.of(0).stream("samples").at(0));
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor sample) {
                samples.add(sample);
                expected.add(generator.infer(points));
            }
        });
        trainer.train(3, Given.real());
        assertEquals(3, samples.size());
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(expected.get(i).array(), samples.get(i).array());
        }
        assertArrayEquals(samples.get(2).array(), trainer.samples(5).array());
    }

    @Test
    void eachListenerMayKeepAndChangeItsSamples() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE)).sampleEvery(1, 2);
        List<Tensor> first = new ArrayList<>();
        List<Tensor> second = new ArrayList<>();
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor samples) {
                first.add(samples);
                samples.array()[0] = 99;
            }
        });
        trainer.listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor samples) {
                second.add(samples);
            }
        });
        trainer.train(2, Given.real());
        assertEquals(99, first.get(0).array()[0]);
        assertNotEquals(99, second.get(0).array()[0]);
        assertEquals(first.get(0).array()[1], second.get(0).array()[1]);
    }

    /** With assertions on, as in every test, the buffers of a closed tape hold NaN. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void whatAStepReportsOutlivesItsBuffers(GanSchedule schedule) {
        WatchedLayer discriminator = new WatchedLayer(Given.discriminator());
        GanTrainer trainer = Given.trainer(Given.generator(), discriminator, Given.settings(schedule));
        List<GanStep> steps = watch(trainer);
        List<Tensor> samples = new ArrayList<>();
        trainer.sampleEvery(1, 2).listen(new GanListener() {
            @Override
            public void onSample(long step, Tensor sample) {
                samples.add(sample);
            }
        });
        trainer.train(3, Given.real());
        for (Tensor logits : discriminator.outputs) {
            assertTrue(Float.isNaN(logits.array()[0]), "logits survived their tape: this test shows nothing");
        }
        for (GanStep step : steps) {
            assertTrue(Double.isFinite(step.realLoss() + step.fakeLoss() + step.generatorLoss()), step.toString());
            assertTrue(Double.isFinite(step.realProbability() + step.fakeProbability()), step.toString());
            assertTrue(Double.isFinite(step.discriminatorAccuracy()), step.toString());
        }
        samples.forEach(sample -> assertTrue(sample.isFinite(), sample.toString()));
    }

    @Test
    void aStepsMeansAreOfBothHalves() {
        GanStep step = new GanStep(1, 0.5, 0.75, 2, 1, 0.5, 0.9, 0.2);
        assertEquals(0.625, step.discriminatorLoss());
        assertEquals(0.75, step.discriminatorAccuracy());
    }

    @Test
    void aStepReturnsWhatItTells() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE));
        List<GanStep> told = watch(trainer);
        assertEquals(List.of(trainer.step(Given.real()), trainer.step(Given.real())), told);
        assertEquals(List.of(1L, 2L), told.stream().map(GanStep::step).toList());
    }

    @Test
    void aListenerStopsTheTrainingAfterItsStep() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SIMULTANEOUS));
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                if (step.step() == 3) {
                    trainer.stop();
                }
            }
        });
        trainer.train(10, Given.real());
        assertEquals(3, trainer.stepsDone());
        trainer.train(2, Given.real());
        assertEquals(5, trainer.stepsDone());
    }

    @Test
    void anotherThreadStopsTheTrainingAfterTheCurrentStep() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.SEPARATE));
        List<GanStep> steps = watch(trainer);
        trainer.train(10, number -> {
            if (number == 2) {
                CompletableFuture.runAsync(trainer::stop).join();
            }
            return Given.real().apply(number);
        });
        assertEquals(3, trainer.stepsDone());
        assertEquals(3, steps.size());
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void aRealBatchOfAnotherShapeIsRefusedBeforeAnyUpdate(GanSchedule schedule) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminator();
        Map<String, float[]> before = Given.copy(discriminator);
        GanTrainer trainer = Given.trainer(generator, discriminator, Given.settings(schedule));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> trainer.step(number -> Given.normal(1, 8, 2, 2)));
        assertEquals("real batch 0 has shape (8, 2, 2); expected (8, 4), since the generator makes (4) and the"
                + " discriminator sees both", e.getMessage());
        Given.assertSameBits(before, Given.copy(discriminator));
        assertEquals(0, trainer.stepsDone());
    }

    @Test
    void aGeneratorForAnotherLatentSpaceIsRefused() {
        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(2), 8);
        assertRefused("the generator does not take the points of the latent space: Sequential (3)→(4): input (N, 2) has"
                + " 1 axis after N; expected (N, 3).", Given.generator(), Given.discriminator(), settings);
    }

    @Test
    void aDiscriminatorForOtherExamplesIsRefused() {
        Layer wide = Sequential.of(Shape.of(5), Dense.of(5, 1, RandomStream.of(0)));
        assertRefused("the discriminator does not take what the generator makes: Sequential (5)→(1): input (N, 4) has"
                + " 1 axis after N; expected (N, 5).", Given.generator(), wide, Given.settings(GanSchedule.JOINED));
    }

    @Test
    void aDiscriminatorWithTwoOutputsIsRefused() {
        Layer two = Sequential.of(Shape.of(4), Dense.of(4, 2, RandomStream.of(0)));
        assertRefused("the discriminator makes (N, 2) of an example; it must end in one logit, (N, 1), without a"
                + " sigmoid", Given.generator(), two, Given.settings(GanSchedule.JOINED));
    }

    private static void assertRefused(String message, Layer generator, Layer discriminator, GanSettings settings) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> Given.trainer(generator, discriminator, settings));
        assertEquals(message, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void numbersOfStepsBelowOneAreRefused(long number) {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.JOINED));
        assertMessage("cannot train for " + number + " steps; give at least 1",
                assertThrows(IllegalArgumentException.class, () -> trainer.train(number, Given.real())));
        assertMessage("cannot draw 1 samples every " + number + " steps: both must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> trainer.sampleEvery(number, 1)));
        assertMessage("cannot draw " + number + " samples every 1 steps: both must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> trainer.sampleEvery(1, (int) number)));
        assertMessage("an epoch has at least 1 step, found " + number,
                assertThrows(IllegalArgumentException.class, () -> trainer.stepsPerEpoch(number)));
    }

    private static void assertMessage(String message, IllegalArgumentException e) {
        assertEquals(message, e.getMessage());
    }
}
