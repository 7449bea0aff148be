package easel.layers;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Rearrange.sliceColumns;
import static easel.core.ops.Reduce.sumPerRow;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A discriminator of examples with class labels: y = h₀ + Σₖ lₖ·hₖ, where h = body(x) has 1 + K numbers, and l is the
 * one-hot label of x. So y of an example of class k is h₀ + hₖ, and the body does not read the label.
 *
 * <p>Shapes: input (N, …, C + K), examples x (N, …, C) with a label (K) at each pixel, of which the first one is used;
 * h (N, 1 + K), y (N, 1).
 *
 * <p>Backward: dh₀ = dy, dhₖ = lₖ·dy, dlₖ = hₖ·dy; dx is that of the body.
 *
 * <p>If the body ends in a Dense layer of features φ(x), this is the discriminator lᵀVφ(x) + ψ(φ(x)) of Miyato and
 * Koyama, cGANs with Projection Discriminator, 2018, section 3, with a linear ψ. Here each class also has a bias.
 */
public final class ClassProjection implements Layer {
    private final Layer body;
    private final int classes;

    private ClassProjection(Layer body, int classes) {
        this.body = body;
        this.classes = classes;
    }

    /**
     * Creates the layer.
     *
     * @param body a layer from examples (N, …, C) to (N, 1 + K); this layer shares its parameters
     * @param classes the number of classes K, at least 1
     * @return a layer
     * @throws IllegalArgumentException if the number of classes is below 1
     */
    public static ClassProjection of(Layer body, int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException("ClassProjection: needs at least 1 class, found " + classes);
        }
        return new ClassProjection(Objects.requireNonNull(body, "body"), classes);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        int n = x.shape().axis(0);
        int channels = x.columns() - classes;
        Tensor shared = Identity.view("ClassProjection", x, tape);      // its gradient is the sum; x receives it once
        Tensor h = body.forward(sliceColumns(shared, 0, channels, tape), tape);                   // (N, 1 + K)
        Tensor rows = reshape(shared, Shape.of(n, x.size() / n), tape);                           // (N, pixels·(C + K))
        Tensor labels = sliceColumns(rows, channels, channels + classes, tape);                   // (N, K)
        Tensor ofClass = sumPerRow(multiply(sliceColumns(h, 1, 1 + classes, tape), labels, tape), tape);    // (N)
        return add(sliceColumns(h, 0, 1, tape), reshape(ofClass, Shape.of(n, 1), tape), tape);    // (N, 1)
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() <= classes) {
            throw Inputs.wrong(this, input, "(N, …, C + " + classes + ")", "Join a one-hot label to each pixel.");
        }
        Shape output = body.outputShape(example(input));
        if (!output.equals(Shape.of(1 + classes))) {
            throw Inputs.wrong(this, input, "a body with the output (N, " + (1 + classes) + ")",
                    "Its output is (N, " + output.toString().substring(1) + ".");
        }
        return Shape.of(1);
    }

    /** The shape of an example without its label. */
    private Shape example(Shape input) {
        return input.withColumns(input.columns() - classes);
    }

    @Override
    public long multiplyAdds(Shape input) {
        outputShape(input);                                             // refuses a wrong shape
        return body.multiplyAdds(example(input));
    }

    /**
     * The body.
     *
     * @return the layer that computes h
     */
    public Layer body() {
        return body;
    }

    /**
     * The number of classes.
     *
     * @return K
     */
    public int classes() {
        return classes;
    }

    /** The body's tensors, with names that start with {@code 0.}, such as {@code 0.weight}. */
    @Override
    public Map<String, Tensor> tensors() {
        return Sequential.tensors(List.of(body));
    }

    @Override
    public Description describe() {
        return Description.of("ClassProjection").with("classes", classes).withLayers(List.of(body.describe()));
    }

    /** Builds a layer from its {@link #describe}. */
    static ClassProjection from(Description d, Weights w) {
        if (d.layers().size() != 1) {
            throw d.fault("must have one inner layer, its body, but has " + d.layers().size());
        }
        int classes = d.integer("classes");
        return of(w.layers(d).get(0), classes);
    }

    @Override
    public String toString() {
        return "ClassProjection(" + body + ")";
    }
}
