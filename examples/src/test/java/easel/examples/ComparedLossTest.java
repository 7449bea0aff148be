package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GradientPenalty;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Conv2D;
import easel.layers.Dense;
import easel.layers.SpectralNorm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComparedLossTest {
    private static final AdversarialLoss NON_SATURATING = AdversarialLoss.nonSaturating(LabelPolicy.standard());

    @ParameterizedTest
    @EnumSource
    void settingsHaveTheLossAndItsPublishedPenalty(ComparedLoss loss) {
        GanSettings before = GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(2), 64).withSeed(3);
        GanSettings settings = loss.in(before);
        assertEquals(switch (loss) {
            case NON_SATURATING, R1 -> NON_SATURATING;
            case LEAST_SQUARES -> AdversarialLoss.leastSquares();
            case HINGE -> AdversarialLoss.hinge();
            case WGAN_GP -> AdversarialLoss.wasserstein();
        }, settings.loss());
        assertEquals(switch (loss) {
            case WGAN_GP -> List.of(GradientPenalty.wganGp(10));
            case R1 -> List.of(GradientPenalty.r1(5));
            default -> List.of();
        }, settings.regularization().penalties());
        assertEquals(before, settings.withLoss(before.loss()).withRegularization(before.regularization()),
                "other settings are unchanged");
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheHingeLossHasSpectralNormalization(ComparedLoss loss) {
        RandomStream random = RandomStream.of(1);
        boolean normalized = loss == ComparedLoss.HINGE;
        assertEquals(normalized, loss.layer(Dense.of(2, 3, random), random) instanceof SpectralNorm);
        assertEquals(normalized, loss.layer(Conv2D.of(2, 3, 4, random), random) instanceof SpectralNorm);
    }
}
