package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.LatentSpace;
import easel.layers.Models;
import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;

class LatentPointsTest extends CommandFixture {
    @Test
    void interpolationBeginsAndEndsAtItsPoints() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path name = folder.resolve("walk");
        String text = succeed("interpolate", model, 3, 1, 2, "--points", 4, "--seed", 5, "--magnify", 1, "--out", name);
        assertEquals(name + ".png, " + name + ".gif: 4 points on a great circle from point 3 to 1 to 2 of seed 5",
                text.strip());
        Path strip = folder.resolve("walk.png");
        assertEquals(4 * 6 + 2, read(strip).getWidth());
        assertEquals(2 * 7 + 2, read(strip).getHeight());
        Path sample = folder.resolve("sample.png");
        succeed("sample", model, "--grid", "1x3", "--seed", 5, "--magnify", 1, "--out", sample);
        assertArrayEquals(cell(sample, 2), cell(strip, 0));
        assertArrayEquals(cell(sample, 0), cell(strip, 3));
        assertArrayEquals(cell(sample, 0), pixels(read(strip), 2, 9, 4, 5));
        assertArrayEquals(cell(sample, 1), pixels(read(strip), 2 + 3 * 6, 9, 4, 5));
        assertEquals(2 * 8 - 2, frames(folder.resolve("walk.gif")));
        int[] spherical = cell(strip, 1);
        succeed("interpolate", model, 3, 1, "--linear", "--points", 4, "--seed", 5, "--magnify", 1, "--out", name);
        assertArrayEquals(cell(sample, 2), cell(strip, 0));
        assertFalse(Arrays.equals(spherical, cell(strip, 1)));
        assertArrayEquals(third(model, 5, 3, 1), cell(strip, 1));
    }

    /** The image of the point at a third of the straight line between two points. */
    private static int[] third(Path model, long seed, int from, int to) throws IOException {
        Tensor points = LatentSpace.normal(6).sample(3, RandomStream.of(seed));
        Tensor z = Tensor.zeros(Shape.of(1, 6));
        for (int k = 0; k < 6; k++) {
            z.array()[k] = (float) ((2.0 * points.at(from - 1, k) + points.at(to - 1, k)) / 3);
        }
        float[] y = Models.load(model).infer(z).array();
        int[] pixels = new int[y.length];
        for (int i = 0; i < y.length; i++) {
            pixels[i] = 0xFF000000 | 0x010101 * (int) Math.round((y[i] + 1.0) * 127.5);
        }
        return pixels;
    }

    private static int frames(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            return reader.getNumImages(true);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void arithmeticDrawsTermsAndTheirSum() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path sample = folder.resolve("sample.png");
        succeed("sample", model, "--grid", "1x4", "--magnify", 1, "--out", sample);
        Path strip = folder.resolve("strip.png");
        String text = succeed("arithmetic", model, "3-2", "+", "2", "--magnify", 1, "--out", strip);
        assertEquals(strip + ": each term of 3-2 + 2, then the sum, of seed 1", text.strip());
        assertEquals(4 * (4 + 32) + 32, read(strip).getWidth());
        assertEquals(5 + 2 * 32, read(strip).getHeight());
        assertArrayEquals(cell(sample, 2), term(strip, 0));
        assertArrayEquals(cell(sample, 1), term(strip, 1));
        assertArrayEquals(cell(sample, 1), term(strip, 2));
        assertArrayEquals(cell(sample, 2), term(strip, 3));
        assertEquals(List.of("", "-", "+", "="), signs(strip, 4));
        succeed("arithmetic", model, "1,4 + 1,4", "--magnify", 1, "--out", strip);
        assertEquals(List.of("", "+", "="), signs(strip, 3));
        int[] mean = term(strip, 0);
        int[] sum = term(strip, 2);
        assertFalse(Arrays.equals(mean, sum));
        succeed("arithmetic", model, "1 + 4", "--magnify", 1, "--out", strip);
        assertArrayEquals(sum, term(strip, 2));
        succeed("interpolate", model, 1, 4, "--linear", "--points", 3, "--magnify", 1, "--out", folder.resolve("walk"));
        assertArrayEquals(cell(folder.resolve("walk.png"), 1), mean, "halfway");
        succeed("arithmetic", model, "--out", strip, "--", "-1");
        assertEquals(List.of("-", "="), signs(strip, 2));
        assertEquals(2 * (70 * 4 + 32) + 32, read(strip).getWidth());
    }

    /** Image n, from 0, of the strip of a sum: 5 x 4 pixels, not magnified, with 32 pixels around it. */
    private static int[] term(Path strip, int n) throws IOException {
        return pixels(read(strip), 32 + 36 * n, 32, 4, 5);
    }

    /** The sign to the left of each image, recognized by the number of its white squares of 4 x 4 pixels. */
    private static List<String> signs(Path strip, int images) throws IOException {
        BufferedImage picture = read(strip);
        int pitch = (picture.getWidth() - 32) / images;
        List<String> signs = new ArrayList<>();
        for (int n = 0; n < images; n++) {
            int[] gap = pixels(picture, n * pitch, 0, 32, picture.getHeight());
            long white = Arrays.stream(gap).filter(color -> color == 0xFFFFFFFF).count();
            signs.add(Map.of(0, "", 5, "-", 9, "+", 10, "=").get((int) white / 16));
        }
        return signs;
    }

    @Test
    void badPointsAndSumsAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        for (String bad : List.of("3 - x", "3--5", "3 5", "3,", "3-", ",3", "1.5", "10000", "3*5", " ")) {
            assertRefused(2, "is not a sum of points, such as \"3 - 5 + 8\"", "arithmetic", model, bad);
        }
        assertRefused(2, "points are numbered from 1 to 9999; found [0]", "arithmetic", model, "3 - 0");
        assertRefused(2, "points are numbered from 1 to 9999", "interpolate", model, 1, 0);
        assertRefused(2, "points are numbered from 1 to 9999", "interpolate", model, 10_000, 1);
        assertRefused(2, "'x' is not a whole number from -2147483648 to 2147483647", "interpolate", model, 1, "x");
        assertRefused(2, "requires at least 2 values", "interpolate", model, 1);
        assertRefused(2, "'x' is not a whole number", "sample", model, "--seed", "x");
        assertRefused(2, "Expected one of train, resume, ", "paint");
        assertRefused(2, "Expected one of vanilla-mnist, ", "train", "paint");
        assertRefused(2, "at least 2 points", "interpolate", model, 1, 2, "--points", 1);
        assertRefused(2, "choose one", "interpolate", model, 1, 2, "--linear", "--spherical");
        assertRefused(2, "at most 9999 in all", "interpolate", model, 1, 2, 3, "--points", 5000);
    }
}
