package easel.datasets.picture;

/** The EXIF orientations from 1 to 8: how the stored rows and columns of a picture become the shown ones. */
final class Orientation {
    private Orientation() {}

    /** Whether stored rows are shown as columns. */
    static boolean isTransposed(int orientation) {
        return orientation >= 5;
    }

    /** Whether the first stored row is shown last. */
    static boolean flipsRows(int orientation) {
        return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    }

    /** Whether the first stored column is shown last. */
    static boolean flipsColumns(int orientation) {
        return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    }
}
