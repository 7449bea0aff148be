package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches and latent points of each update, and the checks of arguments. */
class GanTrainerTest {
    @ParameterizedTest
    @CsvSource({"SEPARATE, 1", "SEPARATE, 3", "JOINED, 1", "JOINED, 3", "SIMULTANEOUS, 1"})
    void eachDiscriminatorStepHasNewRealExamplesAndLatentPoints(GanSchedule schedule, int k) {
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
        assertEquals(passes, firstNumbers.size(), "latent points were used twice");
    }

    @Test
    void batchSizesAreTheSettings() {
        WatchedLayer generator = new WatchedLayer(Given.generator());
        Given.trainer(generator, Given.discriminator(), Given.settings(GanSchedule.JOINED).withGeneratorBatch(20))
                .step(Given.real());
        assertEquals(List.of(8, 20), generator.inputs.stream().map(z -> z.shape().axis(0)).toList());
    }

    @Test
    void aRealBatchMayBeSmallerThanTheFakeBatch() {
        for (GanSchedule schedule : GanSchedule.values()) {
            GanTrainer trainer = Given.trainer(Given.settings(schedule));
            GanStep step = trainer.step(number -> Given.normal(1, 3, 4));
            assertTrue(Double.isFinite(step.discriminatorLoss() + step.generatorLoss()), schedule.name());
        }
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
        assertEquals("real batch 0 has shape (8, 2, 2); expected (8, 4), because the generator's output is"
                + " (4)", e.getMessage());
        Given.assertSameBits(before, Given.copy(discriminator));
        assertEquals(0, trainer.stepsDone());
    }

    @Test
    void aGeneratorForAnotherLatentSpaceIsRefused() {
        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(2), 8);
        assertRefused("the generator does not accept latent points: Sequential (3)→(4): input (N, 2) has"
                + " 1 axis after N; expected (N, 3).", Given.generator(), Given.discriminator(), settings);
    }

    @Test
    void aDiscriminatorForOtherExamplesIsRefused() {
        Layer wide = Sequential.of(Shape.of(5), Dense.of(5, 1, RandomStream.of(0)));
        assertRefused("the discriminator does not accept the generator's output: Sequential (5)→(1): input (N, 4) has"
                + " 1 axis after N; expected (N, 5).", Given.generator(), wide, Given.settings(GanSchedule.JOINED));
    }

    @Test
    void aDiscriminatorWithTwoOutputsIsRefused() {
        Layer two = Sequential.of(Shape.of(4), Dense.of(4, 2, RandomStream.of(0)));
        assertRefused("the discriminator's output is (N, 2); expected one logit for each example, (N, 1), without a"
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
        assertMessage("cannot generate 1 samples every " + number + " steps: both must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> trainer.sampleEvery(number, 1)));
        assertMessage("cannot generate " + number + " samples every 1 steps: both must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> trainer.sampleEvery(1, (int) number)));
        assertMessage("an epoch has at least 1 step, found " + number,
                assertThrows(IllegalArgumentException.class, () -> trainer.stepsPerEpoch(number)));
    }

    private static void assertMessage(String message, IllegalArgumentException e) {
        assertEquals(message, e.getMessage());
    }
}
