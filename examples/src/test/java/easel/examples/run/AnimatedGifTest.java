package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;

class AnimatedGifTest {
    private static final String IMAGE = "javax_imageio_gif_image_1.0";

    @TempDir
    Path folder;

    private static BufferedImage picture(int width, int height, IntBinaryOperator color) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, color.applyAsInt(x, y));
            }
        }
        return picture;
    }

    private static int gray(int level) {
        return level << 16 | level << 8 | level;
    }

    /** Frames with every level of gray, shifted from frame to frame. */
    private static List<BufferedImage> grays(int frames) {
        List<BufferedImage> pictures = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            int shift = 100 * i;
            pictures.add(picture(32, 24, (x, y) -> gray((y * 32 + x + shift) % 256)));
        }
        return pictures;
    }

    private static int[] colors(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    record Frame(BufferedImage picture, String delay, NodeList extensions) {}

    private static List<Frame> read(Path file) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < reader.getNumImages(true); i++) {
                IIOMetadataNode tree = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree(IMAGE);
                IIOMetadataNode control =
                        (IIOMetadataNode) tree.getElementsByTagName("GraphicControlExtension").item(0);
                assertEquals("doNotDispose", control.getAttribute("disposalMethod"));
                assertEquals("FALSE", control.getAttribute("transparentColorFlag"));
                frames.add(new Frame(reader.read(i), control.getAttribute("delayTime"),
                        tree.getElementsByTagName("ApplicationExtension")));
            }
            return frames;
        } finally {
            reader.dispose();
        }
    }

    @Test
    void allLevelsOfGrayAreKept() throws IOException {
        List<BufferedImage> pictures = grays(3);
        Path file = folder.resolve("a.gif");
        AnimatedGif.write(file, pictures, Duration.ofMillis(120));
        List<Frame> frames = read(file);
        assertEquals(3, frames.size());
        for (int i = 0; i < 3; i++) {
            assertEquals(32, frames.get(i).picture.getWidth());
            assertEquals(24, frames.get(i).picture.getHeight());
            assertArrayEquals(colors(pictures.get(i)), colors(frames.get(i).picture));
            assertEquals("12", frames.get(i).delay);
        }
    }

    @Test
    void animationRepeatsWithoutEnd() throws IOException {
        Path file = folder.resolve("a.gif");
        AnimatedGif.write(file, grays(2), Duration.ofMillis(120));
        NodeList extensions = read(file).get(0).extensions;
        assertEquals(1, extensions.getLength());
        IIOMetadataNode loop = (IIOMetadataNode) extensions.item(0);
        assertEquals("NETSCAPE", loop.getAttribute("applicationID"));
        assertEquals("2.0", loop.getAttribute("authenticationCode"));
        assertArrayEquals(new byte[] {1, 0, 0}, (byte[]) loop.getUserObject());
        assertEquals(0, read(file).get(1).extensions.getLength());
    }

    @Test
    void lastFrameMayHaveAnotherTime() throws IOException {
        Path file = folder.resolve("a.gif");
        Files.write(file, AnimatedGif.encode(grays(3), Duration.ofMillis(20), Duration.ofSeconds(3)));
        assertEquals(List.of("2", "2", "300"), read(file).stream().map(Frame::delay).toList());
        Files.write(file, AnimatedGif.encode(grays(1), Duration.ofMillis(20), Duration.ofSeconds(3)));
        assertEquals(List.of("300"), read(file).stream().map(Frame::delay).toList());
    }

    @Test
    void fewColorsAreKeptAndManyAreApproximated() throws IOException {
        BufferedImage gray = grays(1).get(0);
        BufferedImage few = picture(32, 24, (x, y) -> x < 16 ? 0xFF00FF : gray(8 * y));
        BufferedImage many = picture(32, 24, (x, y) -> x * 8 << 16 | y * 8 << 8 | x);
        Path file = folder.resolve("a.gif");
        AnimatedGif.write(file, List.of(gray, few, many), Duration.ofMillis(120));
        List<Frame> frames = read(file);
        assertArrayEquals(colors(gray), colors(frames.get(0).picture));
        assertArrayEquals(colors(few), colors(frames.get(1).picture));
        int[] expected = colors(many);
        int[] actual = colors(frames.get(2).picture);
        for (int i = 0; i < expected.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                assertEquals(expected[i] >> shift & 0xFF, actual[i] >> shift & 0xFF, 24);
            }
        }
    }

    /** In this type, getRGB and setRGB convert levels differently than in other types. */
    @Test
    void picturesOfThreeBytesAPixelKeepTheirColors() throws IOException {
        BufferedImage bytes = new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR);
        bytes.setRGB(0, 0, 16, 16, colors(picture(16, 16, (x, y) -> gray(16 * y + x))), 0, 16);
        AnimatedGif.write(folder.resolve("a.gif"), List.of(bytes), Duration.ofSeconds(1));
        assertArrayEquals(colors(bytes), colors(read(folder.resolve("a.gif")).get(0).picture));
    }

    @Test
    void badFramesAndTimesAreRefusedAndKeepTheOlderFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.gif"), "older");
        Duration time = Duration.ofMillis(100);
        assertRefused("no frames", file, List.of(), time);
        assertRefused("19 ms", file, grays(1), Duration.ofMillis(19));
        assertRefused("655360 ms", file, grays(1), Duration.ofMillis(655_360));
        assertRefused("frame 1 has 2 x 3 pixels, the first 3 x 2", file,
                List.of(picture(3, 2, (x, y) -> 0), picture(2, 3, (x, y) -> 0)), time);
        assertEquals("older", Files.readString(file));
        assertArrayEquals(new String[] {"a.gif"}, folder.toFile().list());
        Path nowhere = folder.resolve("absent/a.gif");
        String message = assertThrows(IOException.class, () -> AnimatedGif.write(nowhere, grays(1), time)).getMessage();
        assertTrue(message.startsWith(nowhere.toString()), message);
        assertFalse(Files.exists(nowhere));
    }

    private static void assertRefused(String part, Path file, List<BufferedImage> frames, Duration time) {
        String message = assertThrows(IllegalArgumentException.class, () -> AnimatedGif.write(file, frames, time))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
