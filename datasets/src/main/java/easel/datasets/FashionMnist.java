package easel.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Fashion-MNIST: 28 x 28 gray images of ten kinds of clothing, light (up to 255) on black (0), made as a harder
 * successor of MNIST in the same form. A sample of 10,000 images ships in this jar; the official training and test
 * sets are downloaded on request. Each call reads the files anew, so keep the result.
 *
 * <p>Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms", 2017. Copyright 2017 Zalando SE, under the MIT licence; see NOTICE.
 */
public final class FashionMnist {
    /** What the classes 0 to 9 are, in this order. */
    public static final List<String> CLASSES = List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
            "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final String SAMPLE_IMAGES = "31baa4e3c9916b5a569f4767c0d0dac570900261da8cfa364a784c38e58b68f7";
    private static final String SAMPLE_LABELS = "2a4fb3eec0877aa3d4ab80d8f59374733af9b2b2966e8be0e50efe715f443a4d";

    /** MD5 is what the authors publish. */
    static final OfficialFiles OFFICIAL = new OfficialFiles("Fashion-MNIST", "fashion-mnist",
            List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
            new RemoteFile(OfficialFiles.TRAIN_IMAGES, 26_421_880, Checksum.md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d")),
            new RemoteFile(OfficialFiles.TRAIN_LABELS, 29_515, Checksum.md5("25c81989df183df01b3e8a0aad5dffbe")),
            new RemoteFile(OfficialFiles.TEST_IMAGES, 4_422_102, Checksum.md5("bef4ecab320f06d8554ea6380940ec79")),
            new RemoteFile(OfficialFiles.TEST_LABELS, 5_148, Checksum.md5("bb300cfdad3c16e7a12a480ee83cd310")));

    private FashionMnist() {}

    /**
     * The sample in this jar: a class-balanced subset, 1,000 images of each class, chosen from all 70,000 images
     * without regard to the official split. It is neither the official training set nor the test set and may share
     * images with both, so no accuracy of a model trained on it can be compared with published ones.
     *
     * <p>The classes take turns: image i is of class {@code i % 10}, so every 10 images that follow each other from a
     * multiple of 10 on have one of each class.
     *
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9
     * @throws UncheckedIOException if the jar's files are missing or damaged
     */
    public static LabeledImages sample() {
        return new LabeledImages(
                ShippedFile.read("Fashion-MNIST", "fashion-mnist/sample-images-idx3-ubyte.gz", SAMPLE_IMAGES,
                        Idx::images),
                ShippedFile.read("Fashion-MNIST", "fashion-mnist/sample-labels-idx1-ubyte.gz", SAMPLE_LABELS,
                        Idx::labels));
    }

    /**
     * The official training set.
     *
     * @param downloader fetches it, or finds it in its cache folder {@code fashion-mnist}; 26 MB
     * @return 60,000 images of shape (28, 28, 1) with labels 0 to 9, in the official order
     * @throws IOException if no mirror delivers it or the cache folder cannot be written; the message says what to do
     *         by hand
     */
    public static LabeledImages train(Downloader downloader) throws IOException {
        return OFFICIAL.train(downloader);
    }

    /**
     * The official test set.
     *
     * @param downloader fetches it, or finds it in its cache folder {@code fashion-mnist}; 4 MB
     * @return 10,000 images of shape (28, 28, 1) with labels 0 to 9, in the official order
     * @throws IOException if no mirror delivers it or the cache folder cannot be written; the message says what to do
     *         by hand
     */
    public static LabeledImages test(Downloader downloader) throws IOException {
        return OFFICIAL.test(downloader);
    }
}
