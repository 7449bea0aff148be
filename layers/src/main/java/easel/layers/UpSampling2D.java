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
 * Enlarges images by repeating pixels (nearest neighbour): y[n,i,j,c] = x[n, ⌊i / height⌋, ⌊j / width⌋, c],
 * where height and width are the factors.
 *
 * <p>Shapes: x (N, H, W, C), y (N, H·height, W·width, C).
 *
 * <p>Backward: dx[n,i,j,c] is the sum of dy over the height·width output pixels that are copies of x[n,i,j,c].
 */
public final class UpSampling2D implements Layer {
    private final int height;
    private final int width;

    private UpSampling2D(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /**
     * Creates a layer with the same factor for rows and columns.
     *
     * @param factor at least 1
     * @return a layer
     * @throws IllegalArgumentException if the factor is below 1
     */
    public static UpSampling2D by(int factor) {
        return by(factor, factor);
    }

    /**
     * Creates a layer with a factor for the rows and one for the columns.
     *
     * @param height factor of the rows, at least 1
     * @param width factor of the columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if a factor is below 1
     */
    public static UpSampling2D by(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "UpSampling2D " + height + "×" + width + ": both factors must be at least 1");
        }
        return new UpSampling2D(height, width);
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        int channels = x.columns();
        Tensor y = tape.buffers().allocate(outputShape(x.shape().example()).batch(x.shape().axis(0)));
        int outWidth = y.shape().axis(2);
        Parallel.forRange(y.rows() / outWidth, 1, (from, until) -> {
            for (int row = from; row < until; row++) {           // row n·OH + i repeats row n·H + ⌊i / height⌋ of x
                int source = row / height * (outWidth / width);
                for (int j = 0; j < outWidth; j++) {
                    System.arraycopy(x.array(), (source + j / width) * channels,
                            y.array(), (row * outWidth + j) * channels, channels);
                }
            }
        });
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink),
                (sink, t) -> sink.add(x, v -> forward(v, t)), x);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Geometry g = Geometry.of(dy.shape().example(), new Window(height, width, height, width), Padding.VALID);
            Pools.gather(dy, 0, g, (start, taps, length) ->
                    System.arraycopy(Pools.sum(taps, height * width, length), 0, dx.array(), start, length));
            return dx;
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input);
        try {
            return Shape.of((long) input.axis(0) * height, (long) input.axis(1) * width, input.columns());
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(this, input, e);
        }
    }

    @Override
    public Description describe() {
        return Description.of("UpSampling2D").with("factors", height, width);
    }

    /** Builds a layer from its {@link #describe}. */
    static UpSampling2D from(Description d, Weights w) {
        int[] factors = d.integers("factors", 2);
        return by(factors[0], factors[1]);
    }

    @Override
    public String toString() {
        return "UpSampling2D " + height + "×" + width;
    }
}
