package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Window;
import easel.core.state.Description;
import java.util.Objects;

/**
 * The mean of each channel under a window: y[n,i,j,c] = Σ x[n, i·s + u, j·s + v, c] / (KH·KW) over the KH rows u and
 * the KW columns v of the window; s is the row stride in i·s and OH, and the column stride in j·s and OW. Rows and
 * columns that do not fill a window are dropped (padding valid).
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C) with OH = ⌊(H - KH) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dy / (KH·KW) is added to dx at every pixel of its window.
 *
 * <p>Default: a stride equal to the window size.
 */
public final class AveragePool2D implements Layer {
    private final Window window;

    private AveragePool2D(Window window) {
        this.window = window;
    }

    /**
     * Creates a pooling layer with a square window and a stride equal to the window size.
     *
     * @param size rows and columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if the size is below 1
     */
    public static AveragePool2D of(int size) {
        return of(Window.square(size, size));
    }

    /**
     * Creates a pooling layer with any window.
     *
     * @param window the size and stride
     * @return a layer
     */
    public static AveragePool2D of(Window window) {
        return new AveragePool2D(Objects.requireNonNull(window, "window"));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = Pools.geometry(this, x.shape().example(), window);
        Tensor y = tape.buffers().allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        Pools.gather(x, g, (start, taps, length) -> {
            float[] sum = Pools.sum(taps, Pools.taps(window), length);
            for (int j = 0; j < length; j++) {
                sum[j] /= Pools.taps(window);
            }
            System.arraycopy(sum, 0, y.array(), start, length);
        });
        return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Pools.scatter(dx, g, (start, taps, length) -> {
                float[] share = taps[0];
                System.arraycopy(dy.array(), start, share, 0, length);
                for (int j = 0; j < length; j++) {
                    share[j] /= Pools.taps(window);
                }
                for (int t = 1; t < Pools.taps(window); t++) {
                    System.arraycopy(share, 0, taps[t], 0, length);
                }
            });
            return dx;
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window).output(input.columns());
    }

    @Override
    public Description describe() {
        return window.addTo(Description.of("AveragePool2D"));
    }

    /** Builds a layer from its {@link #describe}. */
    static AveragePool2D from(Description d, Weights w) {
        return of(Window.from(d));
    }

    @Override
    public String toString() {
        return "AveragePool2D " + window;
    }
}
