package easel.examples.run;

import easel.datasets.FileNames;
import easel.datasets.ImageFolder;
import easel.datasets.ImageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Identifies a set of images in one line, such as {@code 60,000 images, sha256 0123456789abcdef}. The hash covers the
 * content of at least 256 evenly spaced images, or of all images if there are fewer. For a folder it also covers the
 * bytes of the name, the size and the class folder of every file, but neither the folder's path nor the files' times.
 * Sampling keeps it fast for large data sets.
 */
public final class DataFingerprint {
    private static final int SAMPLED = 256;
    private static final int DIGITS = 16;

    private DataFingerprint() {}

    /**
     * Identifies images.
     *
     * @param images a data set or a folder. Not modified
     * @return the number of images and a hash
     * @throws IOException if a file of the folder cannot be read
     */
    public static String of(ImageSource images) throws IOException {
        if (images instanceof ImageFolder folder) {
            return of(IntStream.range(0, folder.size()).mapToObj(folder::file).toList(), folder);
        }
        MessageDigest digest = sha256();
        byte[] levels = new byte[images.imageShape().size()];
        for (int i = 0; i < images.size(); i += interval(images.size())) {
            images.levels(i, levels, 0);
            digest.update(levels);
        }
        return line(images.size(), digest);
    }

    /** The fingerprint that the folder has if no broken file is skipped. */
    static String withSkippedFiles(ImageFolder folder) throws IOException {
        Stream<Path> read = IntStream.range(0, folder.size()).mapToObj(folder::file);
        Comparator<Path> byClass = folder.classes().isEmpty() ? (a, b) -> 0
                : (a, b) -> FileNames.order().compare(a.getParent(), b.getParent());
        return of(Stream.concat(read, folder.skipped().stream())
                .sorted(byClass.thenComparing(FileNames.order()))      // as ImageFolder sorts them
                .toList(), folder);
    }

    private static String of(List<Path> files, ImageFolder folder) throws IOException {
        MessageDigest digest = sha256();
        int interval = interval(files.size());
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            if (!folder.classes().isEmpty()) {
                digest.update(name(file.getParent()));
            }
            digest.update(name(file));
            addContent(digest, file, i % interval == 0);
        }
        return line(files.size(), digest);
    }

    private static int interval(int images) {
        return Math.max(1, images / SAMPLED);
    }

    private static String line(int images, MessageDigest digest) {
        return String.format(Locale.ROOT, "%,d images, sha256 %s", images,
                HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS));
    }

    private static void addContent(MessageDigest digest, Path file, boolean whole) throws IOException {
        try {
            digest.update(text(Long.toString(Files.size(file))));
            if (whole) {
                digest.update(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new IOException(file + " cannot be read (" + e + "). Check its permissions, or remove it from the"
                    + " folder.", e);
        }
    }

    private static byte[] name(Path file) {
        return terminated(FileNames.bytes(file));
    }

    private static byte[] text(String text) {
        return terminated(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With a zero at the end, so that "ab", "c" and "a", "bc" have different hashes. */
    private static byte[] terminated(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform supports SHA-256", e);
        }
    }
}
