package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.state.Description;

/**
 * Gives each example another shape, for example (N, 784) to (N, 28, 28, 1). The order of the values does not change.
 *
 * <p>Backward: dx = dy in the shape of x. Computed by {@link Rearrange#reshape}.
 */
public final class Reshape implements Layer {
    private final Shape target;

    private Reshape(Shape target) {
        this.target = target;
    }

    /**
     * Creates a layer that reshapes to this shape.
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
                    "This input has " + input.size() + ".");
        }
        return target;
    }

    @Override
    public Description describe() {
        return Description.of("Reshape").with("shape", target.toArray());
    }

    /** Builds a layer from its {@link #describe}. */
    static Reshape from(Description d, Weights w) {
        return to(d.integers("shape", 0));
    }

    @Override
    public String toString() {
        return "Reshape " + target;
    }
}
