package easel.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.ops.Arithmetic;
import easel.core.ops.Pointwise;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private final Tensor x = Tensor.of(Shape.of(2, 2), 0.3f, -1.1f, 0.7f, 1e-8f);
    private final Parameter weight = Parameter.of(Tensor.of(Shape.of(2, 2), 0.9f, -0.4f, 1.3f, 0.1f));

    /** y = x · weight. The derivative with respect to the weight is multiplied by a factor, 1 if correct. */
    private Tensor product(Tape tape, float factor) {
        Tensor y = Pointwise.product(x, weight, tape.buffers());
        return tape.record("product", y, (dy, sink) -> {
            sink.add(x, () -> Pointwise.product(dy, weight, sink));
            sink.add(weight, () -> Pointwise.times(Pointwise.product(dy, x, sink), factor, sink));
        }, x, weight);
    }

    private GradientCheck check(float factor) {
        return GradientCheck.of(tape -> product(tape, factor), RandomStream.of(3), List.of(x, weight));
    }

    @Test
    void acceptsACorrectDerivative() {
        GradientCheck check = check(1);
        check.requireWithin(1e-4);
        assertEquals(x.size() + weight.size(), check.entries().size());
        assertTrue(check.maxError() > 0);
    }

    @Test
    void catchesAWrongDerivativeAndShowsBothValues() {
        GradientCheck check = check(1.05f);
        GradientCheck.Entry wrong = check.entries().stream().filter(e -> e.error() > 1e-3).findFirst().orElseThrow();
        assertEquals(1, wrong.tensor());
        assertEquals(1.05, wrong.analytic() / wrong.numeric(), 1e-3);
        String message = assertThrows(AssertionError.class, () -> check.requireWithin(1e-3)).getMessage();
        assertTrue(message.contains(String.format(Locale.ROOT, "%.6g", wrong.analytic())), message);
        assertTrue(message.contains(String.format(Locale.ROOT, "%.6g", wrong.numeric())), message);
        assertTrue(message.startsWith("gradients differ by"), message);
    }

    @Test
    void catchesADerivativeThatIsNotANumber() {
        GradientCheck check = check(Float.NaN);
        assertTrue(Double.isNaN(check.maxError()));
        assertThrows(AssertionError.class, () -> check.requireWithin(1e9));
    }

    @Test
    void catchesADerivativeOfTheWrongSign() {
        assertThrows(AssertionError.class, () -> check(-1).requireWithin(1e-3));
    }

    @Test
    void restoresTheTensors() {
        float[] xBefore = x.array().clone();
        float[] weightBefore = weight.array().clone();
        check(1);
        assertArrayEquals(xBefore, x.array());
        assertArrayEquals(weightBefore, weight.array());
    }

    @Test
    void restoresTheTensorsWhenTheOperationFails() {
        float[] before = x.array().clone();
        assertThrows(IllegalStateException.class, () -> GradientCheck.of(tape -> {
            if (x.array()[2] != before[2]) {
                throw new IllegalStateException("moved");
            }
            return product(tape, 1);
        }, RandomStream.of(3), List.of(x)));
        assertArrayEquals(before, x.array());
    }

    @Test
    void givesEachRunTheSameDraws() {
        GradientCheck check = GradientCheck.of(
                tape -> Arithmetic.scale(x, 1 + tape.random().nextFloat(), tape), RandomStream.of(3), List.of(x));
        check.requireWithin(1e-4);
    }

    @Test
    void measuresErrorsRelativeToLargeValuesOnly() {
        assertEquals(0, new GradientCheck.Entry(0, 0, 5, 5).error());
        assertEquals(0.02, new GradientCheck.Entry(0, 0, -50, -49).error(), 1e-12);
        assertEquals(0.25, new GradientCheck.Entry(0, 0, 0.5, 0.25).error(), 1e-12);
        assertEquals(0, new GradientCheck(List.of()).maxError());
    }
}
