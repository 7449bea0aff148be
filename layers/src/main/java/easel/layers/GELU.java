package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * The Gaussian error linear unit: y = x · Φ(x), where Φ(x) = (1 + erf(x/√2)) / 2 is the probability that a standard
 * normal number is below x.
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy · (Φ(x) + x · φ(x)), where φ is the standard normal density. {@link Functions#gelu} computes y
 * and dx.
 *
 * <p>This is the exact form, the default of PyTorch and Keras. The approximation with tanh, which the paper gives for
 * speed and GPT-2 uses, has no layer: it differs by up to 0.0005 and would not be faster here.
 *
 * <p>Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), 2016, section 2.
 */
public final class GELU implements Layer {
    private GELU() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static GELU of() {
        return new GELU();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.gelu(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("GELU");
    }

    /** Builds a layer from its {@link #describe}. */
    static GELU from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "GELU";
    }
}
