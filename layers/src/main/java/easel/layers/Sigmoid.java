package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * The logistic function: y = 1 / (1 + e⁻ˣ), in [0, 1].
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy · y · (1 - y). {@link Functions#sigmoid} computes y and dx.
 */
public final class Sigmoid implements Layer {
    private Sigmoid() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Sigmoid of() {
        return new Sigmoid();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.sigmoid(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Sigmoid");
    }

    /** Builds a layer from its {@link #describe}. */
    static Sigmoid from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Sigmoid";
    }
}
