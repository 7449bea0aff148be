package easel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.ops.Arithmetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Float32Test {
    @ParameterizedTest
    @ValueSource(floats = {0, -0f, 0.1f, 2e-4f, -1e-7f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN,
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aFloatKeepsItsBitsAndItsText(float value) {
        assertEquals(Float.floatToIntBits(value), Float.floatToIntBits(Float32.of(value)));
        assertEquals(Float.toString(value), Float32.text(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0.9", "0.999", "1e-7", "0.02", "-0.15", "1e30"})
    void aDoubleLiteralEqualsTheFloatLiteral(String literal) {
        assertEquals(Float.parseFloat(literal), Float32.of(Double.parseDouble(literal)));
        assertEquals(Float.toString(Float.parseFloat(literal)), Float32.text(Double.parseDouble(literal)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e39, -1e39, Double.MAX_VALUE})
    void aFiniteNumberThatBecomesInfiniteIsRefused(double value) {
        String message = assertThrows(IllegalArgumentException.class, () -> Float32.of(value)).getMessage();
        assertEquals("the number " + value + " is too large for a float; the limit is 3.4028235E38", message);
    }

    @ParameterizedTest
    @CsvSource({"0.9999999999, 1.0", "1e-50, 0.0", "1e300, Infinity"})
    void theTextShowsBothNumbersIfTheyDiffer(double value, String nearest) {
        assertEquals(nearest + " (the float nearest to " + value + ")", Float32.text(value));
    }

    @Test
    void scalesAndSumsTakeDoubles() {
        Tensor x = Tensor.of(Shape.of(2), 3, -5);
        Tape tape = Tape.forInference();
        assertEquals(3 * 0.1f, Arithmetic.scale(x, 0.1, tape).at(0));
        assertEquals(3 + 0.1f, Arithmetic.addScalar(x, 0.1, tape).at(0));
    }
}
