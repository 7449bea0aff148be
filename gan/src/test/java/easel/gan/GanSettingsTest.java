package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GanSettingsTest {
    private static final AdversarialLoss.Separable STANDARD = AdversarialLoss.nonSaturating(LabelPolicy.standard());

    @Test
    void defaultsAreTheDocumentedOnes() {
        assertEquals(new GanSettings(Given.LATENT, 8, 8, GanSchedule.SIMULTANEOUS, 1, STANDARD, false,
                        false, Regularization.none(), 1, 0, 0, 1, 0),
                GanSettings.of(GanSchedule.SIMULTANEOUS, Given.LATENT, 8));
    }

    @Test
    void eachSettingChangesNothingElse() {
        AdversarialLoss.Separable minimax = AdversarialLoss.minimax(LabelPolicy.standard());
        GanSettings joined = GanSettings.of(GanSchedule.JOINED, Given.LATENT, 8);
        assertEquals(expected(8, 1, STANDARD, false, false, 0), joined);
        assertEquals(expected(16, 1, STANDARD, false, false, 0), joined.withGeneratorBatch(16));
        assertEquals(expected(16, 5, STANDARD, false, false, 0),
                joined.withGeneratorBatch(16).withDiscriminatorSteps(5));
        assertEquals(expected(8, 1, minimax, false, false, 0), joined.withLoss(minimax));
        assertEquals(expected(8, 1, STANDARD, true, false, 0), joined.withInferenceFakes(true));
        assertEquals(expected(8, 1, STANDARD, false, true, 0), joined.withInferenceDiscriminator(true));
        assertEquals(expected(16, 5, minimax, true, true, 7), joined.withGeneratorBatch(16).withDiscriminatorSteps(5)
                .withLoss(minimax).withInferenceFakes(true).withInferenceDiscriminator(true).withSeed(7));
        assertEquals(expected(16, 5, minimax, true, true, 7), joined.withSeed(7).withInferenceDiscriminator(true)
                .withInferenceFakes(true).withLoss(minimax).withDiscriminatorSteps(5).withGeneratorBatch(16));
    }

    private static GanSettings expected(int generatorBatch, int discriminatorSteps, AdversarialLoss.Separable loss,
            boolean inferenceFakes, boolean inferenceDiscriminator, long seed) {
        return new GanSettings(Given.LATENT, 8, generatorBatch, GanSchedule.JOINED, discriminatorSteps, loss,
                inferenceFakes, inferenceDiscriminator, Regularization.none(), 1, 0, 0, 1, seed);
    }

    @ParameterizedTest
    @CsvSource({"0, 8, 1", "-1, 8, 1", "8, 0, 1", "8, -5, 1", "8, 8, 0", "8, 8, -2"})
    void numbersBelowOneAreRefused(int batch, int generatorBatch, int discriminatorSteps) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new GanSettings(Given.LATENT,
                batch, generatorBatch, GanSchedule.SEPARATE, discriminatorSteps, STANDARD, false, false,
                Regularization.none(), 1, 0, 0, 1, 0));
        assertEquals("batch " + batch + ", generator batch " + generatorBatch + " and discriminator steps "
                + discriminatorSteps + " must each be at least 1", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theSimultaneousScheduleRefusesSettingsThatNeedTwoPasses(int setting) {
        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, Given.LATENT, 8);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> {
            switch (setting) {
                case 0 -> settings.withGeneratorBatch(16);
                case 1 -> settings.withDiscriminatorSteps(2);
                case 2 -> settings.withInferenceFakes(true);
                default -> settings.withInferenceDiscriminator(true);
            }
        });
        assertEquals("the simultaneous schedule updates both networks from one forward pass, so it requires 1"
                + " discriminator step, equal batch sizes and both networks in training mode; change these settings"
                + " or choose another schedule",
                e.getMessage());
    }
}
