package easel.layers;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.PreparedConvolution;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A layer that is linear in x and in its weight, apart from an optional bias. Its forward pass takes the weight as an
 * argument: the layer's own parameter, or a tensor computed from it, such as the parameter divided by its spectral norm
 * ({@link SpectralNorm}).
 */
abstract sealed class Linear implements Layer permits Dense, Conv2D, Conv2DTranspose {
    final Parameter weight;
    final Parameter bias;   // null for a layer without a bias

    Linear(Parameter weight, Parameter bias) {
        this.weight = weight;
        this.bias = bias;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return forward(x, weight, tape);
    }

    /** The forward pass with any tensor of the weight's shape as the weight. It is one of the recorded sources. */
    abstract Tensor forward(Tensor x, Tensor weight, Tape tape);

    /** The axis of the weight that counts the output features. */
    abstract int outputAxis();

    /** A new weight. Refuses an initializer's tensor of another shape; {@code layer} is for the message. */
    static Parameter newWeight(String layer, Shape shape, int fanIn, int fanOut, Initializer initializer,
            RandomStream random) {
        Tensor weight = initializer.create(shape, fanIn, fanOut, random);
        if (!weight.shape().equals(shape)) {
            throw new IllegalArgumentException(layer + ": its initializer made a weight of shape " + weight.shape()
                    + "; expected " + shape);
        }
        return Parameter.of(weight);
    }

    /** A new bias: a zero for each output feature. */
    static Parameter zeroBias(int features) {
        return Parameter.of(Tensor.zeros(Shape.of(features)));
    }

    /** Null if the layer has no bias; otherwise the given bias, or a new one if the given bias is null. */
    static Parameter biasIf(boolean present, Parameter bias, int features) {
        return !present ? null : bias != null ? bias : zeroBias(features);
    }

    /** Adds the bias to each row of y. */
    final void addBias(Tensor y) {
        if (bias != null) {
            Matrices.addRow(y, bias);
        }
    }

    /** A prepared convolution or input gradient, and the bias. {@code layer} checks the input. */
    final PreparedLayer prepared(Layer layer, PreparedConvolution convolution) {
        return PreparedLayer.keeping(convolution.floats(), (x, buffers) -> {
            Inputs.checkBatch(layer, x);
            Tensor y = convolution.apply(x, buffers);
            addBias(y);
            return y;
        });
    }

    /** db = Σ dy over the rows. */
    final void biasGradient(Tensor dy, GradientSink sink) {
        if (bias != null) {
            sink.add(bias, () -> Matrices.sumRows(dy, sink));
        }
    }

    /** The sources of the layer's operation on the tape. */
    final Tensor[] sources(Tensor x, Tensor weight) {
        return bias == null ? new Tensor[] {x, weight} : new Tensor[] {x, weight, bias};
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", weight);
        if (bias != null) {
            tensors.put("bias", bias);
        }
        return tensors;
    }

    /** The shapes of the tensors of a layer with this description, by name. */
    static Map<String, Shape> shapes(Description d, Shape weight, int features) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("weight", weight);
        if (d.flag("bias")) {
            shapes.put("bias", Shape.of(features));
        }
        return shapes;
    }
}
