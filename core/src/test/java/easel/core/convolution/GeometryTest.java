package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {
    @Test
    void outputSizeIsTheNumberOfWindowPositions() {
        for (int in = 1; in <= 12; in++) {
            for (int kernel = 1; kernel <= 5; kernel++) {
                for (int stride = 1; stride <= 6; stride++) {
                    for (int[] p : new int[][] {{0, 0}, {1, 2}, {4, 0}}) {
                        Padding.Sides sides = new Padding.Sides(p[0], p[1], p[0], p[1]);
                        int padded = in + sides.top() + sides.bottom();
                        int positions = 0;
                        for (int first = 0; first + kernel <= padded; first += stride) {
                            positions++;
                        }
                        if (positions > 0) {
                            Geometry g = Geometry.of(Shape.of(in, in, 1), Window.square(kernel, stride), sides);
                            assertEquals(Shape.of(positions, positions, 4), g.output(4), g.toString());
                        }
                    }
                }
            }
        }
    }

    @Test
    void outputSizeIsTheNumberOfPositionsOfADilatedWindow() {
        for (int in = 1; in <= 12; in++) {
            for (int kernel = 1; kernel <= 4; kernel++) {
                for (int dilation = 1; dilation <= 4; dilation++) {
                    Window window = Window.square(kernel, 2).withDilation(dilation, dilation);
                    int positions = 0;
                    for (int first = 0; first + (kernel - 1) * dilation < in + 3; first += 2) {
                        positions++;
                    }
                    if (positions > 0) {
                        Geometry g = Geometry.of(Shape.of(in, in, 1), window, Padding.of(1, 2, 3, 0));
                        assertEquals(Shape.of(positions, positions, 4), g.output(4), g.toString());
                    }
                    assertEquals((in + 1) / 2, Geometry.of(Shape.of(in, in, 1), window, Padding.SAME).outHeight());
                }
            }
        }
    }

    @Test
    void aDilatedWindowThatDoesNotFitIsRefused() {
        Window window = Window.square(3, 1).withDilation(2, 3);
        assertEquals("a window of 3×3 (5×7 with dilation) does not fit into 6×6 pixels (6×6 with padding); use a window"
                + " of at most the padded size, or padding same", assertThrows(IllegalArgumentException.class,
                () -> Geometry.of(Shape.of(6, 6, 1), window, Padding.VALID)).getMessage());
    }

    @Test
    void rowsAndColumnsAreIndependent() {
        Geometry g = Geometry.of(Shape.of(9, 5, 3), new Window(4, 2, 2, 3), Padding.of(1, 0, 2, 1));
        assertEquals(4, g.outHeight());
        assertEquals(3, g.outWidth());
        assertEquals(24, g.patch());
        assertEquals(Shape.of(9, 5, 3), g.image());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5,1", "1,5"})
    void aWindowLargerThanThePaddedImageIsRefused(String sizes) {
        int height = Integer.parseInt(sizes.substring(0, 1));
        int width = Integer.parseInt(sizes.substring(2));
        Window window = new Window(height, width, 1, 1);
        String message = assertThrows(IllegalArgumentException.class,
                () -> Geometry.of(Shape.of(3, 2, 1), window, Padding.of(1, 0, 0, 2))).getMessage();
        assertEquals("a window of " + height + "×" + width + " does not fit into 3×2 pixels (4×4 with padding); use a"
                + " window of at most the padded size, or padding same", message);
    }

    @Test
    void paddingSameFitsEveryWindow() {
        assertEquals(Shape.of(1, 2, 1), Geometry.of(Shape.of(1, 2, 1), Window.square(9, 1), Padding.SAME).output(1));
    }

    @Test
    void anImageWithoutThreeAxesIsRefused() {
        assertEquals("an image has three axes, (H, W, C); found (28, 28)", assertThrows(IllegalArgumentException.class,
                () -> Geometry.of(Shape.of(28, 28), Window.square(3, 1), Padding.VALID)).getMessage());
    }
}
