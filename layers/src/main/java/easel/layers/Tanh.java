package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * The hyperbolic tangent: y = tanh x, in [-1, 1].
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy · (1 - y²). {@link Functions#tanh} computes y and dx.
 */
public final class Tanh implements Layer {
    private Tanh() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Tanh of() {
        return new Tanh();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.tanh(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Tanh");
    }

    /** Builds a layer from its {@link #describe}. */
    static Tanh from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Tanh";
    }
}
