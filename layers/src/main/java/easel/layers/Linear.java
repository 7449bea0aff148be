package easel.layers;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.PreparedConvolution;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weight and the optional bias of a linear layer. A layer without a bias passes null for it. */
final class Linear {
    private Linear() {}

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
    static void addBias(Tensor y, Parameter bias) {
        if (bias != null) {
            Matrices.addRow(y, bias);
        }
    }

    /** A layer whose weight is prepared for a convolution or an input gradient. */
    static PreparedLayer prepared(Layer layer, PreparedConvolution convolution, Parameter bias) {
        return PreparedLayer.keeping(convolution.floats(), (x, buffers) -> {
            Inputs.checkBatch(layer, x);
            Tensor y = convolution.apply(x, buffers);
            addBias(y, bias);
            return y;
        });
    }

    /** db = Σ dy over the rows. */
    static void biasGradient(Parameter bias, Tensor dy, GradientSink sink) {
        if (bias != null) {
            sink.add(bias, () -> Matrices.sumRows(dy, sink));
        }
    }

    /** The sources of the layer's operation on the tape. */
    static Tensor[] sources(Tensor x, Parameter weight, Parameter bias) {
        return bias == null ? new Tensor[] {x, weight} : new Tensor[] {x, weight, bias};
    }

    /** The tensors under their names in a model file. */
    static Map<String, Tensor> tensors(Parameter weight, Parameter bias) {
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
