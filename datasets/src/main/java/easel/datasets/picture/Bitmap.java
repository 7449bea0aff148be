package easel.datasets.picture;

/** The decoded pixels of a picture, in the rows and columns that the file stores. */
abstract class Bitmap {
    final int height;
    final int width;

    Bitmap(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /**
     * Converts one row.
     *
     * @param y the stored row, from 0
     * @param rgb receives red, green, blue from 0 to 255 of each pixel, blended with white. Modified
     */
    abstract void row(int y, double[] rgb);

    /** Every {@code step}-th row and column. */
    Bitmap subsampled(int step) {
        if (step == 1) {
            return this;
        }
        double[] all = new double[3 * width];
        Bitmap source = this;
        return new Bitmap((height + step - 1) / step, (width + step - 1) / step) {
            @Override
            void row(int y, double[] rgb) {
                source.row(y * step, all);
                for (int x = 0; x < width; x++) {
                    System.arraycopy(all, 3 * x * step, rgb, 3 * x, 3);
                }
            }
        };
    }

    /** Blends a level with white by its opacity. */
    static double overWhite(double level, double alpha) {
        return level * alpha + 255 * (1 - alpha);
    }

    /** Stores a colour 0xAARRGGBB, blended with white, as pixel x. */
    static void store(int argb, int x, double[] rgb) {
        double alpha = (argb >>> 24) / 255.0;
        for (int c = 0; c < 3; c++) {
            rgb[3 * x + c] = overWhite(argb >> 16 - 8 * c & 0xFF, alpha);
        }
    }
}
