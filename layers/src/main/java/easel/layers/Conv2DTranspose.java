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
 * A transposed convolution: y[n,p,q,o] = b[o] + Σ x[n,i,j,c] · w[u,v,o,c] over c and all i, j, u, v with i·s + u·d -
 * top = p and j·s + v·d - left = q; s, d, top and left are as in {@link Conv2D}. Each input pixel is multiplied by the
 * whole kernel, and the product is added to KH×KW output pixels, d apart, whose first row is i·s - top and whose first
 * column is j·s - left; pixels outside the output are dropped. The result, without the bias, is the input gradient of a
 * Conv2D from OC to C channels with the same weight, stride, dilation and padding.
 *
 * <p>Shapes: x (N, H, W, C), w (KH, KW, OC, C), b (OC), y (N, OH, OW, OC). With padding same OH = H·s, otherwise OH =
 * (H - 1)·s + (KH - 1)·d + 1 - top - bottom + the output padding; likewise OW. The Conv2D maps s different sizes to H;
 * the output padding, from 0 to s - 1, selects one of them.
 *
 * <p>Backward, with the forward pass and the weight gradient of that Conv2D ({@link Convolution}):
 * <ul>
 * <li>dx[n,i,j,c] = Σ dy[n, i·s + u·d - top, j·s + v·d - left, o] · w[u,v,o,c] over u, v and o;
 * <li>dw[u,v,o,c] = Σ dy[n, i·s + u·d - top, j·s + v·d - left, o] · x[n,i,j,c] over n, i and j;
 * <li>db[o] = Σ dy[n,p,q,o] over n, p and q.
 * </ul>
 *
 * <p>If the kernel size is not a multiple of the stride, neighbouring outputs are sums of different numbers of
 * products, which shows as a checkerboard (Odena, Dumoulin and Olah, Deconvolution and Checkerboard Artifacts, 2016).
 * To avoid it, use a kernel size that is a multiple of the stride, such as 4 for stride 2, or {@link UpSampling2D}
 * before a {@link Conv2D}.
 *
 * <p>Defaults: stride 1, dilation 1, padding valid, no output padding, a zero bias, Glorot uniform weights with fan-in
 * KH·KW·C and fan-out KH·KW·OC.
 *
 * <p>Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016, chapter 4.
 */
public final class Conv2DTranspose extends Linear {
    private final Window window;
    private final Padding padding;
    private final int outputPaddingHeight;
    private final int outputPaddingWidth;

    private Conv2DTranspose(Parameter weight, Parameter bias, Window window, Padding padding, int outputPaddingHeight,
            int outputPaddingWidth) {
        super(weight, bias);
        this.window = window;
        this.padding = padding;
        this.outputPaddingHeight = outputPaddingHeight;
        this.outputPaddingWidth = outputPaddingWidth;
    }

    /**
     * A transposed convolution with a square kernel and Glorot uniform weights.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernel rows and columns of the kernel, at least 1
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Conv2DTranspose of(int channels, int filters, int kernel, RandomStream random) {
        return of(channels, filters, kernel, kernel, Initializer.glorotUniform(), random);
    }

    /**
     * A transposed convolution with any kernel size and weights from an initializer.
     *
     * @param channels of x, C, at least 1
     * @param filters channels of y, OC, at least 1
     * @param kernelHeight rows of the kernel, KH, at least 1
     * @param kernelWidth columns of the kernel, KW, at least 1
     * @param initializer creates the weights, with fan-in KH·KW·C and fan-out KH·KW·OC
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1 or the initializer's weight does not have shape
     *     (KH, KW, OC, C)
     */
    public static Conv2DTranspose of(int channels, int filters, int kernelHeight, int kernelWidth,
            Initializer initializer, RandomStream random) {
        Window window = new Window(kernelHeight, kernelWidth, 1, 1);
        Inputs.checkChannels("Conv2DTranspose", channels, filters);
        int taps = kernelHeight * kernelWidth;
        Parameter weight = newWeight("Conv2DTranspose " + channels + "→" + filters,
                Shape.of(kernelHeight, kernelWidth, filters, channels), taps * channels, taps * filters, initializer,
                random);
        return new Conv2DTranspose(weight, zeroBias(filters), window, Padding.VALID, 0, 0);
    }

    /**
     * The same layer with another stride in both directions.
     *
     * @param stride at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if the stride is below 1 or not above the output padding
     */
    public Conv2DTranspose withStride(int stride) {
        return withStride(stride, stride);
    }

    /**
     * The same layer with other strides.
     *
     * @param height stride in rows, at least 1
     * @param width stride in columns, at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if a stride is below 1 or not above the output padding
     */
    public Conv2DTranspose withStride(int height, int width) {
        Window strided = window.withStride(height, width);
        return new Conv2DTranspose(weight, bias, strided, padding, outputPaddingHeight, outputPaddingWidth).checked();
    }

    /**
     * The same layer with another dilation in both directions.
     *
     * @param dilation pixels from one tap of the kernel to the next, at least 1
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if the dilation is below 1 or the kernel covers more pixels than an int holds
     */
    public Conv2DTranspose withDilation(int dilation) {
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
    public Conv2DTranspose withDilation(int height, int width) {
        return new Conv2DTranspose(weight, bias, window.withDilation(height, width), padding,
                outputPaddingHeight, outputPaddingWidth);
    }

    /**
     * The same layer with other padding.
     *
     * @param padding the padding of the {@link Conv2D} that is transposed; these rows and columns are removed from the
     *     output
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if padding is same and the output padding is above 0
     */
    public Conv2DTranspose withPadding(Padding padding) {
        return new Conv2DTranspose(weight, bias, window, padding, outputPaddingHeight, outputPaddingWidth).checked();
    }

    /**
     * The same layer with more output rows at the bottom and more output columns at the right.
     *
     * @param height additional rows, at least 0 and below the stride
     * @param width additional columns, at least 0 and below the stride
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if a number is out of range, or is above 0 and padding is same
     */
    public Conv2DTranspose withOutputPadding(int height, int width) {
        return new Conv2DTranspose(weight, bias, window, padding, height, width).checked();
    }

    private Conv2DTranspose checked() {
        if (outputPaddingHeight < 0 || outputPaddingHeight >= window.strideHeight()
                || outputPaddingWidth < 0 || outputPaddingWidth >= window.strideWidth()) {
            throw new IllegalArgumentException(this + ": output padding " + outputPaddingHeight + "×"
                    + outputPaddingWidth + " must be at least 0 and below the stride, " + window.strideHeight() + "×"
                    + window.strideWidth() + "; call withStride first");
        }
        if (padding.equals(Padding.SAME) && outputPaddingHeight + outputPaddingWidth > 0) {
            throw new IllegalArgumentException(this + ": with padding same the output is the input times the stride;"
                    + " use output padding with valid or explicit padding");
        }
        return this;
    }

    /**
     * The same layer with or without a bias. Before a BatchNorm a bias has no effect, because BatchNorm subtracts the
     * mean.
     *
     * @param present whether the layer has a bias; a new bias starts at zero
     * @return a layer that shares the parameters of this layer
     */
    public Conv2DTranspose withBias(boolean present) {
        return new Conv2DTranspose(weight, biasIf(present, bias, weight.shape().axis(2)), window, padding,
                outputPaddingHeight, outputPaddingWidth);
    }

    @Override
    Tensor forward(Tensor x, Tensor weight, Tape tape) {
        Inputs.checkBatch(this, x);
        Geometry g = geometry(x.shape().example());
        Tensor y = inputGradient(x, weight, g, tape.buffers());                   // (N, OH, OW, OC)
        addBias(y);
        return tape.record(this, y, (dy, sink) -> backward(x, weight, g, dy, sink),
                (sink, t) -> tangent(x, weight, sink, t), sources(x, weight));
    }

    private void backward(Tensor x, Tensor weight, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> weightGradient(dy, x, g, sink));         // dw  (KH, KW, OC, C)
        biasGradient(dy, sink);                                         // db  (OC)
        sink.add(x, () -> Convolution.forward(dy, weight, g, sink));    // dx  (N, H, W, C)
    }

    private void tangent(Tensor x, Tensor weight, TangentSink sink, Tape tape) {
        sink.add(x, v -> withBias(false).forward(v, weight, tape));     // ẏ   (N, OH, OW, OC)
    }

    @Override
    int outputAxis() {
        return 2;
    }

    /** The geometry of the convolution that this layer transposes. The image of that convolution is the output y. */
    private Geometry geometry(Shape input) {
        long height = size(input.axis(0), window.coveredHeight(), window.strideHeight(), outputPaddingHeight, true);
        long width = size(input.axis(1), window.coveredWidth(), window.strideWidth(), outputPaddingWidth, false);
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("the padding removes all of the output, which would be " + height + "×"
                    + width + "; pad less or give a larger input than " + input);
        }
        return Geometry.of(Shape.of(height, width, weight.shape().axis(2)), window, padding);
    }

    private long size(long in, int kernel, int stride, int outputPadding, boolean vertical) {
        if (padding instanceof Padding.Sides sides) {
            return (in - 1) * stride + kernel + outputPadding
                    - (vertical ? (long) sides.top() + sides.bottom() : (long) sides.left() + sides.right());
        }
        return in * stride;
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        outputShape(input);                                                       // refuses a wrong shape
        return prepared(this, PreparedConvolution.inputGradient(weight, geometry(input)));
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
        outputShape(input);                                             // refuses a wrong shape
        return (long) input.rows() * weight.size();                     // H·W · KH·KW·OC·C
    }

    @Override
    public Description describe() {
        return padding.addTo(window.addTo(Description.of("Conv2DTranspose")))
                .with("output_padding", outputPaddingHeight, outputPaddingWidth)
                .with("channels", weight.columns()).with("filters", weight.shape().axis(2)).with("bias", bias != null);
    }

    /** Builds a layer from its {@link #describe}. */
    static Conv2DTranspose from(Description d, Weights w) {
        Window window = Window.from(d);
        int filters = d.integer("filters");
        Shape shape = Shape.of(window.height(), window.width(), filters, d.integer("channels"));
        w.require(shapes(d, shape, filters));
        int[] outputPadding = d.integers("output_padding", 2);
        return new Conv2DTranspose(Parameter.of(Tensor.zeros(shape)), biasIf(d.flag("bias"), null, filters),
                window, Padding.from(d), outputPadding[0], outputPadding[1]).checked();
    }

    @Override
    public String toString() {
        return "Conv2DTranspose " + weight.columns() + "→" + weight.shape().axis(2) + " " + window + " " + padding;
    }
}
