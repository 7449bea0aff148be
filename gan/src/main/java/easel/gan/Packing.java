package easel.gan;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;

/**
 * Packing: D reads m examples at once, so that it can recognize fake examples by their lack of variety. The consecutive
 * examples x[m·n], …, x[m·n + m-1] of a batch are joined along the last axis: (N, …, C) becomes (N/m, …, m·C). Lin,
 * Khetan, Fanti and Oh, PacGAN: The power of two samples in generative adversarial networks, 2018, section 2.
 */
final class Packing {
    private Packing() {}

    /** D's input shape for examples of a shape. */
    static Shape shape(Shape example, int m) {
        return example.withColumns((long) m * example.columns());
    }

    /**
     * Joins groups of m examples; dx is dy, split. Returns x itself if m is 1.
     *
     * @throws IllegalArgumentException unless N is a multiple of m
     */
    static Tensor pack(Tensor x, int m, Tape tape) {
        if (m == 1) {
            return x;
        }
        int n = x.shape().axis(0);
        if (n % m != 0) {
            throw new IllegalArgumentException("a batch of " + n + " examples cannot be packed in groups of " + m
                    + " for the discriminator; use a multiple of " + m + ", or change GanSettings.withPacking");
        }
        Tensor y = tape.buffers().allocate(shape(x.shape().example(), m).batch(n / m));
        exchange(x, y, m, true);
        return tape.record("pack", y, (dy, sink) -> sink.add(x, () -> split(dy, x.shape(), m, sink)),
                (sink, t) -> sink.add(x, v -> pack(v, m, t)), x);
    }

    private static Tensor split(Tensor y, Shape shape, int m, Allocator buffers) {
        Tensor x = buffers.allocate(shape);
        exchange(x, y, m, false);
        return x;
    }

    /** Copies all elements from x (N, …, C) to y (N/m, …, m·C), or back. */
    private static void exchange(Tensor x, Tensor y, int m, boolean forward) {
        int columns = x.columns();
        int rows = x.rows() / x.shape().axis(0);                          // pixels of one example
        for (int row = 0; row < x.rows(); row++) {
            int example = row / rows;
            int pixel = row % rows;
            int inX = row * columns;
            int inY = ((example / m * rows + pixel) * m + example % m) * columns;
            if (forward) {
                System.arraycopy(x.array(), inX, y.array(), inY, columns);
            } else {
                System.arraycopy(y.array(), inY, x.array(), inX, columns);
            }
        }
    }
}
