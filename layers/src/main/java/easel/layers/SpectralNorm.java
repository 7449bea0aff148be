package easel.layers;

import static easel.core.ops.Matrices.product;
import static easel.core.ops.Matrices.transposedProduct;

import easel.core.Allocator;
import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Pointwise;
import easel.core.ops.Reduce;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Spectral normalization: a {@link Dense}, {@link Conv2D} or {@link Conv2DTranspose} whose weight W is replaced by
 * Ŵ = W / σ(W). σ(W) is the largest singular value of W as a matrix with one column for each output feature and one row
 * for each other index: (in, out), or (KH·KW·C, OC). This is the transpose of the matrix of the paper and of PyTorch,
 * and has the same σ. A Dense without a bias then has the Lipschitz constant 1.
 *
 * <p>Shapes: those of the inner layer; u (OC), one number for each output feature.
 *
 * <p>σ is estimated by power iteration. In training, each forward pass runs one iteration, v = W·u / ‖W·u‖ and
 * u ← Wᵀ·v / ‖Wᵀ·v‖, and σ = ‖Wᵀ·v‖ (algorithm 1). u is kept for the next pass and is part of the state, as
 * {@code u}. So a step of D with three forward passes, on real examples, on fake ones and for a gradient penalty, runs
 * three iterations, as in PyTorch. In inference u does not change, and σ = ‖W·u‖. Until u has converged, σ is too
 * small. If W is 0, Ŵ = W. Every pass computes Ŵ again, in inference too.
 *
 * <p>Backward, with u and v as constants: dW = (dŴ - ⟨dŴ, Ŵ⟩·v·uᵀ) / σ. The gradients of x and of the bias are those
 * of the inner layer with the weight Ŵ, and so is the tangent.
 *
 * <p>Initial u: a random direction. The tensors of the inner layer have the names {@code 0.weight} and {@code 0.bias}.
 *
 * <p>Miyato, Kataoka, Koyama and Yoshida, Spectral Normalization for Generative Adversarial Networks, 2018.
 */
public final class SpectralNorm implements Layer {
    private final Linear layer;
    private final Tensor u;

    private SpectralNorm(Linear layer, Tensor u) {
        this.layer = layer;
        this.u = u;
    }

    /** An estimate of the largest singular value, with its singular vectors u (OC) and v (rows). */
    private record Estimate(double sigma, Tensor u, Tensor v) {}

    /**
     * Normalizes the weight of a fully connected layer.
     *
     * @param layer the inner layer; its parameters are shared
     * @param random the stream for u
     * @return a layer with a fresh u
     */
    public static SpectralNorm of(Dense layer, RandomStream random) {
        return withRandomU(layer, random);
    }

    /**
     * Normalizes the weight of a convolution.
     *
     * @param layer the inner layer; its parameters are shared
     * @param random the stream for u
     * @return a layer with a fresh u
     */
    public static SpectralNorm of(Conv2D layer, RandomStream random) {
        return withRandomU(layer, random);
    }

    /**
     * Normalizes the weight of a transposed convolution.
     *
     * @param layer the inner layer; its parameters are shared
     * @param random the stream for u
     * @return a layer with a fresh u
     */
    public static SpectralNorm of(Conv2DTranspose layer, RandomStream random) {
        return withRandomU(layer, random);
    }

    private static SpectralNorm withRandomU(Linear layer, RandomStream random) {
        Objects.requireNonNull(layer, "layer");
        Tensor u = Tensor.zeros(Shape.of(features(layer)));
        random.fillNormal(u.array(), 0, 1);
        return new SpectralNorm(layer, unit(u, Allocator.HEAP));
    }

    private static int features(Linear layer) {
        return layer.weight.shape().axis(layer.outputAxis());
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        return layer.forward(x, normalizedWeight(tape), tape);
    }

    /** Ŵ = W / σ, recorded. */
    private Tensor normalizedWeight(Tape tape) {
        Estimate e = tape.isTraining() ? iterate(tape.buffers()) : estimate(tape.buffers());
        Tensor normalized = Pointwise.times(layer.weight, 1 / e.sigma, tape.buffers());
        return tape.record(this, normalized, (dy, sink) -> backward(normalized, e, dy, sink), layer.weight);
    }

    /** dW = (dŴ - ⟨dŴ, Ŵ⟩·v·uᵀ) / σ. */
    private void backward(Tensor normalized, Estimate e, Tensor dNormalized, GradientSink sink) {
        sink.add(layer.weight, () -> {
            Tensor terms = Pointwise.product(dNormalized, normalized, sink);
            float inner = Reduce.sum(terms, Tape.forInference(sink)).item();
            Tensor outer = asWeight(product(e.v, e.u.reshaped(Shape.of(1, e.u.size())), sink), sink);   // v·uᵀ
            float scale = (float) (1 / e.sigma);
            return Pointwise.zip(dNormalized, outer, sink, (d, vu, dw, from, until) -> {
                for (int i = from; i < until; i++) {
                    dw[i] = (d[i] - inner * vu[i]) * scale;
                }
            });
        });
    }

    /** One power iteration. Modified: u, unless W is 0 or the new u is not finite. */
    private Estimate iterate(Allocator buffers) {
        Tensor matrix = matrix(buffers);                                                  // (rows, OC)
        Tensor v = unit(product(matrix, column(u), buffers), buffers);                    // (rows, 1)
        Tensor next = transposedProduct(matrix, v, buffers);                              // (OC, 1)
        double sigma = norm(next);
        Tensor unit = unit(next, buffers);
        if (sigma > 0 && unit.isFinite()) {
            System.arraycopy(unit.array(), 0, u.array(), 0, u.size());
        }
        return new Estimate(nonZero(sigma), unit, v);
    }

    /** The estimate for the present u, which need not have the length 1: a u averaged over steps is shorter. */
    private Estimate estimate(Allocator buffers) {
        Tensor unit = unit(u, buffers);        // a copy, because a training pass may change u before the backward pass
        Tensor product = product(matrix(buffers), column(unit), buffers);                 // (rows, 1)
        return new Estimate(nonZero(norm(product)), unit, unit(product, buffers));
    }

    /** 1 for a norm that has no finite inverse in float. */
    private static double nonZero(double sigma) {
        return sigma < Float.MIN_NORMAL ? 1 : sigma;
    }

    private static Tensor column(Tensor x) {
        return x.reshaped(Shape.of(x.size(), 1));
    }

    private static double norm(Tensor x) {
        double squares = 0;
        for (float value : x.array()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** x / ‖x‖ in new memory; 0 if x is 0. */
    private static Tensor unit(Tensor x, Allocator buffers) {
        double norm = norm(x);
        Tensor unit = buffers.allocate(x.shape());
        for (int i = 0; i < x.size(); i++) {
            unit.array()[i] = norm == 0 ? 0 : (float) (x.array()[i] / norm);
        }
        return unit;
    }

    /** The weight as a matrix with one column for each output feature. */
    private Tensor matrix(Allocator buffers) {
        int features = features(layer);
        return swapped(layer.weight, features, inner(), buffers)
                .reshaped(Shape.of(layer.weight.size() / features, features));
    }

    /** A matrix with one column for each output feature, in the layout of the weight. */
    private Tensor asWeight(Tensor matrix, Allocator buffers) {
        return swapped(matrix, inner(), features(layer), buffers).reshaped(layer.weight.shape());
    }

    /** The number of elements of the axes after the output features: 1, or C in a transposed convolution. */
    private int inner() {
        return layer.outputAxis() == layer.weight.shape().rank() - 1 ? 1 : layer.weight.columns();
    }

    /** (taps, a, b) to (taps, b, a). If a or b is 1, the values have the same order, and the result shares them. */
    private static Tensor swapped(Tensor x, int a, int b, Allocator buffers) {
        if (a == 1 || b == 1) {
            return x;
        }
        Tensor y = buffers.allocate(x.shape());
        for (int start = 0; start < x.size(); start += a * b) {
            for (int i = 0; i < a * b; i++) {
                y.array()[start + i % b * a + i / b] = x.array()[start + i];
            }
        }
        return y;
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(input);
    }

    @Override
    public long multiplyAdds(Shape input) {
        return layer.multiplyAdds(input);
    }

    /**
     * The inner layer.
     *
     * @return the layer with the weight W, which is not normalized
     */
    public Layer layer() {
        return layer;
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Sequential.tensors(List.of(layer)));
        tensors.put("u", u);
        return tensors;
    }

    @Override
    public Description describe() {
        return Description.of("SpectralNorm").with("features", u.size()).withLayers(List.of(layer.describe()));
    }

    /** Builds a layer from its {@link #describe}. */
    static SpectralNorm from(Description d, Weights w) {
        Shape shape = Shape.of(d.integer("features"));
        boolean present = w.declare(Map.of("u", shape));
        List<Layer> inner = w.layers(d);
        if (!present) {
            throw new Weights.Mismatch();
        }
        if (inner.size() != 1 || !(inner.get(0) instanceof Linear layer) || features(layer) != shape.size()) {
            throw d.fault("must have one inner layer, a Dense, Conv2D or Conv2DTranspose with " + shape.size()
                    + " output features, but has " + inner);
        }
        return new SpectralNorm(layer, Tensor.zeros(shape));
    }

    @Override
    public String toString() {
        return "SpectralNorm(" + layer + ")";
    }
}
