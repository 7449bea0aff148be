package easel.layers;

import static easel.core.Matrices.sumRows;
import static easel.core.Matrices.sumRowsOfProduct;

import easel.core.Allocator;
import easel.core.Description;
import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
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
    private static final int ROWS = 64;

    private final float momentum;
    private final float epsilon;
    private final Parameter gamma;
    private final Parameter beta;
    private final Tensor runningMean;
    private final Tensor runningVariance;

    private BatchNorm(int features, float momentum, float epsilon) {
        this.momentum = momentum;
        this.epsilon = epsilon;
        Shape shape = Shape.of(features);
        this.gamma = Parameter.of(Tensor.full(shape, 1));
        this.beta = Parameter.of(Tensor.zeros(shape));
        this.runningMean = Tensor.zeros(shape);
        this.runningVariance = Tensor.full(shape, 1);
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
        return new BatchNorm(features, 0.99f, 1e-3f);
    }

    /**
     * A fresh layer with another momentum.
     *
     * @param momentum the share of the old running value that stays, in [0, 1)
     * @return a layer with its own parameters
     * @throws IllegalArgumentException if momentum lies outside
     */
    public BatchNorm momentum(float momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("BatchNorm: momentum lies in [0, 1), found " + momentum
                    + "; it is the share of the old running value that stays");
        }
        return new BatchNorm(gamma.size(), momentum, epsilon);
    }

    /**
     * A fresh layer with another ε.
     *
     * @param epsilon added to the variance, above 0
     * @return a layer with its own parameters
     * @throws IllegalArgumentException if ε is not a positive finite number
     */
    public BatchNorm epsilon(float epsilon) {
        if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("BatchNorm: epsilon is a positive number, found " + epsilon);
        }
        return new BatchNorm(gamma.size(), momentum, epsilon);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        return tape.isTraining() ? normalizeByBatch(x, tape) : normalizeByRunning(x, tape);
    }

    private Tensor normalizeByBatch(Tensor x, Tape tape) {
        int rows = x.rows();
        // Differences from the first row first: a mean of 10,000 then costs no digits of the deviations.
        Tensor normalized = minusRow(x, x, tape);                              // becomes x̂ in place
        float[] shift = times(sumRows(normalized, tape).array(), 1f / rows);   // mean - first row  (C)
        minusRowInPlace(normalized, shift);
        float[] variance = times(sumRowsOfProduct(normalized, normalized, tape).array(), 1f / rows);
        float[] inverse = inverseDeviation(variance);
        timesRowInPlace(normalized, inverse);
        float[] mean = shift.clone();
        for (int j = 0; j < mean.length; j++) {
            mean[j] += x.array()[j];
        }
        moveRunning(Tensor.wrap(gamma.shape(), mean), Tensor.wrap(gamma.shape(), variance));
        Tensor y = scaleAndShift(normalized, tape);
        return tape.record(toString(), y, (dy, sink) -> backwardByBatch(x, normalized, inverse, dy, sink),
                x, gamma, beta);
    }

    private void backwardByBatch(Tensor x, Tensor normalized, float[] inverse, Tensor dy, GradientSink sink) {
        Tensor dGamma = sumRowsOfProduct(dy, normalized, sink);      // Σ dy·x̂  (C)
        Tensor dBeta = sumRows(dy, sink);                            // Σ dy     (C)
        sink.add(gamma, () -> dGamma);
        sink.add(beta, () -> dBeta);
        sink.add(x, () -> {
            float[] scale = scale(inverse);                          // γ/√(variance + ε)
            float[] meanOfProduct = times(dGamma.array(), 1f / x.rows());
            float[] mean = times(dBeta.array(), 1f / x.rows());
            return byRow(dy, sink, (d, dx, row, columns) -> {
                for (int j = 0; j < columns; j++) {
                    dx[row + j] = scale[j] * (d[row + j] - mean[j] - normalized.array()[row + j] * meanOfProduct[j]);
                }
            });
        });
    }

    private Tensor normalizeByRunning(Tensor x, Tape tape) {
        // The running values move on while a recorded pass is still wanted, so what is needed of them is computed now.
        float[] inverse = inverseDeviation(runningVariance.array());
        Tensor normalized = minusRow(x, runningMean, tape);
        timesRowInPlace(normalized, inverse);
        Tensor y = scaleAndShift(normalized, tape);
        return tape.record(toString(), y, (dy, sink) -> backwardByRunning(x, normalized, inverse, dy, sink),
                x, gamma, beta);
    }

    private void backwardByRunning(Tensor x, Tensor normalized, float[] inverse, Tensor dy, GradientSink sink) {
        sink.add(gamma, () -> sumRowsOfProduct(dy, normalized, sink));
        sink.add(beta, () -> sumRows(dy, sink));
        sink.add(x, () -> {
            float[] scale = scale(inverse);
            return byRow(dy, sink, (d, dx, row, columns) -> {
                for (int j = 0; j < columns; j++) {
                    dx[row + j] = scale[j] * d[row + j];
                }
            });
        });
    }

    private Tensor scaleAndShift(Tensor normalized, Allocator to) {
        float[] scale = gamma.array();
        float[] shift = beta.array();
        return byRow(normalized, to, (a, y, row, columns) -> {
            for (int j = 0; j < columns; j++) {
                y[row + j] = scale[j] * a[row + j] + shift[j];
            }
        });
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

    private float[] inverseDeviation(float[] variance) {
        float[] inverse = new float[variance.length];
        for (int j = 0; j < inverse.length; j++) {
            inverse[j] = (float) (1 / Math.sqrt((double) variance[j] + epsilon));
        }
        return inverse;
    }

    private float[] scale(float[] inverse) {
        float[] scale = inverse.clone();
        for (int j = 0; j < scale.length; j++) {
            scale[j] *= gamma.array()[j];
        }
        return scale;
    }

    private static float[] times(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int j = 0; j < scaled.length; j++) {
            scaled[j] *= factor;
        }
        return scaled;
    }

    /** x minus the first row of another tensor, or minus a row. */
    private static Tensor minusRow(Tensor x, Tensor row, Allocator to) {
        float[] r = row.array();
        return byRow(x, to, (a, y, at, columns) -> {
            for (int j = 0; j < columns; j++) {
                y[at + j] = a[at + j] - r[j];
            }
        });
    }

    private static void minusRowInPlace(Tensor x, float[] row) {
        byRowInPlace(x, (a, same, at, columns) -> {
            for (int j = 0; j < columns; j++) {
                a[at + j] -= row[j];
            }
        });
    }

    private static void timesRowInPlace(Tensor x, float[] row) {
        byRowInPlace(x, (a, same, at, columns) -> {
            for (int j = 0; j < columns; j++) {
                a[at + j] *= row[j];
            }
        });
    }

    /** Computes one row of y, at this offset, from the same row of x. */
    private interface RowLoop {
        void run(float[] x, float[] y, int offset, int columns);
    }

    private static Tensor byRow(Tensor x, Allocator to, RowLoop loop) {
        return byRow(x, to.allocate(x.shape()), loop);
    }

    private static void byRowInPlace(Tensor x, RowLoop loop) {
        byRow(x, x, loop);
    }

    private static Tensor byRow(Tensor x, Tensor y, RowLoop loop) {
        int columns = x.columns();
        Parallel.forRange(x.rows(), ROWS, (from, to) -> {
            for (int row = from; row < to; row++) {
                loop.run(x.array(), y.array(), row * columns, columns);
            }
        });
        return y;
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
