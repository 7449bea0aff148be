package easel.core.convolution;

import easel.core.Shape;

/**
 * The image size, window and padding of a convolution or a pooling layer. Output pixel (i, j) reads KH rows of the
 * image from row i·strideHeight - top on, and KW columns from column j·strideWidth - left on; neighbouring rows are
 * dilationHeight pixels apart, and neighbouring columns dilationWidth pixels. Pixels outside the image are padding:
 * zeros for a convolution.
 *
 * @param height rows of the image, H
 * @param width columns of the image, W
 * @param channels channels of the image, C
 * @param window the window's size, stride and dilation
 * @param sides the zeros around the image
 */
public record Geometry(int height, int width, int channels, Window window, Padding.Sides sides) {
    /** The limit for the padded height and width. It keeps positions in a padded image far from overflow. */
    private static final int MAX_PADDED = 1 << 30;

    /**
     * Checks that the window fits into the padded image.
     *
     * @param height rows of the image, H
     * @param width columns of the image, W
     * @param channels channels of the image, C
     * @param window the window's size, stride and dilation
     * @param sides the zeros around the image
     * @throws IllegalArgumentException if the window is larger than the padded image, or the padded image has more than
     *     2^30 rows or columns
     */
    public Geometry {
        if (Math.max(paddedHeight(height, sides), paddedWidth(width, sides)) > MAX_PADDED) {
            throw new IllegalArgumentException("an image of " + height + "×" + width + " pixels has "
                    + paddedHeight(height, sides) + "×" + paddedWidth(width, sides) + " with padding; at most "
                    + MAX_PADDED + " rows and columns are supported. Use less padding.");
        }
        if (paddedHeight(height, sides) < window.coveredHeight() || paddedWidth(width, sides) < window.coveredWidth()) {
            throw new IllegalArgumentException("a window of " + window.height() + "×" + window.width()
                    + (window.isDilated() ? " (" + window.coveredHeight() + "×" + window.coveredWidth()
                    + " with dilation)" : "") + " does not fit into " + height + "×" + width + " pixels ("
                    + paddedHeight(height, sides) + "×" + paddedWidth(width, sides)
                    + " with padding); use a window of at most the padded size, or padding same");
        }
    }

    /**
     * The geometry for images of this shape.
     *
     * @param image (H, W, C)
     * @param window the window's size, stride and dilation
     * @param padding the zeros around each image
     * @return the geometry
     * @throws IllegalArgumentException if the shape does not have three axes or the window does not fit
     */
    public static Geometry of(Shape image, Window window, Padding padding) {
        if (image.rank() != 3) {
            throw new IllegalArgumentException("an image has three axes, (H, W, C); found " + image);
        }
        return new Geometry(image.axis(0), image.axis(1), image.axis(2), window,
                padding.around(image.axis(0), image.axis(1), window));
    }

    private static long paddedHeight(int height, Padding.Sides sides) {
        return (long) height + sides.top() + sides.bottom();
    }

    private static long paddedWidth(int width, Padding.Sides sides) {
        return (long) width + sides.left() + sides.right();
    }

    /**
     * Output rows.
     *
     * @return OH = ⌊(H + top + bottom - (KH - 1)·dilationHeight - 1) / strideHeight⌋ + 1
     */
    public int outHeight() {
        return (int) ((paddedHeight(height, sides) - window.coveredHeight()) / window.strideHeight()) + 1;
    }

    /**
     * Output columns.
     *
     * @return OW = ⌊(W + left + right - (KW - 1)·dilationWidth - 1) / strideWidth⌋ + 1
     */
    public int outWidth() {
        return (int) ((paddedWidth(width, sides) - window.coveredWidth()) / window.strideWidth()) + 1;
    }

    /**
     * Values under the window at one output position.
     *
     * @return KH·KW·C
     */
    public int patch() {
        return window.height() * window.width() * channels;
    }

    /**
     * The shape of one image.
     *
     * @return (H, W, C)
     */
    public Shape image() {
        return Shape.of(height, width, channels);
    }

    /**
     * The shape of the output for one image.
     *
     * @param filters channels of the output, OC
     * @return (OH, OW, OC)
     */
    public Shape output(int filters) {
        return Shape.of(outHeight(), outWidth(), filters);
    }

    /**
     * Whether there is a {@link #flipped} geometry: the strides are 1, and no window is entirely in the padding.
     */
    boolean canBeFlipped() {
        return window.strideHeight() == 1 && window.strideWidth() == 1
                && Math.max(sides.top(), sides.bottom()) < window.coveredHeight()
                && Math.max(sides.left(), sides.right()) < window.coveredWidth();
    }

    /**
     * The geometry with image and output exchanged, for the flipped kernel. Its convolution computes this geometry's
     * input gradient, and its input gradient computes this geometry's convolution: both geometries have a product for
     * the same pairs of an image pixel and an output pixel.
     *
     * @param filters channels of this geometry's output, OC
     */
    Geometry flipped(int filters) {
        return new Geometry(outHeight(), outWidth(), filters, window, new Padding.Sides(
                window.coveredHeight() - 1 - sides.top(), window.coveredHeight() - 1 - sides.bottom(),
                window.coveredWidth() - 1 - sides.left(), window.coveredWidth() - 1 - sides.right()));
    }
}
