package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    private static final Shape GRAY = Shape.of(1, 2, 1);
    private static final Shape RGB = Shape.of(1, 2, 3);

    @TempDir
    Path folder;

    @Test
    void losslessFormatsKeepEveryLevel() throws IOException {
        for (String format : List.of("png", "bmp", "gif")) {
            Path own = Files.createDirectory(folder.resolve(format));
            // A GIF has a palette; its writer converts RGB pictures to one inexactly.
            write(format.equals("gif") ? palette() : rgb(3, 0x0A14FF, 0xC80064, 0xFFFFFF), own.resolve("a." + format),
                    format);
            assertArrayEquals(new int[] {0x0A, 0x14, 0xFF, 0xC8, 0, 0x64, 255, 255, 255},
                    levels(ImageFolder.open(own, 3), 0), format);
        }
    }

    @Test
    void jpegIsReadWithItsLosses() throws IOException {
        BufferedImage picture = rgb(16, new int[256]);
        for (int i = 0; i < 256; i++) {
            picture.setRGB(i % 16, i / 16, 0x407FC0);
        }
        write(picture, folder.resolve("A.JPEG"), "jpeg");
        int[] levels = levels(ImageFolder.open(folder, 3), 0);
        for (int i = 0; i < levels.length; i++) {
            assertEquals(new int[] {0x40, 0x7F, 0xC0}[i % 3], levels[i], 3);
        }
    }

    @Test
    void picturesAreSortedByNameAndOtherFilesIgnored() throws IOException {
        for (String name : List.of("b.png", "B.PNG", "a10.png", "a9.png", ".hidden.png")) {
            write(rgb(1, 0), folder.resolve(name), "png");
        }
        Files.writeString(folder.resolve("notes.txt"), "text");
        Files.writeString(folder.resolve("png"), "text");
        Files.createDirectory(folder.resolve("c.png"));
        Files.createDirectory(folder.resolve(".git"));
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals(4, pictures.size());
        assertEquals(List.of("B.PNG", "a10.png", "a9.png", "b.png"), names(pictures));
        assertEquals(List.of(), pictures.classes());
    }

    @Test
    void subFoldersAreClassesInTheOrderOfTheirNames() throws IOException {
        for (String name : List.of("dog/2.png", "cat/9.png", "dog/1.png", "none/x.txt", ".old/1.png",
                "ox/deep/1.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            write(rgb(1, 0), folder.resolve(name), "png");
        }
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals(List.of("cat", "dog"), pictures.classes());
        assertEquals(List.of("9.png", "1.png", "2.png"), names(pictures));
        assertArrayEquals(new float[] {1, 0, 1}, pictures.labels(new int[] {2, 0, 1}).array());
        assertEquals(folder.resolve("dog").resolve("1.png"), pictures.file(1));
    }

    private static List<String> names(ImageFolder pictures) {
        return IntStream.range(0, pictures.size())
                .mapToObj(i -> pictures.file(i).getFileName().toString()).toList();
    }

    @Test
    void withoutSubFoldersThereAreNoLabels() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals("these images have no labels; expected a labeled data set, or a folder with one sub-folder for"
                + " each class", assertThrows(IllegalStateException.class, () -> pictures.label(0)).getMessage());
    }

    @Test
    void picturesInTheFolderAndInSubFoldersAreRefused() throws IOException {
        Files.createDirectory(folder.resolve("cat"));
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        write(rgb(1, 0), folder.resolve("cat").resolve("a.png"), "png");
        assertFailure(folder + " has pictures of its own and a sub-folder of them, cat; expected either. Move the"
                + " pictures into a sub-folder, or the sub-folder elsewhere.", () -> ImageFolder.open(folder, GRAY));
    }

    @Test
    void aFolderWithoutPicturesIsRefused() throws IOException {
        String expected = folder + " has no pictures; expected files named .png, .jpg, .jpeg, .gif or .bmp in it, or"
                + " in one sub-folder for each class.";
        assertFailure(expected, () -> ImageFolder.open(folder, GRAY));
        Files.writeString(folder.resolve("notes.txt"), "text");
        Files.createDirectory(folder.resolve("cat"));
        assertFailure(expected, () -> ImageFolder.open(folder, 3));
    }

    @Test
    void aMissingFolderAndAFileAreRefused() throws IOException {
        Path missing = folder.resolve("none");
        assertFailure(missing + " does not exist; expected a folder of pictures. Check the path.",
                () -> ImageFolder.open(missing, GRAY));
        Path file = Files.writeString(folder.resolve("a.png"), "x");
        assertFailure(file + " is a file; expected a folder of pictures. Check the path.",
                () -> ImageFolder.open(file, 1));
    }

    @Test
    void impossibleShapesAreRefused() {
        for (Shape shape : List.of(Shape.of(4), Shape.of(4, 4), Shape.of(4, 4, 3, 1))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, shape))
                    .getMessage();
            assertEquals("image shape " + shape + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue",
                    message);
        }
        assertEquals("4 channels: expected 1 for gray or 3 for red, green, blue",
                assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, Shape.of(2, 2, 4)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, 0));
    }

    @Test
    void mixedSizesNeedAShape() throws IOException {
        write(rgb(1, 0, 0), folder.resolve("a.png"), "png");
        write(rgb(1, 0, 0), folder.resolve("b.png"), "png");
        assertEquals(Shape.of(2, 1, 3), ImageFolder.open(folder, 3).imageShape());
        write(rgb(2, 0, 0), folder.resolve("c.png"), "png");
        assertFailure(folder.resolve("a.png") + " has 2 x 1 pixels (height x width) and " + folder.resolve("c.png")
                + " has 1 x 2; expected pictures of one size. Give a shape (in the examples --size) to crop and"
                + " resize all of them.", () -> ImageFolder.open(folder, 3));
        assertEquals(Shape.of(3, 1, 2, 1), ImageFolder.open(folder, GRAY)
                .images(new int[] {0, 1, 2}, Scaling.ZERO_TO_ONE).shape());
    }

    @Test
    void grayIsTheLumaOfBt601() throws IOException {
        write(rgb(2, 0xFF0000, 0x00FF00, 0x0000FF, 0x0A6432), folder.resolve("a.png"), "png");
        // 76.245, 149.685, 29.07 and 2.99 + 58.7 + 5.7 = 67.39
        assertArrayEquals(new int[] {76, 150, 29, 67}, levels(ImageFolder.open(folder, 1), 0));
    }

    @Test
    void grayPicturesKeepTheirLevels() throws IOException {
        BufferedImage gray = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage gray16 = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] expected = new int[256];
        for (int i = 0; i < 256; i++) {
            gray.getRaster().setSample(i, 0, 0, i);
            gray16.getRaster().setSample(i, 0, 0, i * 257);
            expected[i] = i;
        }
        write(gray, folder.resolve("8.png"), "png");
        write(gray16, folder.resolve("16.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, 1);
        assertArrayEquals(expected, levels(pictures, 0));
        assertArrayEquals(expected, levels(pictures, 1));
    }

    @Test
    void sixteenBitColoursAreRounded() throws IOException {
        ColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false,
                ColorModel.OPAQUE, DataBuffer.TYPE_USHORT);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixels(0, 0, 2, 1, new int[] {65535, 0, 128, 129, 32896, 1000});
        write(new BufferedImage(model, raster, false, null), folder.resolve("a.png"), "png");
        // 128 / 257 = 0.498, 129 / 257 = 0.502, 32896 / 257 = 128, 1000 / 257 = 3.89
        assertArrayEquals(new int[] {255, 0, 0, 1, 128, 4}, levels(ImageFolder.open(folder, RGB), 0));
    }

    @Test
    void palettesAndSingleBitsAreColours() throws IOException {
        write(palette(), folder.resolve("palette.png"), "png");
        BufferedImage bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, 1});
        write(bits, folder.resolve("bits.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, 3);
        assertArrayEquals(new int[] {255, 255, 255, 0, 0, 0, 255, 255, 255}, levels(pictures, 0));
        assertArrayEquals(new int[] {0x0A, 0x14, 0xFF, 0xC8, 0, 0x64, 255, 255, 255}, levels(pictures, 1));
    }

    private static BufferedImage palette() {
        byte[] red = {10, (byte) 200, (byte) 255};
        byte[] green = {20, 0, (byte) 255};
        byte[] blue = {(byte) 255, 100, (byte) 255};
        BufferedImage palette = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, 3, red, green, blue));
        palette.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
        return palette;
    }

    @Test
    void transparentPixelsAreBlendedWithWhite() throws IOException {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0x00112233);
        picture.setRGB(1, 0, 0xFF112233);
        picture.setRGB(2, 0, 0x33000000);
        write(picture, folder.resolve("a.png"), "png");
        assertArrayEquals(new int[] {255, 255, 255, 0x11, 0x22, 0x33, 204, 204, 204},
                levels(ImageFolder.open(folder, 3), 0));
    }

    @Test
    void transparentGrayIsBlendedWithWhite() throws IOException {
        ColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false,
                ColorModel.TRANSLUCENT, DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixels(0, 0, 2, 1, new int[] {90, 255, 100, 51});
        write(new BufferedImage(model, raster, false, null), folder.resolve("a.png"), "png");
        assertArrayEquals(new int[] {90, 224}, levels(ImageFolder.open(folder, 1), 0));
    }

    @Test
    void theOrientationOfExifIsIgnored() throws IOException {
        write(rgb(8, new int[32]), folder.resolve("a.jpg"), "jpeg");
        byte[] jpeg = Files.readAllBytes(folder.resolve("a.jpg"));
        // APP1 with a TIFF header, big-endian, of one entry: orientation (0x112) is 6, a quarter turn.
        byte[] exif = {(byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
            1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
        ByteBuffer turned = ByteBuffer.allocate(jpeg.length + exif.length);
        turned.put(jpeg, 0, 2).put(exif).put(jpeg, 2, jpeg.length - 2);
        Files.write(folder.resolve("a.jpg"), turned.array());
        assertEquals(Shape.of(4, 8, 1), ImageFolder.open(folder, 1).imageShape());
        assertEquals(32, levels(ImageFolder.open(folder, 1), 0).length);
    }

    @Test
    void brokenPicturesAreNamedAndSkippedOnRequest() throws IOException {
        write(noise(40), folder.resolve("good.png"), "png");
        List<String> broken = List.of("cut.bmp", "cut.gif", "cut.jpg", "cut.png", "empty.png", "text.png");
        for (String name : broken.subList(0, 4)) {
            Path file = folder.resolve(name);
            write(noise(40), file, name.substring(4).replace("jpg", "jpeg"));
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }
        Files.createFile(folder.resolve("empty.png"));
        Files.writeString(folder.resolve("text.png"), "This is no picture, despite its name.");

        ImageFolder all = ImageFolder.open(folder, Shape.of(8, 8, 3));
        assertEquals(7, all.size());
        assertEquals(List.of(), all.skipped());
        for (int i : new int[] {0, 1, 2, 3, 4, 6}) {
            String message = assertThrows(UncheckedIOException.class,
                    () -> all.images(new int[] {5, i}, Scaling.ZERO_TO_ONE), all.file(i)::toString).getMessage();
            assertTrue(message.startsWith(all.file(i) + " cannot be read: "), message);
            assertTrue(message.endsWith("; expected a complete picture in RGB, gray or palette colours."
                    + " Replace or remove it, or skip broken pictures: withBrokenSkipped(), in the examples"
                    + " --skip-broken."), message);
        }
        ImageFolder whole = all.withBrokenSkipped();
        assertEquals(List.of("good.png"), names(whole));
        assertEquals(broken.stream().map(folder::resolve).toList(), whole.skipped());
        assertArrayEquals(levels(all, 5), levels(whole, 0));
    }

    @Test
    void aTextFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "text");
        String expected = file + " cannot be read: its content is neither PNG, JPEG, GIF nor BMP; expected a"
                + " complete picture in RGB, gray or palette colours. Replace or remove it, or skip broken pictures:"
                + " withBrokenSkipped(), in the examples --skip-broken.";
        assertFailure(expected, () -> ImageFolder.open(folder, 3));
        assertFailure("none of 1 pictures can be read; the first: " + expected,
                () -> ImageFolder.open(folder, RGB).withBrokenSkipped());
    }

    @Test
    void skippingKeepsClassIndices() throws IOException {
        for (String name : List.of("cat", "dog")) {
            Files.createDirectory(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("a.png"), "text");
        }
        write(rgb(1, 0), folder.resolve("dog").resolve("b.png"), "png");
        ImageFolder whole = ImageFolder.open(folder, GRAY).withBrokenSkipped();
        assertEquals(List.of("cat", "dog"), whole.classes());
        assertEquals(1, whole.label(0));
    }

    @Test
    void absurdSizesAreRefusedFromTheHeader() throws IOException {
        Path file = folder.resolve("a.png");
        Files.write(file, png(100_000, 100_000));
        String reason = " cannot be read: its header says 100000 x 100000 pixels, more than 268435456 in all;";
        ImageFolder pictures = ImageFolder.open(folder, RGB);
        String message = assertThrows(UncheckedIOException.class, () -> levels(pictures, 0)).getMessage();
        assertTrue(message.startsWith(file + reason), message);
        message = assertThrows(IOException.class, () -> ImageFolder.open(folder, 3)).getMessage();
        assertTrue(message.startsWith(file + reason), message);
    }

    /** Only the header of a PNG. */
    private static byte[] png(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.array());
        return ByteBuffer.allocate(33).put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13)
                .put(header.array()).putInt((int) crc.getValue()).array();
    }

    @Test
    void hugePicturesAreSubsampled() throws IOException {
        BufferedImage halves = new BufferedImage(4200, 4200, BufferedImage.TYPE_BYTE_BINARY);
        halves.getRaster().setPixels(2100, 0, 2100, 4200, ones(2100 * 4200));
        write(halves, folder.resolve("a.png"), "png");
        assertArrayEquals(new int[] {0, 255, 0, 255}, levels(ImageFolder.open(folder, Shape.of(2, 2, 1)), 0));
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void fourComponentJpegIsRefusedByName() throws IOException {
        Path file = folder.resolve("cmyk.jpg");
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        ImageFolder pictures = ImageFolder.open(folder, RGB);
        String message = assertThrows(UncheckedIOException.class, () -> levels(pictures, 0)).getMessage();
        assertTrue(message.startsWith(file + " cannot be read: "), message);
    }

    @Test
    void picturesAreOpenedOnlyWhenUsed() throws IOException {
        Path file = folder.resolve("a.png");
        Files.writeString(file, "not yet a picture");
        ImageFolder pictures = ImageFolder.open(folder, RGB);
        write(rgb(2, 0x010203, 0x040506), file, "png");
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, levels(pictures, 0));
        write(rgb(2, 0x070809, 0x0A0B0C), file, "png");
        assertArrayEquals(new int[] {7, 8, 9, 10, 11, 12}, levels(pictures, 0));
        Files.delete(file);
        String message = assertThrows(UncheckedIOException.class, () -> levels(pictures, 0)).getMessage();
        assertTrue(message.startsWith(file + " cannot be read: "), message);
        assertEquals(1, pictures.size());
    }

    @Test
    void aBatchIsScaledAndInTheRequestedOrder() throws IOException {
        write(rgb(2, 0x000000, 0x333333), folder.resolve("a.png"), "png");
        write(rgb(2, 0xFFFFFF, 0xCCCCCC), folder.resolve("b.png"), "png");
        Tensor batch = ImageFolder.open(folder, GRAY).images(new int[] {1, 0}, Scaling.ZERO_TO_ONE);
        assertEquals(Shape.of(2, 1, 2, 1), batch.shape());
        assertArrayEquals(new float[] {1, 0.8f, 0, 0.2f}, batch.array());
    }

    @Test
    void anIndexOutOfRangeIsRefused() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        for (Executable call : List.<Executable>of(() -> pictures.file(1), () -> pictures.label(1),
                () -> pictures.levels(1, new byte[2], 0))) {
            assertEquals("index 1 is outside a data set of 1 examples: expected 0 to 0",
                    assertThrows(IllegalArgumentException.class, call).getMessage());
        }
    }

    @Test
    void theCacheSettingOfImageIoIsNotChanged() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        boolean before = ImageIO.getUseCache();
        levels(ImageFolder.open(folder, 1), 0);
        assertEquals(before, ImageIO.getUseCache());
    }

    private static int[] levels(ImageFolder pictures, int index) {
        byte[] levels = new byte[pictures.imageShape().size()];
        pictures.levels(index, levels, 0);
        int[] unsigned = new int[levels.length];
        Arrays.setAll(unsigned, i -> levels[i] & 0xFF);
        return unsigned;
    }

    private static BufferedImage rgb(int width, int... pixels) {
        BufferedImage picture = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, pixels.length / width, pixels, 0, width);
        return picture;
    }

    /** Hard to compress, so that half of a file is far from complete in every format. */
    private static BufferedImage noise(int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            picture.setRGB(i % side, i / side, new Color(i * 71 % 256, i * 157 % 256, i * i % 256).getRGB());
        }
        return picture;
    }

    private static void write(BufferedImage picture, Path file, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, format, bytes));
        Files.write(file, bytes.toByteArray());
    }

    private static void assertFailure(String expected, Executable call) {
        assertEquals(expected, assertThrows(IOException.class, call).getMessage());
    }
}
