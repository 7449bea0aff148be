package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.layers.Layer;
import easel.optim.Optimizer;
import easel.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two learning rates, and several steps of D for each step of G. */
class TwoRatesTest {
    /** Changes of the parameters, divided by the learning rate: in the first step both are the gradients. */
    private static Map<String, float[]> changes(Layer network, Map<String, float[]> before, double rate) {
        Map<String, float[]> changes = Given.parametersOf(network);
        changes.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((values[i] - before.get(name)[i]) / rate);
            }
        });
        return changes;
    }

    private static void assertClose(Map<String, float[]> expected, Map<String, float[]> actual) {
        expected.forEach((name, values) -> assertTrue(Given.deviation(actual.get(name), values) < 1e-5, name));
    }

    /** The simultaneous schedule computes both gradients before both updates, so each rate acts on one network only. */
    @Test
    void eachRateActsOnItsNetwork() {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminator();
        Layer sameGenerator = Given.generator();
        Layer sameDiscriminator = Given.discriminator();
        Map<String, float[]> g = Given.parametersOf(generator);
        Map<String, float[]> d = Given.parametersOf(discriminator);
        new GanTrainer(generator, discriminator, Sgd.withLearningRate(0.1), Sgd.withLearningRate(0.1),
                Given.settings(GanSchedule.SIMULTANEOUS)).step(Given.real());
        new GanTrainer(sameGenerator, sameDiscriminator, Sgd.withLearningRate(0.1), Sgd.withLearningRate(0.4),
                Given.settings(GanSchedule.SIMULTANEOUS)).step(Given.real());
        Given.assertSameBits(Given.copy(generator), Given.copy(sameGenerator));
        Given.assertAllChanged(Given.parametersOf(discriminator), Given.parametersOf(sameDiscriminator));
        assertClose(changes(discriminator, d, 0.1), changes(sameDiscriminator, d, 0.4));
        Given.assertAllChanged(g, Given.parametersOf(generator));
    }

    /** With alternating updates D's rate acts on G through the updated D. */
    @ParameterizedTest
    @EnumSource(value = GanSchedule.class, names = "SIMULTANEOUS", mode = EnumSource.Mode.EXCLUDE)
    void anUpdatedDiscriminatorChangesTheGeneratorsStep(GanSchedule schedule) {
        Layer slow = Given.generator();
        Layer fast = Given.generator();
        new GanTrainer(slow, Given.discriminator(), Given.optimizer(), Sgd.withLearningRate(0.1),
                Given.settings(schedule)).step(Given.real());
        new GanTrainer(fast, Given.discriminator(), Given.optimizer(), Sgd.withLearningRate(0.4),
                Given.settings(schedule)).step(Given.real());
        Given.assertAllChanged(Given.parametersOf(slow), Given.parametersOf(fast));
    }

    /** Writes the name of a network at each step. */
    private static Optimizer logged(String name, List<String> log) {
        Optimizer sgd = Given.optimizer();
        return new Optimizer() {
            @Override
            public void step(Gradients gradients) {
                log.add(name);
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
        };
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, 3, D D D D D D G D D D D D D G", "JOINED, 3, D D D G D D D G", "PAIRED, 2, D D G D D G",
        "PAIRED, 1, D G D G", "SIMULTANEOUS, 1, D G D G"})
    void kStepsOfDPrecedeEachStepOfG(GanSchedule schedule, int k, String order) {
        List<String> log = new ArrayList<>();
        List<Long> batches = new ArrayList<>();
        GanTrainer trainer = new GanTrainer(Given.generator(), Given.discriminator(), logged("G", log),
                logged("D", log), Given.settings(schedule).withDiscriminatorSteps(k));
        trainer.train(2, number -> {
            batches.add(number);
            return Given.real().apply(number);
        });
        assertEquals(order, String.join(" ", log));
        List<Long> expected = new ArrayList<>();
        for (long i = 0; i < 2L * k; i++) {
            expected.add(i);
        }
        assertEquals(expected, batches, "each step of D has a batch");
    }
}
