package easel.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The complete MNIST database of handwritten digits: 28 x 28 gray images of the classes 0 to 9, white ink (255) on
 * black (0). The jar {@code easel-mnist} has the files. Each call reads them again, so keep the result.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, under CC BY-SA 3.0; see NOTICE. The content is unchanged. The SHA-256
 * of each uncompressed file is checked whenever it is read.
 */
public final class Mnist {
    private static final String TRAIN_IMAGES = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db";
    private static final String TRAIN_LABELS = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5";
    private static final String TEST_IMAGES = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7";
    private static final String TEST_LABELS = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2";

    private static final DataJar JAR = new DataJar("MNIST", "easel-mnist",
            "Mnist.train(Downloader.standard()) and Mnist.test(Downloader.standard())");

    /** Checksums of the gzip files at the mirrors; the files in the jar are compressed differently. */
    static final OfficialFiles OFFICIAL = new OfficialFiles("MNIST", "mnist",
            List.of("https://storage.googleapis.com/cvdf-datasets/mnist/",
                    "https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new RemoteFile(OfficialFiles.TRAIN_IMAGES, 9_912_422,
                    Checksum.sha256("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")),
            new RemoteFile(OfficialFiles.TRAIN_LABELS, 28_881,
                    Checksum.sha256("3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")),
            new RemoteFile(OfficialFiles.TEST_IMAGES, 1_648_877,
                    Checksum.sha256("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")),
            new RemoteFile(OfficialFiles.TEST_LABELS, 4_542,
                    Checksum.sha256("f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));

    private Mnist() {}

    /**
     * The training set in the jar {@code easel-mnist}.
     *
     * @return 60,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar is absent or damaged, or if its files differ from the published ones; the
     *         message names the jar and the remedy
     */
    public static LabeledImages train() {
        return JAR.read(OfficialFiles.TRAIN_IMAGES, TRAIN_IMAGES, OfficialFiles.TRAIN_LABELS, TRAIN_LABELS);
    }

    /**
     * The test set in the jar {@code easel-mnist}.
     *
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar is absent or damaged, or if its files differ from the published ones; the
     *         message names the jar and the remedy
     */
    public static LabeledImages test() {
        return JAR.read(OfficialFiles.TEST_IMAGES, TEST_IMAGES, OfficialFiles.TEST_LABELS, TEST_LABELS);
    }

    /**
     * The training set, downloaded from its mirrors. Has the same data as {@link #train()} and does not need the jar
     * {@code easel-mnist}.
     *
     * @param downloader downloads the files (10 MB), or reuses those in its cache folder {@code mnist}
     * @return 60,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws IOException if no mirror delivers the files or the cache folder cannot be written; the message says how
     *         to install the files by hand
     */
    public static LabeledImages train(Downloader downloader) throws IOException {
        return OFFICIAL.train(downloader);
    }

    /**
     * The test set, downloaded from its mirrors. Has the same data as {@link #test()} and does not need the jar
     * {@code easel-mnist}.
     *
     * @param downloader downloads the files (2 MB), or reuses those in its cache folder {@code mnist}
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws IOException if no mirror delivers the files or the cache folder cannot be written; the message says how
     *         to install the files by hand
     */
    public static LabeledImages test(Downloader downloader) throws IOException {
        return OFFICIAL.test(downloader);
    }
}
