package easel.layers;

import easel.core.Float32;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.state.Description;

/**
 * The exponential linear unit: y = x where x &gt; 0, else alpha · (eˣ - 1).
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy where x &gt; 0, else dy · alpha · eˣ. {@link Functions#elu} computes y and dx.
 *
 * <p>Default: alpha is 1, as in the paper's experiments. For any other alpha the slope jumps at 0, where dx is
 * alpha · dy.
 *
 * <p>Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs),
 * 2015, equation 15.
 */
public final class ELU implements Layer {
    private final float alpha;

    private ELU(float alpha) {
        this.alpha = alpha;
    }

    /**
     * Creates the layer with alpha 1.
     *
     * @return a layer
     */
    public static ELU of() {
        return new ELU(1);
    }

    /**
     * Creates the layer with another alpha; large negative inputs give -alpha.
     *
     * @param alpha at least 0 and finite; converted to float
     * @return a layer
     * @throws IllegalArgumentException if alpha is out of range
     */
    public static ELU withAlpha(double alpha) {
        float nearest = (float) alpha;
        if (!(nearest >= 0 && nearest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "ELU: alpha must be at least 0 and finite, found " + Float32.text(alpha));
        }
        return new ELU(nearest);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return Functions.elu(x, alpha, tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("ELU").with("alpha", alpha);
    }

    /** Builds a layer from its {@link #describe}. */
    static ELU from(Description d, Weights w) {
        return withAlpha(d.number("alpha"));
    }

    @Override
    public String toString() {
        return "ELU " + alpha;
    }
}
