package easel.layers;

import easel.core.Description;
import easel.core.Geometry;
import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Window;
import java.util.Arrays;

/**
 * The largest value of each channel under a window: y[n,i,j,c] = max x[n, i·s + u, j·s + v, c] over u and v. Rows and
 * columns that do not fill a window are dropped (padding valid).
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C) with OH = ⌊(H - size) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dx is dy at the place of the largest value, the first of equals, summed where windows overlap.
 *
 * <p>Default: a stride of the window's size.
 */
public final class MaxPool2D implements Layer {
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
        Tensor y = tape.allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        int[] where = new int[y.size()];
        Pools.forEachOutput(x, y, g, (out, places, first) -> {
            int best = first;
            for (int place : places) {
                // Float.compare puts NaN above all numbers, so that it is found and passed on.
                if (Float.compare(x.array()[first + place], x.array()[best]) > 0) {
                    best = first + place;
                }
            }
            where[out] = best;
            y.array()[out] = x.array()[best];
        });
        return tape.record(toString(), y, (dy, sink) -> backward(x, where, dy, sink), x);
    }

    private void backward(Tensor x, int[] where, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Arrays.fill(dx.array(), 0);
            for (int out = 0; out < where.length; out++) {
                dx.array()[where[out]] += dy.array()[out];
            }
            return dx;
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window).output(input.columns());
    }

    @Override
    public Description describe() {
        return Rebuild.describe("MaxPool2D", window);
    }

    @Override
    public String toString() {
        return "MaxPool2D " + window;
    }
}
