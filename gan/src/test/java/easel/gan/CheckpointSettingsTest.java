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

/** Settings of a checkpoint, read as typed values. */
class CheckpointSettingsTest {
    /** A loss that an application might define; its text resembles that of {@link CrossEntropy}. */
    private record OwnLoss(boolean inverted) implements AdversarialLoss {
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

    private static State checkpoint(LatentSpace latent, AdversarialLoss loss) {
        return Given.trainer(GanSettings.of(GanSchedule.JOINED, latent, 4).withLoss(loss)).state();
    }

    @Test
    void latentSpaceAndLossRoundTrip() {
        for (LabelPolicy labels : List.of(LabelPolicy.standard(), new LabelPolicy(true, 0.1f, 0.15f))) {
            for (boolean saturating : new boolean[] {false, true}) {
                AdversarialLoss loss = new CrossEntropy(labels, saturating);
                for (LatentSpace latent : List.of(LatentSpace.normal(3), LatentSpace.uniform(3))) {
                    State checkpoint = checkpoint(latent, loss);
                    assertEquals(Optional.of(latent), Checkpoint.latentSpace(checkpoint));
                    assertEquals(Optional.of(loss), Checkpoint.loss(checkpoint));
                }
            }
        }
    }

    @Test
    void theTextInTheFileIsUnchanged() {
        State state = checkpoint(LatentSpace.normal(3), AdversarialLoss.minimax(new LabelPolicy(true, 0.1f, 0)));
        assertEquals("NORMAL 3", state.string("settings.latent"));
        assertEquals("CrossEntropy[labels=LabelPolicy[inverted=true, smoothing=0.1, noise=0.0], saturating=true]",
                state.string("settings.loss"));
    }

    @Test
    void aModelHasNoSettings() {
        State model = Models.state(Given.generator());
        assertTrue(Checkpoint.latentSpace(model).isEmpty());
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
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.latentSpace(state));
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.loss(state));
    }
}
