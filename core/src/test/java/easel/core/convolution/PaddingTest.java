package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.convolution.Padding.Sides;
import easel.core.state.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTest {
    /** out = ⌈in / stride⌉, total = max((out - 1)·stride + kernel - in, 0), the smaller half before. */
    @Test
    void paddingSameFollowsItsFormula() {
        for (int in = 1; in <= 30; in++) {
            for (int kernel = 1; kernel <= 9; kernel++) {
                for (int stride = 1; stride <= 7; stride++) {
                    int out = (int) Math.ceil((double) in / stride);
                    int total = Math.max((out - 1) * stride + kernel - in, 0);
                    int before = (int) Math.floor(total / 2.0);
                    int after = total - before;
                    Window tall = new Window(kernel, 1, stride, 1);
                    Window wide = new Window(1, kernel, 1, stride);
                    String where = in + ", kernel " + kernel + ", stride " + stride;
                    assertEquals(new Sides(before, after, 0, 0), Padding.SAME.around(in, 3, tall), where);
                    assertEquals(new Sides(0, 0, before, after), Padding.SAME.around(3, in, wide), where);
                    assertEquals(out, Geometry.of(Shape.of(in, 3, 1), tall, Padding.SAME).outHeight(), where);
                    assertEquals(out, Geometry.of(Shape.of(3, in, 1), wide, Padding.SAME).outWidth(), where);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"28, 3, 2, 0, 1", "14, 3, 2, 0, 1", "7, 3, 2, 1, 1", "28, 4, 1, 1, 2", "28, 5, 2, 1, 2",
            "14, 4, 2, 1, 1", "28, 7, 1, 3, 3", "3, 1, 2147483647, 0, 0"})
    void paddingSameForTheSizesOfPublishedPrograms(int in, int kernel, int stride, int before, int after) {
        assertEquals(new Sides(before, after, before, after),
                Padding.SAME.around(in, in, Window.square(kernel, stride)));
    }

    @Test
    void explicitPaddingDoesNotDependOnTheImage() {
        Sides sides = new Sides(1, 2, 3, 4);
        assertEquals(sides, Padding.of(1, 2, 3, 4));
        assertEquals(sides, sides.around(1, 1, Window.square(1, 1)));
        assertEquals(sides, sides.around(99, 7, Window.square(5, 3)));
        assertEquals(new Sides(0, 0, 0, 0), Padding.VALID);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 0, -1, 0", "0, 0, 0, -1"})
    void negativePaddingIsRefused(int top, int bottom, int left, int right) {
        assertEquals("padding (top " + top + ", bottom " + bottom + ", left " + left + ", right " + right
                        + "): every number must be at least 0",
                assertThrows(IllegalArgumentException.class, () -> Padding.of(top, bottom, left, right)).getMessage());
    }

    @Test
    void toStringNamesThePadding() {
        assertEquals("same", Padding.SAME.toString());
        assertEquals("valid", Padding.VALID.toString());
        assertEquals("padding 1,2,3,4", Padding.of(1, 2, 3, 4).toString());
    }

    @Test
    void isReadBackFromItsDescription() {
        for (Padding padding : new Padding[] {Padding.SAME, Padding.VALID, Padding.of(1, 2, 3, 4)}) {
            assertEquals(padding, Padding.from(padding.addTo(Description.of("Conv2D"))));
        }
        Description three = Description.of("Conv2D").with("padding", 1, 2, 3);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Padding.from(three)).getMessage()
                .contains("4 integers"));
    }
}
