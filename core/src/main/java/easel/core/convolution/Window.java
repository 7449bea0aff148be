package easel.core.convolution;

import easel.core.state.Description;

/**
 * A rectangle that moves over an image: of a convolution's kernel or of a pool.
 *
 * @param height rows, KH, at least 1
 * @param width columns, KW, at least 1
 * @param strideHeight rows from one place to the next, at least 1
 * @param strideWidth columns from one place to the next, at least 1
 */
public record Window(int height, int width, int strideHeight, int strideWidth) {
    /**
     * Checks the sizes.
     *
     * @param height rows, KH
     * @param width columns, KW
     * @param strideHeight rows from one place to the next
     * @param strideWidth columns from one place to the next
     * @throws IllegalArgumentException if a size is below 1
     */
    public Window {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a window of " + height + "×" + width + " has no places; both sizes must"
                    + " be at least 1");
        }
        if (strideHeight < 1 || strideWidth < 1) {
            throw new IllegalArgumentException("a stride of " + strideHeight + "×" + strideWidth + " does not move; both"
                    + " must be at least 1");
        }
    }

    /**
     * A square that moves alike in both directions.
     *
     * @param size rows and columns, at least 1
     * @param stride rows and columns from one place to the next, at least 1
     * @return a window
     * @throws IllegalArgumentException if a number is below 1
     */
    public static Window square(int size, int stride) {
        return new Window(size, size, stride, stride);
    }

    /**
     * The window of a description.
     *
     * @param d has the settings {@code kernel} and {@code stride}, two numbers each
     * @return a window
     * @throws IllegalArgumentException if a setting is missing, not two whole numbers, or below 1
     */
    public static Window from(Description d) {
        int[] kernel = d.integers("kernel", 2);
        int[] stride = d.integers("stride", 2);
        return new Window(kernel[0], kernel[1], stride[0], stride[1]);
    }

    /**
     * Describes itself, for {@link #from}.
     *
     * @param d of what the window belongs to
     * @return d with the settings {@code kernel} and {@code stride}
     */
    public Description addTo(Description d) {
        return d.with("kernel", height, width).with("stride", strideHeight, strideWidth);
    }

    @Override
    public String toString() {
        return height + "×" + width + (strideHeight == 1 && strideWidth == 1 ? ""
                : strideHeight == strideWidth ? " stride " + strideHeight : " stride " + strideHeight + "×" + strideWidth);
    }
}
