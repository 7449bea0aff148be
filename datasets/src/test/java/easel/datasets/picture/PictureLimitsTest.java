package easel.datasets.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers with wrong sizes, truncated files and damaged bytes of every format: errors that name the file. */
class PictureLimitsTest {
    private static final PictureReader READER = new PictureReader(1 << 26, true);
    private static final List<String> FORMATS = List.of("rgb.png", "420.jpg", "420-progressive.jpg", "plain.gif",
            "24-bits.bmp");

    @TempDir
    Path folder;

    private static byte[] stored(String name) throws IOException {
        try (var in = PictureLimitsTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** The picture of 17 x 9 pixels with another height and width in its header. */
    private static byte[] withSize(String name, int height, int width) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(stored(name));
        if (name.endsWith(".png")) {
            bytes.putInt(16, width).putInt(20, height);
            CRC32 crc = new CRC32();
            crc.update(bytes.array(), 12, 17);
            bytes.putInt(29, (int) crc.getValue());
        } else if (name.endsWith(".jpg")) {
            int frame = 0;
            while (bytes.getShort(frame) != (short) 0xFFC0 && bytes.getShort(frame) != (short) 0xFFC2) {
                frame++;
            }
            bytes.putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        } else if (name.endsWith(".gif")) {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) width).putShort(8, (short) height);
            int image = 13 + 3 * (2 << (bytes.get(10) & 7));
            while (bytes.get(image) != 0x2C) {
                image += 8;      // a graphic control extension
            }
            bytes.putShort(image + 5, (short) width).putShort(image + 7, (short) height);
        } else {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(18, width).putInt(22, height);
        }
        return bytes.array();
    }

    private String failure(PictureReader reader, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("a"), content);
        String message = assertThrows(IOException.class,
                () -> reader.read(file, Shape.of(2, 2, 3), new byte[12], 0)).getMessage();
        assertTrue(message.startsWith(file + " cannot be read: "), message);
        return message.substring((file + " cannot be read: ").length());
    }

    @Test
    void sizesAboveTheLimitAreRefusedFromTheHeader() throws IOException {
        for (String format : FORMATS) {
            String expected = "its header declares 16384 x 16384 pixels, more than 67108864 in all; ";
            byte[] content = withSize(format, 16_384, 16_384);
            for (int length : new int[] {content.length, content.length - 20}) {
                String message = failure(READER, Arrays.copyOf(content, length));
                assertTrue(message.startsWith(expected), format + ": " + message);
                assertTrue(message.contains("Raise the limit with PictureSettings.withMaxPixels, in the examples"
                        + " --max-pixels"), message);
            }
            Path file = Files.write(folder.resolve("a"), content);
            assertThrows(IOException.class, () -> READER.size(file));
            assertEquals("16384 x 16384", new PictureReader(1 << 28, true).size(file).toString());
            byte[] small = stored(format);
            assertTrue(failure(new PictureReader(17 * 9 - 1, true), small).startsWith(
                    "its header declares 17 x 9 pixels, more than 152 in all"), format);
            assertEquals("17 x 9", new PictureReader(17 * 9, true).size(Files.write(file, small)).toString());
        }
    }

    @Test
    void aSmallFileOfALargePictureIsTruncatedAndTakesNoMemory() throws IOException {
        for (String format : FORMATS) {
            assertTrue(failure(READER, withSize(format, 8192, 8192)).startsWith("its data is truncated; "), format);
        }
    }

    @Test
    void sizesOfZeroAreRefused() throws IOException {
        for (String format : FORMATS) {
            assertTrue(failure(READER, withSize(format, 0, 9)).startsWith("its header declares 0 x "), format);
            assertTrue(failure(READER, withSize(format, 17, 0)).contains(" x 0 pixels; "), format);
        }
        assertTrue(failure(READER, withSize("24-bits.bmp", 17, -9)).startsWith("its header declares 17 x -9 pixels"));
        assertTrue(failure(READER, withSize("24-bits.bmp", Integer.MIN_VALUE, 9)).startsWith("its header declares"));
    }

    @Test
    void bitmapsWithDataForPrintersAreRefusedWithoutDecoding() throws IOException {
        for (int compression : new int[] {4, 5}) {
            byte[] content = withSize("24-bits.bmp", 1, Integer.MAX_VALUE);
            content[30] = (byte) compression;
            assertTrue(failure(READER, content).startsWith("it is a BMP with " + (compression == 4 ? "JPEG" : "PNG")
                    + " data, which only printers use; "));
        }
    }

    @Test
    void everyFormatIsRefusedWhenItsPixelsAreCut() throws IOException {
        for (String format : FORMATS) {
            byte[] whole = stored(format);
            for (int length = 0; length < whole.length - 40; length += 7) {
                failure(READER, Arrays.copyOf(whole, length));
            }
        }
        int side = 4200;      // above the number of pixels from which pictures are subsampled
        byte[] header = withSize("24-bits.bmp", side, side);
        assertTrue(failure(READER, Arrays.copyOf(header, side * side * 3 / 2)).startsWith("its data is truncated"));
    }

    @Test
    void otherContentIsRefusedForAnyName() throws IOException {
        byte[] idx = new byte[800];
        idx[2] = 8;
        idx[3] = 3;
        String[][] contents = {{"", ""}, {"P5 2 2 255 abcd", ""}, {"\0\0\0\0wbmp", ""}, {"BM", null},
            {"RIFF____WEBPVP8 ", " but WebP"}, {"____ftypheic", " but HEIF, AVIF or a video"}, {"II*\0", " but TIFF"}};
        String none = "its content is neither PNG, JPEG, GIF nor BMP";
        assertTrue(failure(READER, idx).startsWith(none + "; "));
        for (String[] content : contents) {
            String message = failure(READER, content[0].getBytes(StandardCharsets.ISO_8859_1));
            assertTrue(message.startsWith(content[1] == null ? "its data is truncated" : none + content[1] + "; "),
                    message);
        }
    }

    @Test
    void damagedFilesAreReadOrRefusedWithAReason() throws IOException {
        Random random = new Random(17);
        PictureReader reader = new PictureReader(1 << 16, true);      // for speed
        Path file = folder.resolve("a");
        for (String format : List.of("rgb.png", "interlaced.png", "420.jpg", "420-progressive.jpg", "cmyk.jpg",
                "restart.jpg", "plain.gif", "frame-smaller.gif", "24-bits.bmp", "palette.bmp", "565.bmp")) {
            byte[] whole = stored(format);
            for (int i = 0; i < 150; i++) {
                byte[] damaged = whole.clone();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    damaged[random.nextInt(random.nextBoolean() ? damaged.length : Math.min(60, damaged.length))] =
                            (byte) random.nextInt(256);
                }
                Files.write(file, damaged);
                try {
                    reader.read(file, Shape.of(4, 4, 3), new byte[48], 0);
                } catch (IOException e) {
                    assertTrue(e.getCause() instanceof PictureException, e.getMessage());
                    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
                }
            }
        }
    }
}
