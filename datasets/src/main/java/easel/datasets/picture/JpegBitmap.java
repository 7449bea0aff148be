package easel.datasets.picture;

import java.util.List;

/** The components of a JPEG, enlarged and converted to RGB in the integers of libjpeg-turbo. */
final class JpegBitmap extends Bitmap {
    private final List<JpegComponent> components;
    private final boolean transform;
    private final int maxVertical;
    private final int maxHorizontal;
    private final int[][] rows;         // one row of each component
    private final int[] sums;           // one row of a component, mixed from two rows

    /** {@code transform} is true if the first three components are YCbCr. */
    JpegBitmap(int height, int width, List<JpegComponent> components, boolean transform) {
        super(height, width);
        this.components = components;
        this.transform = transform;
        this.maxVertical = components.stream().mapToInt(c -> c.vertical).max().orElseThrow();
        this.maxHorizontal = components.stream().mapToInt(c -> c.horizontal).max().orElseThrow();
        this.rows = new int[components.size()][width + 4];
        this.sums = new int[width + 4];
    }

    @Override
    void row(int y, double[] rgb) {
        for (int c = 0; c < rows.length; c++) {
            enlarge(components.get(c), y, rows[c]);
        }
        for (int x = 0; x < width; x++) {
            int first = rows[0][x];
            int second = rows.length == 1 ? first : rows[1][x];
            int third = rows.length == 1 ? first : rows[2][x];
            int red = first;
            int green = second;
            int blue = third;
            if (transform) {
                int cb = second - 128;
                int cr = third - 128;
                red = clamp(first + (91881 * cr + 32768 >> 16));
                green = clamp(first + (-22554 * cb - 46802 * cr + 32768 >> 16));
                blue = clamp(first + (116130 * cb + 32768 >> 16));
            }
            if (rows.length == 4) {
                // CMYK is stored inverted, as Adobe does: 255 is no ink. YCCK becomes inverted CMY by 255 - R.
                int black = rows[3][x];
                red = ink(red, black);
                green = ink(green, black);
                blue = ink(blue, black);
            }
            rgb[3 * x] = red;
            rgb[3 * x + 1] = green;
            rgb[3 * x + 2] = blue;
        }
    }

    /** The level that is left by two inks. Pillow converts CMYK by the same formula. */
    private int ink(int color, int black) {
        return ((transform ? 255 - color : color) * black + 127) / 255;
    }

    private static int clamp(int level) {
        return Math.max(0, Math.min(255, level));
    }

    /**
     * Computes one row of a component in the width of the picture. A component of half the size is enlarged by a
     * triangle filter: 3/4 of the nearer sample and 1/4 of the next one ("fancy upsampling"). Otherwise samples are
     * repeated.
     */
    private void enlarge(JpegComponent component, int y, int[] row) {
        int vertical = maxVertical / component.vertical;
        int horizontal = maxHorizontal / component.horizontal;
        boolean doubled = horizontal == 2 && component.width > 2;
        int near = y / vertical;
        int far = y % vertical == 0 ? Math.max(0, near - 1) : Math.min(component.height - 1, near + 1);
        if (vertical == 2 && doubled) {
            mix(component, near, far);
            widen(component.width, 16, 8, 7, row);
        } else if (vertical == 1 && doubled) {
            copy(component, near);
            widen(component.width, 4, 1, 2, row);
        } else if (vertical == 2 && horizontal == 1) {
            mix(component, near, far);
            for (int x = 0; x < width; x++) {
                row[x] = sums[x] + 1 + y % 2 >> 2;
            }
        } else {
            int start = near * component.stride();
            for (int x = 0; x < width; x++) {
                row[x] = component.samples[start + x / horizontal] & 0xFF;
            }
        }
    }

    private void copy(JpegComponent component, int y) {
        int start = y * component.stride();
        for (int x = 0; x < component.width; x++) {
            sums[x] = component.samples[start + x] & 0xFF;
        }
    }

    private void mix(JpegComponent component, int near, int far) {
        int start = near * component.stride();
        int next = far * component.stride();
        for (int x = 0; x < component.width; x++) {
            sums[x] = 3 * (component.samples[start + x] & 0xFF) + (component.samples[next + x] & 0xFF);
        }
    }

    /** Doubles the width of the sums and divides them by {@code scale}, the sum of the weights of a pixel. */
    private void widen(int length, int scale, int roundLeft, int roundRight, int[] row) {
        int shift = scale == 16 ? 4 : 2;
        for (int x = 0; x < length && 2 * x < width; x++) {
            int left = sums[Math.max(0, x - 1)];
            int right = sums[Math.min(length - 1, x + 1)];
            row[2 * x] = 3 * sums[x] + left + roundLeft >> shift;
            row[2 * x + 1] = 3 * sums[x] + right + roundRight >> shift;
        }
    }
}
