package easel.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    @Test
    void aSquareHasTheSameStrideInBothDirections() {
        assertEquals(new Window(3, 3, 2, 2), Window.square(3, 2));
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "3, 0", "-1, 3"})
    void anEmptyWindowIsRefused(int height, int width) {
        assertEquals("a window of " + height + "×" + width + " is empty; both sizes must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> new Window(height, width, 1, 1)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1, -2"})
    void aStrideBelowOneIsRefused(int height, int width) {
        assertEquals("a stride of " + height + "×" + width + " does not move the window; both must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> new Window(3, 3, height, width)).getMessage());
    }

    @Test
    void toStringShowsTheSizeAndAStrideAboveOne() {
        assertEquals("3×5", new Window(3, 5, 1, 1).toString());
        assertEquals("4×4 stride 2", Window.square(4, 2).toString());
        assertEquals("3×3 stride 2×1", new Window(3, 3, 2, 1).toString());
        assertEquals("3×3 dilation 2", Window.square(3, 1).withDilation(2, 2).toString());
        assertEquals("3×3 stride 2 dilation 1×4", Window.square(3, 2).withDilation(1, 4).toString());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-2, 2"})
    void aDilationBelowOneIsRefused(int height, int width) {
        assertEquals("a dilation of " + height + "×" + width + " is not possible; both must be at least 1, and 1 keeps"
                + " the window without gaps", assertThrows(IllegalArgumentException.class,
                () -> Window.square(3, 1).withDilation(height, width)).getMessage());
    }

    @Test
    void aDilatedWindowLargerThanAnIntIsRefused() {
        Window window = Window.square(3, 1);
        assertEquals(Integer.MAX_VALUE, window.withDilation((1 << 30) - 1, 1).coveredHeight());
        assertEquals("a window of 3×3 with a dilation of 1×1073741824 covers 3×2147483649 pixels; at most 2147483647"
                + " rows and columns are possible, use a smaller dilation",
                assertThrows(IllegalArgumentException.class, () -> window.withDilation(1, 1 << 30)).getMessage());
    }

    @Test
    void isReadBackFromItsDescription() {
        Window window = new Window(3, 5, 2, 4);
        assertEquals(window, Window.from(window.addTo(Description.of("Conv2D"))));
        Window dilated = window.withDilation(1, 3);
        assertEquals(dilated, Window.from(dilated.addTo(Description.of("Conv2D"))));
        Description none = Description.of("Conv2D").with("kernel", 3, 5);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Window.from(none)).getMessage()
                .contains("stride"));
    }
}
