package easel.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    private static final Shape IMAGES = Shape.of(32, 28, 27, 3);

    @Test
    void countsAxesFromBothEnds() {
        assertEquals(4, IMAGES.rank());
        assertEquals(28, IMAGES.axis(1));
        assertEquals(32, IMAGES.axis(-4));
        assertEquals(3, IMAGES.axis(-1));
        assertEquals("(32, 28, 27, 3)", IMAGES.toString());
    }

    @Test
    void rowsAndColumnsAreThoseOfAMatrix() {
        assertEquals(32 * 28 * 27 * 3, IMAGES.size());
        assertEquals(32 * 28 * 27, IMAGES.rows());
        assertEquals(3, IMAGES.columns());
        assertEquals(1, Shape.of(5).rows());
        assertEquals(5, Shape.of(5).columns());
    }

    @Test
    void derivesOtherShapes() {
        assertEquals(Shape.of(28, 27, 3), IMAGES.example());
        assertEquals(IMAGES, IMAGES.example().batch(32));
        assertEquals(Shape.of(7, 28, 27, 3), IMAGES.withFirst(7));
        assertEquals(Shape.of(32, 28, 27, 7), IMAGES.withColumns(7));
        assertEquals(Shape.of(32, 28, 27, 3), IMAGES);
    }

    @Test
    void equalsAShapeOfTheSameAxes() {
        assertEquals(Shape.of(2, 3), Shape.of(2, 3));
        assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
        assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
        assertNotEquals(Shape.of(2, 3), Shape.of(2, 3, 1));
    }

    @Test
    void copiesTheArrayOfAxes() {
        int[] axes = {2, 3};
        Shape shape = Shape.of(axes);
        axes[0] = 9;
        shape.toArray()[1] = 9;
        assertArrayEquals(new int[] {2, 3}, shape.toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesAnAxisBelowOne(int axis) {
        refused(() -> Shape.of(2, axis, 3), "(2, " + axis + ", 3)");
        refused(() -> IMAGES.withFirst(axis), "(" + axis + ", 28, 27, 3)");
        refused(() -> IMAGES.withColumns(axis), "(32, 28, 27, " + axis + ")");
        refused(() -> IMAGES.batch(axis), "(" + axis + ", 32, 28, 27, 3)");
    }

    @Test
    void refusesMoreElementsThanAnArrayHolds() {
        assertEquals(Integer.MAX_VALUE - 8, Shape.of(Integer.MAX_VALUE - 8).size());
        refused(() -> Shape.of(Integer.MAX_VALUE - 7), "(2147483640)");
        refused(() -> Shape.of(65536, 65536), "(65536, 65536)");
        int max = Integer.MAX_VALUE;
        refused(() -> Shape.of(max, max, max, max), "more elements");
        refused(() -> IMAGES.withFirst(1L << 32), "(4294967296, 28, 27, 3)", "more elements");
        refused(() -> IMAGES.withColumns((1L << 32) + 3), "(32, 28, 27, 4294967299)", "more elements");
    }

    @Test
    void refusesAShapeWithoutAxes() {
        refused(Shape::of, "at least one axis");
        refused(() -> Shape.of(5).example(), "(5)");
    }

    @Test
    void refusesAnAxisOutOfRange() {
        refused(() -> IMAGES.axis(4), "axis 4", "(32, 28, 27, 3)");
        refused(() -> IMAGES.axis(-5), "axis -5", "(32, 28, 27, 3)");
    }

    private static void refused(Executable call, String... words) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
