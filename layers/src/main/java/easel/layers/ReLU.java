package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * A rectifier: y = max(x, 0).
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy where x &gt; 0, else 0. {@link Functions#relu} computes y and dx.
 */
public final class ReLU implements Layer {
    private ReLU() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static ReLU of() {
        return new ReLU();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.relu(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("ReLU");
    }

    /** Builds a layer from its {@link #describe}. */
    static ReLU from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "ReLU";
    }
}
