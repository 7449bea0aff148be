package easel.layers;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.state.Description;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A residual connection: y = x + f(x), where the body f is a layer, usually a {@link Sequential}.
 *
 * <p>Shapes: any that the body keeps; y has the shape of x.
 *
 * <p>Backward: dx = dy + df, where df is the gradient of x through the body. The tape sums the two gradients.
 *
 * <p>He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2015, equation 1.
 */
public final class Residual implements Layer {
    private final Layer body;

    private Residual(Layer body) {
        this.body = body;
    }

    /**
     * Creates the layer.
     *
     * @param body a layer whose output has the shape of its input; the residual layer shares its parameters
     * @return a layer
     */
    public static Residual of(Layer body) {
        return new Residual(Objects.requireNonNull(body, "body"));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor shared = Identity.view("Residual", x, tape);      // its gradient is the sum; x receives it once
        return Arithmetic.add(shared, body.forward(shared, tape), tape);
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        outputShape(input);                                             // refuses a wrong shape
        PreparedLayer prepared = body.prepare(input);
        return PreparedLayer.keeping(prepared.floats(), (x, buffers) ->
                Arithmetic.add(x, prepared.infer(x, buffers), Tape.forInference(buffers)));
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = body.outputShape(input);
        if (!output.equals(input)) {
            throw Inputs.wrong(this, input, output, "The body must keep the shape, because x is added to its output.");
        }
        return output;
    }

    @Override
    public long multiplyAdds(Shape input) {
        outputShape(input);                                             // refuses a wrong shape
        return body.multiplyAdds(input);
    }

    /**
     * The body.
     *
     * @return the layer f
     */
    public Layer body() {
        return body;
    }

    /** The body's tensors, with names that start with {@code 0.}, such as {@code 0.weight}. */
    @Override
    public Map<String, Tensor> tensors() {
        return Sequential.tensors(List.of(body));
    }

    @Override
    public Description describe() {
        return Description.of("Residual").withLayers(List.of(body.describe()));
    }

    /** Builds a layer from its {@link #describe}. */
    static Residual from(Description d, Weights w) {
        if (d.layers().size() != 1) {
            throw d.fault("must have one inner layer, its body, but has " + d.layers().size());
        }
        return of(w.layers(d).get(0));
    }

    @Override
    public String toString() {
        return "Residual(" + body + ")";
    }
}
