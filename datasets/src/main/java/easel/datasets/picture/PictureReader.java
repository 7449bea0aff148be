package easel.datasets.picture;

import easel.core.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads picture files. The content decides the format, not the name. The size in the header is checked before any pixel
 * is decoded, so a wrong size cannot exhaust the memory. Every error message names the file.
 *
 * @param maxPixels pictures with more pixels are rejected
 * @param oriented whether the EXIF orientation is applied
 */
public record PictureReader(long maxPixels, boolean oriented) {
    /** Pictures with more pixels are subsampled, but keep at least the height and width of the shape. */
    private static final long SUBSAMPLED_ABOVE = 1L << 24;
    private static final String SKIP = "skip broken pictures: withBrokenSkipped(), in the examples --skip-broken.";

    /**
     * The size of a picture as it is shown.
     *
     * @param height in pixels
     * @param width in pixels
     */
    public record Size(int height, int width) {
        @Override
        public String toString() {
            return height + " x " + width;
        }
    }

    /**
     * Reads the header of a picture.
     *
     * @param file of any of the formats
     * @return the size, after the orientation is applied
     * @throws IOException if the header cannot be read; the message names the file
     */
    public Size size(Path file) throws IOException {
        return read(file, (decoder, size, orientation) -> size);
    }

    /**
     * Reads a picture, and crops and resizes it.
     *
     * @param file of any of the formats
     * @param shape (H, W, C) of the result
     * @param levels receives the result, starting at {@code start}. Modified
     * @param start index of the first level
     * @throws IOException if the picture cannot be read; the message names the file
     */
    public void read(Path file, Shape shape, byte[] levels, int start) throws IOException {
        Resized resized = read(file, (decoder, size, orientation) -> Resized.of(
                decoder.pixels().subsampled(subsampling(size, shape)), orientation, shape));
        resized.write(levels, start);
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(PictureDecoder decoder, Size shown, int orientation) throws IOException;
    }

    private <T> T read(Path file, Use<T> use) throws IOException {
        String pixels = "its";
        try (InputStream stream = Files.newInputStream(file)) {
            PictureDecoder decoder = decoder(new Input(stream, Files.size(file)));
            Size size = decoder.size();
            pixels = "its " + size;
            check(size);
            int stored = decoder.orientation();
            int orientation = oriented ? stored : 1;
            return use.of(decoder, Orientation.isTransposed(orientation) ? new Size(size.width, size.height) : size,
                    orientation);
        } catch (OutOfMemoryError e) {
            throw failure(file, pixels + " pixels do not fit into the memory of this JVM, "
                    + (Runtime.getRuntime().maxMemory() >> 20) + " MB", "Give Java more memory (-Xmx), or " + SKIP, e);
        } catch (IOException | RuntimeException e) {
            // The decoders check their input. Damage that they do not detect may cause an unchecked exception.
            throw failure(file, reason(e), isTooLarge(e)
                    ? "Raise the limit with PictureSettings.withMaxPixels, in the examples --max-pixels, or " + SKIP
                    : "Replace or remove it, or " + SKIP, e);
        }
    }

    private static IOException failure(Path file, String reason, String remedy, Throwable cause) {
        return new IOException(file + " cannot be read: " + reason
                + "; expected a complete picture in RGB, gray, CMYK or palette colours. " + remedy, cause);
    }

    private static String reason(Exception e) {
        if (e instanceof PictureException) {
            return e.getMessage();
        }
        return e instanceof NoSuchFileException ? "it no longer exists"
                : e instanceof AccessDeniedException ? "its permissions do not allow that" : e.toString();
    }

    private static boolean isTooLarge(Exception e) {
        return e instanceof PictureException picture && picture.isTooLarge();
    }

    private static PictureDecoder decoder(Input in) throws IOException {
        byte[] start = in.peek(16);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (Arrays.equals(Arrays.copyOf(start, 8), PngDecoder.SIGNATURE)) {
            return new PngDecoder(in);
        }
        if (text.startsWith("\u00FF\u00D8\u00FF")) {
            return new JpegDecoder(in);
        }
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return new GifDecoder(in);
        }
        if (text.startsWith("BM")) {
            return new BmpDecoder(in);
        }
        String other = text.matches("(?s)RIFF....WEBP.*") ? " but WebP"
                : text.matches("(?s)....ftyp.*") ? " but HEIF, AVIF or a video"
                : text.matches("(?s)(II\\*\0|MM\0\\*).*") ? " but TIFF" : "";
        throw new PictureException("its content is neither PNG, JPEG, GIF nor BMP" + other);
    }

    private void check(Size size) throws PictureException {
        if (size.height <= 0 || size.width <= 0) {
            throw new PictureException("its header declares " + size + " pixels");
        }
        if (pixels(size) > maxPixels) {
            throw PictureException.tooLarge("its header declares " + size + " pixels, more than " + maxPixels
                    + " in all");
        }
    }

    /** Distance between the rows and columns to use. The subsampled picture is not smaller than the shape. */
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
