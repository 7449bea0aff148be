package easel.datasets.picture;

import easel.core.Shape;
import java.util.Arrays;

/**
 * Crops a picture to the largest centred part with the shape's proportions, and resizes that part: each new pixel is
 * the mean of the area it covers, or is interpolated bilinearly if the picture is smaller than the shape. Stored levels
 * are averaged without gamma correction, in double precision, and rounded once at the end.
 */
final class Resized {
    /** Tolerance of positions, in pixels: far above rounding errors, far below a visible difference. */
    private static final double TOLERANCE = 1e-9;

    private final Shape shape;
    private final double[][] rgb;       // in the stored order of rows and columns
    private final boolean transposed;

    private Resized(Shape shape, double[][] rgb, boolean transposed) {
        this.shape = shape;
        this.rgb = rgb;
        this.transposed = transposed;
    }

    /** Resizes a picture with an EXIF orientation from 1 to 8 to the shape in which it is shown. */
    static Resized of(Bitmap picture, int orientation, Shape shape) {
        boolean transposed = Orientation.isTransposed(orientation);
        int verticalSize = shape.axis(transposed ? 1 : 0);
        int horizontalSize = shape.axis(transposed ? 0 : 1);
        double step = Math.min((double) picture.height / verticalSize, (double) picture.width / horizontalSize);
        Taps[] vertical = taps(picture.height, verticalSize, step);
        Taps[] horizontal = taps(picture.width, horizontalSize, step);
        int top = vertical[0].first;
        int rows = vertical[vertical.length - 1].end() - top;
        if (Orientation.flipsRows(orientation)) {
            Arrays.setAll(vertical, i -> vertical[i].flipped(picture.height));
            top = picture.height - top - rows;
        }
        if (Orientation.flipsColumns(orientation)) {
            Arrays.setAll(horizontal, i -> horizontal[i].flipped(picture.width));
        }
        double[] row = new double[3 * picture.width];
        double[][] narrow = new double[rows][];
        for (int y = 0; y < rows; y++) {
            picture.row(top + y, row);
            narrow[y] = resizeRow(row, horizontal);   // (W, 3)
        }
        double[][] rgb = new double[vertical.length][3 * horizontal.length];   // (H, W, 3)
        for (int h = 0; h < vertical.length; h++) {
            for (int k = 0; k < vertical[h].weights.length; k++) {
                add(vertical[h].weights[k], narrow[vertical[h].first - top + k], rgb[h]);
            }
        }
        return new Resized(shape, rgb, transposed);
    }

    /** Filter taps of one output pixel along an axis: consecutive input pixels from {@code first}; weights sum to 1. */
    private record Taps(int first, double[] weights) {
        int end() {
            return first + weights.length;
        }

        /** The same taps, counted from the other end of an axis of {@code length} pixels. */
        Taps flipped(int length) {
            double[] reversed = new double[weights.length];
            Arrays.setAll(reversed, k -> weights[weights.length - 1 - k]);
            return new Taps(length - end(), reversed);
        }
    }

    /** Taps along an axis of {@code length} input and {@code size} output pixels, {@code step} input pixels apart. */
    private static Taps[] taps(int length, int size, double step) {
        double margin = Math.max(0, (length - size * step) / 2);
        // Rounded down to a whole pixel: a picture that is only cropped or halved is not blurred.
        double start = step < 1 ? margin : Math.floor(margin + TOLERANCE);
        Taps[] taps = new Taps[size];
        for (int i = 0; i < size; i++) {
            taps[i] = step < 1 ? linear(start + (i + 0.5) * step - 0.5, length) : area(start + i * step, step, length);
        }
        return taps;
    }

    /** Weights in proportion to the overlap of each input pixel with the output pixel. */
    private static Taps area(double from, double step, int length) {
        int first = (int) Math.floor(from + TOLERANCE);
        int end = Math.min(length, (int) Math.ceil(from + step - TOLERANCE));
        double[] weights = new double[end - first];
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Math.min(first + k + 1, from + step) - Math.max(first + k, from);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return new Taps(first, weights);
    }

    /** Linear interpolation between the two input pixels next to a position. */
    private static Taps linear(double centre, int length) {
        double inside = Math.max(0, Math.min(length - 1, centre));
        int first = Math.min((int) inside, Math.max(0, length - 2));
        return length == 1 ? new Taps(0, new double[] {1})
                : new Taps(first, new double[] {first + 1 - inside, inside - first});
    }

    private static double[] resizeRow(double[] row, Taps[] horizontal) {
        double[] narrow = new double[3 * horizontal.length];
        for (int w = 0; w < horizontal.length; w++) {
            for (int k = 0; k < horizontal[w].weights.length; k++) {
                for (int c = 0; c < 3; c++) {
                    narrow[3 * w + c] += horizontal[w].weights[k] * row[3 * (horizontal[w].first + k) + c];
                }
            }
        }
        return narrow;
    }

    private static void add(double weight, double[] row, double[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * row[i];
        }
    }

    void write(byte[] levels, int start) {
        int next = start;
        for (int h = 0; h < shape.axis(0); h++) {
            for (int w = 0; w < shape.axis(1); w++) {
                double[] row = rgb[transposed ? w : h];
                int i = 3 * (transposed ? h : w);
                if (shape.columns() == 1) {
                    levels[next++] = level((299 * row[i] + 587 * row[i + 1] + 114 * row[i + 2]) / 1000);
                } else {
                    levels[next++] = level(row[i]);
                    levels[next++] = level(row[i + 1]);
                    levels[next++] = level(row[i + 2]);
                }
            }
        }
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
