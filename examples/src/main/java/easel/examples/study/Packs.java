package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;

/** Examples joined along the last axis in groups of m, as a discriminator with packing m reads them. */
final class Packs {
    private Packs() {}

    /** (N, …, C) as (N/m, …, m·C); x itself if m is 1. N must be a multiple of m. */
    static Tensor pack(Tensor x, int m) {
        if (m == 1) {
            return x;
        }
        Shape example = x.shape().example();
        Tensor y = Tensor.zeros(example.withColumns((long) m * example.columns()).batch(x.shape().axis(0) / m));
        exchange(x, y, m, true);
        return y;
    }

    /** The inverse of {@link #pack}, for packs of examples of this shape. */
    static Tensor unpack(Tensor y, Shape example, int m) {
        if (m == 1) {
            return y;
        }
        Tensor x = Tensor.zeros(example.batch(y.shape().axis(0) * m));
        exchange(x, y, m, false);
        return x;
    }

    /** Each example m times in a row, so that each pack has m equal examples. */
    static Tensor repeat(Tensor x, int m) {
        int n = x.shape().axis(0);
        int size = x.size() / n;
        Tensor y = Tensor.zeros(x.shape().example().batch(n * m));
        for (int i = 0; i < n * m; i++) {
            System.arraycopy(x.array(), i / m * size, y.array(), i * size, size);
        }
        return y;
    }

    private static void exchange(Tensor x, Tensor y, int m, boolean forward) {
        int columns = x.columns();
        int pixels = x.rows() / x.shape().axis(0);
        for (int row = 0; row < x.rows(); row++) {
            int example = row / pixels;
            int inY = ((example / m * pixels + row % pixels) * m + example % m) * columns;
            if (forward) {
                System.arraycopy(x.array(), row * columns, y.array(), inY, columns);
            } else {
                System.arraycopy(y.array(), inY, x.array(), row * columns, columns);
            }
        }
    }
}
