package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Builds and writes small pictures, and reads the levels of pictures in a folder. */
final class PictureFiles {
    private PictureFiles() {}

    static void write(BufferedImage picture, Path file, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(picture, format, bytes));
        Files.write(file, bytes.toByteArray());
    }

    static BufferedImage rgb(int width, int... pixels) {
        BufferedImage picture = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, pixels.length / width, pixels, 0, width);
        return picture;
    }

    /** A picture that compresses badly, so that half of the file is far from complete in every format. */
    static BufferedImage noise(int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            picture.setRGB(i % side, i / side, new Color(i * 71 % 256, i * 157 % 256, i * i % 256).getRGB());
        }
        return picture;
    }

    /** A PNG that ends after its header. */
    static byte[] pngHeader(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.array());
        return ByteBuffer.allocate(33).put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13)
                .put(header.array()).putInt((int) crc.getValue()).array();
    }

    static int[] levels(ImageFolder pictures, int index) {
        byte[] levels = new byte[pictures.imageShape().size()];
        pictures.levels(index, levels, 0);
        int[] unsigned = new int[levels.length];
        Arrays.setAll(unsigned, i -> levels[i] & 0xFF);
        return unsigned;
    }

    static List<String> names(ImageFolder pictures) {
        return IntStream.range(0, pictures.size())
                .mapToObj(i -> pictures.file(i).getFileName().toString()).toList();
    }
}
