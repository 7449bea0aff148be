package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import java.util.Arrays;

/**
 * Adds rows and columns of zeros around images.
 *
 * <p>Shapes: x (N, H, W, C), y (N, top + H + bottom, left + W + right, C).
 *
 * <p>Backward: dx[n,i,j,c] = dy[n, top + i, left + j, c].
 */
public final class ZeroPadding2D implements Layer {
    private final int top;
    private final int bottom;
    private final int left;
    private final int right;

    private ZeroPadding2D(int top, int bottom, int left, int right) {
        this.top = top;
        this.bottom = bottom;
        this.left = left;
        this.right = right;
    }

    /**
     * Creates a layer that adds rows and columns of zeros.
     *
     * @param top rows above, at least 0
     * @param bottom rows below, at least 0
     * @param left columns to the left, at least 0
     * @param right columns to the right, at least 0
     * @return a layer
     * @throws IllegalArgumentException if a number is negative
     */
    public static ZeroPadding2D of(int top, int bottom, int left, int right) {
        if (top < 0 || bottom < 0 || left < 0 || right < 0) {
            throw new IllegalArgumentException("ZeroPadding2D " + top + "," + bottom + "," + left + "," + right
                    + ": every number must be at least 0");
        }
        return new ZeroPadding2D(top, bottom, left, right);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor y = tape.buffers().allocate(outputShape(x.shape().example()).batch(x.shape().axis(0)));
        Arrays.fill(y.array(), 0);
        forEachRow(x.shape(), (inX, inY, length) -> System.arraycopy(x.array(), inX, y.array(), inY, length));
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink),
                (sink, t) -> sink.add(x, v -> forward(v, t)), x);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            forEachRow(x.shape(),
                    (inX, inY, length) -> System.arraycopy(dy.array(), inY, dx.array(), inX, length));
            return dx;
        });
    }

    /** The body of a loop over image rows: the index of the row's first element in x and in y, and its length. */
    private interface ImageRow {
        void at(int inX, int inY, int length);
    }

    private void forEachRow(Shape x, ImageRow loop) {
        int height = x.axis(1);
        int width = x.axis(2);
        int channels = x.columns();
        int length = width * channels;
        for (int n = 0; n < x.axis(0); n++) {
            for (int i = 0; i < height; i++) {
                int row = n * (top + height + bottom) + top + i;
                loop.at((n * height + i) * length, (row * (left + width + right) + left) * channels, length);
            }
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input);
        try {
            return Shape.of((long) top + input.axis(0) + bottom, (long) left + input.axis(1) + right, input.columns());
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(this, input, e);
        }
    }

    @Override
    public Description describe() {
        return Description.of("ZeroPadding2D").with("padding", top, bottom, left, right);
    }

    /** Builds a layer from its {@link #describe}. */
    static ZeroPadding2D from(Description d, Weights w) {
        int[] zeros = d.integers("padding", 4);
        return of(zeros[0], zeros[1], zeros[2], zeros[3]);
    }

    @Override
    public String toString() {
        return "ZeroPadding2D " + top + "," + bottom + "," + left + "," + right;
    }
}
