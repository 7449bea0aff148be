package easel.core.convolution;

import easel.core.state.Description;

/**
 * Zeros around an image. {@link #SAME} and {@link #VALID} are TensorFlow's; {@link Sides} says the rows and columns.
 */
public sealed interface Padding {
    /**
     * As many zeros as make out = ⌈in / stride⌉; an odd number has the larger half at the bottom and at the right.
     * total = max((out - 1)·stride + kernel - in, 0), before = ⌊total / 2⌋, after = total - before.
     */
    Padding SAME = new Same();

    /** No zeros: out = ⌊(in - kernel) / stride⌋ + 1. */
    Padding VALID = new Sides(0, 0, 0, 0);

    /**
     * The zeros around an image of this size.
     *
     * @param height rows of the image, H
     * @param width columns of the image, W
     * @param window what moves over the padded image
     * @return rows and columns of zeros
     */
    Sides around(int height, int width, Window window);

    /**
     * Zeros by their number.
     *
     * @param top rows above
     * @param bottom rows below
     * @param left columns to the left
     * @param right columns to the right
     * @return padding that does not depend on the image
     * @throws IllegalArgumentException if a number is negative
     */
    static Padding of(int top, int bottom, int left, int right) {
        return new Sides(top, bottom, left, right);
    }

    /**
     * The padding of a description.
     *
     * @param d has the setting {@code padding}: "same", or rows above and below and columns to the left and right
     * @return padding
     * @throws IllegalArgumentException if the setting is missing, not four whole numbers, or negative
     */
    static Padding from(Description d) {
        if ("same".equals(d.settings().get("padding"))) {
            return SAME;
        }
        int[] sides = d.integers("padding", 4);
        return of(sides[0], sides[1], sides[2], sides[3]);
    }

    /**
     * Describes itself, for {@link #from}.
     *
     * @param d of what is padded
     * @return d with the setting {@code padding}
     */
    default Description addTo(Description d) {
        return this instanceof Sides s ? d.with("padding", s.top, s.bottom, s.left, s.right)
                : d.with("padding", "same");
    }

    /**
     * Zeros by their number.
     *
     * @param top rows above, at least 0
     * @param bottom rows below, at least 0
     * @param left columns to the left, at least 0
     * @param right columns to the right, at least 0
     */
    record Sides(int top, int bottom, int left, int right) implements Padding {
        /**
         * Checks the numbers.
         *
         * @param top rows above
         * @param bottom rows below
         * @param left columns to the left
         * @param right columns to the right
         * @throws IllegalArgumentException if a number is negative
         */
        public Sides {
            if (top < 0 || bottom < 0 || left < 0 || right < 0) {
                throw new IllegalArgumentException("padding (top " + top + ", bottom " + bottom + ", left " + left
                        + ", right " + right + "): every number must be at least 0");
            }
        }

        @Override
        public Sides around(int height, int width, Window window) {
            return this;
        }

        @Override
        public String toString() {
            return equals(VALID) ? "valid" : "padding " + top + "," + bottom + "," + left + "," + right;
        }
    }

    /** See {@link #SAME}. */
    record Same() implements Padding {
        @Override
        public Sides around(int height, int width, Window window) {
            int down = total(height, window.height(), window.strideHeight());
            int across = total(width, window.width(), window.strideWidth());
            return new Sides(down / 2, down - down / 2, across / 2, across - across / 2);
        }

        private static int total(int in, int kernel, int stride) {
            int out = (in - 1) / stride + 1;   // ⌈in / stride⌉, also for a stride near the largest int
            return Math.max((out - 1) * stride + kernel - in, 0);
        }

        @Override
        public String toString() {
            return "same";
        }
    }
}
