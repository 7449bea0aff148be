package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.layers.Layer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The seed determines a training, also when it is interrupted or observed. */
class ReproducibleTrainingTest {
    /** The networks and steps of a training. */
    private record Result(Map<String, float[]> generator, Map<String, float[]> discriminator, List<GanStep> steps) {}

    /** Five steps with every source of random numbers: latent points, dropout, label noise. */
    private static Result train(GanSchedule schedule, long seed, int first) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminatorWithDropout();
        GanTrainer trainer = Given.trainer(generator, discriminator, noisy(schedule, seed));
        List<GanStep> steps = Given.record(trainer);
        trainer.train(first, Given.real());
        if (first < 5) {
            trainer.train(5 - first, Given.real());
        }
        return new Result(Given.copy(generator), Given.copy(discriminator), steps);
    }

    private static GanSettings noisy(GanSchedule schedule, long seed) {
        return Given.settings(schedule).withSeed(seed)
                .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2f)));
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
    void twoStepsThenThreeEqualFive(GanSchedule schedule) {
        assertSame(train(schedule, 7, 5), train(schedule, 7, 2));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void generatingSamplesInBetweenChangesNothing(GanSchedule schedule) {
        Layer generator = Given.generator();
        Layer discriminator = Given.discriminatorWithDropout();
        GanTrainer trainer = Given.trainer(generator, discriminator, noisy(schedule, 7)).sampleEvery(2, 3);
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                trainer.samples((int) step.step());
            }
        });
        List<GanStep> steps = Given.record(trainer);
        trainer.train(5, Given.real());
        assertSame(train(schedule, 7, 5), new Result(Given.copy(generator), Given.copy(discriminator), steps));
    }
}
