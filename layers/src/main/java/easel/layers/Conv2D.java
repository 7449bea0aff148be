package easel.layers;

import static easel.core.convolution.Convolution.inputGradient;
import static easel.core.convolution.Convolution.weightGradient;
import static easel.core.ops.Matrices.addRow;
import static easel.core.ops.Matrices.sumRows;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Convolution;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.util.Map;

/**
 * A convolution: y[n,i,j,o] = b[o] + Σ x[n, i·s + u - top, j·s + v - left, c] · w[u,v,c,o] over u, v and c, with zeros
 * outside the image; s is the stride. (A cross-correlation: the kernel is not flipped.)
 *
 * <p>Shapes: x (N, H, W, C), w (KH, KW, C, OC), b (OC), y (N, OH, OW, OC). With padding same OH = ⌈H / s⌉, otherwise
 * OH = ⌊(H + top + bottom - KH) / s⌋ + 1; likewise OW.
 *
 * <p>Backward: dx and dw are the adjoints of that sum ({@link Convolution}), db = Σ dy over n, i and j.
 *
 * <p>Defaults, Keras's: stride 1, padding valid, a zero bias, Glorot uniform weights with fans KH·KW·C and KH·KW·OC.
 *
 * <p>LeCun and others, Gradient-Based Learning Applied to Document Recognition, 1998; Dumoulin and Visin, A guide to
 * convolution arithmetic for deep learning, 2016.
 */
public final class Conv2D implements Layer {
    private final Parameter weight;
    private final Parameter bias;   // null for a layer without one
    private final Window window;
    private final Padding padding;

    private Conv2D(Parameter weight, Parameter bias, Window window, Padding padding) {
        this.weight = weight;
        this.bias = bias;
        this.window = window;
        this.padding = padding;
    }

    /**
     * A convolution with a square kernel and Glorot uniform weights.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernel rows and columns of the kernel, at least 1
     * @param random the weights are drawn from it
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Conv2D of(int channels, int filters, int kernel, RandomStream random) {
        return of(channels, filters, kernel, kernel, Initializer.glorotUniform(), random);
    }

    /**
     * A convolution with a kernel and weights of your choice.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernelHeight rows of the kernel, KH, at least 1
     * @param kernelWidth columns of the kernel, KW, at least 1
     * @param initializer makes the weights, with fans KH·KW·C and KH·KW·OC
     * @param random the weights are drawn from it
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Conv2D of(int channels, int filters, int kernelHeight, int kernelWidth, Initializer initializer,
            RandomStream random) {
        Window window = new Window(kernelHeight, kernelWidth, 1, 1);
        Inputs.checkChannels("Conv2D", channels, filters);
        int places = kernelHeight * kernelWidth;
        Tensor weight = initializer.create(Shape.of(kernelHeight, kernelWidth, channels, filters), places * channels,
                places * filters, random);
        return new Conv2D(Parameter.of(weight), Parameter.of(Tensor.zeros(Shape.of(filters))), window, Padding.VALID);
    }

    /**
     * The same layer with another stride in both directions.
     *
     * @param stride at least 1
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if the stride is below 1
     */
    public Conv2D withStride(int stride) {
        return withStride(stride, stride);
    }

    /**
     * The same layer with other strides.
     *
     * @param down rows, at least 1
     * @param right columns, at least 1
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Conv2D withStride(int down, int right) {
        return new Conv2D(weight, bias, new Window(window.height(), window.width(), down, right), padding);
    }

    /**
     * The same layer with other padding.
     *
     * @param padding zeros around the image
     * @return a layer that shares this one's parameters
     */
    public Conv2D withPadding(Padding padding) {
        return new Conv2D(weight, bias, window, padding);
    }

    /**
     * The same layer with or without a bias. Before a BatchNorm, which would cancel it, a bias is of no use.
     *
     * @param present whether the layer has a bias; one that had none gets zeros
     * @return a layer that shares this one's parameters
     */
    public Conv2D withBias(boolean present) {
        return new Conv2D(weight, present ? Weights.biasOrZeros(bias, weight.columns()) : null, window, padding);
    }

    Parameter weight() {
        return weight;
    }

    /** Null for a layer without one. */
    Parameter bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = geometry(x.shape().example());
        Tensor y = Convolution.forward(x, weight, g, tape.buffers());             // (N, OH, OW, OC)
        if (bias == null) {
            return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x, weight);
        }
        addRow(y, bias);
        return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x, weight, bias);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> weightGradient(x, dy, g, sink));         // dw  (KH, KW, C, OC)
        if (bias != null) {
            sink.add(bias, () -> sumRows(dy, sink));                    // db  (OC)
        }
        sink.add(x, () -> inputGradient(dy, weight, g, sink));          // dx  (N, H, W, C)
    }

    Geometry geometry(Shape image) {
        return Geometry.of(image, window, padding);
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
    public Map<String, Tensor> tensors() {
        return Weights.named(weight, bias);
    }

    @Override
    public Description describe() {
        return padding.addTo(window.addTo(Description.of("Conv2D")))
                .with("channels", weight.shape().axis(2)).with("filters", weight.columns()).with("bias", bias != null);
    }

    @Override
    public String toString() {
        return "Conv2D " + weight.shape().axis(2) + "→" + weight.columns() + " " + window + " " + padding;
    }
}
