package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    private static final int SIZE = 100_000;

    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.4f, 0.5f, 0.9f})
    void dropsAtTheGivenRateAndKeepsTheMean(float rate) {
        Tensor y = Dropout.withRate(rate).forward(ones(), training(1));
        int dropped = 0;
        double sum = 0;
        for (float value : y.array()) {
            dropped += value == 0 ? 1 : 0;
            sum += value;
            assertTrue(value == 0 || value == 1 / (1 - rate), () -> "a kept 1 became " + value);
        }
        // Five standard deviations of a binomial proportion.
        double bound = 5 * Math.sqrt(rate * (1 - rate) / SIZE);
        assertEquals(rate, (double) dropped / SIZE, bound);
        assertEquals(1, sum / SIZE, bound / (1 - rate));
    }

    @Test
    void theMaskDependsOnlyOnTheRandomStream() {
        Dropout layer = Dropout.withRate(0.5f);
        Tensor y = layer.forward(ones(), training(1));
        assertSameBits(y, layer.forward(ones(), training(1)), "the same stream");
        assertTrue(Numbers.deviation(y, layer.forward(ones(), training(2))) > 0.5, "another stream");
        Tape tape = training(1);
        layer.forward(ones(), tape);
        assertTrue(Numbers.deviation(y, layer.forward(ones(), tape)) > 0.5, "the next numbers of the stream");
    }

    @Test
    void theGradientHasTheSameMask() {
        Tensor x = ones();
        Tape tape = training(1);
        Tensor y = Dropout.withRate(0.4f).forward(x, tape);
        Tensor dx = tape.gradients(y, ones(), List.of(x)).of(x);
        assertSameBits(y, dx, "dx of ones");
    }

    @Test
    void isTheIdentityAndUsesNoRandomNumbersInInferenceAndAtRateZero() {
        Tensor x = normal(Shape.of(4, 6), 1);
        Tape tape = training(1);
        assertSameBits(x, Dropout.withRate(0.5f).forward(x, tape.inference()), "inference");
        assertSameBits(x, Dropout.withRate(0).forward(x, tape), "rate 0");
        assertEquals(RandomStream.of(1).nextLong(), tape.random().nextLong());
    }

    private static Tensor ones() {
        return Tensor.full(Shape.of(100, SIZE / 100), 1);
    }

    private static Tape training(long seed) {
        return Tape.training(RandomStream.of(seed));
    }
}
