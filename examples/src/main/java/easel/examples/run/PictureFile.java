package easel.examples.run;

import easel.core.state.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture file whose format follows the ending of its name: PNG, JPEG or GIF. */
public final class PictureFile {
    private static final float JPEG_QUALITY = 0.95f;

    private final Path path;
    private final String format;

    private PictureFile(Path path, String format) {
        this.path = path;
        this.format = format;
    }

    /**
     * Finds the format before anything is drawn.
     *
     * @param path the file to write
     * @param option its option, for the error message
     * @return the file; a PNG if the name has no ending
     * @throws IllegalArgumentException if the name has another ending
     */
    public static PictureFile of(Path path, String option) {
        return new PictureFile(path, switch (ending(String.valueOf(path.getFileName()))) {
            case "", "png" -> "png";
            case "jpg", "jpeg" -> "jpeg";
            case "gif" -> "gif";
            default -> throw new IllegalArgumentException(option + " " + path
                    + ": the ending names no format that Easel writes; expected .png, .jpg, .jpeg or .gif");
        });
    }

    /** The letters after the last dot, in lower case; none for a hidden file such as .picture. */
    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Writes a picture. JPEG and, for more than 256 colours, GIF change the colours slightly.
     *
     * @param picture not modified
     * @throws IOException if the file cannot be written
     */
    public void write(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(JPEG_QUALITY);
            }
            writer.write(null, new IIOImage(format.equals("jpeg") ? rgb(picture) : picture, null, null), settings);
        } finally {
            writer.dispose();
        }
        WholeFile.write(path, file -> file.bytes(bytes.toByteArray()));
    }

    /** The writer of JPEG takes no palette. */
    private static BufferedImage rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        rgb.setRGB(0, 0, width, height, picture.getRGB(0, 0, width, height, null, 0, width), 0, width);
        return rgb;
    }

    /** The path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
