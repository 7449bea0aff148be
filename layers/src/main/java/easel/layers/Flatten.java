package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.state.Description;

/**
 * Turns each example into one row: (N, H, W, C) becomes (N, H·W·C), in memory order.
 *
 * <p>Backward: dx = dy in the shape of x. Computed by {@link Rearrange#reshape}.
 */
public final class Flatten implements Layer {
    private Flatten() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Flatten of() {
        return new Flatten();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        int n = x.shape().axis(0);
        return Rearrange.reshape(x, Shape.of(n, x.size() / n), tape);
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public Description describe() {
        return Description.of("Flatten");
    }

    /** Builds a layer from its {@link #describe}. */
    static Flatten from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Flatten";
    }
}
