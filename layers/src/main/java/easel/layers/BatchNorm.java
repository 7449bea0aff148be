package easel.layers;

import static easel.core.ops.Matrices.timesRow;

import easel.core.Allocator;
import easel.core.Float32;
import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Products;
import easel.core.ops.Rows;
import easel.core.state.Description;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch normalization over all axes but the last: y = γ·x̂ + β with x̂ = (x - mean) / √(variance + ε).
 *
 * <p>Shapes: x (N, …, C); γ, β and all statistics (C); y has the shape of x. R is the number of rows: N times all axes
 * between N and C.
 *
 * <p>In training, mean and biased variance are computed from the batch, and each running statistic becomes
 * momentum · running + (1 - momentum) · batch. The statistics change in the forward pass, even if the update of the
 * parameters is refused later. If a batch statistic is not finite, no running statistic changes. This happens if a
 * value of x is not finite, or if x is finite but a variance exceeds the largest float; in the second case y is still
 * finite. In inference, mean and variance are the running statistics, which are constants there.
 *
 * <p>Backward:
 * <ul>
 * <li>dγ = Σ dy·x̂ and dβ = Σ dy, over all rows;
 * <li>in training dx = γ/√(variance + ε) · (dy - dβ/R - x̂·dγ/R);
 * <li>in inference dx = γ/√(variance + ε) · dy.
 * </ul>
 *
 * <p>Defaults, as in Keras: momentum 0.99, ε 1e-3, γ = 1, β = 0, running mean 0, running variance 1. PyTorch's momentum
 * is one minus this momentum, and its ε is 1e-5.
 *
 * <p>{@code NaiveBatchNorm} computes the training pass of one feature in plain loops; read it first. The loops here
 * compute the same values x̂, y, dγ, dβ and dx for all features. They work on tiles of several rows ({@link Rows}), and
 * they compute x - mean as x - first - shift ({@code Moments}); {@code inverse} is 1/√(variance + ε).
 *
 * <p>Ioffe and Szegedy, Batch Normalization, 2015, algorithms 1 and 2.
 */
public final class BatchNorm implements Layer {
    static final String RUNNING_VARIANCE = "running_variance";

    private final float momentum;
    private final float epsilon;
    private final Parameter gamma;
    private final Parameter beta;
    private final Tensor runningMean;
    private final Tensor runningVariance;

    private BatchNorm(Shape shape) {
        this.momentum = 0.99f;
        this.epsilon = 1e-3f;
        this.gamma = Parameter.of(Tensor.full(shape, 1));
        this.beta = Parameter.of(Tensor.zeros(shape));
        this.runningMean = Tensor.zeros(shape);
        this.runningVariance = Tensor.full(shape, 1);
    }

    /** A layer that shares the parameters and running statistics of another. */
    private BatchNorm(BatchNorm other, float momentum, float epsilon) {
        this.momentum = momentum;
        this.epsilon = epsilon;
        this.gamma = other.gamma;
        this.beta = other.beta;
        this.runningMean = other.runningMean;
        this.runningVariance = other.runningVariance;
    }

    /**
     * A fresh layer with momentum 0.99 and ε 1e-3.
     *
     * @param features C, the size of the last axis, at least 1
     * @return a layer
     * @throws IllegalArgumentException if features is below 1
     */
    public static BatchNorm of(int features) {
        if (features < 1) {
            throw new IllegalArgumentException("BatchNorm: needs at least 1 feature, found " + features);
        }
        return new BatchNorm(Shape.of(features));
    }

    /**
     * The same layer with another momentum.
     *
     * @param momentum the weight of the old running value, in [0, 1); converted to float
     * @return a layer that shares the parameters and running statistics of this layer
     * @throws IllegalArgumentException if momentum is out of range
     */
    public BatchNorm withMomentum(double momentum) {
        float nearest = (float) momentum;
        if (!(nearest >= 0 && nearest < 1)) {
            throw new IllegalArgumentException("BatchNorm: momentum must be in [0, 1), found " + Float32.text(momentum)
                    + "; it is the weight of the old running value");
        }
        return new BatchNorm(this, nearest, epsilon);
    }

    /**
     * The same layer with another ε.
     *
     * @param epsilon added to the variance, above 0; converted to float
     * @return a layer that shares the parameters and running statistics of this layer
     * @throws IllegalArgumentException if ε is not a positive finite number
     */
    public BatchNorm withEpsilon(double epsilon) {
        float nearest = (float) epsilon;
        if (!(nearest > 0 && nearest < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "BatchNorm: epsilon must be positive and finite, found " + Float32.text(epsilon));
        }
        return new BatchNorm(this, momentum, nearest);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        return tape.isTraining() ? normalizeByBatch(x, tape) : normalizeByRunning(x, tape);
    }

    private Tensor normalizeByBatch(Tensor x, Tape tape) {
        Moments moments = Moments.of(x, tape.buffers());
        Tensor mean = moments.mean(tape.buffers());
        Tensor variance = Tensor.wrap(gamma.shape(), moments.variance());
        if (mean.isFinite() && variance.isFinite()) {
            average(runningMean.array(), mean.array());
            average(runningVariance.array(), variance.array());
        } else if (x.isFinite()) {
            return normalizeLarge(x, moments.factors(), tape);
        }
        return normalize(x, moments, moments.inverseDeviation(epsilon, tape.buffers()), tape);
    }

    /** Normalizes an x whose squared differences overflow: uses factors·x, which has the same x̂. */
    private Tensor normalizeLarge(Tensor x, Tensor factors, Tape tape) {
        Tensor small = Products.timesRow(x, factors, tape);
        Moments moments = Moments.of(small, tape.buffers());
        return normalize(small, moments, moments.inverseDeviation(epsilon, factors), tape);
    }

    private Tensor normalize(Tensor x, Moments moments, float[] inverse, Tape tape) {
        Tensor y = scaleAndShift(x, moments, inverse, tape.buffers());
        return tape.record(this, y, (dy, sink) -> backwardByBatch(x, moments, inverse, dy, sink),
                (sink, t) -> refuseTangent(), x, gamma, beta);
    }

    private void backwardByBatch(Tensor x, Moments moments, float[] inverse, Tensor dy, GradientSink sink) {
        Tensor[] sums = dGammaAndDBeta(x, moments, inverse, dy, sink);
        Tensor dGamma = sums[0];
        Tensor dBeta = sums[1];
        sink.add(gamma, () -> dGamma);
        sink.add(beta, () -> dBeta);
        sink.add(x, () -> {
            float[] scale = scale(inverse, sink);
            float[] dGammaOverR = Moments.times(dGamma.array(), 1f / x.rows(), sink);
            float[] dBetaOverR = Moments.times(dBeta.array(), 1f / x.rows(), sink);
            return Rows.map(x, dy, sink, BatchNorm::dxOfTile,
                    moments.first(), moments.shift(), inverse, scale, dGammaOverR, dBetaOverR);
        });
    }

    /** dx = γ/√(variance + ε) · (dy - dβ/R - x̂·dγ/R). In a single loop this takes four times as long (JDK 17). */
    private static void dxOfTile(float[] x, float[] dy, float[][] rows, float[][] out, int n) {
        float[] first = rows[0], shift = rows[1], inverse = rows[2];
        float[] scale = rows[3], dGammaOverR = rows[4], dBetaOverR = rows[5];
        float[] dx = out[0];
        for (int j = 0; j < n; j++) {
            float xHat = (x[j] - first[j] - shift[j]) * inverse[j];
            dx[j] = xHat * dGammaOverR[j];
        }
        for (int j = 0; j < n; j++) {
            dx[j] = scale[j] * (dy[j] - dBetaOverR[j] - dx[j]);
        }
    }

    /** A penalty on the gradient of each example has no meaning if an output depends on the whole batch. */
    private void refuseTangent() {
        throw new UnsupportedOperationException(this + ": in training mode an output depends on all examples of the"
                + " batch, so a penalty on the gradient of each example is not defined (Gulrajani and others, 2017,"
                + " section 4); use LayerNorm or no normalization in this network, or run it with tape.inference()");
    }

    private Tensor normalizeByRunning(Tensor x, Tape tape) {
        Allocator buffers = tape.buffers();
        // A copy, because a training pass may change the running mean before the backward pass of this forward pass.
        float[] mean = Moments.row(gamma.size(), buffers);
        System.arraycopy(runningMean.array(), 0, mean, 0, mean.length);
        float[] zero = Moments.row(gamma.size(), buffers);
        Arrays.fill(zero, 0);
        Moments moments = new Moments(mean, zero, runningVariance.array());
        float[] inverse = moments.inverseDeviation(epsilon, buffers);
        Tensor y = scaleAndShift(x, moments, inverse, buffers);
        return tape.record(this, y, (dy, sink) -> backwardByRunning(x, moments, inverse, dy, sink),
                (sink, t) -> tangentByRunning(x, inverse, sink, t), x, gamma, beta);
    }

    private void backwardByRunning(Tensor x, Moments moments, float[] inverse, Tensor dy, GradientSink sink) {
        if (sink.wants(gamma) || sink.wants(beta)) {
            Tensor[] sums = dGammaAndDBeta(x, moments, inverse, dy, sink);
            sink.add(gamma, () -> sums[0]);
            sink.add(beta, () -> sums[1]);
        }
        sink.add(x, () -> timesRow(dy, Tensor.wrap(gamma.shape(), scale(inverse, sink)), sink));
    }

    /** ẏ = γ/√(variance + ε) · ẋ. */
    private void tangentByRunning(Tensor x, float[] inverse, TangentSink sink, Tape tape) {
        sink.add(x, v -> Products.timesRow(
                Products.timesRow(v, Tensor.wrap(gamma.shape(), inverse), tape), gamma, tape));
    }

    /** {dγ, dβ}, (C) each. x̂ is computed again, which is faster than storing it in the forward pass. */
    private static Tensor[] dGammaAndDBeta(Tensor x, Moments moments, float[] inverse, Tensor dy, Allocator buffers) {
        return Rows.sum(x, dy, buffers, 2, BatchNorm::addTile, moments.first(), moments.shift(), inverse);
    }

    /** Adds the terms of dγ = Σ dy·x̂ and dβ = Σ dy. */
    private static void addTile(float[] x, float[] dy, float[][] rows, float[][] sums, int n) {
        float[] first = rows[0], shift = rows[1], inverse = rows[2];
        float[] dGamma = sums[0], dBeta = sums[1];
        for (int j = 0; j < n; j++) {
            float xHat = (x[j] - first[j] - shift[j]) * inverse[j];
            dGamma[j] += dy[j] * xHat;
        }
        for (int j = 0; j < n; j++) {
            dBeta[j] += dy[j];
        }
    }

    /** y, in the shape of x. */
    private Tensor scaleAndShift(Tensor x, Moments moments, float[] inverse, Allocator buffers) {
        return Rows.map(x, x, buffers, BatchNorm::yOfTile,
                moments.first(), moments.shift(), inverse, gamma.array(), beta.array());
    }

    /** y = γ·x̂ + β. */
    private static void yOfTile(float[] x, float[] sameX, float[][] rows, float[][] out, int n) {
        float[] first = rows[0], shift = rows[1], inverse = rows[2], gamma = rows[3], beta = rows[4];
        float[] y = out[0];
        for (int j = 0; j < n; j++) {
            float xHat = (x[j] - first[j] - shift[j]) * inverse[j];
            y[j] = gamma[j] * xHat + beta[j];
        }
    }

    private void average(float[] running, float[] batch) {
        for (int j = 0; j < running.length; j++) {
            running[j] = momentum * running[j] + (1 - momentum) * batch[j];
        }
    }

    /** γ/√(variance + ε). */
    private float[] scale(float[] inverse, Allocator buffers) {
        float[] scale = Moments.row(inverse.length, buffers);
        for (int j = 0; j < scale.length; j++) {
            scale[j] = inverse[j] * gamma.array()[j];
        }
        return scale;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() != gamma.size()) {
            throw Inputs.wrong(this, input, "(N, …, " + gamma.size() + ")", "It normalizes the last axis.");
        }
        return input;
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("gamma", gamma);
        tensors.put("beta", beta);
        tensors.put("running_mean", runningMean);
        tensors.put(RUNNING_VARIANCE, runningVariance);
        return tensors;
    }

    @Override
    public Description describe() {
        return Description.of("BatchNorm").with("features", gamma.size())
                .with("momentum", momentum).with("epsilon", epsilon);
    }

    /** Builds a layer from its {@link #describe}. */
    static BatchNorm from(Description d, Weights w) {
        Shape shape = Shape.of(d.integer("features"));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String name : List.of("gamma", "beta", "running_mean", RUNNING_VARIANCE)) {
            shapes.put(name, shape);
        }
        w.require(shapes);
        return new BatchNorm(shape).withMomentum(d.number("momentum")).withEpsilon(d.number("epsilon"));
    }

    @Override
    public String toString() {
        return "BatchNorm " + gamma.size();
    }
}
