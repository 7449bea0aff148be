package easel.datasets.picture;

/** The stored rows of a BMP, usually from bottom to top. */
final class BmpBitmap extends Bitmap {
    private final boolean topDown;
    private final int bits;
    private final int stride;
    private final byte[] data;
    private final int[] palette;
    private final int[] masks;

    BmpBitmap(int height, int width, boolean topDown, int bits, int stride, byte[] data, int[] palette, int[] masks) {
        super(height, width);
        this.topDown = topDown;
        this.bits = bits;
        this.stride = stride;
        this.data = data;
        this.palette = palette;
        this.masks = masks;
    }

    @Override
    void row(int y, double[] rgb) {
        int row = (topDown ? y : height - 1 - y) * stride;
        for (int x = 0; x < width; x++) {
            if (bits <= 8) {
                int index = data[row + x * bits / 8] >> 8 - bits - x * bits % 8 & (1 << bits) - 1;
                store(palette[index], x, rgb);
            } else if (bits == 24) {
                for (int c = 0; c < 3; c++) {
                    rgb[3 * x + c] = data[row + 3 * x + 2 - c] & 0xFF;
                }
            } else {
                masked(value(row + x * (bits / 8)), x, rgb);
            }
        }
    }

    private int value(int start) {
        int value = 0;
        for (int i = bits / 8 - 1; i >= 0; i--) {
            value = value << 8 | data[start + i] & 0xFF;
        }
        return value;
    }

    private void masked(int value, int x, double[] rgb) {
        double alpha = masks[3] == 0 ? 1 : fraction(value, masks[3]);
        for (int c = 0; c < 3; c++) {
            rgb[3 * x + c] = overWhite(255 * fraction(value, masks[c]), alpha);
        }
    }

    /** The masked bits of a value, divided by their maximum. */
    private static double fraction(int value, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        return (double) ((value & mask) >>> shift) / (mask >>> shift);
    }
}
