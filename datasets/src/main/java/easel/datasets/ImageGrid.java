package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.WholeFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws images in rows and columns, with thin gray lines around and between them. By default each pixel becomes a
 * square of pixels, so that the picture is wide enough to look at. Values outside the scaling's range are clamped. NaN
 * is drawn in magenta, so that a broken network is not mistaken for a dark picture.
 *
 * <pre>{@code
 * ImageGrid grid = ImageGrid.of(5, 5, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE);
 * grid.write(fakes, Path.of("fakes.png"));          // 572 x 572 pixels
 * }</pre>
 *
 * @param rows rows of images, at least 1
 * @param columns images in a row, at least 1
 * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
 * @param scaling how floats become levels 0..255
 * @param magnification side of the square drawn for each pixel of an image, at least 1
 * @param lineWidth pixels of the picture around and between the images, at least 0. Not magnified
 * @param reversed whether levels, also that of the lines, are subtracted from 255, as for ink on paper
 */
public record ImageGrid(int rows, int columns, Shape imageShape, Scaling scaling, int magnification, int lineWidth,
                        boolean reversed) {
    /** The default magnification makes a picture at least this wide. */
    private static final int WIDTH = 560;
    /** The default magnification is lowered, down to 1, for a picture whose images would be higher than this. */
    private static final int HEIGHT = 4 * WIDTH;
    private static final int LINE_WIDTH = 2;
    private static final int LINE_LEVEL = 64;
    private static final int MAGENTA = 0xFF00FF;
    private static final int MAX_SIDE = 1 << 14;
    private static final int MAX_PIXELS = 1 << 26;
    private static final IndexColorModel WHITE_TO_BLACK = whiteToBlack();

    /**
     * Checks the settings.
     *
     * @param rows rows of images, at least 1
     * @param columns images in a row, at least 1
     * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
     * @param scaling how floats become levels 0..255
     * @param magnification side of the square drawn for each pixel of an image, at least 1
     * @param lineWidth pixels of the picture around and between the images, at least 0. Not magnified
     * @param reversed whether levels, also that of the lines, are subtracted from 255, as for ink on paper
     * @throws IllegalArgumentException if a number or the shape is out of range, or the picture would have a side of
     *         more than 2^14 pixels or more than 2^26 pixels in all
     */
    public ImageGrid {
        checkAtLeast("rows", rows, 1);
        checkAtLeast("columns", columns, 1);
        checkAtLeast("magnification", magnification, 1);
        checkAtLeast("line width", lineWidth, 0);
        Objects.requireNonNull(scaling, "scaling");
        checkImage(imageShape);
        // Computed in double, because a product of three ints can overflow.
        double height = rows * ((double) imageShape.axis(0) * magnification + lineWidth) + lineWidth;
        double width = columns * ((double) imageShape.axis(1) * magnification + lineWidth) + lineWidth;
        if (height > MAX_SIDE || width > MAX_SIDE || height * width > MAX_PIXELS) {
            throw new IllegalArgumentException("a grid of " + rows + " x " + columns + " images of shape " + imageShape
                    + ", magnification " + magnification + ", line width " + lineWidth + ": expected at most "
                    + MAX_SIDE + " pixels in a row or column and " + MAX_PIXELS
                    + " pixels in all. Draw fewer or smaller images.");
        }
    }

    /**
     * A grid with lines of 2 pixels, not reversed. Its magnification is the smallest that makes the picture at least
     * 560 pixels wide. A grid with more than four times as many rows as columns of square images is narrower, because
     * the default limits the height of its images to 2240 pixels if magnification 1 does not exceed this.
     *
     * @param rows rows of images, at least 1
     * @param columns images in a row, at least 1
     * @param imageShape the shape (H, W, C) of one image; C is 1 for gray or 3 for red, green, blue
     * @param scaling how floats become levels 0..255
     * @return the grid
     * @throws IllegalArgumentException if a number or the shape is out of range, or the picture would have a side of
     *         more than 2^14 pixels or more than 2^26 pixels in all
     */
    public static ImageGrid of(int rows, int columns, Shape imageShape, Scaling scaling) {
        ImageGrid small = new ImageGrid(rows, columns, imageShape, scaling, 1, LINE_WIDTH, false);
        int wide = (WIDTH - 1) / (columns * imageShape.axis(1)) + 1;      // rounded up
        int high = HEIGHT / (rows * imageShape.axis(0));
        return small.withMagnification(Math.max(1, Math.min(wide, high)));
    }

    /**
     * This grid with pixels of another size.
     *
     * @param magnification side of the square drawn for each pixel of an image, at least 1
     * @return a changed grid
     */
    public ImageGrid withMagnification(int magnification) {
        return new ImageGrid(rows, columns, imageShape, scaling, magnification, lineWidth, reversed);
    }

    /**
     * This grid with thicker or thinner lines, or none.
     *
     * @param lineWidth pixels of the picture around and between the images, at least 0. Not magnified
     * @return a changed grid
     */
    public ImageGrid withLineWidth(int lineWidth) {
        return new ImageGrid(rows, columns, imageShape, scaling, magnification, lineWidth, reversed);
    }

    /**
     * This grid with or without reversed levels.
     *
     * @param reversed whether levels, also that of the lines, are subtracted from 255, as for ink on paper
     * @return a changed grid
     */
    public ImageGrid withReversed(boolean reversed) {
        return new ImageGrid(rows, columns, imageShape, scaling, magnification, lineWidth, reversed);
    }

    /**
     * Draws images row by row; cells after the last image have the colour of the lines. The picture has a palette of
     * the 256 levels of gray if it has no colours, otherwise it has the type RGB.
     *
     * @param images (N, H, W, C) or (N, H·W·C), N from 1 to rows x columns. Not modified
     * @return a picture of {@code columns * (W * magnification + lineWidth) + lineWidth} by
     *         {@code rows * (H * magnification + lineWidth) + lineWidth} pixels
     * @throws IllegalArgumentException if the tensor's shape does not fit the grid
     */
    public BufferedImage draw(Tensor images) {
        checkShape(images.shape());
        int width = left(columns);
        int[] colors = new int[width * top(rows)];
        Arrays.fill(colors, 0x010101 * level(LINE_LEVEL));
        for (int n = 0; n < images.shape().axis(0); n++) {
            drawImage(images.array(), n * imageShape.size(), colors, top(n / columns) * width + left(n % columns));
        }
        return picture(colors, width);
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
        write(draw(images), file);
    }

    /**
     * Writes a picture as PNG, such as a drawn grid with added text. An existing file is replaced, atomically.
     *
     * @param picture not modified
     * @param file the file to write, in an existing folder
     * @throws IOException if the folder does not exist or the file cannot be written; the message names it
     */
    public static void write(BufferedImage picture, Path file) throws IOException {
        byte[] png = png(picture);
        WholeFile.write(file, whole -> whole.bytes(png));
    }

    /** Pixels to the left of the images in a column; for the number of columns, the width of the picture. */
    private int left(int column) {
        return column * (imageShape.axis(1) * magnification + lineWidth) + lineWidth;
    }

    /** Pixels above the images in a row; for the number of rows, the height of the picture. */
    private int top(int row) {
        return row * (imageShape.axis(0) * magnification + lineWidth) + lineWidth;
    }

    private void drawImage(float[] values, int offset, int[] colors, int start) {
        int width = left(columns);
        for (int h = 0; h < imageShape.axis(0); h++) {
            int row = start + h * magnification * width;
            for (int w = 0; w < imageShape.axis(1); w++) {
                int pixel = offset + (h * imageShape.axis(1) + w) * imageShape.columns();
                Arrays.fill(colors, row + w * magnification, row + (w + 1) * magnification, color(values, pixel));
            }
            for (int copy = 1; copy < magnification; copy++) {
                System.arraycopy(colors, row, colors, row + copy * width, imageShape.axis(1) * magnification);
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
            color = color << 8 | level(level);
        }
        return color;
    }

    private int level(int level) {
        return reversed ? 255 - level : level;
    }

    private static BufferedImage picture(int[] colors, int width) {
        int height = colors.length / width;
        if (IntStream.of(colors).allMatch(color -> (color & 0xFFFF) == color >> 8)) {
            // Java writes the PNG of this type four times as fast as that of an RGB picture.
            BufferedImage gray = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, WHITE_TO_BLACK);
            gray.getRaster().setSamples(0, 0, width, height, 0,
                    IntStream.of(colors).map(color -> 255 - (color & 0xFF)).toArray());
            return gray;
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, height, colors, 0, width);
        return picture;
    }

    /**
     * Levels of gray from white to black. The PNG writer would store a palette from black to white as the type gray,
     * and Java's getRGB assumes linear light for that type and returns other levels.
     */
    private static IndexColorModel whiteToBlack() {
        byte[] levels = new byte[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (255 - i);
        }
        return new IndexColorModel(8, levels.length, levels, levels, levels);
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

    private static void checkImage(Shape shape) {
        if (shape.rank() != 3 || shape.columns() != 1 && shape.columns() != 3) {
            throw new IllegalArgumentException("image shape " + shape
                    + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue");
        }
    }

    private static void checkAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " = " + value + ": expected at least " + least);
        }
    }
}
