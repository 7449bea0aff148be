package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.state.Description;

/**
 * Each example under another shape, as (N, 784) to (N, 28, 28, 1); the order of the values stays.
 *
 * <p>Backward: dx = dy under x's shape. {@link Rearrange#reshape} is the whole of it.
 */
public final class Reshape implements Layer {
    private final Shape target;

    private Reshape(Shape target) {
        this.target = target;
    }

    /**
     * To this shape.
     *
     * @param axes the shape of one example, without N
     * @return a layer
     * @throws IllegalArgumentException if an axis is below 1 or none is given
     */
    public static Reshape to(int... axes) {
        return new Reshape(Shape.of(axes));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        return Rearrange.reshape(x, target.batch(x.shape().axis(0)), tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.size() != target.size()) {
            throw Inputs.wrong(this, input, "an example of " + target.size() + " values",
                    "This one has " + input.size() + ".");
        }
        return target;
    }

    @Override
    public Description describe() {
        return Description.of("Reshape").with("shape", target.toArray());
    }

    @Override
    public String toString() {
        return "Reshape " + target;
    }
}
