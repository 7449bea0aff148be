package easel.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.ops.Arithmetic;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
    private final Tensor a = Tensor.zeros(Shape.of(2));
    private final Tensor b = Tensor.zeros(Shape.of(1, 2));
    private final Gradients gradients = gradients(List.of(a, b), 1, 2, 3, 4);

    /** Gradients of two tensors with two elements each. The loss is Σ x · values, so dx = values. */
    private static Gradients gradients(List<Tensor> wanted, float... values) {
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor[] products = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            Tensor factor = Tensor.of(wanted.get(i).shape(), values[2 * i], values[2 * i + 1]);
            products[i] = Reduce.sum(Arithmetic.multiply(wanted.get(i), factor, tape), tape);
        }
        return tape.gradients(Arithmetic.add(products[0], products[1], tape), wanted);
    }

    private static void assertGradients(Gradients actual, Tensor a, Tensor b, float... values) {
        assertArrayEquals(new float[] {values[0], values[1]}, actual.of(a).array());
        assertArrayEquals(new float[] {values[2], values[3]}, actual.of(b).array());
    }

    @Test
    void sourcesKeepTheOrderOfTheWantedTensors() {
        assertEquals(List.of(a, b), gradients.sources());
        assertEquals(List.of(b, a), gradients(List.of(b, a), 0, 0, 0, 0).sources());
        assertGradients(gradients, a, b, 1, 2, 3, 4);
        assertEquals(b.shape(), gradients.of(b).shape());
        assertThrows(UnsupportedOperationException.class, () -> gradients.sources().clear());
    }

    @Test
    void gradientsAreFoundByIdentityNotByValue() {
        String message = assertThrows(IllegalArgumentException.class, () -> gradients.of(a.copy())).getMessage();
        assertTrue(message.contains("(2)") && message.contains("2 wanted"), message);
    }

    @Test
    void plusAcceptsTheSourcesInAnotherOrder() {
        Gradients other = gradients(List.of(b, a), 10, 20, 30, 40);
        Gradients sum = gradients.plus(other);
        assertGradients(sum, a, b, 31, 42, 13, 24);
        assertEquals(List.of(a, b), sum.sources());
        assertGradients(gradients, a, b, 1, 2, 3, 4);
        assertGradients(other, a, b, 30, 40, 10, 20);
    }

    @Test
    void plusRefusesGradientsOfOtherTensors() {
        Gradients others = gradients(List.of(a, b.copy()), 1, 2, 3, 4);
        String message = assertThrows(IllegalArgumentException.class, () -> gradients.plus(others)).getMessage();
        assertTrue(message.contains("same tensors"), message);
        Tape tape = Tape.training(RandomStream.of(1));
        Gradients fewer = tape.gradients(Reduce.sum(a, tape), List.of(a));
        assertThrows(IllegalArgumentException.class, () -> gradients.plus(fewer));
        assertThrows(IllegalArgumentException.class, () -> fewer.plus(gradients));
    }

    @Test
    void scalingReturnsACopy() {
        assertGradients(gradients.scaled(-0.5f), a, b, -0.5f, -1, -1.5f, -2);
        assertGradients(gradients, a, b, 1, 2, 3, 4);
        assertNotSame(gradients.of(a), gradients.scaled(1).of(a));
    }

    @Test
    void mapPassesEachSourceWithItsGradient() {
        Gradients mapped = gradients.map((source, d) -> source == b ? Tensor.full(d.shape(), d.array()[1]) : d);
        assertGradients(mapped, a, b, 1, 2, 4, 4);
        assertSame(gradients.of(a), mapped.of(a));
    }

    @Test
    void theGlobalNormIncludesAllElementsAndDoesNotOverflow() {
        assertEquals(Math.sqrt(1 + 4 + 9 + 16), gradients.globalNorm(), 1e-12);
        float large = 3e30f;
        assertEquals(5 / 3. * large, gradients(List.of(a, b), large, 0, 0, large / 3 * 4).globalNorm(), 1e24);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void gradientsAreFiniteOnlyIfEveryElementIs(float nonFinite) {
        assertTrue(gradients.isFinite());
        for (int i = 0; i < 4; i++) {
            float[] values = {1, 2, 3, 4};
            values[i] = nonFinite;
            assertFalse(gradients(List.of(a, b), values).isFinite(), nonFinite + " at " + i);
        }
    }

    @Test
    void textShowsTheNumberOfTensorsAndTheNorm() {
        assertEquals("Gradients of 2 tensors, norm 5.0", gradients(List.of(a, b), 3, 0, 0, 4).toString());
    }
}
