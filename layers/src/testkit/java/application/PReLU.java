package application;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Products.timesRow;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import easel.layers.Layer;
import easel.layers.LayerFactory;
import easel.layers.Weights;
import java.util.Map;

/** A rectifier with a learned slope a per channel: y = x where x > 0, else a[c]·x. x and y (N, …, C), a (C). */
public record PReLU(Parameter slope) implements Layer {
    public static PReLU of(int channels) {
        return new PReLU(Parameter.of(Tensor.full(Shape.of(channels), 0.25)));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Tensor y = tape.buffers().allocate(outputShape(x.shape().example()).batch(x.shape().axis(0)));
        for (int i = 0; i < x.size(); i++) {
            y.array()[i] = x.array()[i] * (x.array()[i] > 0 ? 1 : slope.array()[i % slope.size()]);
        }
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink), (sink, t) -> tangent(x, sink, t), x, slope);
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {                                          // dx = dy where x > 0, else a[c]·dy
            Tensor dx = sink.allocate(x.shape());
            for (int i = 0; i < x.size(); i++) {
                dx.array()[i] = dy.array()[i] * (x.array()[i] > 0 ? 1 : slope.array()[i % slope.size()]);
            }
            return dx;
        });
        sink.add(slope, () -> {                                      // da[c] = Σ dy·x over the elements with x ≤ 0
            Tensor da = Tensor.zeros(slope.shape());
            for (int i = 0; i < x.size(); i++) {
                da.array()[i % slope.size()] += dy.array()[i] * Math.min(x.array()[i], 0);
            }
            return da;
        });
    }

    private void tangent(Tensor x, TangentSink sink, Tape tape) {
        sink.add(x, v -> {                                           // ẏ = ẋ where x > 0, else a[c]·ẋ
            Tensor positive = Tensor.zeros(x.shape());
            Tensor negative = Tensor.zeros(x.shape());
            for (int i = 0; i < x.size(); i++) {
                (x.array()[i] > 0 ? positive : negative).array()[i] = 1;
            }
            return add(multiply(v, positive, tape), timesRow(multiply(v, negative, tape), slope, tape), tape);
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() != slope.size()) {
            throw new IllegalArgumentException(this + ": input " + input + " must have " + slope.size() + " channels");
        }
        return input;
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Map.of("slope", slope);
    }

    @Override
    public Description describe() {
        return Description.of("PReLU").with("channels", slope.size());
    }

    static PReLU from(Description d, Weights w) {
        int channels = d.integer("channels");
        w.require(Map.of("slope", Shape.of(channels)));
        return of(channels);
    }

    /** Lets models with this layer be loaded. Call it once, at the start of the program. */
    public static void register() {
        LayerFactory.register("PReLU", PReLU::from);
    }

    @Override
    public String toString() {
        return "PReLU " + slope.size();
    }
}
