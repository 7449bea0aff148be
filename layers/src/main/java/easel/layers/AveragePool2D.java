package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.state.Description;
import java.util.Objects;

/**
 * The mean of each channel under a window: y[n,i,j,c] = Σ x[n, i·s + u - top, j·s + v - left, c] / m over the KH rows u
 * and the KW columns v of the window whose pixel is inside the image. i·s and OH use the row stride as s, j·s and OW
 * the column stride. m is the number of these pixels; it is KH·KW if the whole window is inside the image. If padding
 * is counted, m is KH·KW for every window, and the mean includes the zeros of the padding. Rows and columns that do not
 * fill a window are dropped.
 *
 * <p>Shapes: x (N, H, W, C), y (N, OH, OW, C). With padding same OH = ⌈H / s⌉, otherwise
 * OH = ⌊(H + top + bottom - KH) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dy / m is added to dx at every pixel of its window.
 *
 * <p>Defaults: a stride equal to the window size, padding valid, padding not counted. Keras and ONNX do not count
 * padding either; PyTorch counts it by default ({@code count_include_pad=True}), see {@link #withPaddingCounted}.
 */
public final class AveragePool2D implements Layer {
    private final Window window;
    private final Padding padding;
    private final boolean paddingCounted;

    private AveragePool2D(Window window, Padding padding, boolean paddingCounted) {
        this.window = window;
        this.padding = padding;
        this.paddingCounted = paddingCounted;
        Pools.check(this, window, padding);
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
     * @throws IllegalArgumentException if the window is dilated
     */
    public static AveragePool2D of(Window window) {
        return new AveragePool2D(Objects.requireNonNull(window, "window"), Padding.VALID, false);
    }

    /**
     * The same layer with other padding.
     *
     * @param padding rows and columns around the image, fewer on each side than the window has
     * @return a layer
     * @throws IllegalArgumentException if the padding of a side is not smaller than the window
     */
    public AveragePool2D withPadding(Padding padding) {
        return new AveragePool2D(window, Objects.requireNonNull(padding, "padding"), paddingCounted);
    }

    /**
     * The same layer with or without counted padding. PyTorch and ONNX call this setting {@code count_include_pad}.
     *
     * @param counted true to divide every sum by KH·KW, false to divide it by the number of pixels inside the image
     * @return a layer
     */
    public AveragePool2D withPaddingCounted(boolean counted) {
        return new AveragePool2D(window, padding, counted);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = Pools.geometry(this, x.shape().example(), window, padding);
        float[] columns = countedColumns(g);
        Tensor y = tape.buffers().allocate(g.output(x.columns()).batch(x.shape().axis(0)));
        Pools.gather(x, 0, g, (start, taps, length) -> {
            float[] sum = Pools.sum(taps, Pools.taps(window), length);
            divide(sum, countedRows(g, start / length), columns);
            System.arraycopy(sum, 0, y.array(), start, length);
        });
        return tape.record(this, y, (dy, sink) -> backward(x, g, columns, dy, sink),
                (sink, t) -> sink.add(x, v -> forward(v, t)), x);
    }

    private void backward(Tensor x, Geometry g, float[] columns, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Pools.scatter(dx, g, (start, taps, length) -> {
                float[] share = taps[0];
                System.arraycopy(dy.array(), start, share, 0, length);
                divide(share, countedRows(g, start / length), columns);
                for (int t = 1; t < Pools.taps(window); t++) {
                    System.arraycopy(share, 0, taps[t], 0, length);
                }
            });
            return dx;
        });
    }

    /** Divides an output row by m, the number of counted rows times the number of counted columns. */
    private static void divide(float[] a, float rows, float[] columns) {
        for (int j = 0; j < columns.length; j++) {
            a[j] /= rows * columns[j];
        }
    }

    /** The counted rows of the windows of an output row. */
    private int countedRows(Geometry g, int row) {
        int first = row % g.outHeight() * window.strideHeight() - g.sides().top();
        return paddingCounted ? window.height() : inside(first, window.height(), g.height());
    }

    /** The counted columns of the window of each element in an output row, (OW·C). */
    private float[] countedColumns(Geometry g) {
        float[] columns = new float[g.outWidth() * g.channels()];
        for (int i = 0; i < columns.length; i++) {
            int first = i / g.channels() * window.strideWidth() - g.sides().left();
            columns[i] = paddingCounted ? window.width() : inside(first, window.width(), g.width());
        }
        return columns;
    }

    /** The number of positions from first to first + kernel - 1 that are at least 0 and below size. */
    private static int inside(int first, int kernel, int size) {
        return Math.min(first + kernel, size) - Math.max(first, 0);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pools.geometry(this, input, window, padding).output(input.columns());
    }

    @Override
    public Description describe() {
        Description d = Pools.describe("AveragePool2D", window, padding);
        return paddingCounted ? d.with("count_include_pad", true) : d;
    }

    /** Builds a layer from its {@link #describe}. */
    static AveragePool2D from(Description d, Weights w) {
        return of(Window.from(d)).withPadding(Pools.padding(d))
                .withPaddingCounted(d.settings().containsKey("count_include_pad") && d.flag("count_include_pad"));
    }

    @Override
    public String toString() {
        return Pools.text("AveragePool2D", window, padding) + (paddingCounted ? ", padding counted" : "");
    }
}
