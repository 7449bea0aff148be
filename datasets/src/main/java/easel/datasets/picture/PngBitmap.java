package easel.datasets.picture;

/** The unfiltered samples of a PNG. */
final class PngBitmap extends Bitmap {
    private final int depth;
    private final int bands;
    private final boolean color;
    private final boolean alpha;
    private final int[] palette;            // 0xAARRGGBB; empty without a palette
    private final int[] transparent;        // the samples of the one transparent colour; empty without it
    private final byte[] data;
    private final int start;
    private final int stride;

    PngBitmap(int height, int width, int depth, int colorType, byte[] palette, byte[] transparency, byte[] data,
            int start, int stride) {
        super(height, width);
        this.depth = depth;
        this.color = (colorType & 2) != 0;
        this.alpha = (colorType & 4) != 0;
        boolean indexed = colorType == 3;
        this.bands = indexed ? 1 : (color ? 3 : 1) + (alpha ? 1 : 0);
        this.palette = indexed ? colors(palette, transparency) : new int[0];
        boolean keyed = !indexed && !alpha && transparency.length == 2 * bands;
        this.transparent = new int[keyed ? bands : 0];
        for (int i = 0; i < transparent.length; i++) {
            transparent[i] = (transparency[2 * i] & 0xFF) << 8 | transparency[2 * i + 1] & 0xFF;
        }
        this.data = data;
        this.start = start;
        this.stride = stride;
    }

    /** 256 colours; an index after the end of the palette is black. */
    private static int[] colors(byte[] palette, byte[] transparency) {
        int[] colors = new int[256];
        for (int i = 0; i < 256; i++) {
            int opacity = i < transparency.length ? transparency[i] & 0xFF : 255;
            int rgb = 3 * i >= palette.length ? 0 : (palette[3 * i] & 0xFF) << 16 | (palette[3 * i + 1] & 0xFF) << 8
                    | palette[3 * i + 2] & 0xFF;
            colors[i] = opacity << 24 | rgb;
        }
        return colors;
    }

    @Override
    void row(int y, double[] rgb) {
        int row = start + y * stride;
        double maximum = (1 << depth) - 1;
        for (int x = 0; x < width; x++) {
            int pixel = x * bands;
            if (palette.length > 0) {
                store(palette[sample(row, pixel)], x, rgb);
                continue;
            }
            double opacity = alpha ? sample(row, pixel + bands - 1) / maximum : isTransparent(row, pixel) ? 0 : 1;
            for (int c = 0; c < 3; c++) {
                rgb[3 * x + c] = overWhite(255 * sample(row, color ? pixel + c : pixel) / maximum, opacity);
            }
        }
    }

    private boolean isTransparent(int row, int pixel) {
        boolean equal = transparent.length > 0;
        for (int c = 0; equal && c < transparent.length; c++) {
            equal = sample(row, pixel + c) == transparent[c];
        }
        return equal;
    }

    private int sample(int row, int index) {
        if (depth == 8) {
            return data[row + index] & 0xFF;
        }
        if (depth == 16) {
            return (data[row + 2 * index] & 0xFF) << 8 | data[row + 2 * index + 1] & 0xFF;
        }
        return data[row + index * depth / 8] >> 8 - depth - index * depth % 8 & (1 << depth) - 1;
    }
}
