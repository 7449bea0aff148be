package easel.core.ops;

import static easel.core.ops.PrimitiveCases.tape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Special values and sizes of single primitives. */
class PrimitiveEdgeCasesTest {
    @Test
    void aListOrIndexMayBeChangedAfterTheCall() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(2, 1), 1, 2);
        List<Tensor> parts = new ArrayList<>(List.of(x, x));
        int[] index = {1, 1};
        Tensor rows = Rearrange.concatenateRows(parts, tape);
        Tensor columns = Rearrange.concatenateColumns(parts, tape);
        Tensor entries = Rearrange.gather(x, index, tape);
        parts.clear();
        index[0] = 0;
        assertArrayEquals(new float[] {2, 2}, gradientOfSum(rows, x, tape));
        assertArrayEquals(new float[] {2, 2}, gradientOfSum(columns, x, tape));
        assertArrayEquals(new float[] {0, 2}, gradientOfSum(entries, x, tape));
    }

    /** As an int, the sum of the sizes is 2^20. */
    @Test
    void aConcatenationWhoseSizeOverflowsIsRefused() {
        Tape tape = tape();
        Tensor row = Tensor.zeros(Shape.of(1, 1 << 20));
        String columns = assertThrows(IllegalArgumentException.class,
                () -> Rearrange.concatenateColumns(Collections.nCopies(4097, row), tape)).getMessage();
        assertTrue(columns.contains("shape (1, 4296015872): more elements"), columns);
        Tensor column = row.reshaped(Shape.of(1 << 20, 1));
        String rows = assertThrows(IllegalArgumentException.class,
                () -> Rearrange.concatenateRows(Collections.nCopies(4097, column), tape)).getMessage();
        assertTrue(rows.contains("shape (4296015872, 1): more elements"), rows);
    }

    private static float[] gradientOfSum(Tensor y, Tensor x, Tape tape) {
        return tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x)).of(x).array();
    }

    @Test
    void theGradientGoesToTheFirstOfEqualMaximaAndNanIsAMaximum() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(3, 3), 1, 5, 5, -2, -2, -2, 7, Float.NaN, 9);
        Tensor y = Reduce.maxPerRow(x, tape);
        assertArrayEquals(new float[] {5, -2, Float.NaN}, y.array());
        Gradients gradients = tape.gradients(y, Tensor.of(Shape.of(3), 1, 2, 3), List.of(x));
        assertArrayEquals(new float[] {0, 1, 0, 2, 0, 0, 0, 3, 0}, gradients.of(x).array());
    }

    @Test
    void reluHasSlopeZeroAtZeroAndKeepsNan() {
        Tape tape = tape();
        Tensor x = Tensor.of(Shape.of(5), -1, -0f, 0, 1e-30f, Float.NaN);
        Tensor y = Functions.relu(x, tape);
        assertArrayEquals(new float[] {0, 0, 0, 1e-30f, Float.NaN}, y.array());
        Gradients gradients = tape.gradients(y, Tensor.full(y.shape(), 2), List.of(x));
        assertArrayEquals(new float[] {0, 0, 0, 2, Float.NaN}, gradients.of(x).array());
    }

    @Test
    void eluSiluAndGeluAreFiniteForLargeNumbersAndKeepNan() {
        float inf = Float.POSITIVE_INFINITY;
        Tensor x = Tensor.of(Shape.of(8), -inf, -1e38f, -200, 0, 200, 1e38f, inf, Float.NaN);
        assertSmooth(new float[] {-0.5f, -0.5f, -0.5f, 0, 200, 1e38f, inf, Float.NaN}, 0.5f,
                x, tape -> Functions.elu(x, 0.5, tape));
        assertSmooth(new float[] {0, 0, 0, 0, 200, 1e38f, inf, Float.NaN}, 0.5f, x, tape -> Functions.silu(x, tape));
        assertSmooth(new float[] {0, 0, 0, 0, 200, 1e38f, inf, Float.NaN}, 0.5f, x, tape -> Functions.gelu(x, tape));
    }

    /** Derivatives are 0 at -200 and below and 1 at 200 and above. */
    private static void assertSmooth(float[] y, float slopeAtZero, Tensor x, Function<Tape, Tensor> function) {
        Tape tape = tape();
        Tensor found = function.apply(tape);
        assertArrayEquals(y, found.array(), 3e-6f);
        assertArrayEquals(new float[] {0, 0, 0, slopeAtZero, 1, 1, 1, Float.NaN}, gradientOfSum(found, x, tape), 3e-6f);
    }

    @Test
    void logAndSqrtOutsideTheirDomainAreNotNumbers() {
        Tensor x = Tensor.of(Shape.of(3), -1, 0, 4);
        assertArrayEquals(new float[] {Float.NaN, 0, 2}, Functions.sqrt(x, tape()).array());
        assertArrayEquals(new float[] {Float.NaN, Float.NEGATIVE_INFINITY, (float) Math.log(4)},
                Functions.log(x, tape()).array());
    }

    @Test
    void sumsOfMillionsOfElementsAreAccurate() {
        Tensor x = Tensor.full(Shape.of(3_000_001), 0.1f);
        assertEquals(3_000_001 * (double) 0.1f, Reduce.sum(x, tape()).item(), 0.02);
        assertEquals(0.1f, Reduce.mean(x, tape()).item());
    }

    @Test
    void reshapeSharesItsValues() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        assertEquals(x.array(), Rearrange.reshape(x, Shape.of(6), tape()).array());
    }
}
