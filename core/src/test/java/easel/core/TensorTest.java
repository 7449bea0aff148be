package easel.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
    @Test
    void elementsAreRowMajor() {
        Tensor x = Tensor.of(Shape.of(2, 3, 2), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertEquals(7, x.at(1, 0, 1));
        assertEquals(10, x.at(1, 2, 0));
        assertEquals(6, x.rows());
        assertEquals(2, x.columns());
        assertEquals(12, x.size());
    }

    @Test
    void factoriesFillTheElements() {
        assertArrayEquals(new float[] {0, 0, 0}, Tensor.zeros(Shape.of(3)).array());
        assertArrayEquals(new float[] {2.5f, 2.5f}, Tensor.full(Shape.of(2, 1), 2.5f).array());
        assertEquals(Shape.of(1), Tensor.scalar(4).shape());
        assertEquals(4, Tensor.scalar(4).item());
    }

    @Test
    void doublesBecomeTheNearestFloats() {
        assertEquals(0.1f, Tensor.scalar(0.1).item());
        assertArrayEquals(new float[] {0.1f, 0.1f}, Tensor.full(Shape.of(2), 0.1).array());
        assertArrayEquals(new float[] {0.1f, 2, -1e-3f}, Tensor.of(Shape.of(3), 0.1, 2, -1e-3).array());
        assertEquals(Float.POSITIVE_INFINITY, Tensor.scalar(Double.POSITIVE_INFINITY).item());
        refused(() -> Tensor.scalar(1e300), "1.0E300", "too large");
        refused(() -> Tensor.full(Shape.of(2), -1e300), "-1.0E300", "too large");
        refused(() -> Tensor.of(Shape.of(2), 0.5, 1e39), "1.0E39", "too large");
        refused(() -> Tensor.of(Shape.of(3), 0.5, 1.5), "2 values", "(3)");
    }

    @Test
    void matricesBecomeRowsOfArraysAndBack() {
        float[][] rows = {{1, 2, 3}, {4, 5, 6}};
        Tensor matrix = Tensor.of(rows);
        assertEquals(Shape.of(2, 3), matrix.shape());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.array());
        assertArrayEquals(rows, matrix.toArray2D());
        rows[0][0] = 7;
        matrix.toArray2D()[0][1] = 7;
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.array(), "both methods copy");
        assertArrayEquals(new float[][] {{1, 2, 3, 4, 5, 6}}, matrix.reshaped(Shape.of(6)).toArray2D());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, matrix.reshaped(Shape.of(1, 3, 2)).toArray2D());
    }

    @Test
    void rowsOfDifferentLengthsAreRefused() {
        refused(() -> Tensor.of(new float[][] {{1, 2}, {3, 4}, {5}}), "row 2 has length 1", "row 0 has length 2");
        refused(() -> Tensor.of(new float[][] {{1}, {}}), "row 1 has length 0");
        refused(() -> Tensor.of(new float[][] {{}, {1}}), "row 0 is empty");
        refused(() -> Tensor.of(new float[0][]), "no row");
    }

    @Test
    void copiesOrSharesAsDocumented() {
        float[] values = {1, 2, 3, 4};
        Shape shape = Shape.of(2, 2);
        Tensor x = Tensor.wrap(shape, values);
        assertSame(values, x.array());
        assertSame(values, x.reshaped(Shape.of(4)).array());
        assertNotSame(values, Tensor.of(shape, values).array());
        assertNotSame(values, x.copy().array());
        assertArrayEquals(values, x.copy().array());
    }

    @Test
    void refusesSizesAndPositionsThatDoNotFit() {
        Tensor x = Tensor.zeros(Shape.of(2, 3));
        refused(() -> Tensor.of(Shape.of(2, 3), 1, 2), "2 values", "(2, 3)", "6");
        refused(() -> Tensor.wrap(Shape.of(2), new float[3]), "3 values", "(2)");
        refused(() -> x.reshaped(Shape.of(4, 2)), "(2, 3)", "(4, 2)", "6", "8");
        refused(x::item, "(2, 3)");
        refused(() -> x.at(1), "[1]", "(2, 3)");
        refused(() -> x.at(2, 0), "[2, 0]", "(2, 3)");
        refused(() -> x.at(0, -1), "[0, -1]", "(2, 3)");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void isNotFiniteIfOneElementIsNot(float nonFinite) {
        Tensor x = Tensor.full(Shape.of(5, 7), Float.MAX_VALUE);
        assertTrue(x.isFinite());
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] = nonFinite;
            assertFalse(x.isFinite(), nonFinite + " at " + i);
            x.array()[i] = -Float.MAX_VALUE;
        }
        assertTrue(x.isFinite());
    }

    @Test
    void isNotFiniteWhenInfinitiesCouldCancel() {
        assertFalse(Tensor.of(Shape.of(2), Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY).isFinite());
        assertFalse(Tensor.of(Shape.of(2), Float.POSITIVE_INFINITY, Float.NaN).isFinite());
    }

    @Test
    void aParameterStartsFromACopyAndCountsItsChanges() {
        Tensor initial = Tensor.of(Shape.of(2), 1, 2);
        Parameter weight = Parameter.of(initial);
        assertEquals(0, weight.version());
        weight.update(values -> values[1] = 7);
        weight.update(values -> values[0] = 5);
        assertEquals(2, weight.version());
        assertArrayEquals(new float[] {5, 7}, weight.array());
        assertArrayEquals(new float[] {1, 2}, initial.array());
    }

    private static void refused(Executable call, String... words) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
