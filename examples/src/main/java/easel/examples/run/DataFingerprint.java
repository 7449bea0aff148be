package easel.examples.run;

import easel.datasets.ImageFolder;
import easel.datasets.ImageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Identifies a set of images in one line, such as {@code 60,000 images, sha256 0123456789abcdef}. The hash covers the
 * content of at least 256 evenly spaced images, or of all images if there are fewer. For a folder it also covers the
 * name, size and class folder of every file, but neither the folder's path nor the files' times. Sampling keeps it fast
 * for large data sets.
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
        MessageDigest digest = sha256();
        byte[] levels = new byte[images.imageShape().size()];
        int every = Math.max(1, images.size() / SAMPLED);
        for (int i = 0; i < images.size(); i++) {
            boolean whole = i % every == 0;
            if (images instanceof ImageFolder folder) {
                addFile(digest, folder, i, whole);
            } else if (whole) {
                images.levels(i, levels, 0);
                digest.update(levels);
            }
        }
        return String.format(Locale.ROOT, "%,d images, sha256 %s", images.size(),
                HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS));
    }

    private static void addFile(MessageDigest digest, ImageFolder folder, int index, boolean whole)
            throws IOException {
        Path file = folder.file(index);
        if (!folder.classes().isEmpty()) {
            digest.update(name(file.getParent()));
        }
        digest.update(name(file));
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
        return text(file.getFileName().toString());
    }

    /** Zero-terminated, so that "ab", "c" and "a", "bc" have different hashes. */
    private static byte[] text(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform supports SHA-256", e);
        }
    }
}
