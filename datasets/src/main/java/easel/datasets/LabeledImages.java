package easel.datasets;

import easel.core.Shape;
import java.io.IOException;
import java.nio.file.Path;

/** Images with a class label for each. Immutable and thread-safe. */
public final class LabeledImages implements ImageSource {
    private final Images images;
    private final byte[] labels;

    /** Stores the array itself, not a copy; the caller must not modify it afterwards. */
    LabeledImages(Images images, byte[] labels) {
        if (labels.length != images.size()) {
            throw new IllegalArgumentException(
                    images.size() + " images and " + labels.length + " labels: expected one label for each image");
        }
        this.images = images;
        this.labels = labels;
    }

    /**
     * Combines images with their labels.
     *
     * @param images the images
     * @param labels one class index 0..255 per image, as unsigned bytes. Not modified; copied
     * @return the labeled images
     * @throws IllegalArgumentException if the numbers of images and labels differ
     */
    public static LabeledImages of(Images images, byte[] labels) {
        return new LabeledImages(images, labels.clone());
    }

    /**
     * Reads an IDX file of images and one of labels, each gzip or plain.
     *
     * @param images a file that {@link Idx#readImages} reads
     * @param labels a file that {@link Idx#readLabels} reads, with one label per image
     * @return the labeled images
     * @throws IOException if a file cannot be read, is damaged or has another format, or if the numbers of images and
     *         labels differ; the message names the file, the expected format and the remedy
     */
    public static LabeledImages read(Path images, Path labels) throws IOException {
        Images readImages = Idx.readImages(images);
        byte[] readLabels = Idx.readLabels(labels);
        if (readLabels.length != readImages.size()) {
            throw new IOException(images + " has " + readImages.size() + " images and " + labels + " has "
                    + readLabels.length + " labels; expected one label for each image. Give two files of the"
                    + " same set, both for training or both for test.");
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
    public void levels(int index, byte[] levels, int start) {
        images.levels(index, levels, start);
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
