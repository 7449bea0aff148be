package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.ops.Rearrange;
import easel.core.state.Description;
import java.util.Arrays;
import java.util.Objects;

/**
 * The largest value of each channel under a window: y[n,i,j,c] = max x[n, i·s + u - top, j·s + v - left, c] over the
 * KH rows u and the KW columns v of the window whose pixel is inside the image. i·s and OH use the row stride as s, j·s
 * and OW the column stride. Padding counts as -∞, as in Keras, PyTorch and ONNX. Rows and columns that do
 * not fill a window are dropped.
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C). With padding same OH = ⌈H / s⌉, otherwise
 * OH = ⌊(H + top + bottom - KH) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dy is added to dx at the largest value of its window; if several values are equal, at the first of them.
 * If the largest value is not finite, dx of its window may be NaN.
 *
 * <p>Defaults: a stride equal to the window size, padding valid.
 */
public final class MaxPool2D implements Layer {
    /** The product of its square and any negative difference of two floats is below -1. */
    private static final float HUGE = 0x1p100f;
    /** The value of the padding. */
    private static final float OUTSIDE = Float.NEGATIVE_INFINITY;

    private final Window window;
    private final Padding padding;

    private MaxPool2D(Window window, Padding padding) {
        this.window = window;
        this.padding = padding;
        Pools.check(this, window, padding);
    }

    /**
     * Creates a pooling layer with a square window and a stride equal to the window size.
     *
     * @param size rows and columns, at least 1
     * @return a layer
     * @throws IllegalArgumentException if the size is below 1
     */
    public static MaxPool2D of(int size) {
        return of(Window.square(size, size));
    }

    /**
     * Creates a pooling layer with any window.
     *
     * @param window the size and stride
     * @return a layer
     * @throws IllegalArgumentException if the window is dilated
     */
    public static MaxPool2D of(Window window) {
        return new MaxPool2D(Objects.requireNonNull(window, "window"), Padding.VALID);
    }

    /**
     * The same layer with padding, which is never the largest value.
     *
     * @param padding rows and columns around the image, fewer on each side than the window has
     * @return a layer
     * @throws IllegalArgumentException if the padding of a side is not smaller than the window
     */
    public MaxPool2D withPadding(Padding padding) {
        return new MaxPool2D(window, Objects.requireNonNull(padding, "padding"));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = Pools.geometry(this, x.shape().example(), window, padding);
        Tensor y = tape.buffers().allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        Pools.gather(x, OUTSIDE, g, (start, taps, length) -> {
            float[] largest = largest(taps, length);
            System.arraycopy(largest, 0, y.array(), start, length);
        });
        return tape.record(this, y, (dy, sink) -> backward(x, g, dy, sink),
                (sink, t) -> tangent(x, g, sink, t), x);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Pools.gatherAndScatter(x, OUTSIDE, dx, g, (start, taps, length) -> {
                float[] largest = largest(taps, length);
                float[] d = taps[Pools.taps(window) + 1];
                System.arraycopy(dy.array(), start, d, 0, length);
                float[] remaining = taps[Pools.taps(window) + 2];
                Arrays.fill(remaining, 1);
                for (int t = 0; t < Pools.taps(window); t++) {
                    gradientOfTap(taps[t], largest, d, remaining, length);
                }
            });
            return dx;
        });
    }

    /** ẏ is ẋ at the largest value of each window. */
    private void tangent(Tensor x, Geometry g, TangentSink sink, Tape tape) {
        sink.add(x, v -> {
            Tensor flat = Rearrange.reshape(v, Shape.of(v.size()), tape);
            Tensor largest = Rearrange.gather(flat, positionsOfLargest(x, g), tape);
            return Rearrange.reshape(largest, g.output(x.columns()).batch(x.shape().axis(0)), tape);
        });
    }

    /** For each element of y, the position in x of the first largest value of its window. */
    private static int[] positionsOfLargest(Tensor x, Geometry g) {
        int channels = x.columns();
        int[] positions = new int[x.shape().axis(0) * g.outHeight() * g.outWidth() * channels];
        for (int i = 0; i < positions.length; i++) {
            int pixel = i / channels;
            int row = pixel / g.outWidth();
            int image = row / g.outHeight();
            int top = row % g.outHeight() * g.window().strideHeight() - g.sides().top();
            int left = pixel % g.outWidth() * g.window().strideWidth() - g.sides().left();
            positions[i] = -1;
            for (int h = Math.max(top, 0); h < Math.min(top + g.window().height(), g.height()); h++) {
                for (int w = Math.max(left, 0); w < Math.min(left + g.window().width(), g.width()); w++) {
                    int at = ((image * g.height() + h) * g.width() + w) * channels + i % channels;
                    if (positions[i] < 0 || x.array()[at] > x.array()[positions[i]]) {
                        positions[i] = at;
                    }
                }
            }
        }
        return positions;
    }

    /** The maximum over the taps, in the first spare array. */
    private float[] largest(float[][] taps, int length) {
        float[] largest = taps[Pools.taps(window)];
        System.arraycopy(taps[0], 0, largest, 0, length);
        for (int t = 1; t < Pools.taps(window); t++) {
            float[] x = taps[t];
            for (int j = 0; j < length; j++) {
                largest[j] = Math.max(largest[j], x[j]);
            }
        }
        return largest;
    }

    /**
     * Replaces x by its gradient: dy if x is the first tap with the largest value, else 0. The code has no branch,
     * which would often be mispredicted. {@code remaining} is 1 until the largest value is found, then 0.
     */
    private static void gradientOfTap(float[] x, float[] largest, float[] dy, float[] remaining, int length) {
        for (int j = 0; j < length; j++) {
            float isLargest = Math.min(remaining[j], Math.max(0f, (x[j] - largest[j]) * HUGE * HUGE + 1));
            remaining[j] -= isLargest;
            x[j] = isLargest * dy[j];
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window, padding).output(input.columns());
    }

    @Override
    public Description describe() {
        return Pools.describe("MaxPool2D", window, padding);
    }

    /** Builds a layer from its {@link #describe}. */
    static MaxPool2D from(Description d, Weights w) {
        return of(Window.from(d)).withPadding(Pools.padding(d));
    }

    @Override
    public String toString() {
        return Pools.text("MaxPool2D", window, padding);
    }
}
