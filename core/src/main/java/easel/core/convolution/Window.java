package easel.core.convolution;

import easel.core.state.Description;

/**
 * The size, stride and dilation of a rectangle that moves over an image: a convolution's kernel or a pooling window.
 * With a dilation of d, neighbouring taps of the window are d pixels apart, so that the window covers
 * (height - 1)·d + 1 rows.
 *
 * @param height rows, KH, at least 1
 * @param width columns, KW, at least 1
 * @param strideHeight rows from one position to the next, at least 1
 * @param strideWidth columns from one position to the next, at least 1
 * @param dilationHeight image rows from one row of the window to the next, at least 1
 * @param dilationWidth image columns from one column of the window to the next, at least 1
 */
public record Window(int height, int width, int strideHeight, int strideWidth, int dilationHeight, int dilationWidth) {
    /**
     * Checks the sizes.
     *
     * @param height rows, KH
     * @param width columns, KW
     * @param strideHeight rows from one position to the next
     * @param strideWidth columns from one position to the next
     * @param dilationHeight image rows from one row of the window to the next
     * @param dilationWidth image columns from one column of the window to the next
     * @throws IllegalArgumentException if a size is below 1 or the window covers more rows or columns than an int holds
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
        if (dilationHeight < 1 || dilationWidth < 1) {
            throw new IllegalArgumentException("a dilation of " + dilationHeight + "×" + dilationWidth
                    + " is not possible; both must be at least 1, and 1 keeps the window without gaps");
        }
        if (Math.max(covered(height, dilationHeight), covered(width, dilationWidth)) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a window of " + height + "×" + width + " with a dilation of "
                    + dilationHeight + "×" + dilationWidth + " covers " + covered(height, dilationHeight) + "×"
                    + covered(width, dilationWidth) + " pixels; at most " + Integer.MAX_VALUE
                    + " rows and columns are possible, use a smaller dilation");
        }
    }

    /**
     * A window without dilation.
     *
     * @param height rows, KH, at least 1
     * @param width columns, KW, at least 1
     * @param strideHeight rows from one position to the next, at least 1
     * @param strideWidth columns from one position to the next, at least 1
     * @throws IllegalArgumentException if a number is below 1
     */
    public Window(int height, int width, int strideHeight, int strideWidth) {
        this(height, width, strideHeight, strideWidth, 1, 1);
    }

    /**
     * A square with the same stride in both directions and without dilation.
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
     * The same window with other strides.
     *
     * @param down rows from one position to the next, at least 1
     * @param across columns from one position to the next, at least 1
     * @return a window
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Window withStride(int down, int across) {
        return new Window(height, width, down, across, dilationHeight, dilationWidth);
    }

    /**
     * The same window with another dilation.
     *
     * @param down image rows from one row of the window to the next, at least 1
     * @param across image columns from one column of the window to the next, at least 1
     * @return a window
     * @throws IllegalArgumentException if a number is below 1 or the window covers more pixels than an int holds
     */
    public Window withDilation(int down, int across) {
        return new Window(height, width, strideHeight, strideWidth, down, across);
    }

    /**
     * Whether a dilation is above 1.
     *
     * @return true if there are gaps between the taps
     */
    public boolean isDilated() {
        return dilationHeight > 1 || dilationWidth > 1;
    }

    /**
     * Image rows that the window covers, gaps included.
     *
     * @return (KH - 1)·dilationHeight + 1
     */
    public int coveredHeight() {
        return (int) covered(height, dilationHeight);
    }

    /**
     * Image columns that the window covers, gaps included.
     *
     * @return (KW - 1)·dilationWidth + 1
     */
    public int coveredWidth() {
        return (int) covered(width, dilationWidth);
    }

    private static long covered(int size, int dilation) {
        return (size - 1L) * dilation + 1;
    }

    /**
     * Reads a window from a description.
     *
     * @param d a description with the settings {@code kernel} and {@code stride} and, for a dilated window,
     *     {@code dilation}; two numbers each
     * @return a window
     * @throws IllegalArgumentException if a setting is missing, not two whole numbers, or below 1
     */
    public static Window from(Description d) {
        int[] kernel = d.integers("kernel", 2);
        int[] stride = d.integers("stride", 2);
        int[] dilation = d.settings().containsKey("dilation") ? d.integers("dilation", 2) : new int[] {1, 1};
        return new Window(kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1]);
    }

    /**
     * Adds this window to a description; {@link #from} reads it. A window without dilation has no such setting, as in
     * files of earlier versions.
     *
     * @param d the description of a layer
     * @return d with the settings {@code kernel} and {@code stride} and, for a dilated window, {@code dilation}
     */
    public Description addTo(Description d) {
        Description described = d.with("kernel", height, width).with("stride", strideHeight, strideWidth);
        return isDilated() ? described.with("dilation", dilationHeight, dilationWidth) : described;
    }

    @Override
    public String toString() {
        return height + "×" + width + pair(" stride ", strideHeight, strideWidth)
                + pair(" dilation ", dilationHeight, dilationWidth);
    }

    private static String pair(String name, int down, int across) {
        return down == 1 && across == 1 ? "" : name + down + (down == across ? "" : "×" + across);
    }
}
