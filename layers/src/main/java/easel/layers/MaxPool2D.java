package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Window;
import easel.core.state.Description;
import java.util.Arrays;

/**
 * The largest value of each channel under a window: y[n,i,j,c] = max x[n, i·s + u, j·s + v, c] over u and v. Rows and
 * columns that do not fill a window are dropped (padding valid).
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C) with OH = ⌊(H - size) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dx is dy at the place of the largest value, the first of equals, summed where windows overlap. Where the
 * largest value is not finite, so is no dx of its window.
 *
 * <p>Default: a stride of the window's size.
 */
public final class MaxPool2D implements Layer {
    /** Its square makes any difference of two floats larger than 1. */
    private static final float HUGE = 0x1p100f;

    private final Window window;

    private MaxPool2D(Window window) {
        this.window = window;
    }

    /**
     * A square window that does not overlap.
     *
     * @param size rows and columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if the size is below 1
     */
    public static MaxPool2D of(int size) {
        return of(Window.square(size, size));
    }

    /**
     * Any window.
     *
     * @param window its size and stride
     * @return a layer
     */
    public static MaxPool2D of(Window window) {
        return new MaxPool2D(window);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = Pools.geometry(this, x.shape().example(), window);
        Tensor y = tape.buffers().allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        Pools.gather(x, g, (at, under, n) -> {
            float[] largest = largest(under, n);
            System.arraycopy(largest, 0, y.array(), at, n);
        });
        return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Pools.exchange(x, dx, g, (at, under, n) -> {
                float[] largest = largest(under, n);
                float[] d = under[places() + 1];
                System.arraycopy(dy.array(), at, d, 0, n);
                float[] left = under[places() + 2];
                Arrays.fill(left, 1);
                for (int p = 0; p < places(); p++) {
                    giveToLargest(under[p], largest, d, left, n);
                }
            });
            return dx;
        });
    }

    private int places() {
        return window.height() * window.width();
    }

    /** Into the first spare array. */
    private float[] largest(float[][] under, int n) {
        float[] largest = under[places()];
        System.arraycopy(under[0], 0, largest, 0, n);
        for (int p = 1; p < places(); p++) {
            float[] x = under[p];
            for (int j = 0; j < n; j++) {
                largest[j] = Math.max(largest[j], x[j]);
            }
        }
        return largest;
    }

    /** Turns x into its gradient: dy where it is the largest value and dy is left, else 0. No branch to be guessed. */
    private static void giveToLargest(float[] x, float[] largest, float[] dy, float[] left, int n) {
        for (int j = 0; j < n; j++) {
            float given = Math.min(left[j], Math.max(0f, (x[j] - largest[j]) * HUGE * HUGE + 1));
            left[j] -= given;
            x[j] = given * dy[j];
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window).output(input.columns());
    }

    @Override
    public Description describe() {
        return window.addTo(Description.of("MaxPool2D"));
    }

    @Override
    public String toString() {
        return "MaxPool2D " + window;
    }
}
