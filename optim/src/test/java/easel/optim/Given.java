package easel.optim;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/** Parameters and gradients with given values; the gradients come from a tape. */
final class Given {
    private Given() {}

    static Parameter parameter(float... values) {
        return Parameter.of(Tensor.of(Shape.of(values.length), values));
    }

    static Gradients gradients(Tensor source, float... gradient) {
        return gradients(List.of(source), List.of(gradient));
    }

    static Gradients gradients(List<? extends Tensor> sources, List<float[]> gradients) {
        List<Tensor> given = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            given.add(Tensor.of(sources.get(i).shape(), gradients.get(i)));
        }
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor loss = tape.record("given", Tensor.scalar(0), (dy, sink) -> {
            for (int i = 0; i < given.size(); i++) {
                Tensor gradient = given.get(i);
                sink.add(sources.get(i), () -> gradient);
            }
        }, sources.toArray(Tensor[]::new));
        return tape.gradients(loss, sources);
    }

    static float[] normal(int size, long seed) {
        float[] values = new float[size];
        RandomStream.of(seed).fillNormal(values, 0, 1);
        return values;
    }
}
