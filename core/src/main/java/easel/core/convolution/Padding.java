package easel.core.convolution;

import easel.core.state.Description;
import java.util.Objects;

/**
 * Zeros around an image. {@link #SAME} and {@link #VALID} are defined as in TensorFlow; {@link Sides} gives the numbers
 * of rows and columns explicitly.
 */
public sealed interface Padding {
    /**
     * Zeros that make out = ⌈in / stride⌉. If their number is odd, the bottom or the right gets one more.
     *
     * <p>total = max((out - 1)·stride + kernel - in, 0), before = ⌊total / 2⌋, after = total - before. For a
     * dilated window, kernel is the number of rows or columns that it covers.
     */
    Padding SAME = new Same();

    /** No zeros: out = ⌊(in - kernel) / stride⌋ + 1. */
    Padding VALID = new Sides(0, 0, 0, 0);

    /**
     * The zeros around an image of this size.
     *
     * @param height rows of the image, H
     * @param width columns of the image, W
     * @param window the window's size, stride and dilation
     * @return rows and columns of zeros
     */
    Sides around(int height, int width, Window window);

    /**
     * Explicit padding.
     *
     * @param top rows above
     * @param bottom rows below
     * @param left columns to the left
     * @param right columns to the right
     * @return the same padding for every image
     * @throws IllegalArgumentException if a number is negative
     */
    static Padding of(int top, int bottom, int left, int right) {
        return new Sides(top, bottom, left, right);
    }

    /**
     * Reads padding from a description.
     *
     * @param d a description with the setting {@code padding}: "same", or four numbers (top, bottom, left, right)
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
     * Adds this padding to a description; {@link #from} reads it.
     *
     * @param d the description of a layer
     * @return d with the setting {@code padding}
     */
    default Description addTo(Description d) {
        return this instanceof Sides s ? d.with("padding", s.top, s.bottom, s.left, s.right)
                : d.with("padding", "same");
    }

    /**
     * Explicit padding.
     *
     * @param top rows above, at least 0
     * @param bottom rows below, at least 0
     * @param left columns to the left, at least 0
     * @param right columns to the right, at least 0
     */
    record Sides(int top, int bottom, int left, int right) implements Padding {
        /**
         * Checks that no number is negative.
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

        // Replaces the generated methods. The JDK keeps a reference to the last record class whose generated equals it
        // called, and so to the class loader of this library (ObjectMethods.OBJECT_EQ, JDK 17 to 25).
        @Override
        public boolean equals(Object other) {
            return other instanceof Sides s && s.top == top && s.bottom == bottom && s.left == left && s.right == right;
        }

        @Override
        public int hashCode() {
            return Objects.hash(top, bottom, left, right);
        }

        @Override
        public String toString() {
            return equals(VALID) ? "valid" : "padding " + top + "," + bottom + "," + left + "," + right;
        }
    }

    /** The type of {@link #SAME}. */
    record Same() implements Padding {
        @Override
        public Sides around(int height, int width, Window window) {
            int rows = total(height, window.coveredHeight(), window.strideHeight());
            int columns = total(width, window.coveredWidth(), window.strideWidth());
            return new Sides(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
        }

        private static int total(int in, int kernel, int stride) {
            int out = (in - 1) / stride + 1;   // ⌈in / stride⌉, also for a stride near the largest int
            return (int) Math.max((out - 1L) * stride + kernel - in, 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Same;      // replaces the generated method, as in Sides
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "same";
        }
    }
}
