package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws images in rows and columns on a white background. Values outside the scaling's range are clamped. NaN is drawn
 * in magenta, so that a broken network is not mistaken for a dark picture.
 *
 * <pre>{@code
 * ImageGrid grid = ImageGrid.of(5, 5, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE).withMagnification(2);
 * grid.write(fakes, Path.of("fakes.png"));
 * }</pre>
 *
 * @param rows rows of images, at least 1
 * @param columns images in a row, at least 1
 * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
 * @param scaling how floats become levels 0..255
 * @param margin white pixels around and between the images, before magnification, at least 0
 * @param magnification side of the square drawn for each pixel, at least 1
 * @param reversed whether levels are subtracted from 255, as for ink on paper
 */
public record ImageGrid(int rows, int columns, Shape imageShape, Scaling scaling, int margin, int magnification,
                        boolean reversed) {
    private static final int WHITE = 0xFFFFFF;
    private static final int MAGENTA = 0xFF00FF;
    private static final int MAX_PIXELS = 1 << 26;

    /**
     * Checks the settings.
     *
     * @param rows rows of images, at least 1
     * @param columns images in a row, at least 1
     * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
     * @param scaling how floats become levels 0..255
     * @param margin white pixels around and between the images, before magnification, at least 0
     * @param magnification side of the square drawn for each pixel, at least 1
     * @param reversed whether levels are subtracted from 255, as for ink on paper
     * @throws IllegalArgumentException if a number or the shape is out of range, or the picture would have more than
     *         2^26 pixels
     */
    public ImageGrid {
        checkAtLeast("rows", rows, 1);
        checkAtLeast("columns", columns, 1);
        checkAtLeast("margin", margin, 0);
        checkAtLeast("magnification", magnification, 1);
        Objects.requireNonNull(scaling, "scaling");
        if (imageShape.rank() != 3 || imageShape.columns() != 1 && imageShape.columns() != 3) {
            throw new IllegalArgumentException("image shape " + imageShape
                    + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue");
        }
        // Computed in double, because a product of four ints can overflow.
        double pixels = (rows * (double) (imageShape.axis(0) + margin) + margin) * magnification
                * (columns * (double) (imageShape.axis(1) + margin) + margin) * magnification;
        if (pixels > MAX_PIXELS) {
            throw new IllegalArgumentException("a grid of " + rows + " x " + columns + " images of shape " + imageShape
                    + ", margin " + margin + ", magnification " + magnification + ": expected at most " + MAX_PIXELS
                    + " pixels in all. Draw fewer or smaller images.");
        }
    }

    /**
     * A grid with a margin of 2, without magnification, not reversed.
     *
     * @param rows rows of images, at least 1
     * @param columns images in a row, at least 1
     * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
     * @param scaling how floats become levels 0..255
     * @return the grid
     * @throws IllegalArgumentException if a number or the shape is out of range
     */
    public static ImageGrid of(int rows, int columns, Shape imageShape, Scaling scaling) {
        return new ImageGrid(rows, columns, imageShape, scaling, 2, 1, false);
    }

    /**
     * This grid with another margin.
     *
     * @param margin white pixels around and between the images, before magnification, at least 0
     * @return a changed grid
     */
    public ImageGrid withMargin(int margin) {
        return new ImageGrid(rows, columns, imageShape, scaling, margin, magnification, reversed);
    }

    /**
     * This grid with larger pixels.
     *
     * @param magnification side of the square drawn for each pixel, at least 1
     * @return a changed grid
     */
    public ImageGrid withMagnification(int magnification) {
        return new ImageGrid(rows, columns, imageShape, scaling, margin, magnification, reversed);
    }

    /**
     * This grid with or without reversed levels.
     *
     * @param reversed whether levels are subtracted from 255, as for ink on paper
     * @return a changed grid
     */
    public ImageGrid withReversed(boolean reversed) {
        return new ImageGrid(rows, columns, imageShape, scaling, margin, magnification, reversed);
    }

    /**
     * Draws images row by row; cells after the last image stay white.
     *
     * @param images (N, H, W, C) or (N, H·W·C), N from 1 to rows x columns. Not modified
     * @return a picture of {@code magnification * (columns * (W + margin) + margin)} by
     *         {@code magnification * (rows * (H + margin) + margin)} pixels
     * @throws IllegalArgumentException if the tensor's shape does not fit the grid
     */
    public BufferedImage draw(Tensor images) {
        checkShape(images.shape());
        int stepHeight = imageShape.axis(0) + margin;
        int stepWidth = imageShape.axis(1) + margin;
        // RGB for gray images, too: setRGB and getRGB of gray types assume linear light and change the levels.
        BufferedImage picture = new BufferedImage(magnification * (columns * stepWidth + margin),
                magnification * (rows * stepHeight + margin), BufferedImage.TYPE_INT_RGB);
        fill(picture, 0, 0, picture.getWidth(), picture.getHeight(), WHITE);
        for (int n = 0; n < images.shape().axis(0); n++) {
            int left = margin + n % columns * stepWidth;
            int top = margin + n / columns * stepHeight;
            drawImage(images.array(), n * imageShape.size(), picture, left, top);
        }
        return picture;
    }

    /**
     * Draws images and writes the picture as PNG. An existing file is replaced, atomically.
     *
     * @param images (N, H, W, C) or (N, H·W·C), N from 1 to rows x columns. Not modified
     * @param file the file to write, in an existing folder
     * @throws IllegalArgumentException if the tensor's shape does not fit the grid
     * @throws IOException if the folder does not exist or the file cannot be written; the message names it
     */
    public void write(Tensor images, Path file) throws IOException {
        byte[] png = png(draw(images));
        WholeFile.write(file, whole -> whole.bytes(png));
    }

    private void drawImage(float[] values, int offset, BufferedImage picture, int left, int top) {
        for (int h = 0; h < imageShape.axis(0); h++) {
            for (int w = 0; w < imageShape.axis(1); w++) {
                int pixel = offset + (h * imageShape.axis(1) + w) * imageShape.columns();
                fill(picture, (left + w) * magnification, (top + h) * magnification, magnification, magnification,
                        color(values, pixel));
            }
        }
    }

    private int color(float[] values, int pixel) {
        int color = 0;
        for (int c = 0; c < 3; c++) {
            float value = values[imageShape.columns() == 1 ? pixel : pixel + c];
            if (Float.isNaN(value)) {
                return MAGENTA;
            }
            int level = scaling.toLevel(value);
            color = color << 8 | (reversed ? 255 - level : level);
        }
        return color;
    }

    private static void fill(BufferedImage picture, int left, int top, int width, int height, int color) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                picture.setRGB(x, y, color);
            }
        }
    }

    private void checkShape(Shape shape) {
        boolean imageTensor = shape.rank() == 4 && shape.example().equals(imageShape);
        boolean matrix = shape.rank() == 2 && shape.columns() == imageShape.size();
        if (!imageTensor && !matrix) {
            throw new IllegalArgumentException("images of shape " + shape + " in a grid of images of shape "
                    + imageShape + ": expected (N, H, W, C) or (N, " + imageShape.size() + ")");
        }
        if (shape.axis(0) > rows * columns) {
            throw new IllegalArgumentException(shape.axis(0) + " images for a grid of " + rows + " x " + columns
                    + ": expected at most " + rows * columns + ". Draw fewer, or make the grid larger.");
        }
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // A memory stream: ImageIO would otherwise use a temporary file.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", out)) {
                throw new IOException("this Java runtime has no PNG writer; expected the one of java.desktop");
            }
        }
        return bytes.toByteArray();
    }

    private static void checkAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " = " + value + ": expected at least " + least);
        }
    }
}
