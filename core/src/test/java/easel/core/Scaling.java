package easel.core;

import easel.core.ops.Arithmetic;
import easel.core.ops.Pointwise;
import java.util.List;

/** An element-wise operation y = x · weight for tests. Each derivative that runs adds its name to a list. */
final class Scaling {
    final Parameter weight;
    private final String name;
    private final List<String> computed;

    Scaling(String name, List<String> computed, float... weight) {
        this.name = name;
        this.weight = Parameter.of(vector(weight));
        this.computed = computed;
    }

    static Tensor doubled(Tensor x, Tape tape) {
        return Arithmetic.scale(x, 2, tape);
    }

    static Tensor vector(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    Tensor forward(Tensor x, Tape tape) {
        return tape.record(name, Pointwise.product(x, weight, tape.buffers()), (dy, sink) -> {
            sink.add(x, () -> noted("dx", Pointwise.product(dy, weight, sink)));
            sink.add(weight, () -> noted("dweight", Pointwise.product(dy, x, sink)));
        }, x, weight);
    }

    private Tensor noted(String derivative, Tensor gradient) {
        computed.add(name + " " + derivative);
        return gradient;
    }
}
