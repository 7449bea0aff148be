package easel.examples.run;

import easel.core.state.WholeFile;
import java.awt.Transparency;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes a GIF that repeats its frames without end. A picture of at most 256 colours keeps them, so gray pictures keep
 * all their levels; other pictures are reduced to 256 colours. Transparency is ignored.
 */
public final class AnimatedGif {
    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    // Browsers show a frame shorter than 20 ms for 100 ms; the format counts hundredths of a second in 16 bits.
    private static final long SHORTEST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 655_350;

    private AnimatedGif() {}

    /**
     * Writes frames that are shown for the same time.
     *
     * @param file the GIF, in an existing folder; replaced atomically
     * @param frames at least one, all of one size; read once, in order, so a list may draw them lazily. Not
     *        modified
     * @param perFrame from 20 ms to 655 s, rounded down to hundredths of a second
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if there are no frames, their sizes differ, or a time is out of range
     */
    public static void write(Path file, List<BufferedImage> frames, Duration perFrame) throws IOException {
        byte[] gif;
        try {
            gif = encode(frames, perFrame, perFrame);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        WholeFile.write(file, whole -> whole.bytes(gif));
    }

    /**
     * Encodes frames with a separate time for the last one.
     *
     * @param frames at least one, all of one size; read once, in order, so a list may load them lazily. Not modified
     * @param perFrame from 20 ms to 655 s, rounded down to hundredths of a second
     * @param last the time of the last frame, in the same range
     * @return the content of a file
     */
    static byte[] encode(List<BufferedImage> frames, Duration perFrame, Duration last) throws IOException {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("no frames; expected at least one");
        }
        return encode(frames, hundredths(perFrame), hundredths(last));
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

    /** A picture with a palette of opaque colours, or RGB, for which the writer chooses a palette of 256 colours. */
    private static BufferedImage reduced(BufferedImage frame) {
        if (frame.getType() == BufferedImage.TYPE_BYTE_INDEXED
                && frame.getColorModel().getTransparency() == Transparency.OPAQUE) {
            return frame;
        }
        int width = frame.getWidth();
        int height = frame.getHeight();
        BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        opaque.setRGB(0, 0, width, height, frame.getRGB(0, 0, width, height, null, 0, width), 0, width);
        return opaque;
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
