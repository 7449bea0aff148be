package easel.datasets;

import easel.core.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads one picture file with the readers of javax.imageio. The size in the header is checked before any pixel is
 * decoded, so a wrong size cannot exhaust the memory. Every error message names the file.
 */
final class Picture {
    /** Pictures with more pixels are rejected. */
    private static final long MAX_PIXELS = 1L << 28;
    /** Pictures with more pixels after subsampling are rejected. */
    private static final long MAX_DECODED = 1L << 26;
    /** Pictures with more pixels are subsampled, but not to less than the shape. */
    private static final long SUBSAMPLED_ABOVE = 1L << 24;

    private Picture() {}

    record Size(int height, int width) {
        @Override
        public String toString() {
            return height + " x " + width;
        }
    }

    static Size size(Path file) throws IOException {
        return read(file, Picture::size);
    }

    static void read(Path file, Shape shape, byte[] levels, int start) throws IOException {
        Resized.of(read(file, reader -> pixels(reader, shape)), shape).write(levels, start);
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T read(Path file, Use<T> use) throws IOException {
        // Memory streams: ImageIO would otherwise use a temporary file.
        try (InputStream raw = Files.newInputStream(file);
                ImageInputStream in = new MemoryCacheImageInputStream(raw)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IIOException("its content is neither PNG, JPEG, GIF nor BMP");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return use.of(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // For damaged files the readers also throw unchecked exceptions.
            String reason = e instanceof IIOException && e.getMessage() != null ? e.getMessage() : e.toString();
            throw new IOException(file + " cannot be read: " + reason + "; expected a complete picture in RGB, gray or"
                    + " palette colours. Replace or remove it, or skip broken pictures: withBrokenSkipped(), in the"
                    + " examples --skip-broken.", e);
        }
    }

    private static Size size(ImageReader reader) throws IOException {
        Size size = new Size(reader.getHeight(0), reader.getWidth(0));
        if (pixels(size) > MAX_PIXELS) {
            throw new IIOException("its header declares " + size + " pixels, more than " + MAX_PIXELS + " in all");
        }
        return size;
    }

    private static BufferedImage pixels(ImageReader reader, Shape shape) throws IOException {
        Size size = size(reader);
        int step = subsampling(size, shape);
        if (pixels(size) / step / step > MAX_DECODED) {
            throw new IIOException("its " + size + " pixels, subsampled for the shape " + shape + ", are more than "
                    + MAX_DECODED + " in all");
        }
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceSubsampling(step, step, 0, 0);
        BufferedImage image = reader.read(0, param);
        // For a truncated JPEG, libjpeg only gives a warning (never localized) and makes the missing rows gray.
        if (warnings.stream().anyMatch(warning -> warning.toLowerCase(Locale.ROOT).contains("premature end"))) {
            throw new IIOException("its data is truncated");
        }
        int colors = image.getColorModel().getNumColorComponents();
        if (colors != 1 && colors != 3) {
            throw new IIOException("it has " + colors + " colour components");
        }
        return image;
    }

    /** Distance between the rows and columns to read. The result of the subsampling is not smaller than the shape. */
    private static int subsampling(Size size, Shape shape) {
        int max = Math.min(size.height / shape.axis(0), size.width / shape.axis(1));
        int step = 1;
        while (step < max && pixels(size) / step / step > SUBSAMPLED_ABOVE) {
            step++;
        }
        return step;
    }

    private static long pixels(Size size) {
        return (long) size.height * size.width;
    }
}
