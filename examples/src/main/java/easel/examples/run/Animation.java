package easel.examples.run;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * {@code training.gif}: the pictures of the same latent points, one after another, each above its name, such as "step
 * 200". Gray pictures get 16 levels. If there are too many pictures, the animation contains an evenly spaced selection
 * with the first and the last. If the pictures are too large, it contains every n-th pixel. The limits are 100 frames,
 * 2^19 pixels per frame, 2^24 pixels in total, and 700,000 bytes, so that the file can be shared. The limit of bytes
 * does not reduce the frames below 12: a file of 12 frames has at most 6 MB, for noise in colour.
 */
final class Animation {
    static final String FILE = "training.gif";

    private static final int MOST_FRAMES = 100;
    private static final int MOST_PIXELS = 1 << 24;
    private static final int MOST_FRAME_PIXELS = 1 << 19;
    private static final int MOST_BYTES = 700_000;
    private static final int FEWEST_FRAMES = 12;
    private static final int MILLIS = 8000;
    private static final int FASTEST_MILLIS = 80;
    private static final int SLOWEST_MILLIS = 400;
    private static final Duration LAST = Duration.ofSeconds(2);
    private static final IndexColorModel SIXTEEN_LEVELS = grays(16);

    private Animation() {}

    /**
     * Writes the animation into the folder. Skips pictures whose size differs from that of the last one. Writes no file
     * if there are no pictures.
     */
    static void write(RunFolder folder, List<String> pictures) throws IOException {
        Map<String, PngSize> sizes = new LinkedHashMap<>();
        PngSize size = null;
        for (String picture : pictures) {
            Optional<PngSize> found = PngSize.of(folder.path().resolve(picture));
            found.ifPresent(s -> sizes.put(picture, s));
            size = found.orElse(size);
        }
        if (size == null) {
            return;
        }
        sizes.values().removeIf(Predicate.isEqual(size).negate());
        int step = (int) Math.ceil(Math.sqrt((double) size.width() * size.height() / MOST_FRAME_PIXELS));
        int pixels = ((size.width() - 1) / step + 1) * ((size.height() - 1) / step + 1);
        byte[] gif = gif(folder, List.copyOf(sizes.keySet()), step, Math.min(MOST_FRAMES, MOST_PIXELS / pixels));
        folder.write(FILE, gif);
    }

    /** Encodes at most {@code most} frames, and fewer if the file is too large. */
    private static byte[] gif(RunFolder folder, List<String> pictures, int step, int most) throws IOException {
        List<String> frames = evenly(pictures, most);
        Duration each = Duration.ofMillis(Math.max(FASTEST_MILLIS, Math.min(SLOWEST_MILLIS, MILLIS / frames.size())));
        byte[] gif;
        try {
            gif = AnimatedGif.encode(loading(folder, frames, step), each, LAST);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (gif.length <= MOST_BYTES || frames.size() <= FEWEST_FRAMES) {
            return gif;
        }
        int fewer = (int) ((long) frames.size() * MOST_BYTES / gif.length);
        return gif(folder, pictures, step, Math.max(FEWEST_FRAMES, Math.min(fewer, frames.size() - 1)));
    }

    /** A list that reads each picture when it is accessed. */
    private static List<BufferedImage> loading(RunFolder folder, List<String> frames, int step) {
        return new AbstractList<>() {
            @Override
            public BufferedImage get(int index) {
                String name = frames.get(index);
                return captioned(read(folder.path().resolve(name), step), caption(name));
            }

            @Override
            public int size() {
                return frames.size();
            }
        };
    }

    /** Selects at most {@code most} evenly spaced elements, with the first and the last; {@code most} is at least 2. */
    static <T> List<T> evenly(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        return IntStream.range(0, most)
                .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (most - 1))))
                .toList();
    }

    private static BufferedImage read(Path file, int step) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            ImageReadParam subsampling = reader.getDefaultReadParam();
            subsampling.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, subsampling);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read (" + e + "). Delete it.", e);
        } finally {
            reader.dispose();
        }
    }

    /** The name of a picture in words: {@code step-00200.png} becomes "step 200". */
    static String caption(String name) {
        return name.replaceFirst("\\.png$", "").replace('-', ' ').replaceAll("\\b0+(?=[0-9])", "");
    }

    /** The picture with a black strip below it, and the caption in the strip. */
    private static BufferedImage captioned(BufferedImage picture, String caption) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int magnification = Math.max(1, width / 190);
        int space = 2 * magnification;
        int fullHeight = height + PixelFont.height(magnification) + 2 * space;
        BufferedImage frame;
        if (picture.getColorModel() instanceof IndexColorModel palette && isGray(palette)) {
            frame = new BufferedImage(width, fullHeight, BufferedImage.TYPE_BYTE_INDEXED, SIXTEEN_LEVELS);
            int[] indices = picture.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
            frame.getRaster().setSamples(0, 0, width, height, 0,
                    IntStream.of(indices).map(index -> (palette.getGreen(index) + 8) / 17).toArray());
        } else {
            frame = new BufferedImage(width, fullHeight, BufferedImage.TYPE_INT_RGB);
            frame.setRGB(0, 0, width, height, picture.getRGB(0, 0, width, height, null, 0, width), 0, width);
        }
        PixelFont.draw(caption, frame, space, height + space, magnification);
        return frame;
    }

    private static boolean isGray(IndexColorModel palette) {
        return IntStream.range(0, palette.getMapSize()).map(palette::getRGB)
                .allMatch(color -> (color & 0xFFFF) == (color >> 8 & 0xFFFF));
    }

    private static IndexColorModel grays(int levels) {
        byte[] palette = new byte[levels];
        for (int i = 0; i < levels; i++) {
            palette[i] = (byte) (255 * i / (levels - 1));
        }
        return new IndexColorModel(8, levels, palette, palette, palette);
    }
}
