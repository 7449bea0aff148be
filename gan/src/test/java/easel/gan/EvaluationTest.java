package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
    /** All fake examples are 0. D's logit is x - 1/2, or its negative if labels are inverted. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossesAccuraciesAndProbabilitiesFollowFromTheLogits(boolean inverted) {
        float sign = inverted ? -1 : 1;
        Dense generator = Dense.of(1, 1, Initializer.zeros(), RandomStream.of(0));
        Dense discriminator = Dense.of(1, 1, Initializer.constant(sign), RandomStream.of(0));
        discriminator.parameters().get(1).update(bias -> bias[0] = -0.5f * sign);
        LabelPolicy labels = inverted ? LabelPolicy.standard().withInversion(true) : LabelPolicy.standard();
        GanTrainer trainer = Given.trainer(generator, discriminator, GanSettings.of(GanSchedule.JOINED,
                LatentSpace.normal(1), 8).withLoss(AdversarialLoss.nonSaturating(labels)));
        DiscriminatorMetrics metrics = trainer.evaluate(Tensor.of(Shape.of(3, 1), 2, 0, 1), 5);
        assertEquals(2.0 / 3, metrics.real().accuracy(), 1e-12);
        assertEquals((sigmoid(1.5) + sigmoid(-0.5) + sigmoid(0.5)) / 3, metrics.real().realProbability(), 1e-12);
        assertEquals((softplus(-1.5) + softplus(0.5) + softplus(-0.5)) / 3, metrics.real().loss(), 1e-6);
        assertEquals(1, metrics.fake().accuracy(), 1e-12);
        assertEquals(sigmoid(-0.5), metrics.fake().realProbability(), 1e-12);
        assertEquals(softplus(-0.5), metrics.fake().loss(), 1e-6);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double softplus(double z) {
        return Math.log1p(Math.exp(z));
    }

    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void evaluationDoesNotChangeTheTraining(GanSchedule schedule) {
        Map<String, float[]> expected = threeSteps(schedule, false);
        Given.assertSameBits(expected, threeSteps(schedule, true));
    }

    private static Map<String, float[]> threeSteps(GanSchedule schedule, boolean evaluating) {
        Layer discriminator = Given.discriminator();
        GanTrainer trainer = Given.trainer(Given.generator(), discriminator, noisy(schedule));
        for (int i = 0; i < 3; i++) {
            if (evaluating) {
                trainer.evaluate(Given.real().apply(50), 7);
            }
            trainer.step(Given.real());
        }
        return Given.copy(discriminator);
    }

    private static GanSettings noisy(GanSchedule schedule) {
        return Given.settings(schedule).withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2f)));
    }

    @Test
    void dropoutIsOffAndTheLatentPointsDependOnTheStep() {
        GanTrainer trainer = new GanTrainer(Given.generator(), Given.discriminatorWithDropout(), Given.idle(),
                Given.idle(), Given.settings(GanSchedule.SEPARATE).withInferenceFakes(true));
        Tensor real = Given.real().apply(0);
        DiscriminatorMetrics before = trainer.evaluate(real, 6);
        assertEquals(before, trainer.evaluate(real, 6));
        assertEquals(DiscriminatorMetrics.Side.of(Tensor.scalar((float) before.real().loss()),
                Given.discriminatorWithDropout().infer(real), true, Given.settings(GanSchedule.SEPARATE).loss()),
                before.real());
        trainer.step(number -> Tensor.full(Shape.of(8, 4), 0.5f));
        DiscriminatorMetrics after = trainer.evaluate(real, 6);
        assertEquals(before.real(), after.real());
        assertNotEquals(before.fake().realProbability(), after.fake().realProbability());
    }

    @Test
    void zeroFakesAndExamplesOfAnotherShapeAreRefused() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.JOINED));
        assertEquals("cannot evaluate on 0 generated examples; give at least 1", assertThrows(
                IllegalArgumentException.class, () -> trainer.evaluate(Given.real().apply(0), 0)).getMessage());
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer.evaluate(Given.normal(1, 8, 5), 3)).getMessage();
        assertEquals("the real batch has shape (8, 5); expected (8, 4), because the generator's output is (4)", message);
    }
}
