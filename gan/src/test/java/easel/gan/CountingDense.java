package easel.gan;

import static easel.core.ops.Matrices.product;
import static easel.core.ops.Matrices.productTransposed;
import static easel.core.ops.Matrices.transposedProduct;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.layers.Layer;
import java.util.Map;

/** A dense layer that counts how often each of its gradients is computed. */
final class CountingDense implements Layer {
    int weightGradients;
    int inputGradients;
    private final Parameter weight;

    CountingDense(int in, int out) {
        this.weight = Parameter.of(Given.normal(in * 31 + out, in, out));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return tape.record("CountingDense", product(x, weight, tape.buffers()), (dy, sink) -> {
            sink.add(weight, () -> {
                weightGradients++;
                return transposedProduct(x, dy, sink);
            });
            sink.add(x, () -> {
                inputGradients++;
                return productTransposed(dy, weight, sink);
            });
        }, x, weight);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(weight.columns());
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Map.of("weight", weight);
    }
}
