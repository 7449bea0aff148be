package easel.layers;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names under which a linear layer holds its numbers. */
final class Weights {
    private Weights() {}

    /** {@code weight}, and {@code bias} unless it is null. */
    static Map<String, Tensor> named(Parameter weight, Parameter bias) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", weight);
        if (bias != null) {
            tensors.put("bias", bias);
        }
        return tensors;
    }

    /** The bias, or zeros where it is null. */
    static Parameter biasOrZeros(Parameter bias, int features) {
        return bias != null ? bias : Parameter.of(Tensor.zeros(Shape.of(features)));
    }
}
