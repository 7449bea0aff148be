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
    }

    @Test
    void isReadBackFromItsDescription() {
        Window window = new Window(3, 5, 2, 4);
        assertEquals(window, Window.from(window.addTo(Description.of("Conv2D"))));
        Description none = Description.of("Conv2D").with("kernel", 3, 5);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Window.from(none)).getMessage()
                .contains("stride"));
    }
}
