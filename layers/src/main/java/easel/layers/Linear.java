package easel.layers;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.state.Description;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weight and the optional bias of a linear layer. A layer without a bias passes null for it. */
final class Linear {
    private Linear() {}

    /** A new bias: a zero for each output feature. */
    static Parameter zeroBias(int features) {
        return Parameter.of(Tensor.zeros(Shape.of(features)));
    }

    /** Null if no bias is wanted, otherwise the given bias, or a new one if that is null. */
    static Parameter biasIf(boolean present, Parameter bias, int features) {
        return !present ? null : bias != null ? bias : zeroBias(features);
    }

    /** Adds the bias to each row of y. */
    static void addBias(Tensor y, Parameter bias) {
        if (bias != null) {
            Matrices.addRow(y, bias);
        }
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
