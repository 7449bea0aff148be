package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Window;
import easel.core.state.Description;

/**
 * The mean of each channel under a window: y[n,i,j,c] = Σ x[n, i·s + u, j·s + v, c] / (KH·KW) over u and v. Rows and
 * columns that do not fill a window are dropped (padding valid).
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C) with OH = ⌊(H - size) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: each dy / (KH·KW) goes to every place under its window, summed where windows overlap.
 *
 * <p>Default: a stride of the window's size.
 */
public final class AveragePool2D implements Layer {
    private final Window window;

    private AveragePool2D(Window window) {
        this.window = window;
    }

    /**
     * A square window that does not overlap.
     *
     * @param size rows and columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if the size is below 1
     */
    public static AveragePool2D of(int size) {
        return of(Window.square(size, size));
    }

    /**
     * Any window.
     *
     * @param window its size and stride
     * @return a layer
     */
    public static AveragePool2D of(Window window) {
        return new AveragePool2D(window);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = Pools.geometry(this, x.shape().example(), window);
        Tensor y = tape.buffers().allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        Pools.gather(x, g, (at, under, n) -> {
            float[] sum = Pools.sum(under, places(), n);
            for (int j = 0; j < n; j++) {
                sum[j] /= places();
            }
            System.arraycopy(sum, 0, y.array(), at, n);
        });
        return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Pools.scatter(dx, g, (at, under, n) -> {
                float[] share = under[0];
                System.arraycopy(dy.array(), at, share, 0, n);
                for (int j = 0; j < n; j++) {
                    share[j] /= places();
                }
                for (int p = 1; p < places(); p++) {
                    System.arraycopy(share, 0, under[p], 0, n);
                }
            });
            return dx;
        });
    }

    private int places() {
        return window.height() * window.width();
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window).output(input.columns());
    }

    @Override
    public Description describe() {
        return window.addTo(Description.of("AveragePool2D"));
    }

    @Override
    public String toString() {
        return "AveragePool2D " + window;
    }
}
