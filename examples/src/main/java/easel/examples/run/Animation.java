package easel.examples.run;

import java.awt.image.BufferedImage;
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
 * {@code training.gif}: the pictures of the same latent points, one after another. Of too many pictures it contains an
 * evenly spaced selection with the first and the last. Of large pictures it contains every n-th pixel. The limits are
 * 100 frames, 2^19 pixels per frame and 2^24 pixels in total. A file at the limits has 16 MB for noise and a tenth of
 * that for digits.
 */
final class Animation {
    static final String FILE = "training.gif";

    private static final int MOST_FRAMES = 100;
    private static final int MOST_PIXELS = 1 << 24;
    private static final int MOST_FRAME_PIXELS = 1 << 19;
    private static final int MILLIS = 8000;
    private static final int FASTEST_MILLIS = 80;
    private static final int SLOWEST_MILLIS = 400;
    private static final Duration LAST = Duration.ofSeconds(2);

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
        List<String> frames = evenly(List.copyOf(sizes.keySet()), Math.min(MOST_FRAMES, MOST_PIXELS / pixels));
        Duration each = Duration.ofMillis(Math.max(FASTEST_MILLIS, Math.min(SLOWEST_MILLIS, MILLIS / frames.size())));
        try {
            AnimatedGif.write(folder.path().resolve(FILE), loading(folder, frames, step), each, LAST);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A list that reads each picture when it is accessed. */
    private static List<BufferedImage> loading(RunFolder folder, List<String> frames, int step) {
        return new AbstractList<>() {
            @Override
            public BufferedImage get(int index) {
                return read(folder.path().resolve(frames.get(index)), step);
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
}
