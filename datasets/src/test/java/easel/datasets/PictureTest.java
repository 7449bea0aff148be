package easel.datasets;

import static easel.datasets.PictureFiles.levels;
import static easel.datasets.PictureFiles.rgb;
import static easel.datasets.PictureFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decodes and converts pictures of all formats. */
class PictureTest {
    @TempDir
    Path folder;

    @Test
    void losslessFormatsKeepEveryLevel() throws IOException {
        for (String format : List.of("png", "bmp", "gif")) {
            Path subFolder = Files.createDirectory(folder.resolve(format));
            // A GIF has a palette; its writer converts RGB pictures to one inexactly.
            write(format.equals("gif") ? palette() : rgb(3, 0x0A14FF, 0xC80064, 0xFFFFFF),
                    subFolder.resolve("a." + format), format);
            assertArrayEquals(new int[] {0x0A, 0x14, 0xFF, 0xC8, 0, 0x64, 255, 255, 255},
                    levels(ImageFolder.open(subFolder, 3), 0), format);
        }
    }

    @Test
    void jpegLevelsAreReadWithinTheCompressionError() throws IOException {
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
        assertArrayEquals(new int[] {255, 0, 0, 1, 128, 4}, levels(ImageFolder.open(folder, Shape.of(1, 2, 3)), 0));
    }

    @Test
    void palettesAndOneBitPicturesBecomeRgb() throws IOException {
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
    void theExifOrientationIsHonouredUnlessSwitchedOff() throws IOException {
        write(rgb(8, new int[32]), folder.resolve("a.jpg"), "jpeg");
        byte[] jpeg = Files.readAllBytes(folder.resolve("a.jpg"));
        // APP1 segment with a big-endian TIFF header and one entry: orientation (0x112) is 6, a quarter turn.
        byte[] exif = {(byte) 0xFF, (byte) 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
            1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0};
        ByteBuffer rotated = ByteBuffer.allocate(jpeg.length + exif.length);
        rotated.put(jpeg, 0, 2).put(exif).put(jpeg, 2, jpeg.length - 2);
        Files.write(folder.resolve("a.jpg"), rotated.array());
        assertEquals(Shape.of(8, 4, 1), ImageFolder.open(folder, 1).imageShape());
        assertEquals(32, levels(ImageFolder.open(folder, 1), 0).length);
        PictureSettings stored = PictureSettings.standard().withoutOrientation();
        ImageFolder.Progress none = (pictures, all) -> { };
        assertEquals(Shape.of(4, 8, 1), ImageFolder.open(folder, 1, stored, none).imageShape());
        assertEquals(Shape.of(4, 8, 1), ImageFolder.openReadable(folder, 1, stored, none).imageShape());
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
    void theCacheSettingOfImageIoIsNotChanged() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        boolean before = ImageIO.getUseCache();
        levels(ImageFolder.open(folder, 1), 0);
        assertEquals(before, ImageIO.getUseCache());
    }
}
