package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.State;
import easel.gan.AdversarialLoss.CrossEntropy;
import easel.layers.Models;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads settings of a checkpoint as typed values. */
class CheckpointSettingsTest {
    /** A loss that an application might define; its text resembles that of {@link CrossEntropy}. */
    private record OwnLoss(boolean inverted) implements AdversarialLoss.Separable {
        @Override
        public Tensor real(Tensor logits, Tape tape) {
            return logits;
        }

        @Override
        public Tensor fake(Tensor logits, Tape tape) {
            return logits;
        }

        @Override
        public Tensor generator(Tensor fakeLogits, Tape tape) {
            return fakeLogits;
        }

        @Override
        public float towardsReal(float logit) {
            return logit;
        }
    }

    private static State checkpoint(LatentSpace latent, AdversarialLoss.Separable loss) {
        return Given.trainer(GanSettings.of(GanSchedule.JOINED, latent, 4).withLoss(loss)).state();
    }

    @Test
    void latentSpaceAndLossRoundTrip() {
        for (LabelPolicy labels : List.of(LabelPolicy.standard(), new LabelPolicy(true, 0.1f, 0.15f))) {
            for (boolean saturating : new boolean[] {false, true}) {
                AdversarialLoss.Separable loss = new CrossEntropy(labels, saturating);
                for (LatentSpace latent : List.of(LatentSpace.normal(3), LatentSpace.uniform(3))) {
                    State checkpoint = checkpoint(latent, loss);
                    assertEquals(Optional.of(latent), Checkpoint.latentSpace(checkpoint));
                    assertEquals(Optional.of(loss), Checkpoint.loss(checkpoint));
                }
            }
        }
    }

    @Test
    void theSavedTextHasTheDocumentedFormat() {
        State state = checkpoint(LatentSpace.normal(3), AdversarialLoss.minimax(new LabelPolicy(true, 0.1f, 0)));
        assertEquals("NORMAL 3", state.string("settings.latent"));
        assertEquals("JOINED", state.string("settings.schedule"));
        assertEquals("CrossEntropy[labels=LabelPolicy[inverted=true, smoothing=0.1, noise=0.0], saturating=true]",
                state.string("settings.loss"));
    }

    /** Names of lambda classes and the text of Object differ between processes; a checkpoint must not contain them. */
    @Test
    void theTextOfAnImplementationIsTheSameInAllProcesses() {
        UpdateSchedule anonymous = new UpdateSchedule() {
            @Override
            public GanSteps.Metrics step(GanSteps gan, StepInputs inputs) {
                return GanSchedule.PAIRED.step(gan, inputs);
            }
        };
        UpdateSchedule lambda = (gan, inputs) -> GanSchedule.PAIRED.step(gan, inputs);
        assertEquals("PAIRED", GanSchedule.PAIRED.text());
        assertEquals("OwnLoss[inverted=true]", new OwnLoss(true).text());
        assertEquals(getClass().getName() + "$1", anonymous.text());
        assertEquals("of your own", lambda.text());
    }

    @Test
    void aModelHasNoSettings() {
        State model = Models.state(Given.generator());
        assertTrue(Checkpoint.latentSpace(model).isEmpty());
        assertTrue(Checkpoint.latentText(model).isEmpty());
        assertTrue(Checkpoint.loss(model).isEmpty());
    }

    @Test
    void anApplicationsOwnLossIsNotParsed() {
        assertTrue(Checkpoint.loss(checkpoint(LatentSpace.normal(3), new OwnLoss(true))).isEmpty());
    }

    @Test
    void damagedTextIsRefused() {
        State state = State.builder().string("settings.latent", "NORMAL three").string("settings.loss",
                "CrossEntropy[labels=LabelPolicy[inverted=true], saturating=true]").build();
        assertEquals("\"NORMAL three\" is not a latent space: a setting is missing or is not a number",
                assertThrows(IllegalArgumentException.class, () -> Checkpoint.latentSpace(state)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.loss(state));
    }
}
