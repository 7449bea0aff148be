package easel.core.convolution;

import easel.core.state.Description;

/**
 * The size and stride of a rectangle that moves over an image: a convolution's kernel or a pooling window.
 *
 * @param height rows, KH, at least 1
 * @param width columns, KW, at least 1
 * @param strideHeight rows from one position to the next, at least 1
 * @param strideWidth columns from one position to the next, at least 1
 */
public record Window(int height, int width, int strideHeight, int strideWidth) {
    /**
     * Checks the sizes.
     *
     * @param height rows, KH
     * @param width columns, KW
     * @param strideHeight rows from one position to the next
     * @param strideWidth columns from one position to the next
     * @throws IllegalArgumentException if a size is below 1
     */
    public Window {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a window of " + height + "×" + width
                    + " is empty; both sizes must be at least 1");
        }
        if (strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("a stride of " + strideHeight + "×" + strideWidth
                    + " does not move the window; both must be at least 1");
        }
    }

    /**
     * A square with the same stride in both directions.
     *
     * @param size rows and columns, at least 1
     * @param stride rows and columns from one position to the next, at least 1
     * @return a window
     * @throws IllegalArgumentException if a number is below 1
     */
    public static Window square(int size, int stride) {
        return new Window(size, size, stride, stride);
    }

    /**
     * Reads a window from a description.
     *
     * @param d a description with the settings {@code kernel} and {@code stride}, two numbers each
     * @return a window
     * @throws IllegalArgumentException if a setting is missing, not two whole numbers, or below 1
     */
    public static Window from(Description d) {
        int[] kernel = d.integers("kernel", 2);
        int[] stride = d.integers("stride", 2);
        return new Window(kernel[0], kernel[1], stride[0], stride[1]);
    }

    /**
     * Adds this window to a description; {@link #from} reads it.
     *
     * @param d the description of a layer
     * @return d with the settings {@code kernel} and {@code stride}
     */
    public Description addTo(Description d) {
        return d.with("kernel", height, width).with("stride", strideHeight, strideWidth);
    }

    @Override
    public String toString() {
        String size = height + "×" + width;
        if (strideHeight == 1 && strideWidth == 1) {
            return size;
        }
        return size + " stride " + strideHeight + (strideHeight == strideWidth ? "" : "×" + strideWidth);
    }
}
