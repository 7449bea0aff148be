package easel.datasets;

import easel.core.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A picture resized and cropped to a shape: the largest centred part with the shape's proportions, each pixel the
 * mean of the area it covers, or interpolated linearly where the picture is smaller than the shape. Levels are
 * averaged as they are stored; every dimension is computed in double and a level is rounded once.
 */
final class Resized {
    /** Far more than rounding errors of positions, far less than a visible part of a pixel. */
    private static final double SLIVER = 1e-9;

    private final Shape shape;
    private final double[][] rgb;

    private Resized(Shape shape, double[][] rgb) {
        this.shape = shape;
        this.rgb = rgb;
    }

    static Resized of(BufferedImage picture, Shape shape) {
        double step = Math.min((double) picture.getHeight() / shape.axis(0),
                (double) picture.getWidth() / shape.axis(1));
        Taps[] down = taps(picture.getHeight(), shape.axis(0), step);
        Taps[] across = taps(picture.getWidth(), shape.axis(1), step);
        int top = down[0].first;
        int rows = down[down.length - 1].end() - top;
        double[][] narrow = new double[rows][];
        for (int y = 0; y < rows; y++) {
            narrow[y] = squeeze(row(picture, top + y), across);   // (W, 3)
        }
        double[][] rgb = new double[down.length][3 * across.length];   // (H, W, 3)
        for (int h = 0; h < down.length; h++) {
            for (int k = 0; k < down[h].weights.length; k++) {
                add(down[h].weights[k], narrow[down[h].first - top + k], rgb[h]);
            }
        }
        return new Resized(shape, rgb);
    }

    /** The neighbouring pixels that make one pixel along an axis; their weights have the sum 1. */
    private record Taps(int first, double[] weights) {
        int end() {
            return first + weights.length;
        }
    }

    private static Taps[] taps(int length, int size, double step) {
        double start = Math.max(0, (length - size * step) / 2);
        // A whole pixel, so that a picture that is only cropped, or halved, does not blur.
        double left = step < 1 ? start : Math.floor(start + SLIVER);
        Taps[] taps = new Taps[size];
        for (int i = 0; i < size; i++) {
            taps[i] = step < 1 ? linear(left + (i + 0.5) * step - 0.5, length) : area(left + i * step, step, length);
        }
        return taps;
    }

    private static Taps area(double from, double step, int length) {
        int first = (int) Math.floor(from + SLIVER);
        int end = Math.min(length, (int) Math.ceil(from + step - SLIVER));
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

    private static Taps linear(double centre, int length) {
        double inside = Math.max(0, Math.min(length - 1, centre));
        int first = Math.min((int) inside, Math.max(0, length - 2));
        return length == 1 ? new Taps(0, new double[] {1})
                : new Taps(first, new double[] {first + 1 - inside, inside - first});
    }

    private static double[] squeeze(double[] row, Taps[] across) {
        double[] narrow = new double[3 * across.length];
        for (int w = 0; w < across.length; w++) {
            for (int k = 0; k < across[w].weights.length; k++) {
                for (int c = 0; c < 3; c++) {
                    narrow[3 * w + c] += across[w].weights[k] * row[3 * (across[w].first + k) + c];
                }
            }
        }
        return narrow;
    }

    private static void add(double weight, double[] row, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * row[i];
        }
    }

    /**
     * One row of the picture as red, green, blue from 0 to 255, over white. Samples are taken as they are stored:
     * BufferedImage.getRGB would change gray levels, for it takes them for linear light.
     */
    private static double[] row(BufferedImage picture, int y) {
        ColorModel model = picture.getColorModel();
        Raster raster = picture.getRaster();
        int bands = raster.getNumBands();
        int[] samples = raster.getPixels(0, y, picture.getWidth(), 1, (int[]) null);
        double[] rgb = new double[3 * picture.getWidth()];
        if (model instanceof IndexColorModel palette) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int argb = palette.getRGB(samples[x]);
                for (int c = 0; c < 3; c++) {
                    rgb[3 * x + c] = overWhite(argb >> 16 - 8 * c & 0xFF, (argb >>> 24) / 255.0);
                }
            }
            return rgb;
        }
        int[] sizes = model.getComponentSize();
        for (int x = 0; x < picture.getWidth(); x++) {
            int at = x * bands;
            double alpha = model.hasAlpha() ? samples[at + bands - 1] / most(sizes[bands - 1]) : 1;
            for (int c = 0; c < 3; c++) {
                int band = model.getNumColorComponents() == 1 ? 0 : c;
                rgb[3 * x + c] = overWhite(255 * samples[at + band] / most(sizes[band]), alpha);
            }
        }
        return rgb;
    }

    private static double most(int bits) {
        return (1 << bits) - 1;
    }

    private static double overWhite(double level, double alpha) {
        return level * alpha + 255 * (1 - alpha);
    }

    void write(byte[] to, int start) {
        int at = start;
        for (double[] row : rgb) {
            for (int i = 0; i < row.length; i += 3) {
                if (shape.columns() == 1) {
                    to[at++] = level((299 * row[i] + 587 * row[i + 1] + 114 * row[i + 2]) / 1000);
                } else {
                    to[at++] = level(row[i]);
                    to[at++] = level(row[i + 1]);
                    to[at++] = level(row[i + 2]);
                }
            }
        }
    }

    private static byte level(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
