package easel.datasets.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every kind of picture with the levels that Pillow 12.3 with libjpeg-turbo 3.1 gave, within one level. Each
 * line of pillow.txt has a file, its height and width as shown, and the levels (H, W, 3) in base 64.
 */
class PillowTest {
    static List<String> lines() throws IOException {
        try (InputStream in = PillowTest.class.getResourceAsStream("pillow.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        }
    }

    private static Path folder() {
        try {
            return Path.of(PillowTest.class.getResource("pillow.txt").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void levelsAreThoseOfPillow(String line) throws IOException {
        String[] parts = line.split(" ");
        Path file = folder().resolve(parts[0]);
        int height = Integer.parseInt(parts[1]);
        int width = Integer.parseInt(parts[2]);
        PictureReader reader = new PictureReader(1 << 20, true);
        assertEquals(height + " x " + width, reader.size(file).toString());
        byte[] levels = new byte[height * width * 3];
        reader.read(file, Shape.of(height, width, 3), levels, 0);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        for (int i = 0; i < levels.length; i++) {
            assertEquals(expected[i] & 0xFF, levels[i] & 0xFF, 1, "level " + i);
        }
    }

    @Test
    void everyStoredPictureHasExpectedLevels() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            TreeSet<String> names = new TreeSet<>(files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".class") && !name.equals("pillow.txt")).toList());
            assertEquals(new TreeSet<>(lines().stream().map(line -> line.split(" ")[0]).toList()), names);
        }
    }

    @Test
    void withoutOrientationTheStoredRowsAreRead() throws IOException {
        for (int orientation = 1; orientation <= 8; orientation++) {
            for (String format : List.of("jpg", "png")) {
                Path file = folder().resolve("orientation-" + orientation + "." + format);
                assertEquals("13 x 21", new PictureReader(1 << 20, false).size(file).toString());
                assertEquals(orientation > 4 ? "21 x 13" : "13 x 21",
                        new PictureReader(1 << 20, true).size(file).toString());
            }
        }
    }

    @Test
    void imageReadersOfTheClassPathAreNotUsed() throws IOException {
        ImageReaderSpi plugin = new Plugin();
        IIORegistry registry = IIORegistry.getDefaultInstance();
        registry.registerServiceProvider(plugin, ImageReaderSpi.class);
        try {
            for (String line : lines()) {
                levelsAreThoseOfPillow(line);
            }
        } finally {
            registry.deregisterServiceProvider(plugin);
        }
    }

    /** A reader of javax.imageio that would take every file. */
    private static final class Plugin extends ImageReaderSpi {
        @Override
        public boolean canDecodeInput(Object source) {
            throw new AssertionError("the decoders must not use javax.imageio");
        }

        @Override
        public ImageReader createReaderInstance(Object extension) {
            throw new AssertionError();
        }

        @Override
        public String getDescription(Locale locale) {
            return "takes every file";
        }
    }
}
