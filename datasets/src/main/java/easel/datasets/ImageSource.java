package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;

/**
 * Source of images of one shape, read by index from memory ({@link Images}, {@link LabeledImages}) or from files
 * ({@link ImageFolder}). A {@link Pipeline} makes batches from a source.
 */
public interface ImageSource {
    /**
     * The number of images.
     *
     * @return at least 1
     */
    int size();

    /**
     * The shape of one image.
     *
     * @return (H, W, C)
     */
    Shape imageShape();

    /**
     * Copies the levels of one image into an array. Several threads may call this method at the same time.
     *
     * @param index from 0 to {@code size() - 1}
     * @param levels receives levels 0..255 as unsigned bytes, (H, W, C) row-major, starting at {@code start}. Modified
     * @param start index of the first of {@code imageShape().size()} bytes
     * @throws IllegalArgumentException if the index is out of range
     * @throws java.io.UncheckedIOException if the image is in a file that cannot be read; the message names the file
     */
    void levels(int index, byte[] levels, int start);

    /**
     * The class of one image.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the class index, from 0
     * @throws IllegalArgumentException if the index is out of range
     * @throws IllegalStateException if these images have no labels
     */
    default int label(int index) {
        throw new IllegalStateException("these images have no labels; expected a labeled data set, or a folder with"
                + " one sub-folder for each class");
    }

    /**
     * A batch of images as floats.
     *
     * @param indices at least one, each from 0 to {@code size() - 1}, repeats allowed. Not modified
     * @param scaling how levels become floats
     * @return a fresh tensor (N, H, W, C) whose image n is image {@code indices[n]} of this source
     * @throws IllegalArgumentException if there is no index or one is out of range
     * @throws java.io.UncheckedIOException if an image is in a file that cannot be read; the message names the file
     */
    default Tensor images(int[] indices, Scaling scaling) {
        Images.checkIndices(indices, size());
        int length = imageShape().size();
        byte[] levels = new byte[length];
        Tensor batch = Tensor.zeros(imageShape().batch(indices.length));   // (N, H, W, C)
        for (int n = 0; n < indices.length; n++) {
            levels(indices[n], levels, 0);
            scaling.scale(levels, 0, batch.array(), n * length, length);
        }
        return batch;
    }

    /**
     * The labels of a batch of images, in the form that softmax cross-entropy expects.
     *
     * @param indices at least one, each from 0 to {@code size() - 1}, repeats allowed. Not modified
     * @return a fresh tensor (N) whose element n is the class index of image {@code indices[n]}
     * @throws IllegalArgumentException if there is no index or one is out of range
     * @throws IllegalStateException if these images have no labels
     */
    default Tensor labels(int[] indices) {
        Images.checkIndices(indices, size());
        Tensor classes = Tensor.zeros(Shape.of(indices.length));   // (N)
        for (int n = 0; n < indices.length; n++) {
            classes.array()[n] = label(indices[n]);
        }
        return classes;
    }
}
