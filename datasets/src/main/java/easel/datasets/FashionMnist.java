package easel.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Fashion-MNIST, a harder replacement for MNIST in the same file format: 28 x 28 gray images of ten classes of
 * clothing, light (up to 255) on black (0). The jar {@code easel-fashion-mnist} has a sample of 10,000 images; the
 * official training and test sets are downloaded on request. Each call reads the files again, so keep the result.
 *
 * <p>Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms", 2017. Copyright 2017 Zalando SE, under the MIT licence; see NOTICE.
 */
public final class FashionMnist {
    /** Names of the classes 0 to 9, in order. */
    public static final List<String> CLASSES = List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final String SAMPLE_IMAGES = "31baa4e3c9916b5a569f4767c0d0dac570900261da8cfa364a784c38e58b68f7";
    private static final String SAMPLE_LABELS = "2a4fb3eec0877aa3d4ab80d8f59374733af9b2b2966e8be0e50efe715f443a4d";

    private static final DataJar JAR = new DataJar("The sample of Fashion-MNIST", "easel-fashion-mnist",
            "FashionMnist.train(Downloader.standard()) and FashionMnist.test(Downloader.standard())");

    /** The authors publish MD5 checksums only. */
    static final OfficialFiles OFFICIAL = new OfficialFiles("Fashion-MNIST", "fashion-mnist",
            List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
            new RemoteFile(OfficialFiles.TRAIN_IMAGES, 26_421_880, Checksum.md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d")),
            new RemoteFile(OfficialFiles.TRAIN_LABELS, 29_515, Checksum.md5("25c81989df183df01b3e8a0aad5dffbe")),
            new RemoteFile(OfficialFiles.TEST_IMAGES, 4_422_102, Checksum.md5("bef4ecab320f06d8554ea6380940ec79")),
            new RemoteFile(OfficialFiles.TEST_LABELS, 5_148, Checksum.md5("bb300cfdad3c16e7a12a480ee83cd310")));

    private FashionMnist() {}

    /**
     * The sample in the jar {@code easel-fashion-mnist}: a class-balanced subset, 1,000 images of each class, of the
     * official training set. One of its images is also in the official test set (the two official sets share 12
     * images). The accuracy of a model trained on the sample cannot be compared with published accuracies, and the
     * accuracy on the sample of a model trained on the official training set says nothing about new images.
     *
     * <p>Image i is of class {@code i % 10}, so each group of 10 images that starts at a multiple of 10 has one image
     * of each class.
     *
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar is absent or damaged; the message names the jar and the remedy
     */
    public static LabeledImages sample() {
        return JAR.read("sample-images-idx3-ubyte.gz", SAMPLE_IMAGES, "sample-labels-idx1-ubyte.gz", SAMPLE_LABELS);
    }

    /**
     * The official training set.
     *
     * @param downloader downloads the files (26 MB), or reuses those in its cache folder {@code fashion-mnist}
     * @return 60,000 images of shape (28, 28, 1) with labels 0 to 9, in the official order
     * @throws IOException if no mirror delivers the files or the cache folder cannot be written; the message says how
     *         to install the files by hand
     */
    public static LabeledImages train(Downloader downloader) throws IOException {
        return OFFICIAL.train(downloader);
    }

    /**
     * The official test set.
     *
     * @param downloader downloads the files (4 MB), or reuses those in its cache folder {@code fashion-mnist}
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9, in the official order
     * @throws IOException if no mirror delivers the files or the cache folder cannot be written; the message says how
     *         to install the files by hand
     */
    public static LabeledImages test(Downloader downloader) throws IOException {
        return OFFICIAL.test(downloader);
    }
}
