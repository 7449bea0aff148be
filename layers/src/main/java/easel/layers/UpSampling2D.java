package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.kernels.Parallel;
import easel.core.state.Description;

/**
 * Larger images by repeating pixels (nearest neighbour): y[n,i,j,c] = x[n, ⌊i / down⌋, ⌊j / right⌋, c].
 *
 * <p>Shapes: x (N, H, W, C), y (N, H·down, W·right, C).
 *
 * <p>Backward: dx[n,i,j,c] = Σ dy over the pixels that repeat x[n,i,j,c].
 */
public final class UpSampling2D implements Layer {
    private final int down;
    private final int right;

    private UpSampling2D(int down, int right) {
        this.down = down;
        this.right = right;
    }

    /**
     * By the same factor in both directions.
     *
     * @param factor at least 1
     * @return a layer
     * @throws IllegalArgumentException if the factor is below 1
     */
    public static UpSampling2D by(int factor) {
        return by(factor, factor);
    }

    /**
     * By two factors.
     *
     * @param down of rows, at least 1
     * @param right of columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if a factor is below 1
     */
    public static UpSampling2D by(int down, int right) {
        if (down < 1 || right < 1) {
            throw new IllegalArgumentException(
                    "UpSampling2D " + down + "×" + right + ": both factors must be at least 1");
        }
        return new UpSampling2D(down, right);
    }

    int down() {
        return down;
    }

    int right() {
        return right;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        int channels = x.columns();
        Tensor y = tape.buffers().allocate(outputShape(x.shape().example()).batch(x.shape().axis(0)));
        int width = y.shape().axis(2);
        Parallel.forRange(y.rows() / width, 1, (from, to) -> {
            for (int line = from; line < to; line++) {                    // line n·OH + i repeats line n·H + ⌊i / down⌋
                int source = line / down * (width / right);
                for (int j = 0; j < width; j++) {
                    System.arraycopy(x.array(), (source + j / right) * channels,
                            y.array(), (line * width + j) * channels, channels);
                }
            }
        });
        return tape.record(toString(), y, (dy, sink) -> backward(x, dy, sink), x);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Geometry g = Geometry.of(dy.shape().example(), new Window(down, right, down, right), Padding.VALID);
            Pools.gather(dy, g, (at, under, n) ->
                    System.arraycopy(Pools.sum(under, down * right, n), 0, dx.array(), at, n));
            return dx;
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input);
        return Shape.of(input.axis(0) * down, input.axis(1) * right, input.columns());
    }

    @Override
    public Description describe() {
        return Description.of("UpSampling2D").with("factors", down, right);
    }

    @Override
    public String toString() {
        return "UpSampling2D " + down + "×" + right;
    }
}
