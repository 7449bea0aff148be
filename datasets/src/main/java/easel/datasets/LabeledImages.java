package easel.datasets;

import easel.core.Shape;
import java.io.IOException;
import java.nio.file.Path;

/** Images and the class of each. Immutable, so one object serves many threads. */
public final class LabeledImages implements ImageSource {
    private final Images images;
    private final byte[] labels;

    /** Takes the array over without a copy. */
    LabeledImages(Images images, byte[] labels) {
        if (labels.length != images.size()) {
            throw new IllegalArgumentException(
                    images.size() + " images and " + labels.length + " labels: expected one label for each image");
        }
        this.images = images;
        this.labels = labels;
    }

    /**
     * Images with their labels.
     *
     * @param images the images
     * @param labels a class index 0..255, as an unsigned byte, for each image. Not modified; copied
     * @return both together
     * @throws IllegalArgumentException if the numbers of images and labels differ
     */
    public static LabeledImages of(Images images, byte[] labels) {
        return new LabeledImages(images, labels.clone());
    }

    /**
     * Reads an IDX file of images and one of labels, each gzip or plain.
     *
     * @param images a file that {@link Idx#readImages} reads
     * @param labels a file that {@link Idx#readLabels} reads, of as many labels
     * @return both together
     * @throws IOException if a file cannot be read, is damaged or of another kind, or the numbers differ; the
     *         message names the file, what was expected and the remedy
     */
    public static LabeledImages read(Path images, Path labels) throws IOException {
        Images readImages = Idx.readImages(images);
        byte[] readLabels = Idx.readLabels(labels);
        if (readLabels.length != readImages.size()) {
            throw new IOException(images + " has " + readImages.size() + " images and " + labels + " has "
                    + readLabels.length + " labels; expected as many of both. Give two files of one set, both"
                    + " of training or both of test.");
        }
        return new LabeledImages(readImages, readLabels);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape imageShape() {
        return images.imageShape();
    }

    /**
     * The images without their labels.
     *
     * @return the same data, not a copy
     */
    public Images images() {
        return images;
    }

    @Override
    public void levels(int index, byte[] to, int start) {
        images.levels(index, to, start);
    }

    /**
     * The class of one image.
     *
     * @param index from 0 to {@code size() - 1}
     * @return 0..255
     * @throws IllegalArgumentException if the index is out of range
     */
    @Override
    public int label(int index) {
        Images.checkIndices(new int[] {index}, size());
        return labels[index] & 0xFF;
    }
}
