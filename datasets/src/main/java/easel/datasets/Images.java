package easel.datasets;

import easel.core.Shape;

/** Images of one shape, stored as bytes. Immutable and thread-safe. */
public final class Images implements ImageSource {
    private final Shape imageShape;
    private final byte[] pixels;

    /** Stores the array itself, not a copy; the caller must not modify it afterwards. */
    Images(Shape imageShape, byte[] pixels) {
        if (imageShape.rank() != 3) {
            throw new IllegalArgumentException(
                    "image shape " + imageShape + ": expected (H, W, C), such as (28, 28, 1)");
        }
        if (pixels.length == 0 || pixels.length % imageShape.size() != 0) {
            throw new IllegalArgumentException(pixels.length + " bytes for images of shape " + imageShape
                    + ": expected a multiple of " + imageShape.size() + ", at least " + imageShape.size());
        }
        this.imageShape = imageShape;
        this.pixels = pixels;
    }

    /**
     * Creates images from bytes.
     *
     * @param imageShape the shape (H, W, C) of one image
     * @param pixels levels 0..255 as unsigned bytes, (N, H, W, C) row-major. Not modified; copied
     * @return the images
     * @throws IllegalArgumentException if the shape does not have three axes, or the number of bytes is not a positive
     *         multiple of H·W·C
     */
    public static Images of(Shape imageShape, byte[] pixels) {
        return new Images(imageShape, pixels.clone());
    }

    @Override
    public int size() {
        return pixels.length / imageShape.size();
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    @Override
    public void levels(int index, byte[] levels, int start) {
        checkIndices(new int[] {index}, size());
        System.arraycopy(pixels, index * imageShape.size(), levels, start, imageShape.size());
    }

    static void checkIndices(int[] indices, int size) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("no indices: a batch needs at least one example");
        }
        for (int index : indices) {
            if (index < 0 || index >= size) {
                throw new IllegalArgumentException("index " + index + " is outside a data set of " + size
                        + " examples: expected 0 to " + (size - 1));
            }
        }
    }
}
