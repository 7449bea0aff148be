package application;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.state.Description;
import easel.layers.Layer;
import easel.layers.LayerFactory;
import easel.layers.PreparedLayer;

/** A layer that adds a constant: y = x + by. */
record Shift(float by) implements Layer {
    static final LayerFactory.Reader READER = (d, w) -> new Shift(d.number("by"));

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Arithmetic.addScalar(x, by, tape);
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        return (x, buffers) -> Arithmetic.addScalar(x, by, Tape.forInference(buffers));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Shift").with("by", by);
    }
}
