package easel.layers;

import static easel.core.ops.Matrices.affine;
import static easel.core.ops.Matrices.packed;
import static easel.core.ops.Matrices.product;
import static easel.core.ops.Matrices.productTransposed;
import static easel.core.ops.Matrices.transposedProduct;

import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.PackedMatrix;
import easel.core.random.RandomStream;
import easel.core.state.Description;

/**
 * A fully connected layer: y = x·W + b.
 *
 * <p>Shapes: x (N, in), W (in, out), b (out), y (N, out).
 *
 * <p>Backward: dW = xᵀ·dy, db = Σₙ dyₙ, dx = dy·Wᵀ.
 *
 * <p>Defaults: Glorot uniform weights (Glorot and Bengio, Understanding the difficulty of training deep feedforward
 * neural networks, 2010, eq. 16), zero bias.
 */
public final class Dense extends Linear {
    private final String name;

    private Dense(Parameter weight, Parameter bias) {
        super(weight, bias);
        this.name = "Dense " + weight.rows() + "→" + weight.columns();
    }

    /**
     * A layer with Glorot uniform weights and a zero bias.
     *
     * @param in features of x, at least 1
     * @param out features of y, at least 1
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Dense of(int in, int out, RandomStream random) {
        return of(in, out, Initializer.glorotUniform(), random);
    }

    /**
     * A layer with weights from an initializer and a zero bias.
     *
     * @param in features of x, at least 1
     * @param out features of y, at least 1
     * @param initializer creates the weights, with fan-in {@code in} and fan-out {@code out}
     * @param random the stream for the weights
     * @return a fresh layer
     * @throws IllegalArgumentException if a size is below 1 or the initializer's weight does not have shape (in, out)
     */
    public static Dense of(int in, int out, Initializer initializer, RandomStream random) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("Dense " + in + "→" + out + ": both sizes must be at least 1");
        }
        Parameter weight = newWeight("Dense " + in + "→" + out, Shape.of(in, out), in, out, initializer, random);
        return new Dense(weight, zeroBias(out));
    }

    /**
     * The same layer with or without a bias. Before a BatchNorm a bias has no effect, because BatchNorm subtracts the
     * mean.
     *
     * @param present whether the layer has a bias; a new bias starts at zero
     * @return a layer that shares the parameters of this layer
     */
    public Dense withBias(boolean present) {
        return new Dense(weight, biasIf(present, bias, weight.columns()));
    }

    @Override
    Tensor forward(Tensor x, Tensor weight, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor y = bias == null
                ? product(x, weight, tape.buffers())                 // (N, out) = (N, in)·(in, out)
                : affine(x, weight, bias, tape.buffers());           // (N, out) = (N, in)·(in, out) + (out)
        return tape.record(name, y, (dy, sink) -> backward(x, weight, dy, sink),
                (sink, t) -> tangent(x, weight, sink, t), sources(x, weight));
    }

    private void backward(Tensor x, Tensor weight, Tensor dy, GradientSink sink) {
        sink.add(weight, () -> transposedProduct(x, dy, sink));      // dW = xᵀ·dy   (in, out)
        biasGradient(dy, sink);                                      // db = Σₙ dyₙ  (out)
        sink.add(x, () -> productTransposed(dy, weight, sink));      // dx = dy·Wᵀ   (N, in)
    }

    private void tangent(Tensor x, Tensor weight, TangentSink sink, Tape tape) {
        sink.add(x, v -> withBias(false).forward(v, weight, tape));  // ẏ = ẋ·W      (N, out)
    }

    @Override
    int outputAxis() {
        return 1;
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        outputShape(input);                                                         // refuses a wrong shape
        PackedMatrix packed = packed(weight);
        return PreparedLayer.keeping(packed.floats(), (x, buffers) -> {
            Inputs.checkBatch(this, x);
            return bias == null ? product(x, packed, buffers) : affine(x, packed, bias, buffers);
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 1 || input.columns() != weight.rows()) {
            throw Inputs.wrong(this, input, Shape.of(weight.rows()),
                    input.size() == weight.rows() ? "Put Flatten before it." : "");
        }
        return Shape.of(weight.columns());
    }

    @Override
    public long multiplyAdds(Shape input) {
        return (long) input.size() * outputShape(input).size();         // in·out
    }

    @Override
    public Description describe() {
        return Description.of("Dense").with("in", weight.rows()).with("out", weight.columns())
                .with("bias", bias != null);
    }

    /** Builds a layer from its {@link #describe}. */
    static Dense from(Description d, Weights w) {
        Shape shape = Shape.of(d.integer("in"), d.integer("out"));
        w.require(shapes(d, shape, shape.columns()));
        Parameter weight = Parameter.of(Tensor.zeros(shape));
        return new Dense(weight, biasIf(d.flag("bias"), null, shape.columns()));
    }

    @Override
    public String toString() {
        return name;
    }
}
