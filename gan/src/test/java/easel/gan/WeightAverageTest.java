package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Residual;
import easel.layers.Sequential;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exponential moving average of the generator's weights. */
class WeightAverageTest {
    private static final long HALF_LIFE = 20;

    private static GanSettings averaged(GanSchedule schedule) {
        return Given.settings(schedule).withAverageHalfLife(HALF_LIFE);
    }

    /** average ← β · average + (1 - β) · value with β = 0.5^(8 / 20), for parameters and running statistics. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void eachStepOfGMovesTheAverage(GanSchedule schedule) {
        Sequential generator = Given.generator();
        GanTrainer trainer = Given.trainer(generator, Given.discriminator(), averaged(schedule));
        Map<String, float[]> expected = Given.copy(generator);
        assertTrue(expected.keySet().containsAll(List.of("0.weight", "2.running_mean", "2.running_variance")));
        Given.assertSameBits(expected, Given.copy(trainer.generator()));
        double beta = Math.pow(0.5, 8.0 / HALF_LIFE);
        for (int step = 0; step < 4; step++) {
            trainer.step(Given.real());
            Map<String, float[]> trained = Given.copy(generator);
            Map<String, float[]> average = Given.copy(trainer.generator());
            expected.forEach((name, old) -> {
                for (int i = 0; i < old.length; i++) {
                    double mean = beta * old[i] + (1 - beta) * trained.get(name)[i];
                    assertEquals(mean, average.get(name)[i], 1e-7 * Math.max(1, Math.abs(mean)), name);
                }
            });
            expected = average;
        }
        Given.assertAllChanged(Given.copy(generator), expected);
    }

    @Test
    void afterTheHalfLifeTheOldValuesHaveHalfOfTheWeight() {
        Dense generator = Dense.of(2, 1, Initializer.constant(3), RandomStream.of(0)).withBias(false);
        for (long steps : new long[] {1, 2, 5, 100}) {
            WeightAverage average = new WeightAverage(generator, Shape.of(2), 100);
            generator.parameters().get(0).update(values -> Arrays.fill(values, 7));
            for (int i = 0; i < steps; i++) {
                average.update(100 / steps);
            }
            // Each update rounds a number below 7, by at most 2.4e-7.
            assertArrayEquals(new float[] {5, 5}, average.average().parameters().get(0).array(), steps * 2.4e-7f);
            generator.parameters().get(0).update(values -> Arrays.fill(values, 3));
        }
    }

    @Test
    void anAverageOfEqualValuesIsTheValue() {
        Sequential generator = Given.generator();
        WeightAverage average = new WeightAverage(generator, Shape.of(3), 1000);
        for (int i = 0; i < 100; i++) {
            average.update(7);
        }
        Given.assertSameBits(Given.copy(generator), Given.copy(average.average()));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void theAverageDoesNotChangeTheTraining(GanSchedule schedule) {
        Sequential with = Given.generator();
        Sequential without = Given.generator();
        Given.trainer(with, Given.discriminator(), averaged(schedule)).train(4, Given.real());
        Given.trainer(without, Given.discriminator(), Given.settings(schedule)).train(4, Given.real());
        Given.assertSameBits(Given.copy(without), Given.copy(with));
    }

    @Test
    void samplesAndEvaluationComeFromTheAverage() {
        Sequential generator = Given.generator();
        Sequential discriminator = Given.discriminator();
        GanTrainer trainer = Given.trainer(generator, discriminator, averaged(GanSchedule.PAIRED));
        trainer.train(3, Given.real());
        Tensor points = Given.LATENT.sample(5, RandomStream.of(0).stream("samples").at(0));
        assertArrayEquals(trainer.generator().infer(points).array(), trainer.samples(5).array());
        assertTrue(!Arrays.equals(generator.infer(points).array(), trainer.samples(5).array()));

        GanTrainer trained = Given.trainer(Given.settings(GanSchedule.PAIRED));
        trained.train(3, Given.real());
        DiscriminatorMetrics ofAverage = trainer.evaluate(Given.real().apply(9), 8);
        DiscriminatorMetrics ofTrained = trained.evaluate(Given.real().apply(9), 8);
        assertEquals(ofTrained.real(), ofAverage.real());
        assertTrue(ofTrained.fake().loss() != ofAverage.fake().loss());
    }

    @Test
    void withoutAHalfLifeTheTrainedGeneratorMakesTheSamples() {
        Sequential generator = Given.generator();
        assertSame(generator, Given.trainer(generator, Given.discriminator(), Given.settings(GanSchedule.PAIRED))
                .generator());
        assertNotSame(generator, Given.trainer(generator, Given.discriminator(), averaged(GanSchedule.PAIRED))
                .generator());
    }

    /** A schedule with two steps of G: each of them is a step of the average. */
    @Test
    void aScheduleWithTwoStepsOfGMovesTheAverageTwice() {
        UpdateSchedule twice = (gan, inputs) -> {
            GanSteps.Metrics metrics = GanSchedule.PAIRED.step(gan, inputs);
            gan.updateGenerator(inputs.latent("second", 8), inputs.random("second"));
            return metrics;
        };
        Sequential generator = Given.generator();
        GanTrainer trainer = Given.trainer(generator, Given.discriminator(),
                GanSettings.of(twice, Given.LATENT, 8).withAverageHalfLife(16));
        Map<String, float[]> before = Given.copy(generator);
        trainer.step(Given.real());
        Map<String, float[]> average = Given.copy(trainer.generator());
        Given.copy(generator).forEach((name, trained) -> {
            for (int i = 0; i < trained.length; i++) {
                assertEquals((before.get(name)[i] + trained[i]) / 2, average.get(name)[i], 1e-6, name);
            }
        });
    }

    @Test
    void aCheckpointHasTheGeneratorForSamples() {
        GanTrainer trainer = Given.trainer(averaged(GanSchedule.PAIRED));
        trainer.train(3, Given.real());
        Tensor z = Given.normal(4, 6, 3);
        State state = trainer.state();
        assertArrayEquals(trainer.generator().infer(z).array(),
                Models.network(Checkpoint.generator(state)).infer(z).array());
        assertEquals(state.within("averaged_generator").strings(), Checkpoint.generator(state).strings());

        GanTrainer without = Given.trainer(Given.settings(GanSchedule.PAIRED));
        assertArrayEquals(without.generator().infer(z).array(),
                Models.network(Checkpoint.generator(without.state())).infer(z).array());
        assertTrue(Checkpoint.generator(Models.state(Given.generator())).tensors().isEmpty());
    }

    /** Checkpoints of versions without packing, averages, classes, shards and regularization have none of these settings. */
    @Test
    void aCheckpointOfAnEarlierVersionIsRestoredIfTheNewSettingsAreTheDefaults() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.PAIRED));
        trainer.train(3, Given.real());
        State earlier = without(trainer.state(), "settings.packing", "settings.average_half_life",
                "settings.classes", "settings.shards", "settings.regularization");
        GanTrainer restored = Given.trainer(Given.settings(GanSchedule.PAIRED));
        restored.restore(earlier);
        assertEquals(3, restored.stepsDone());
        assertArrayEquals(trainer.samples(4).array(), restored.samples(4).array());

        String message = assertThrows(IllegalArgumentException.class,
                () -> Given.trainer(averaged(GanSchedule.PAIRED)).restore(earlier)).getMessage();
        assertTrue(message.contains("\"settings.average_half_life\" is missing"), message);
        assertTrue(message.contains("averaged generator: "), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings.packing", "settings.average_half_life", "settings.classes",
        "settings.regularization"})
    void aCheckpointThatLacksOneSettingIsRefused(String name) {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.PAIRED));
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer.restore(without(trainer.state(), name))).getMessage();
        assertTrue(message.contains("\"" + name + "\" is missing"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"averaged_generator.0.weight", "averaged_generator.2.running_variance"})
    void aCheckpointWithADamagedAverageIsRefusedAndNothingChanges(String damaged) {
        GanTrainer trainer = Given.trainer(averaged(GanSchedule.PAIRED));
        trainer.train(2, Given.real());
        State state = trainer.state();
        State.Builder builder = State.builder();
        state.strings().forEach(builder::string);
        state.tensors().forEach((name, tensor) -> builder.tensor(name,
                name.equals(damaged) ? Tensor.full(tensor.shape(), Double.NaN) : tensor));
        GanTrainer other = Given.trainer(averaged(GanSchedule.PAIRED));
        Map<String, float[]> before = Given.copy(other.generator());
        String message = assertThrows(IllegalArgumentException.class, () -> other.restore(builder.build()))
                .getMessage();
        assertTrue(message.contains("averaged generator: 1 of the tensors have impossible values"), message);
        Given.assertSameBits(before, Given.copy(other.generator()));
    }

    private static State without(State state, String... names) {
        Map<String, String> strings = new HashMap<>(state.strings());
        assertTrue(strings.keySet().containsAll(List.of(names)));
        strings.keySet().removeAll(List.of(names));
        State.Builder builder = State.builder();
        strings.forEach(builder::string);
        state.tensors().forEach(builder::tensor);
        return builder.build();
    }

    @Test
    void anyLayerThatCanBeLoadedCanBeAveraged() {
        RandomStream random = RandomStream.of(1);
        for (Layer generator : List.of(Dense.of(3, 4, random),
                Sequential.of(Shape.of(3), Residual.of(Dense.of(3, 3, random)), Dense.of(3, 4, random)))) {
            Layer average = Given.trainer(generator, Given.discriminator(), averaged(GanSchedule.PAIRED)).generator();
            assertNotSame(generator, average);
            Given.assertSameBits(Given.copy(generator), Given.copy(average));
        }
    }

    @Test
    void aLayerThatCannotBeLoadedIsRefusedWithTheRemedy() {
        Layer own = new CountingDense(3, 4);
        String message = assertThrows(IllegalArgumentException.class,
                () -> Given.trainer(own, Given.discriminator(), averaged(GanSchedule.PAIRED))).getMessage();
        assertTrue(message.startsWith("the average of the generator's weights is stored in a copy of the generator,"
                + " which cannot be made: "), message);
        assertTrue(message.contains("override describe()") && message.contains("withAverageHalfLife"), message);
        assertSame(own, Given.trainer(own, Given.discriminator(), Given.settings(GanSchedule.PAIRED)).generator());
    }

    @Test
    void aNegativeHalfLifeIsRefused() {
        assertEquals("the half-life of the average of G's weights must be a number of images, or 0 for no average,"
                + " found -1", assertThrows(IllegalArgumentException.class,
                () -> Given.settings(GanSchedule.PAIRED).withAverageHalfLife(-1)).getMessage());
    }
}
