package easel.examples.run;

import easel.core.state.WholeFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes a GIF that repeats its frames without end. Gray pictures keep all their 256 levels; a picture with colours is
 * reduced to 256 colours. Transparency is ignored.
 */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final IndexColorModel GRAYS = grays();
    // Browsers show a frame shorter than 20 ms for 100 ms; the format counts hundredths of a second in 16 bits.
    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 655_350;

    private AnimatedGif() {}

    /**
     * Writes frames that are shown for the same time.
     *
     * @param file the GIF, in an existing folder; replaced atomically
     * @param frames at least one, all of one size; read once, in order. Not modified
     * @param perFrame from 20 ms to 655 s, rounded down to hundredths of a second
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if there are no frames, their sizes differ, or a time is out of range
     */
    public static void write(Path file, List<BufferedImage> frames, Duration perFrame) throws IOException {
        write(file, frames, perFrame, perFrame);
    }

    /**
     * Writes frames with a separate time for the last one.
     *
     * @param file the GIF, in an existing folder; replaced atomically
     * @param frames at least one, all of one size; read once, in order, so a list may load them lazily. Not modified
     * @param perFrame from 20 ms to 655 s, rounded down to hundredths of a second
     * @param last the time of the last frame, in the same range
     */
    static void write(Path file, List<BufferedImage> frames, Duration perFrame, Duration last) throws IOException {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException(file + ": no frames; expected at least one");
        }
        int delay = hundredths(perFrame);
        int lastDelay = hundredths(last);
        byte[] gif = encode(frames, delay, lastDelay);
        WholeFile.write(file, whole -> whole.bytes(gif));
    }

    private static int hundredths(Duration time) {
        if (time.toMillis() < SHORTEST_MILLIS || time.toMillis() > LONGEST_MILLIS) {
            throw new IllegalArgumentException("a frame time of " + time.toMillis() + " ms: expected "
                    + SHORTEST_MILLIS + " to " + LONGEST_MILLIS + " ms");
        }
        return (int) (time.toMillis() / 10);
    }

    private static byte[] encode(List<BufferedImage> frames, int delay, int lastDelay) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        // An explicit memory stream: ImageIO would otherwise cache in a temporary file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            int width = 0;
            int height = 0;
            for (int i = 0; i < frames.size(); i++) {
                BufferedImage frame = frames.get(i);
                width = i == 0 ? frame.getWidth() : width;
                height = i == 0 ? frame.getHeight() : height;
                if (frame.getWidth() != width || frame.getHeight() != height) {
                    throw new IllegalArgumentException("frame " + i + " has " + frame.getWidth() + " x "
                            + frame.getHeight() + " pixels, the first " + width + " x " + height
                            + "; expected frames of one size");
                }
                BufferedImage picture = reduced(frame);
                IIOMetadata times = writer.getDefaultImageMetadata(new ImageTypeSpecifier(picture), null);
                times.setFromTree(FORMAT, timed(times, i + 1 == frames.size() ? lastDelay : delay, i == 0));
                writer.writeToSequence(new IIOImage(picture, null, times), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Indexed gray levels for a gray picture; otherwise opaque RGB, for which the writer chooses 256 colours. */
    private static BufferedImage reduced(BufferedImage frame) {
        int width = frame.getWidth();
        int height = frame.getHeight();
        int[] colors = frame.getRGB(0, 0, width, height, null, 0, width);
        if (IntStream.of(colors).allMatch(color -> (color & 0xFFFF) == (color >> 8 & 0xFFFF))) {
            BufferedImage gray = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, GRAYS);
            // The index of a gray is its level. Setting colours instead would search the palette for each pixel.
            gray.getRaster().setSamples(0, 0, width, height, 0, IntStream.of(colors).map(c -> c & 0xFF).toArray());
            return gray;
        }
        BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        opaque.setRGB(0, 0, width, height, colors, 0, width);
        return opaque;
    }

    private static IndexColorModel grays() {
        byte[] levels = new byte[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) i;
        }
        return new IndexColorModel(8, levels.length, levels, levels, levels);
    }

    /** The metadata of a frame: its time and, in the first frame only, the instruction to repeat the animation. */
    private static IIOMetadataNode timed(IIOMetadata defaults, int delay, boolean first) {
        IIOMetadataNode tree = (IIOMetadataNode) defaults.getAsTree(FORMAT);
        IIOMetadataNode control = (IIOMetadataNode) tree.getElementsByTagName("GraphicControlExtension").item(0);
        control.setAttribute("delayTime", Integer.toString(delay));
        control.setAttribute("disposalMethod", "doNotDispose");      // each frame covers the one before
        control.setAttribute("transparentColorFlag", "FALSE");
        if (first) {
            IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
            loop.setAttribute("applicationID", "NETSCAPE");
            loop.setAttribute("authenticationCode", "2.0");
            loop.setUserObject(new byte[] {1, 0, 0});      // block 1: number of repetitions, 16 bits; 0: no limit
            IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
            extensions.appendChild(loop);
            tree.appendChild(extensions);
        }
        return tree;
    }
}
