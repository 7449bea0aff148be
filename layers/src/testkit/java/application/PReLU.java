package application;

import easel.core.Allocator;
import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
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
        return forward(x, x, tape);
    }

    /** v where x > 0, else a[c]·v. This is y for v = x, and its tangent ẏ for v = ẋ. */
    private Tensor forward(Tensor v, Tensor x, Tape tape) {
        return tape.record(this, product(v, x, 1, slope, tape.buffers()), (dy, sink) -> backward(v, x, dy, sink),
                (sink, t) -> sink.add(v, direction -> forward(direction, x, t)), v, slope);
    }

    private void backward(Tensor v, Tensor x, Tensor dy, GradientSink sink) {
        Tensor one = Tensor.full(slope.shape(), 1);
        sink.add(v, () -> product(dy, x, 1, slope, sink));           // dv = dy where x > 0, else a[c]·dy
        sink.add(slope, () -> Matrices.sumRowsOfProduct(dy, product(v, x, 0, one, sink), sink));   // Σ dy·v where x ≤ 0
    }

    private Tensor product(Tensor v, Tensor x, float positive, Tensor negative, Allocator buffers) {
        Tensor y = buffers.allocate(outputShape(x.shape().example()).batch(x.shape().axis(0)));
        for (int i = 0; i < x.size(); i++) {
            y.array()[i] = v.array()[i] * (x.array()[i] > 0 ? positive : negative.array()[i % slope.size()]);
        }
        return y;
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
        w.require(Map.of("slope", Shape.of(d.integer("channels"))));
        return of(d.integer("channels"));
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
