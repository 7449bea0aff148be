package easel.layers;

import static easel.core.convolution.Convolution.inputGradient;
import static easel.core.convolution.Convolution.weightGradient;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Convolution;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.PreparedConvolution;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Description;

/**
 * A convolution: y[n,i,j,o] = b[o] + Σ x[n, i·s + u·d - top, j·s + v·d - left, c] · w[u,v,c,o] over u, v and c, with
 * zeros outside the image. s is the stride and d the dilation; i·s, u·d and OH use those of the rows, j·s, v·d and OW
 * those of the columns. top and left are rows and columns of padding. (A cross-correlation: the kernel is not
 * flipped.)
 *
 * <p>Shapes: x (N, H, W, C), w (KH, KW, C, OC), b (OC), y (N, OH, OW, OC). With padding same OH = ⌈H / s⌉, otherwise
 * OH = ⌊(H + top + bottom - (KH - 1)·d - 1) / s⌋ + 1; likewise OW.
 *
 * <p>Backward ({@link Convolution}):
 * <ul>
 * <li>dw[u,v,c,o] = Σ x[n, i·s + u·d - top, j·s + v·d - left, c] · dy[n,i,j,o] over n, i and j;
 * <li>dx[n,p,q,c] = Σ dy[n,i,j,o] · w[u,v,c,o] over o and all i, j, u, v with i·s + u·d - top = p and
 *     j·s + v·d - left = q: dy, times the weight, is added at each pixel that the output was computed from;
 * <li>db[o] = Σ dy[n,i,j,o] over n, i and j.
 * </ul>
 *
 * <p>Defaults, as in Keras: stride 1, dilation 1, padding valid, a zero bias, Glorot uniform weights with fan-in
 * KH·KW·C and fan-out KH·KW·OC.
 *
 * <p>LeCun and others, Gradient-Based Learning Applied to Document Recognition, 1998; Dumoulin and Visin, A guide to
 * convolution arithmetic for deep learning, 2016; Yu and Koltun, Multi-Scale Context Aggregation by Dilated
 * Convolutions, 2016.
 */
public final class Conv2D extends Linear {
    private final Window window;
    private final Padding padding;

    private Conv2D(Parameter weight, Parameter bias, Window window, Padding padding) {
        super(weight, bias);
        this.window = window;
        this.padding = padding;
    }

    /**
     * A convolution with a square kernel and Glorot uniform weights.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernel rows and columns of the kernel, at least 1
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Conv2D of(int channels, int filters, int kernel, RandomStream random) {
        return of(channels, filters, kernel, kernel, Initializer.glorotUniform(), random);
    }

    /**
     * A convolution with any kernel size and weights from an initializer.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernelHeight rows of the kernel, KH, at least 1
     * @param kernelWidth columns of the kernel, KW, at least 1
     * @param initializer creates the weights, with fan-in KH·KW·C and fan-out KH·KW·OC
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1 or the initializer's weight does not have shape
     *     (KH, KW, C, OC)
     */
    public static Conv2D of(int channels, int filters, int kernelHeight, int kernelWidth, Initializer initializer,
            RandomStream random) {
        Window window = new Window(kernelHeight, kernelWidth, 1, 1);
        Inputs.checkChannels("Conv2D", channels, filters);
        int taps = kernelHeight * kernelWidth;
        Parameter weight = newWeight("Conv2D " + channels + "→" + filters,
                Shape.of(kernelHeight, kernelWidth, channels, filters), taps * channels, taps * filters, initializer,
                random);
        return new Conv2D(weight, zeroBias(filters), window, Padding.VALID);
    }

    /**
     * The same layer with another stride in both directions.
     *
     * @param stride at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if the stride is below 1
     */
    public Conv2D withStride(int stride) {
        return withStride(stride, stride);
    }

    /**
     * The same layer with other strides.
     *
     * @param height stride in rows, at least 1
     * @param width stride in columns, at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Conv2D withStride(int height, int width) {
        return new Conv2D(weight, bias, window.withStride(height, width), padding);
    }

    /**
     * The same layer with another dilation in both directions.
     *
     * @param dilation pixels from one tap of the kernel to the next, at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if the dilation is below 1 or the kernel covers more pixels than an int holds
     */
    public Conv2D withDilation(int dilation) {
        return withDilation(dilation, dilation);
    }

    /**
     * The same layer with other dilations.
     *
     * @param height rows from one row of the kernel to the next, at least 1
     * @param width columns from one column of the kernel to the next, at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if a dilation is below 1 or the kernel covers more pixels than an int holds
     */
    public Conv2D withDilation(int height, int width) {
        return new Conv2D(weight, bias, window.withDilation(height, width), padding);
    }

    /**
     * The same layer with other padding.
     *
     * @param padding zeros around the image
     * @return a layer that shares the parameters of this layer
     */
    public Conv2D withPadding(Padding padding) {
        return new Conv2D(weight, bias, window, padding);
    }

    /**
     * The same layer with or without a bias. Before a BatchNorm a bias has no effect, because BatchNorm subtracts the
     * mean.
     *
     * @param present whether the layer has a bias; a new bias starts at zero
     * @return a layer that shares the parameters of this layer
     */
    public Conv2D withBias(boolean present) {
        return new Conv2D(weight, biasIf(present, bias, weight.columns()), window, padding);
    }

    @Override
    Tensor forward(Tensor x, Tensor weight, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = geometry(x.shape().example());
        Tensor y = Convolution.forward(x, weight, g, tape.buffers());             // (N, OH, OW, OC)
        addBias(y);
        return tape.record(this, y, (dy, sink) -> backward(x, weight, g, dy, sink),
                (sink, t) -> tangent(x, weight, sink, t), sources(x, weight));
    }

    private void backward(Tensor x, Tensor weight, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> weightGradient(x, dy, g, sink));         // dw  (KH, KW, C, OC)
        biasGradient(dy, sink);                                         // db  (OC)
        sink.add(x, () -> inputGradient(dy, weight, g, sink));          // dx  (N, H, W, C)
    }

    private void tangent(Tensor x, Tensor weight, TangentSink sink, Tape tape) {
        sink.add(x, v -> withBias(false).forward(v, weight, tape));     // ẏ   (N, OH, OW, OC)
    }

    @Override
    int outputAxis() {
        return 3;
    }

    Geometry geometry(Shape image) {
        return Geometry.of(image, window, padding);
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        outputShape(input);                                                       // refuses a wrong shape
        return prepared(this, PreparedConvolution.forward(weight, geometry(input)));
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input, weight.shape().axis(2));
        try {
            return geometry(input).output(weight.columns());
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(this, input, e);
        }
    }

    @Override
    public long multiplyAdds(Shape input) {
        return (long) outputShape(input).rows() * weight.size();        // OH·OW · KH·KW·C·OC
    }

    @Override
    public Description describe() {
        return padding.addTo(window.addTo(Description.of("Conv2D")))
                .with("channels", weight.shape().axis(2)).with("filters", weight.columns()).with("bias", bias != null);
    }

    /** Builds a layer from its {@link #describe}. */
    static Conv2D from(Description d, Weights w) {
        Window window = Window.from(d);
        int filters = d.integer("filters");
        Shape shape = Shape.of(window.height(), window.width(), d.integer("channels"), filters);
        w.require(shapes(d, shape, filters));
        return new Conv2D(Parameter.of(Tensor.zeros(shape)), biasIf(d.flag("bias"), null, filters), window,
                Padding.from(d));
    }

    @Override
    public String toString() {
        return "Conv2D " + weight.shape().axis(2) + "→" + weight.columns() + " " + window + " " + padding;
    }
}
