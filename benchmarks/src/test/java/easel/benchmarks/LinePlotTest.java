package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LinePlotTest {
    private static LinePlot plot(Map<String, IntToDoubleFunction> lines) {
        return new LinePlot("title", "x", "y", List.of(1, 2, 4, 8), lines);
    }

    /** Whether a rectangle of the picture has a pixel that is not gray. */
    private static boolean isColored(BufferedImage picture, int x, int width) {
        return IntStream.of(picture.getRGB(x, 0, width, picture.getHeight(), null, 0, width)).anyMatch(rgb ->
                Math.abs((rgb >> 16 & 255) - (rgb & 255)) > 60);
    }

    @Test
    void powersOfTwoHaveLabels() {
        assertEquals(List.of("0.0078", "0.5", "1", "", "512"),
                Stream.of(-7.0, -1.0, 0.0, 0.5, 9.0).map(LinePlot::label).toList());
    }

    @Test
    void plotsAreDrawnNextToEachOther() throws Exception {
        LinePlot measured = plot(Map.of("a", size -> size, "b", size -> size == 2 ? Double.NaN : 3.0 / size));
        LinePlot missing = plot(Map.of("c", size -> Double.NaN));
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(LinePlot.png(List.of(measured, missing))));
        int half = picture.getWidth() / 2;
        assertEquals(0, picture.getWidth() % 2);
        assertTrue(isColored(picture, 0, half));
        assertFalse(isColored(picture, half, half));
    }
}
