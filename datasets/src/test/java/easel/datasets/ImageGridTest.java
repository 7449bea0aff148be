package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageGridTest {
    private static final int WHITE = 0xFFFFFF;
    private static final int LINE = 0x404040;
    private static final int MAGENTA = 0xFF00FF;
    private static final Shape PAIR = Shape.of(1, 2, 1);
    private final ImageGrid row = plain(Shape.of(1, 4, 1), Scaling.ZERO_TO_ONE);

    @TempDir
    Path folder;

    @Test
    void everyPixelIsDrawnAtItsPosition() {
        // Five images of 2 x 3 in a 2 x 3 grid; pixel (h, w) of image n has level 40 n + 10 h + w + 1.
        Tensor images = Tensor.zeros(Shape.of(5, 2, 3, 1));
        for (int i = 0; i < images.size(); i++) {
            images.array()[i] = Scaling.MINUS_ONE_TO_ONE.toFloat(i / 6 * 40 + i % 6 / 3 * 10 + i % 3 + 1);
        }
        for (int lineWidth : new int[] {0, 1, 3}) {
            for (int magnification : new int[] {1, 2, 5}) {
                BufferedImage picture = ImageGrid.of(2, 3, Shape.of(2, 3, 1), Scaling.MINUS_ONE_TO_ONE)
                        .withMagnification(magnification).withLineWidth(lineWidth).draw(images);
                assertEquals(magnification * 3 * 3 + 4 * lineWidth, picture.getWidth());
                assertEquals(magnification * 2 * 2 + 3 * lineWidth, picture.getHeight());
                for (int y = 0; y < picture.getHeight(); y++) {
                    for (int x = 0; x < picture.getWidth(); x++) {
                        int expected = expected(x, y, magnification, lineWidth);
                        assertEquals(expected, rgb(picture, x, y), () -> "line width " + lineWidth);
                    }
                }
            }
        }
    }

    private static int expected(int x, int y, int magnification, int lineWidth) {
        int w = x % (3 * magnification + lineWidth) - lineWidth;
        int h = y % (2 * magnification + lineWidth) - lineWidth;
        int n = y / (2 * magnification + lineWidth) * 3 + x / (3 * magnification + lineWidth);
        return w < 0 || h < 0 || n > 4 ? LINE : gray(40 * n + 10 * (h / magnification) + w / magnification + 1);
    }

    @Test
    void rowsOfAMatrixAreDrawnAsImages() {
        Tensor images = Tensor.of(Shape.of(2, 1, 2, 1), 0, 0.2f, 0.4f, 0.6f);
        ImageGrid grid = ImageGrid.of(1, 2, PAIR, Scaling.ZERO_TO_ONE);
        assertArrayEquals(pixels(grid.draw(images)), pixels(grid.draw(images.reshaped(Shape.of(2, 2)))));
    }

    @Test
    void threeChannelsAreRedGreenAndBlue() {
        Tensor image = Tensor.of(Shape.of(1, 1, 2, 3), 1, 0.2f, 0, 0, 0.4f, 0.6f);
        BufferedImage picture = plain(Shape.of(1, 2, 3), Scaling.ZERO_TO_ONE).draw(image);
        assertArrayEquals(new int[] {0xFF3300, 0x006699}, pixels(picture));
    }

    @Test
    void valuesOutOfRangeAreClampedAndNanIsMagenta() {
        Tensor image = Tensor.of(Shape.of(1, 4), -0.5f, 7, Float.NEGATIVE_INFINITY, Float.NaN);
        assertArrayEquals(new int[] {0, WHITE, 0, MAGENTA}, pixels(row.draw(image)));
        assertArrayEquals(new int[] {WHITE, 0, WHITE, MAGENTA}, pixels(row.withReversed(true).draw(image)));
    }

    @Test
    void reversedLevelsAreSubtractedFrom255() {
        Tensor image = Tensor.of(Shape.of(1, 4), 0, 0.2f, 0.4f, 1);
        assertArrayEquals(new int[] {WHITE, gray(204), gray(153), 0}, pixels(row.withReversed(true).draw(image)));
        assertArrayEquals(new int[] {0, gray(51), gray(102), WHITE}, pixels(row.draw(image)));
    }

    @Test
    void everyLevelIsUnchangedInThePngFile() throws IOException {
        Tensor levels = Tensor.zeros(Shape.of(1, 16, 16, 1));
        for (int i = 0; i < 256; i++) {
            levels.array()[i] = Scaling.MINUS_ONE_TO_ONE.toFloat(i);
        }
        Path file = folder.resolve("levels.png");
        plain(Shape.of(16, 16, 1), Scaling.MINUS_ONE_TO_ONE).write(levels, file);
        int[] read = pixels(ImageIO.read(file.toFile()));
        for (int i = 0; i < 256; i++) {
            assertEquals(gray(i), read[i]);
        }
    }

    @Test
    void writingReplacesTheFileAndLeavesNoTemporaryFile() throws IOException {
        Path file = Files.writeString(folder.resolve("grid.png"), "old");
        row.write(Tensor.zeros(Shape.of(1, 4)), file);
        assertArrayEquals(new int[4], pixels(ImageIO.read(file.toFile())));
        assertEquals(List.of(file), list());
    }

    @Test
    void theErrorForAMissingFolderNamesIt() {
        Path file = folder.resolve("none").resolve("grid.png");
        assertEquals(file + ": cannot be written: folder " + file.getParent() + " does not exist; create it first",
                writeFailure(file));
    }

    @Test
    void theErrorForAFileInPlaceOfTheFolderNamesIt() throws IOException {
        Path file = Files.createFile(folder.resolve("taken")).resolve("grid.png");
        assertEquals(file + ": cannot be written: " + file.getParent() + " is not a folder", writeFailure(file));
    }

    @Test
    void aFolderInPlaceOfTheFileIsKept() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("grid.png"));
        assertEquals(taken + ": is a folder; name a file to write", writeFailure(taken));
        assertTrue(Files.isDirectory(taken));
    }

    @Test
    void tensorsOfOtherShapesAreRefused() {
        ImageGrid grid = ImageGrid.of(2, 2, PAIR, Scaling.ZERO_TO_ONE);
        assertMessage("images of shape (1, 2, 1, 1) in a grid of images of shape (1, 2, 1):"
                + " expected (N, H, W, C) or (N, 2)", () -> grid.draw(Tensor.zeros(Shape.of(1, 2, 1, 1))));
        assertMessage("images of shape (1, 3) in a grid of images of shape (1, 2, 1):"
                + " expected (N, H, W, C) or (N, 2)", () -> grid.draw(Tensor.zeros(Shape.of(1, 3))));
        assertMessage("5 images for a grid of 2 x 2: expected at most 4. Draw fewer, or make the grid larger.",
                () -> grid.draw(Tensor.zeros(Shape.of(5, 2))));
    }

    @Test
    void badSettingsAreRefused() {
        ImageGrid grid = ImageGrid.of(2, 2, PAIR, Scaling.ZERO_TO_ONE);
        assertMessage("rows = 0: expected at least 1", () -> ImageGrid.of(0, 2, PAIR, Scaling.ZERO_TO_ONE));
        assertMessage("columns = -1: expected at least 1", () -> ImageGrid.of(2, -1, PAIR, Scaling.ZERO_TO_ONE));
        assertMessage("line width = -1: expected at least 0", () -> grid.withLineWidth(-1));
        assertMessage("magnification = 0: expected at least 1", () -> grid.withMagnification(0));
        assertMessage("image shape (4, 4, 2): expected (H, W, 1) for gray or (H, W, 3) for red, green, blue",
                () -> ImageGrid.of(2, 2, Shape.of(4, 4, 2), Scaling.ZERO_TO_ONE));
        String limits = ": expected at most 16384 pixels in a row or column and 67108864 pixels in all. Draw fewer or"
                + " smaller images.";
        assertMessage("a grid of 2 x 2 images of shape (1, 2, 1), magnification 2147483647, line width 2" + limits,
                () -> grid.withMagnification(Integer.MAX_VALUE));
        assertMessage("a grid of 2 x 2 images of shape (1, 2, 1), magnification 280, line width 2147483647" + limits,
                () -> ImageGrid.of(2, 2, PAIR, Scaling.ZERO_TO_ONE).withMagnification(280)
                        .withLineWidth(Integer.MAX_VALUE));
        assertMessage("a grid of 1 x 547 images of shape (28, 28, 1), magnification 1, line width 2" + limits,
                () -> ImageGrid.of(1, 547, Shape.of(28, 28, 1), Scaling.ZERO_TO_ONE));
        assertMessage("a grid of 100 x 100 images of shape (96, 96, 1), magnification 1, line width 2" + limits,
                () -> ImageGrid.of(100, 100, Shape.of(96, 96, 1), Scaling.ZERO_TO_ONE));
    }

    @Test
    void theDefaultsAreLinesOfTwoPixelsAndAMagnificationForAWidePicture() {
        assertEquals(new ImageGrid(3, 4, PAIR, Scaling.ZERO_TO_ONE, 70, 2, false),
                ImageGrid.of(3, 4, PAIR, Scaling.ZERO_TO_ONE));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 28, 20", "4, 4, 28, 5", "5, 5, 28, 4", "8, 8, 28, 3", "10, 10, 28, 2", "40, 10, 28, 2",
            "1, 20, 28, 1", "1, 21, 28, 1", "100, 100, 28, 1", "1, 1, 560, 1", "2, 2, 279, 2", "7, 1, 300, 1"})
    void theDefaultMagnificationIsTheSmallestForAWidePicture(int rows, int columns, int side, int magnification) {
        ImageGrid grid = ImageGrid.of(rows, columns, Shape.of(side, side, 1), Scaling.ZERO_TO_ONE);
        assertEquals(magnification, grid.magnification());
        assertTrue(columns * side * magnification >= 560 || rows > 4 * columns);
        assertTrue(magnification == 1 || columns * side * (magnification - 1) < 560);
    }

    @ParameterizedTest
    @CsvSource({"20, 1, 28, 4", "10, 2, 28, 8", "80, 1, 28, 1", "81, 1, 28, 1", "500, 1, 28, 1"})
    void aHighGridIsNarrower(int rows, int columns, int side, int magnification) {
        assertEquals(magnification,
                ImageGrid.of(rows, columns, Shape.of(side, side, 1), Scaling.ZERO_TO_ONE).magnification());
    }

    @Test
    void linesAreReversedWithTheImages() {
        ImageGrid grid = ImageGrid.of(1, 2, PAIR, Scaling.ZERO_TO_ONE).withReversed(true);
        assertEquals(0xBFBFBF, rgb(grid.draw(Tensor.zeros(Shape.of(2, 2))), 0, 0));
    }

    /** A grid for one image that draws only its own pixels. */
    private static ImageGrid plain(Shape image, Scaling scaling) {
        return ImageGrid.of(1, 1, image, scaling).withMagnification(1).withLineWidth(0);
    }

    private String writeFailure(Path file) {
        return assertThrows(IOException.class, () -> row.write(Tensor.zeros(Shape.of(1, 4)), file)).getMessage();
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static int gray(int level) {
        return level << 16 | level << 8 | level;
    }

    private static int rgb(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) & 0xFFFFFF;
    }

    private static int[] pixels(BufferedImage picture) {
        int[] pixels = new int[picture.getWidth() * picture.getHeight()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = rgb(picture, i % picture.getWidth(), i / picture.getWidth());
        }
        return pixels;
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
