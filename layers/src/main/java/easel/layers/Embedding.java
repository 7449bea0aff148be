package easel.layers;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.util.Map;

/**
 * A learned vector for each class: y[n] = W[x[n]], row x[n] of the weight. It equals a {@link Dense} without a bias on
 * one-hot vectors of the classes.
 *
 * <p>Shapes: x (N, 1) or (N), whole numbers from 0 to classes - 1; W (classes, features); y (N, features).
 *
 * <p>Backward: dW[c] = Σ dy[n] over the examples n with x[n] = c. x is an index, so it has no gradient and does not
 * move in a tangent.
 *
 * <p>Default: standard normal weights, as in PyTorch.
 *
 * <p>For conditional networks: Mirza and Osindero, Conditional Generative Adversarial Nets, 2014.
 */
public final class Embedding implements Layer {
    private final Parameter weight;

    private Embedding(Parameter weight) {
        this.weight = weight;
    }

    /**
     * A layer with standard normal weights.
     *
     * @param classes the number of vectors, at least 1
     * @param features the length of a vector, at least 1
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Embedding of(int classes, int features, RandomStream random) {
        return of(classes, features, Initializer.normal(1), random);
    }

    /**
     * A layer with weights from an initializer.
     *
     * @param classes the number of vectors, at least 1
     * @param features the length of a vector, at least 1
     * @param initializer creates the weights, with fan-in {@code classes} and fan-out {@code features}
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1 or the initializer's weight does not have shape
     *     (classes, features)
     */
    public static Embedding of(int classes, int features, Initializer initializer, RandomStream random) {
        String name = "Embedding " + classes + "→" + features;
        if (classes < 1 || features < 1) {
            throw new IllegalArgumentException(name + ": both sizes must be at least 1");
        }
        return new Embedding(
                Linear.newWeight(name, Shape.of(classes, features), classes, features, initializer, random));
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        if (x.shape().rank() > 1) {
            Inputs.checkBatch(this, x);
        }
        int[] index = index(x);
        Tensor y = Matrices.gather(weight, index, tape.buffers());                    // (N, features)
        return tape.record(this, y, (dy, sink) -> backward(index, dy, sink), (sink, t) -> { }, weight);
    }

    private int[] index(Tensor x) {
        int[] index = new int[x.size()];
        for (int n = 0; n < index.length; n++) {
            index[n] = (int) x.array()[n];
            if (index[n] != x.array()[n] || index[n] < 0 || index[n] >= weight.rows()) {
                throw new IllegalArgumentException(this + ": the class of example " + n + " is " + x.array()[n]
                        + "; expected a whole number from 0 to " + (weight.rows() - 1));
            }
        }
        return index;
    }

    private void backward(int[] index, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> Matrices.scatter(dy, index, weight.shape(), sink));
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!input.equals(Shape.of(1))) {
            throw Inputs.wrong(this, input, Shape.of(1), "An example is one class, counted from 0.");
        }
        return Shape.of(weight.columns());
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Map.of("weight", weight);
    }

    @Override
    public Description describe() {
        return Description.of("Embedding").with("classes", weight.rows()).with("features", weight.columns());
    }

    /** Builds a layer from its {@link #describe}. */
    static Embedding from(Description d, Weights w) {
        Shape shape = Shape.of(d.integer("classes"), d.integer("features"));
        w.require(Map.of("weight", shape));
        return new Embedding(Parameter.of(Tensor.zeros(shape)));
    }

    @Override
    public String toString() {
        return "Embedding " + weight.rows() + "→" + weight.columns();
    }
}
