package easel.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * The MNIST database of handwritten digits, complete, as shipped in this jar: 28 x 28 gray images, white ink (255) on
 * black (0), of the classes 0 to 9. Each call reads the files anew, so keep the result.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, under CC BY-SA 3.0; see NOTICE. The four files are unchanged, and the
 * SHA-256 of their uncompressed content is checked at every reading.
 */
public final class Mnist {
    private static final String TRAIN_IMAGES = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db";
    private static final String TRAIN_LABELS = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5";
    private static final String TEST_IMAGES = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7";
    private static final String TEST_LABELS = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2";

    private Mnist() {}

    /**
     * The training set.
     *
     * @return 60,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar's files are missing or differ from the published ones
     */
    public static LabeledImages train() {
        return new LabeledImages(
                load("mnist/train-images-idx3-ubyte.gz", TRAIN_IMAGES, Idx::images),
                load("mnist/train-labels-idx1-ubyte.gz", TRAIN_LABELS, Idx::labels));
    }

    /**
     * The test set.
     *
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar's files are missing or differ from the published ones
     */
    public static LabeledImages test() {
        return new LabeledImages(
                load("mnist/t10k-images-idx3-ubyte.gz", TEST_IMAGES, Idx::images),
                load("mnist/t10k-labels-idx1-ubyte.gz", TEST_LABELS, Idx::labels));
    }

    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in, String name) throws IOException;
    }

    static <T> T load(String resource, String sha256, Reader<T> reader) {
        try (InputStream packed = Mnist.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new FileNotFoundException(resource + " is missing.");
            }
            return verified(packed, resource, sha256, reader);
        } catch (IOException e) {
            throw new UncheckedIOException("MNIST in the easel-datasets jar cannot be read: " + e.getMessage()
                    + " If the jar is damaged, build or download it again.", e);
        }
    }

    static <T> T verified(InputStream packed, String name, String sha256, Reader<T> reader) throws IOException {
        DigestInputStream content = new DigestInputStream(new GZIPInputStream(packed, 1 << 16), sha256());
        T result = reader.read(content, name);
        String found = HexFormat.of().formatHex(content.getMessageDigest().digest());
        if (!found.equals(sha256)) {
            throw new IOException(name + ": its content has SHA-256 " + found + "; expected " + sha256 + ".");
        }
        return result;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
