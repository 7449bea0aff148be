package easel.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The four files of MNIST or of a data set in the same format.
 *
 * @param title the name of the data set in messages
 * @param folder the name of its folder in the cache
 * @param mirrors base addresses, each ending in a slash; tried in this order
 * @param trainImages IDX file of training images
 * @param trainLabels IDX file of their labels
 * @param testImages IDX file of test images
 * @param testLabels IDX file of their labels
 */
record OfficialFiles(String title, String folder, List<String> mirrors, RemoteFile trainImages, RemoteFile trainLabels,
        RemoteFile testImages, RemoteFile testLabels) {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

    LabeledImages train(Downloader downloader) throws IOException {
        return read(downloader, trainImages, trainLabels);
    }

    LabeledImages test(Downloader downloader) throws IOException {
        return read(downloader, testImages, testLabels);
    }

    private LabeledImages read(Downloader downloader, RemoteFile images, RemoteFile labels) throws IOException {
        Path fetched = downloader.fetch(this, List.of(images, labels));
        return LabeledImages.read(fetched.resolve(images.name()), fetched.resolve(labels.name()));
    }
}
