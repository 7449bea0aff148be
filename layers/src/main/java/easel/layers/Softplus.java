package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * A smooth rectifier: y = ln(1 + eˣ).
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy / (1 + e⁻ˣ). {@link Functions#softplus} computes y and dx.
 */
public final class Softplus implements Layer {
    private Softplus() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Softplus of() {
        return new Softplus();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.softplus(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Softplus");
    }

    /** Builds a layer from its {@link #describe}. */
    static Softplus from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Softplus";
    }
}
