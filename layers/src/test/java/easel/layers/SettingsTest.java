package easel.layers;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A factory refuses settings out of range; the message names the range. */
class SettingsTest {
    private static final RandomStream RANDOM = RandomStream.of(1);

    static final List<Refusal> REFUSALS = List.of(
            refused("Dense 0→5: both sizes must be at least 1", () -> Dense.of(0, 5, RANDOM)),
            refused("Dense 5→-1: both sizes must be at least 1", () -> Dense.of(5, -1, RANDOM)),
            refused("needs at least 1 feature, found 0", () -> BatchNorm.of(0)),
            refused("momentum must be in [0, 1), found -0.1", () -> BatchNorm.of(1).withMomentum(-0.1f)),
            refused("momentum must be in [0, 1), found 1.0", () -> BatchNorm.of(1).withMomentum(1)),
            refused("momentum must be in [0, 1), found NaN", () -> BatchNorm.of(1).withMomentum(Float.NaN)),
            refused("epsilon must be positive and finite, found 0.0", () -> BatchNorm.of(1).withEpsilon(0)),
            refused("epsilon must be positive and finite, found -0.001", () -> BatchNorm.of(1).withEpsilon(-1e-3f)),
            refused("epsilon must be positive and finite, found Inf",
                    () -> BatchNorm.of(1).withEpsilon(Float.POSITIVE_INFINITY)),
            refused("epsilon must be positive and finite, found NaN", () -> BatchNorm.of(1).withEpsilon(Float.NaN)),
            refused("LayerNorm: needs at least 1 feature, found 0", () -> LayerNorm.of(0)),
            refused("LayerNorm: epsilon must be positive and finite, found 0.0", () -> LayerNorm.of(1).withEpsilon(0)),
            refused("LayerNorm: epsilon must be positive and finite, found NaN",
                    () -> LayerNorm.of(1).withEpsilon(Double.NaN)),
            refused("Maxout: needs at least 1 piece per unit, found 0", () -> Maxout.of(0)),
            refused("MinibatchStdDev: a group needs at least 2 examples, found 1",
                    () -> MinibatchStdDev.withGroupSize(1)),
            refused("Embedding 0→5: both sizes must be at least 1", () -> Embedding.of(0, 5, RANDOM)),
            refused("Embedding 5→-1: both sizes must be at least 1", () -> Embedding.of(5, -1, RANDOM)),
            refused("slope must be in [0, 1], found -0.2", () -> LeakyReLU.withSlope(-0.2f)),
            refused("slope must be in [0, 1], found 1.5", () -> LeakyReLU.withSlope(1.5f)),
            refused("slope must be in [0, 1], found NaN", () -> LeakyReLU.withSlope(Float.NaN)),
            refused("ELU: alpha must be at least 0 and finite, found -1.0", () -> ELU.withAlpha(-1)),
            refused("ELU: alpha must be at least 0 and finite, found Inf",
                    () -> ELU.withAlpha(Double.POSITIVE_INFINITY)),
            refused("ELU: alpha must be at least 0 and finite, found NaN", () -> ELU.withAlpha(Double.NaN)),
            refused("ClassProjection: needs at least 1 class, found 0",
                    () -> ClassProjection.of(Identity.of(), 0)),
            refused("Concatenate needs at least one branch", () -> Concatenate.of()),
            refused("rate must be in [0, 1), found 1.0", () -> Dropout.withRate(1)),
            refused("rate must be in [0, 1), found -0.1", () -> Dropout.withRate(-0.1f)),
            refused("rate must be in [0, 1), found NaN", () -> Dropout.withRate(Float.NaN)),
            refused("at least one axis", () -> Reshape.to()),
            refused("every axis must be at least 1, found 0", () -> Reshape.to(3, 0)),
            refused("at least one layer", () -> Sequential.of(Shape.of(3))),
            refused("must be at least 0 and finite, found -1.0", () -> Initializer.normal(-1)),
            refused("must be at least 0 and finite, found NaN", () -> Initializer.normal(Float.NaN)));

    record Refusal(String message, Executable factory) {
        @Override
        public String toString() {
            return message;
        }
    }

    private static Refusal refused(String message, Executable factory) {
        return new Refusal(message, factory);
    }

    @ParameterizedTest
    @FieldSource("REFUSALS")
    void refusesSettingsOutOfRange(Refusal refusal) {
        String message = assertThrows(IllegalArgumentException.class, refusal.factory).getMessage();
        assertTrue(message.contains(refusal.message), message);
    }
}
