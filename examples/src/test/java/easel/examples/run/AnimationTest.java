package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import easel.testkit.LongTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class AnimationTest {
    @TempDir
    Path path;

    private String picture(String name, int width, int height, int level) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, 0x010101 * ((level + x + y) % 256));
            }
        }
        ImageIO.write(picture, "png", path.resolve(name).toFile());
        return name;
    }

    record Frame(BufferedImage picture, int hundredths) {
        int level(int x, int y) {
            return picture.getRGB(x, y) & 0xFF;
        }
    }

    private List<Frame> frames() throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(path.resolve("training.gif").toFile())) {
            reader.setInput(in);
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < reader.getNumImages(true); i++) {
                IIOMetadataNode tree =
                        (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                IIOMetadataNode control =
                        (IIOMetadataNode) tree.getElementsByTagName("GraphicControlExtension").item(0);
                frames.add(new Frame(reader.read(i), Integer.parseInt(control.getAttribute("delayTime"))));
            }
            return frames;
        } finally {
            reader.dispose();
        }
    }

    @Test
    void fewPicturesAreAllFrames() throws IOException {
        Animation.write(new RunFolder(path), List.of(picture("a.png", 9, 7, 1), picture("b.png", 9, 7, 30)));
        List<Frame> frames = frames();
        assertEquals(List.of(40, 200), frames.stream().map(Frame::hundredths).toList());
        assertEquals(30 + 8 + 6, frames.get(1).level(8, 6));
    }

    @Test
    void manyPicturesAreReducedToAHundredWithFirstAndLast() throws IOException {
        List<String> pictures = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            pictures.add(picture(i + ".png", 3, 2, i));
        }
        Animation.write(new RunFolder(path), pictures);
        List<Frame> frames = frames();
        assertEquals(100, frames.size());
        assertEquals(0, frames.get(0).level(0, 0));
        assertEquals(149, frames.get(99).level(0, 0));
        assertEquals(8, frames.get(0).hundredths());
    }

    @Test
    void captionIsTheNameInWords() {
        assertEquals("step 200", Animation.caption("step-00200.png"));
        assertEquals("step 0", Animation.caption("step-00000.png"));
        assertEquals("epoch 10 batch 7", Animation.caption("epoch-10-batch-007.png"));
    }

    @Test
    void captionIsBelowThePictureInEachFrame() throws IOException {
        Animation.write(new RunFolder(path),
                List.of(picture("step-0.png", 100, 5, 9), picture("step-1.png", 100, 5, 9)));
        List<Frame> frames = frames();
        for (int i = 0; i < 2; i++) {
            BufferedImage expected = new BufferedImage(100, 5 + 11, BufferedImage.TYPE_INT_RGB);
            PixelFont.draw("step " + i, expected, 2, 5 + 2, 1);
            int[] caption = frames.get(i).picture.getRGB(0, 5, 100, 11, null, 0, 100);
            assertArrayEquals(expected.getRGB(0, 5, 100, 11, null, 0, 100), caption);
            assertTrue(Arrays.stream(caption).filter(color -> color == -1).count() > 40, "white pixels");
        }
    }

    @Test
    void grayGridsGetSixteenLevels() throws IOException {
        Tensor levels = Tensor.zeros(Shape.of(1, 16, 16, 1));
        for (int i = 0; i < 256; i++) {
            levels.array()[i] = Scaling.ZERO_TO_ONE.toFloat(i);
        }
        ImageGrid.of(1, 1, Shape.of(16, 16, 1), Scaling.ZERO_TO_ONE).withMagnification(1).withLineWidth(0)
                .write(levels, path.resolve("a.png"));
        Animation.write(new RunFolder(path), List.of("a.png"));
        for (int i = 0; i < 256; i++) {
            assertEquals(17 * Math.round(i / 17.0), frames().get(0).level(i % 16, i / 16));
        }
    }

    @Test
    @LongTest
    void largeAnimationHasFewerFramesButNotFewerThanTwelve() throws IOException {
        List<String> noise = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Tensor image = Tensor.zeros(Shape.of(1, 200, 200, 1));
            RandomStream.of(i).fillUniform(image.array(), 0, 1);
            noise.add(i + ".png");
            ImageGrid.of(1, 1, Shape.of(200, 200, 1), Scaling.ZERO_TO_ONE).withLineWidth(0)
                    .write(image, path.resolve(noise.get(i)));
        }
        Animation.write(new RunFolder(path), noise);
        assertEquals(12, frames().size());
        Animation.write(new RunFolder(path), noise.subList(0, 11));
        assertEquals(11, frames().size());
        List<String> dark = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            dark.add(i < 20 ? noise.get(i) : "dark" + i + ".png");
            ImageGrid.of(1, 1, Shape.of(200, 200, 1), Scaling.ZERO_TO_ONE).withLineWidth(0)
                    .write(Tensor.zeros(Shape.of(1, 200, 200, 1)), path.resolve(dark.get(i)));
        }
        Animation.write(new RunFolder(path), dark);
        assertEquals(46, frames().size(), "2^24 pixels in total");
        assertTrue(Files.size(path.resolve("training.gif")) <= 700_000);
    }

    @Test
    void selectionIsEven() {
        List<Integer> all = IntStream.range(0, 11).boxed().toList();
        assertEquals(List.of(0, 2, 5, 7, 10), Animation.evenly(all, 5));
        assertEquals(List.of(0, 10), Animation.evenly(all, 2));
        assertEquals(all, Animation.evenly(all, 11));
    }

    @Test
    void largePicturesAreSubsampled() throws IOException {
        Animation.write(new RunFolder(path), List.of(picture("a.png", 1001, 601, 0)));
        Frame frame = frames().get(0);
        assertEquals(501, frame.picture.getWidth());
        assertEquals(301 + 2 * 11, frame.picture.getHeight());      // and the strip of the caption
        assertEquals(7 * 2 + 5 * 2, frame.level(7, 5));
    }

    @Test
    void picturesOfAnotherSizeAndOtherFilesAreSkipped() throws IOException {
        Files.writeString(path.resolve("c.png"), "not a picture, but longer than a header");
        Files.writeString(path.resolve("d.png"), "short");
        Animation.write(new RunFolder(path), List.of(picture("a.png", 5, 5, 1), picture("b.png", 4, 5, 2), "c.png",
                "d.png"));
        assertEquals(1, frames().size());
        assertEquals(2, frames().get(0).level(0, 0));
        Files.delete(path.resolve("training.gif"));
        Animation.write(new RunFolder(path), List.of("c.png"));
        assertFalse(Files.exists(path.resolve("training.gif")));
    }

    @Test
    void damagedPictureIsNamed() throws IOException {
        String name = picture("a.png", 50, 50, 0);
        byte[] png = Files.readAllBytes(path.resolve(name));
        Files.write(path.resolve(name), Arrays.copyOf(png, png.length / 2));
        String message = assertThrows(IOException.class, () -> Animation.write(new RunFolder(path), List.of(name)))
                .getMessage();
        assertTrue(message.startsWith(path.resolve(name) + " cannot be read ("), message);
    }
}
