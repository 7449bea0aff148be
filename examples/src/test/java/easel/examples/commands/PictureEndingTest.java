package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ending of a picture's name chooses its format, or is refused. */
class PictureEndingTest extends CommandFixture {
    @ParameterizedTest
    @CsvSource({"a.png, png", "a.PNG, png", "a, png", "a.jpg, JPEG", "a.JPEG, JPEG", "a.gif, gif"})
    void theEndingChoosesTheFormat(String name, String format) throws IOException {
        Path model = save(generator(Tanh.of()));
        for (String command : new String[] {"sample", "arithmetic"}) {
            Path out = folder.resolve(command + name);
            Path png = folder.resolve(command + ".png");
            if (command.equals("sample")) {
                succeed("sample", model, "--out", out);
                succeed("sample", model, "--out", png);
            } else {
                succeed("arithmetic", model, "1+2", "--out", out);
                succeed("arithmetic", model, "1+2", "--out", png);
            }
            assertEquals(format.toLowerCase(Locale.ROOT), format(out));
            BufferedImage exact = read(png);
            BufferedImage picture = read(out);
            assertEquals(exact.getWidth(), picture.getWidth());
            int tolerance = format.equals("JPEG") ? 60 : 0;      // JPEG blurs the edges of the magnified pixels
            int difference = (exact.getRGB(20, 20) & 0xFF) - (picture.getRGB(20, 20) & 0xFF);
            assertTrue(Math.abs(difference) <= tolerance, command + " differs by " + difference);
        }
    }

    private static String format(Path picture) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(picture.toFile())) {
            ImageReader reader = ImageIO.getImageReaders(in).next();
            String format = reader.getFormatName().toLowerCase(Locale.ROOT);
            reader.dispose();
            return format;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.webp", "a.bmp", "a.txt", "a.tif"})
    void otherEndingsAreRefused(String name) throws IOException {
        Path model = save(generator(Tanh.of()));
        Path out = folder.resolve(name);
        String message = "--out " + out + ": the ending names no format that Easel writes; expected .png, .jpg,";
        assertRefused(2, message, "sample", model, "--out", out);
        assertRefused(2, message, "arithmetic", model, "1+2", "--out", out);
        assertFalse(Files.exists(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tour", "tour.png", "tour.GIF"})
    void interpolateWritesPngAndGif(String name) throws IOException {
        Path model = save(generator(Tanh.of()));
        succeed("interpolate", model, 1, 2, "--points", 2, "--out", folder.resolve(name));
        assertEquals("png", format(folder.resolve("tour.png")));
        assertEquals("gif", format(folder.resolve("tour.gif")));
        assertRefused(2, "the command writes NAME.png and NAME.gif", "interpolate", model, 1, 2, "--out",
                folder.resolve("tour.jpg"));
    }
}
