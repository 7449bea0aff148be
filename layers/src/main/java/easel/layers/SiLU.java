package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * The sigmoid linear unit, also called Swish: y = x · sigmoid(x).
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy · s · (1 + x · (1 - s)) with s = sigmoid(x). {@link Functions#silu} computes y and dx.
 *
 * <p>Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement
 * Learning, 2018, equation 1; Ramachandran, Zoph and Le, Searching for Activation Functions, 2017 (Swish with β = 1).
 */
public final class SiLU implements Layer {
    private SiLU() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static SiLU of() {
        return new SiLU();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.silu(x, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("SiLU");
    }

    /** Builds a layer from its {@link #describe}. */
    static SiLU from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "SiLU";
    }
}
