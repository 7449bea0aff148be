package easel.core.convolution;

import easel.core.Tensor;
import java.util.Arrays;

/**
 * Copies the image rows under an output row with their padding, channel by channel; with a horizontal stride of s, the
 * columns are also separated by their remainder modulo s. Then the values that one tap reads at consecutive output
 * pixels are contiguous. A run is the copied part of one image row, channel and remainder, with its padding; taps with
 * the same remainder read the same run.
 */
final class PatchRows {
    private final Geometry g;
    /** Length of a run: OW values for the first tap, and further ones for the other taps with the same remainder. */
    private final int run;
    /** Number of different remainders of the covered columns modulo the stride. */
    private final int remainders;
    /** For each remainder, the run's leading zeros and values, and the image column of its first value. */
    private final int[] zerosBefore;
    private final int[] values;
    private final int[] firstColumn;

    PatchRows(Geometry g) {
        int stride = g.window().strideWidth();
        this.g = g;
        this.run = g.outWidth() + (g.window().coveredWidth() - 1) / stride;
        this.remainders = Math.min(g.window().coveredWidth(), stride);
        this.zerosBefore = new int[remainders];
        this.values = new int[remainders];
        this.firstColumn = new int[remainders];
        for (int v = 0; v < remainders; v++) {
            int column = v - g.sides().left();
            zerosBefore[v] = Math.min(run, Math.max(0, -Math.floorDiv(column, stride)));
            values[v] = Math.max(0, Math.min(run, -Math.floorDiv(column - g.width(), stride)) - zerosBefore[v]);
            firstColumn[v] = column + zerosBefore[v] * stride;
        }
    }

    /** Floats copied for one output row: (KH, C, remainders, run). */
    int size() {
        return g.window().height() * g.channels() * remainders * run;
    }

    /** For each of the KH·KW·C taps, the position in the copy of its value at the first output pixel. */
    int[] taps() {
        Window window = g.window();
        int[] taps = new int[g.patch()];
        for (int k = 0; k < taps.length; k++) {
            int c = k % g.channels();
            int v = k / g.channels() % window.width() * window.dilationWidth();
            int u = k / g.channels() / window.width();
            taps[k] = ((u * g.channels() + c) * remainders + v % window.strideWidth()) * run + v / window.strideWidth();
        }
        return taps;
    }

    /**
     * Copies the image rows under some output rows.
     *
     * @param x (N, H, W, C). Not modified
     * @param row the first output row, counted over all images
     * @param count number of output rows
     * @param rows receives the copy. Modified
     */
    void copy(Tensor x, int row, int count, float[] rows) {
        float[] image = x.array();
        int step = g.window().strideWidth() * g.channels();
        forEachRun(row, count, (from, to, before, length) -> {
            Arrays.fill(rows, to, to + before, 0);
            if (step == 1) {
                System.arraycopy(image, from, rows, to + before, length);
            } else {
                for (int i = 0; i < length; i++) {
                    rows[to + before + i] = image[from + i * step];
                }
            }
            Arrays.fill(rows, to + before + length, to + run, 0);
        });
    }

    /** The adjoint of {@link #copy}: adds to the images. */
    void add(float[] rows, Tensor dx, int row, int count) {
        float[] image = dx.array();
        int step = g.window().strideWidth() * g.channels();
        forEachRun(row, count, (to, from, before, length) -> {
            for (int i = 0; i < length; i++) {
                image[to + i * step] += rows[from + before + i];
            }
        });
    }

    /**
     * Receives one run: the position of its first value in the image, the position of the run in the copy, and its
     * numbers of leading zeros and of values.
     */
    private interface Run {
        void at(int image, int run, int zerosBefore, int values);
    }

    private void forEachRun(int firstRow, int count, Run action) {
        int at = 0;
        for (int outRow = firstRow; outRow < firstRow + count; outRow++) {
            int top = outRow % g.outHeight() * g.window().strideHeight() - g.sides().top();
            for (int u = 0; u < g.window().height(); u++) {
                int row = top + u * g.window().dilationHeight();
                int start = (outRow / g.outHeight() * g.height() + row) * g.width() * g.channels();
                boolean inside = row >= 0 && row < g.height();
                for (int c = 0; c < g.channels(); c++) {
                    for (int v = 0; v < remainders; v++, at += run) {
                        if (inside && values[v] > 0) {
                            action.at(start + firstColumn[v] * g.channels() + c, at, zerosBefore[v], values[v]);
                        } else {
                            action.at(0, at, run, 0);
                        }
                    }
                }
            }
        }
    }
}
