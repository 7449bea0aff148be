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
 * A transposed convolution: by definition the input gradient of the {@link Conv2D} from OC to C channels with the same
 * weight, stride and padding, plus a bias. y[n, i·s + u - top, j·s + v - left, o] += x[n,i,j,c] · w[u,v,o,c] over all
 * i, j, u, v and c; what falls outside the output is dropped.
 *
 * <p>Shapes: x (N, H, W, C), w (KH, KW, OC, C), b (OC), y (N, OH, OW, OC). With padding same OH = H·s, otherwise
 * OH = (H - 1)·s + KH - top - bottom + the output padding, which chooses among the sizes that the convolution would map
 * to H; likewise OW.
 *
 * <p>Backward: dx is the convolution of dy, dw its weight gradient with dy as the image and x as the gradient
 * ({@link Convolution}), db = Σ dy over n and all places.
 *
 * <p>Where the kernel is not a multiple of the stride, neighbouring outputs receive different numbers of products,
 * which shows as a checkerboard (Odena, Dumoulin and Olah, Deconvolution and Checkerboard Artifacts, 2016). The remedy
 * is a kernel of a multiple of the stride, such as 4 for stride 2, or {@link UpSampling2D} before a {@link Conv2D}.
 *
 * <p>Defaults: stride 1, padding valid, no output padding, a zero bias, Glorot uniform weights with fans KH·KW·C and
 * KH·KW·OC.
 *
 * <p>Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.
 */
public final class Conv2DTranspose implements Layer {
    private final Parameter weight;
    private final Parameter bias;   // null for a layer without one
    private final Window window;
    private final Padding padding;
    private final int outputPaddingDown;
    private final int outputPaddingRight;

    private Conv2DTranspose(Parameter weight, Parameter bias, Window window, Padding padding, int outputPaddingDown,
            int outputPaddingRight) {
        this.weight = weight;
        this.bias = bias;
        this.window = window;
        this.padding = padding;
        this.outputPaddingDown = outputPaddingDown;
        this.outputPaddingRight = outputPaddingRight;
    }

    /**
     * A transposed convolution with a square kernel and Glorot uniform weights.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernel rows and columns of the kernel, at least 1
     * @param random the weights are drawn from it
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Conv2DTranspose of(int channels, int filters, int kernel, RandomStream random) {
        return of(channels, filters, kernel, kernel, Initializer.glorotUniform(), random);
    }

    /**
     * A transposed convolution with a kernel and weights of your choice.
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
    public static Conv2DTranspose of(int channels, int filters, int kernelHeight, int kernelWidth,
            Initializer initializer, RandomStream random) {
        Window window = new Window(kernelHeight, kernelWidth, 1, 1);
        Inputs.checkChannels("Conv2DTranspose", channels, filters);
        int places = kernelHeight * kernelWidth;
        Tensor weight = initializer.create(Shape.of(kernelHeight, kernelWidth, filters, channels), places * channels,
                places * filters, random);
        Parameter bias = Parameter.of(Tensor.zeros(Shape.of(filters)));
        return new Conv2DTranspose(Parameter.of(weight), bias, window, Padding.VALID, 0, 0);
    }

    /**
     * The same layer with another stride in both directions.
     *
     * @param stride at least 1
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if the stride is below 1 or not above the output padding
     */
    public Conv2DTranspose withStride(int stride) {
        return withStride(stride, stride);
    }

    /**
     * The same layer with other strides.
     *
     * @param down rows, at least 1
     * @param right columns, at least 1
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if a stride is below 1 or not above the output padding
     */
    public Conv2DTranspose withStride(int down, int right) {
        Window moved = new Window(window.height(), window.width(), down, right);
        return new Conv2DTranspose(weight, bias, moved, padding, outputPaddingDown, outputPaddingRight).checked();
    }

    /**
     * The same layer with other padding.
     *
     * @param padding what it takes off the output; zeros around the image of the convolution that this one transposes
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if it is same and there is output padding
     */
    public Conv2DTranspose withPadding(Padding padding) {
        return new Conv2DTranspose(weight, bias, window, padding, outputPaddingDown, outputPaddingRight).checked();
    }

    /**
     * The same layer with a larger output, at the bottom and at the right.
     *
     * @param down rows more, at least 0 and below the stride
     * @param right columns more, at least 0 and below the stride
     * @return a layer that shares this one's parameters
     * @throws IllegalArgumentException if a number lies outside, or padding is same, whose output size is not ambiguous
     */
    public Conv2DTranspose withOutputPadding(int down, int right) {
        return new Conv2DTranspose(weight, bias, window, padding, down, right).checked();
    }

    private Conv2DTranspose checked() {
        if (outputPaddingDown < 0 || outputPaddingDown >= window.strideHeight()
                || outputPaddingRight < 0 || outputPaddingRight >= window.strideWidth()) {
            throw new IllegalArgumentException(this + ": output padding " + outputPaddingDown + "×" + outputPaddingRight
                    + " must be at least 0 and below the stride, " + window.strideHeight() + "×" + window.strideWidth()
                    + "; say the stride first");
        }
        if (padding.equals(Padding.SAME) && outputPaddingDown + outputPaddingRight > 0) {
            throw new IllegalArgumentException(this + ": with padding same the output is the input times the stride;"
                    + " output padding goes with valid or explicit padding");
        }
        return this;
    }

    /**
     * The same layer with or without a bias. Before a BatchNorm, which would cancel it, a bias is of no use.
     *
     * @param present whether the layer has a bias; one that had none gets zeros
     * @return a layer that shares this one's parameters
     */
    public Conv2DTranspose withBias(boolean present) {
        return new Conv2DTranspose(weight, present ? Weights.biasOrZeros(bias, weight.shape().axis(2)) : null, window, padding, outputPaddingDown, outputPaddingRight);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = geometry(x.shape().example());
        Tensor y = inputGradient(x, weight, g, tape.buffers());                   // (N, OH, OW, OC)
        if (bias == null) {
            return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x, weight);
        }
        addRow(y, bias);
        return tape.record(toString(), y, (dy, sink) -> backward(x, g, dy, sink), x, weight, bias);
    }

    private void backward(Tensor x, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> weightGradient(dy, x, g, sink));         // dw  (KH, KW, OC, C)
        if (bias != null) {
            sink.add(bias, () -> sumRows(dy, sink));                    // db  (OC)
        }
        sink.add(x, () -> Convolution.forward(dy, weight, g, sink));    // dx  (N, H, W, C)
    }

    /** The places of the convolution that this one transposes: its image is our output. */
    private Geometry geometry(Shape input) {
        int height = size(input.axis(0), window.height(), window.strideHeight(), outputPaddingDown, true);
        int width = size(input.axis(1), window.width(), window.strideWidth(), outputPaddingRight, false);
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("padding takes away all of the output, which would be " + height + "×"
                    + width + "; pad less or give a larger input than " + input);
        }
        return Geometry.of(Shape.of(height, width, weight.shape().axis(2)), window, padding);
    }

    private int size(int in, int kernel, int stride, int more, boolean down) {
        if (padding instanceof Padding.Sides sides) {
            return (in - 1) * stride + kernel + more
                    - (down ? sides.top() + sides.bottom() : sides.left() + sides.right());
        }
        return in * stride;
    }

    @Override
    public Shape outputShape(Shape input) {
        Inputs.checkImage(this, input, weight.columns());
        try {
            return geometry(input).image();
        } catch (IllegalArgumentException e) {
            throw Inputs.wrong(this, input, e);
        }
    }

    @Override
    public long multiplyAdds(Shape input) {
        outputShape(input);                                             // refuses what does not fit
        return (long) input.rows() * weight.size();                     // H·W · KH·KW·OC·C
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Weights.named(weight, bias);
    }

    @Override
    public Description describe() {
        return padding.addTo(window.addTo(Description.of("Conv2DTranspose")))
                .with("output_padding", outputPaddingDown, outputPaddingRight)
                .with("channels", weight.columns()).with("filters", weight.shape().axis(2)).with("bias", bias != null);
    }

    @Override
    public String toString() {
        return "Conv2DTranspose " + weight.columns() + "→" + weight.shape().axis(2) + " " + window + " " + padding;
    }
}
