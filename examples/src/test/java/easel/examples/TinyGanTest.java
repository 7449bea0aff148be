package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyGanTest {
    @TempDir
    Path folder;

    private byte[] picture(String steps, String name) throws IOException {
        Path picture = folder.resolve("new").resolve(name);
        TinyGan.main(new String[] {steps, picture.toString()});
        return Files.readAllBytes(picture);
    }

    @Test
    void twoRunsDrawTheSameBytes() throws IOException {
        byte[] first = picture("3", "first.png");
        assertArrayEquals(first, picture("3", "second.png"));
        assertFalse(Arrays.equals(first, picture("4", "longer.png")));
        BufferedImage grid = ImageIO.read(folder.resolve("new").resolve("first.png").toFile());
        assertEquals(8 * (3 * 28 + 2) + 2, grid.getWidth());
        assertEquals(grid.getWidth(), grid.getHeight());
    }
}
