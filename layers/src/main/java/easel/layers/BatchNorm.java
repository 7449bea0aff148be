package easel.layers;

import static easel.core.ops.Matrices.timesRow;

import easel.core.Allocator;
import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rows;
import easel.core.state.Description;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Batch normalisation over all axes but the last: y = γ·x̂ + β with x̂ = (x - mean) / √(variance + ε).
 *
 * <p>Shapes: x (N, …, C); γ, β and all statistics (C); y has x's. Below, R is the number of rows, N times all axes
 * between.
 *
 * <p>Training takes mean and biased variance of the batch and moves the running ones:
 * running ← momentum · running + (1 - momentum) · batch, all of them or, where one of the batch is not finite, none.
 * Inference takes the running ones as constants.
 *
 * <p>Backward: dγ = Σ dy·x̂, dβ = Σ dy, and in training dx = γ/√(variance + ε) · (dy - dβ/R - x̂·dγ/R), in inference
 * dx = γ/√(variance + ε) · dy.
 *
 * <p>Defaults, Keras's: momentum 0.99, ε 1e-3, γ = 1, β = 0, running mean 0, running variance 1. PyTorch's momentum is
 * one minus this one, its ε 1e-5.
 *
 * <p>Ioffe and Szegedy, Batch Normalization, 2015, algorithms 1 and 2.
 */
public final class BatchNorm implements Layer {
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

    /** Shares parameters and running statistics. */
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
     * @param momentum the share of the old running value that stays, in [0, 1)
     * @return a layer that shares this one's parameters and running statistics
     * @throws IllegalArgumentException if momentum lies outside
     */
    public BatchNorm withMomentum(float momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("BatchNorm: momentum lies in [0, 1), found " + momentum
                    + "; it is the share of the old running value that stays");
        }
        return new BatchNorm(this, momentum, epsilon);
    }

    /**
     * The same layer with another ε.
     *
     * @param epsilon added to the variance, above 0
     * @return a layer that shares this one's parameters and running statistics
     * @throws IllegalArgumentException if ε is not a positive finite number
     */
    public BatchNorm withEpsilon(float epsilon) {
        if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("BatchNorm: epsilon is a positive number, found " + epsilon);
        }
        return new BatchNorm(this, momentum, epsilon);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        return tape.isTraining() ? normalizeByBatch(x, tape) : normalizeByRunning(x, tape);
    }

    private Tensor normalizeByBatch(Tensor x, Tape tape) {
        // Differences from the first row first: a mean of 10,000 then costs no digits of the deviations.
        float[] first = row(tape.buffers());
        System.arraycopy(x.array(), 0, first, 0, first.length);
        float[] shift = times(sumOfDifferences(x, first, tape.buffers()), 1f / x.rows(), tape.buffers());       // mean - first row
        Centre centre = new Centre(first, shift);
        float[] variance = times(sumOfSquares(x, centre, tape.buffers()), 1f / x.rows(), tape.buffers());
        float[] mean = row(tape.buffers());
        for (int j = 0; j < mean.length; j++) {
            mean[j] = shift[j] + first[j];
        }
        moveRunning(Tensor.wrap(gamma.shape(), mean), Tensor.wrap(gamma.shape(), variance));
        float[] inverse = inverseDeviation(variance, tape.buffers());
        Tensor y = scaleAndShift(x, centre, inverse, tape.buffers());
        return tape.record(toString(), y, (dy, sink) -> backwardByBatch(x, centre, inverse, dy, sink), x, gamma, beta);
    }

    private void backwardByBatch(Tensor x, Centre centre, float[] inverse, Tensor dy, GradientSink sink) {
        Tensor[] sums = sumsWithNormalized(x, centre, inverse, dy, sink);
        sink.add(gamma, () -> sums[0]);                              // Σ dy·x̂  (C)
        sink.add(beta, () -> sums[1]);                               // Σ dy     (C)
        sink.add(x, () -> {
            float[] scale = scale(inverse, sink);                    // γ/√(variance + ε)
            float[] meanOfProduct = times(sums[0].array(), 1f / x.rows(), sink);
            float[] mean = times(sums[1].array(), 1f / x.rows(), sink);
            return Rows.map(x, dy, sink, (a, d, r, out, n) -> {
                float[] first = r[0], shift = r[1], inv = r[2], s = r[3], m = r[4], p = r[5];
                float[] dx = out[0];
                for (int j = 0; j < n; j++) {
                    dx[j] = (a[j] - first[j] - shift[j]) * inv[j] * p[j];
                }
                for (int j = 0; j < n; j++) {
                    dx[j] = s[j] * (d[j] - m[j] - dx[j]);
                }
            }, centre.first, centre.shift, inverse, scale, mean, meanOfProduct);
        });
    }

    private Tensor normalizeByRunning(Tensor x, Tape tape) {
        // The running values move on while a recorded pass is still wanted, so what is needed of them is copied now.
        float[] mean = row(tape.buffers());
        System.arraycopy(runningMean.array(), 0, mean, 0, mean.length);
        float[] zero = row(tape.buffers());
        Arrays.fill(zero, 0);
        Centre centre = new Centre(mean, zero);
        float[] inverse = inverseDeviation(runningVariance.array(), tape.buffers());
        Tensor y = scaleAndShift(x, centre, inverse, tape.buffers());
        return tape.record(toString(), y, (dy, sink) -> backwardByRunning(x, centre, inverse, dy, sink),
                x, gamma, beta);
    }

    private void backwardByRunning(Tensor x, Centre centre, float[] inverse, Tensor dy, GradientSink sink) {
        if (sink.wants(gamma) || sink.wants(beta)) {
            Tensor[] sums = sumsWithNormalized(x, centre, inverse, dy, sink);
            sink.add(gamma, () -> sums[0]);
            sink.add(beta, () -> sums[1]);
        }
        sink.add(x, () -> timesRow(dy, Tensor.wrap(gamma.shape(), scale(inverse, sink)), sink));
    }

    /** What x̂ subtracts, in two parts: x - first is exact where x is near, and shift is small. */
    private record Centre(float[] first, float[] shift) {}

    private static float[] sumOfDifferences(Tensor x, float[] first, Allocator buffers) {
        return Rows.sum(x, x, buffers, 1, (a, same, r, out, n) -> {
            float[] f = r[0];
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                sum[j] += a[j] - f[j];
            }
        }, first)[0].array();
    }

    private static float[] sumOfSquares(Tensor x, Centre centre, Allocator buffers) {
        return Rows.sum(x, x, buffers, 1, (a, same, r, out, n) -> {
            float[] first = r[0], shift = r[1];
            float[] sum = out[0];
            for (int j = 0; j < n; j++) {
                float difference = a[j] - first[j] - shift[j];
                sum[j] += difference * difference;
            }
        }, centre.first, centre.shift)[0].array();
    }

    /** Σ dy·x̂ and Σ dy. x̂ is computed again: that is faster than to keep it. */
    private static Tensor[] sumsWithNormalized(Tensor x, Centre centre, float[] inverse, Tensor dy, Allocator buffers) {
        return Rows.sum(x, dy, buffers, 2, (a, d, r, out, n) -> {
            float[] first = r[0], shift = r[1], inv = r[2];
            float[] product = out[0], sum = out[1];
            for (int j = 0; j < n; j++) {
                product[j] += d[j] * ((a[j] - first[j] - shift[j]) * inv[j]);
            }
            for (int j = 0; j < n; j++) {
                sum[j] += d[j];
            }
        }, centre.first, centre.shift, inverse);
    }

    private Tensor scaleAndShift(Tensor x, Centre centre, float[] inverse, Allocator buffers) {
        return Rows.map(x, x, buffers, (a, same, r, out, n) -> {
            float[] first = r[0], shift = r[1], inv = r[2], scale = r[3], b = r[4];
            float[] y = out[0];
            for (int j = 0; j < n; j++) {
                y[j] = scale[j] * ((a[j] - first[j] - shift[j]) * inv[j]) + b[j];
            }
        }, centre.first, centre.shift, inverse, gamma.array(), beta.array());
    }

    /** Moves all running statistics, or none where one of the batch is not finite: its step is about to be refused. */
    private void moveRunning(Tensor mean, Tensor variance) {
        if (mean.isFinite() && variance.isFinite()) {
            move(runningMean.array(), mean.array());
            move(runningVariance.array(), variance.array());
        }
    }

    private void move(float[] running, float[] batch) {
        for (int j = 0; j < running.length; j++) {
            running[j] = momentum * running[j] + (1 - momentum) * batch[j];
        }
    }

    private float[] inverseDeviation(float[] variance, Allocator buffers) {
        float[] inverse = row(buffers);
        for (int j = 0; j < inverse.length; j++) {
            inverse[j] = (float) (1 / Math.sqrt((double) variance[j] + epsilon));
        }
        return inverse;
    }

    private float[] scale(float[] inverse, Allocator buffers) {
        float[] scale = row(buffers);
        for (int j = 0; j < scale.length; j++) {
            scale[j] = inverse[j] * gamma.array()[j];
        }
        return scale;
    }

    private float[] times(float[] values, float factor, Allocator buffers) {
        float[] product = row(buffers);
        for (int j = 0; j < product.length; j++) {
            product[j] = values[j] * factor;
        }
        return product;
    }

    private float[] row(Allocator buffers) {
        return buffers.allocate(gamma.shape()).array();
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() != gamma.size()) {
            throw Inputs.wrong(this, input, "(N, …, " + gamma.size() + ")", "It normalises the last axis.");
        }
        return input;
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("gamma", gamma);
        tensors.put("beta", beta);
        tensors.put("running_mean", runningMean);
        tensors.put("running_variance", runningVariance);
        return tensors;
    }

    @Override
    public Description describe() {
        return Description.of("BatchNorm").with("features", gamma.size())
                .with("momentum", momentum).with("epsilon", epsilon);
    }

    @Override
    public String toString() {
        return "BatchNorm " + gamma.size();
    }
}
