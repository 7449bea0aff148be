package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;

/**
 * The identity: y = x. As a branch of a {@link Concatenate} it is a skip connection.
 *
 * <p>Shapes: any; y has the shape of x and shares its values.
 *
 * <p>Backward: dx = dy.
 */
public final class Identity implements Layer {
    private Identity() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Identity of() {
        return new Identity();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        return view("Identity", x, tape);
    }

    /** Records a tensor that shares the values of x; dx = dy. */
    static Tensor view(String name, Tensor x, Tape tape) {
        return tape.record(name, x.reshaped(x.shape()), (dy, sink) -> sink.add(x, () -> dy),
                (sink, t) -> sink.add(x, v -> v), x);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Identity");
    }

    /** Builds a layer from its {@link #describe}. */
    static Identity from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Identity";
    }
}
