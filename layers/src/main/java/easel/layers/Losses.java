package easel.layers;

import static easel.core.ops.Arithmetic.divide;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.negate;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Arithmetic.subtract;

import easel.core.Allocator;
import easel.core.Float32;
import easel.core.GradientSink;
import easel.core.Tangent;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Functions;
import easel.core.ops.Pointwise;
import easel.core.ops.Reduce;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Losses. Each is a mean: it divides by the number of elements or rows, so no layer does. The result is a recorded
 * tensor of shape (1). Targets are constants without gradients, except in {@link #meanSquaredError},
 * {@link #meanAbsoluteError} and {@link #huber}.
 */
public final class Losses {
    private static final float CLAMP = 1e-7f;

    private Losses() {}

    /**
     * Binary cross-entropy from logits z: mean of max(z, 0) - z·t + ln(1 + e^-|z|), which does not overflow.
     *
     * <p>Backward: dz = dy · (sigmoid(z) - t) / elements.
     *
     * @param logits z, any shape, such as (N, 1) from a discriminator. Not modified
     * @param targets t, the same shape, usually in [0, 1]: 1 real, 0 fake. Not modified
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor targets, Tape tape) {
        checkSame("binaryCrossEntropyWithLogits", "logits", logits, "targets", targets);
        double sum = 0;
        for (int i = 0; i < logits.size(); i++) {
            double z = logits.array()[i];
            sum += Math.max(z, 0) - z * targets.array()[i] + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
        }
        return tape.record("binaryCrossEntropyWithLogits", mean(sum, logits.size(), tape.buffers()),
                (dy, sink) -> backwardOfLogits(logits, targets, dy, sink),
                (sink, t) -> sink.add(logits,
                        v -> Reduce.mean(multiply(v, subtract(Functions.sigmoid(logits, t), targets, t), t), t)),
                logits);
    }

    private static void backwardOfLogits(Tensor logits, Tensor targets, Tensor dy, GradientSink sink) {
        float share = dy.item() / logits.size();
        sink.add(logits, () -> Pointwise.zip(logits, targets, sink, (z, t, dz, from, until) -> {
            for (int i = from; i < until; i++) {
                dz[i] = share * (sigmoid(z[i]) - t[i]);
            }
        }));
    }

    /**
     * Binary cross-entropy from probabilities p: mean of -t·ln p - (1 - t)·ln(1 - p). For teaching and for networks
     * that end in a sigmoid; {@link #binaryCrossEntropyWithLogits} is more accurate if p is near 0 or 1. Both the
     * loss and its gradient use p clamped to [1e-7, 1 - 1e-7] (Keras's bounds).
     *
     * <p>Backward: dp = dy · (p - t) / (p·(1 - p)) / elements.
     *
     * @param probabilities p, any shape. Not modified
     * @param targets t, the same shape, usually in [0, 1]. Not modified
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor binaryCrossEntropy(Tensor probabilities, Tensor targets, Tape tape) {
        checkSame("binaryCrossEntropy", "probabilities", probabilities, "targets", targets);
        double sum = 0;
        for (int i = 0; i < probabilities.size(); i++) {
            double p = clamp(probabilities.array()[i]);
            double t = targets.array()[i];
            sum -= t * StrictMath.log(p) + (1 - t) * StrictMath.log1p(-p);
        }
        return tape.record("binaryCrossEntropy", mean(sum, probabilities.size(), tape.buffers()),
                (dy, sink) -> backwardOfProbabilities(probabilities, targets, dy, sink),
                (sink, t) -> tangentOfProbabilities(probabilities, targets, sink, t), probabilities);
    }

    private static void backwardOfProbabilities(Tensor probabilities, Tensor targets, Tensor dy, GradientSink sink) {
        float share = dy.item() / probabilities.size();
        sink.add(probabilities, () -> Pointwise.zip(probabilities, targets, sink, (prob, t, dp, from, until) -> {
            for (int i = from; i < until; i++) {
                float p = clamp(prob[i]);
                dp[i] = share * (p - t[i]) / (p * (1 - p));
            }
        }));
    }

    private static void tangentOfProbabilities(Tensor probabilities, Tensor targets, TangentSink sink, Tape tape) {
        sink.add(probabilities, v -> {
            Tensor p = Functions.clamp(probabilities, CLAMP, 1 - CLAMP, tape);
            Tensor slope = divide(subtract(p, targets, tape), subtract(p, multiply(p, p, tape), tape), tape);
            return Reduce.mean(multiply(v, slope, tape), tape);
        });
    }

    /**
     * Cross-entropy of softmax(z) against class indices: mean over rows of ln Σⱼ e^zⱼ - z_label.
     *
     * <p>Backward: dz = dy · (softmax(z) - onehot(label)) / rows.
     *
     * @param logits z, (N, K). Not modified
     * @param labels (N), whole numbers in [0, K). Not modified
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if there are not N labels, or a label is not a class
     */
    public static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels, Tape tape) {
        int classes = logits.columns();
        int[] label = classIndices(logits, labels);
        Tensor probabilities = tape.buffers().allocate(logits.shape());
        double sum = 0;
        for (int row = 0; row < label.length; row++) {
            Softmax.normalize(logits.array(), probabilities.array(), row * classes, classes);
            sum += logOfSum(logits.array(), row * classes, classes) - logits.array()[row * classes + label[row]];
        }
        return tape.record("softmaxCrossEntropy", mean(sum, label.length, tape.buffers()),
                (dy, sink) -> backwardOfClasses(logits, label, probabilities, dy, sink),
                (sink, t) -> tangentOfClasses(logits, label, sink, t), logits);
    }

    private static void backwardOfClasses(Tensor logits, int[] label, Tensor probabilities, Tensor dy,
            GradientSink sink) {
        float share = dy.item() / label.length;
        sink.add(logits, () -> {
            Tensor dz = Pointwise.times(probabilities, share, sink);                    // share·softmax(z)
            for (int row = 0; row < label.length; row++) {
                dz.array()[row * logits.columns() + label[row]] -= share;
            }
            return dz;
        });
    }

    private static void tangentOfClasses(Tensor logits, int[] label, TangentSink sink, Tape tape) {
        sink.add(logits, v -> {
            Tensor oneHot = Tensor.zeros(logits.shape());
            for (int row = 0; row < label.length; row++) {
                oneHot.array()[row * logits.columns() + label[row]] = 1;
            }
            Tensor slope = subtract(Softmax.of().forward(logits, tape), oneHot, tape);
            return scale(Reduce.mean(multiply(v, slope, tape), tape), logits.columns(), tape);
        });
    }

    /**
     * Mean squared error: mean of (p - t)².
     *
     * <p>Backward: dp = 2·dy·(p - t) / elements, dt = -dp.
     *
     * @param predictions p, any shape. Not modified
     * @param targets t, the same shape. Not modified
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor meanSquaredError(Tensor predictions, Tensor targets, Tape tape) {
        checkSame("meanSquaredError", "predictions", predictions, "targets", targets);
        double sum = 0;
        for (int i = 0; i < predictions.size(); i++) {
            double difference = (double) predictions.array()[i] - targets.array()[i];
            sum += difference * difference;
        }
        return tape.record("meanSquaredError", mean(sum, predictions.size(), tape.buffers()),
                (dy, sink) -> backwardOfSquares(predictions, targets, dy, sink),
                tangentOfBoth(predictions, targets, (e, t) -> scale(e, 2, t)), predictions, targets);
    }

    private static void backwardOfSquares(Tensor predictions, Tensor targets, Tensor dy, GradientSink sink) {
        addToBoth(predictions, targets, 2 * dy.item() / predictions.size(), sink, factor -> (p, t, d, from, until) -> {
            for (int i = from; i < until; i++) {
                d[i] = factor * (p[i] - t[i]);
            }
        });
    }

    /**
     * Mean absolute error, the L1 loss: mean of |p - t|.
     *
     * <p>Backward: dp = dy·sign(p - t) / elements, dt = -dp. Where p = t, the loss has no derivative; both gradients
     * are 0 there, which is a subgradient.
     *
     * @param predictions p, any shape. Not modified
     * @param targets t, the same shape. Not modified
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor meanAbsoluteError(Tensor predictions, Tensor targets, Tape tape) {
        checkSame("meanAbsoluteError", "predictions", predictions, "targets", targets);
        double sum = 0;
        for (int i = 0; i < predictions.size(); i++) {
            sum += Math.abs((double) predictions.array()[i] - targets.array()[i]);
        }
        return tape.record("meanAbsoluteError", mean(sum, predictions.size(), tape.buffers()),
                (dy, sink) -> backwardOfAbsolutes(predictions, targets, dy, sink),
                tangentOfBoth(predictions, targets, (e, t) -> signs(e, t.buffers())), predictions, targets);
    }

    private static void backwardOfAbsolutes(Tensor predictions, Tensor targets, Tensor dy, GradientSink sink) {
        addToBoth(predictions, targets, dy.item() / predictions.size(), sink, factor -> (p, t, d, from, until) -> {
            for (int i = from; i < until; i++) {
                d[i] = factor * Math.signum(p[i] - t[i]);
            }
        });
    }

    /**
     * Huber's loss with e = p - t: mean of e²/2 where |e| ≤ delta, else delta·(|e| - delta/2). It is quadratic for
     * small errors and linear for large ones, so outliers weigh less than in {@link #meanSquaredError}. The derivative
     * is continuous. With delta 1 it is also called smooth L1.
     *
     * <p>Backward: dp = dy·max(-delta, min(delta, e)) / elements, dt = -dp.
     *
     * <p>Huber, Robust Estimation of a Location Parameter, 1964.
     *
     * @param predictions p, any shape. Not modified
     * @param targets t, the same shape. Not modified
     * @param delta where the loss becomes linear, positive and finite; converted to float
     * @param tape records the loss
     * @return the loss, (1)
     * @throws IllegalArgumentException if the shapes differ, or delta is out of range
     */
    public static Tensor huber(Tensor predictions, Tensor targets, double delta, Tape tape) {
        checkSame("huber", "predictions", predictions, "targets", targets);
        float bound = (float) delta;
        if (!(bound > 0 && bound <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("huber: delta must be positive and finite, found "
                    + Float32.text(delta));
        }
        double sum = 0;
        for (int i = 0; i < predictions.size(); i++) {
            double error = Math.abs((double) predictions.array()[i] - targets.array()[i]);
            double quadratic = Math.min(error, bound);
            sum += quadratic * (error - 0.5 * quadratic);
        }
        return tape.record("huber", mean(sum, predictions.size(), tape.buffers()),
                (dy, sink) -> backwardOfHuber(predictions, targets, bound, dy, sink),
                tangentOfBoth(predictions, targets, (e, t) -> Functions.clamp(e, -bound, bound, t)),
                predictions, targets);
    }

    private static void backwardOfHuber(Tensor predictions, Tensor targets, float bound, Tensor dy,
            GradientSink sink) {
        addToBoth(predictions, targets, dy.item() / predictions.size(), sink, factor -> (p, t, d, from, until) -> {
            for (int i = from; i < until; i++) {
                d[i] = factor * Math.max(-bound, Math.min(bound, p[i] - t[i]));
            }
        });
    }

    /** Adds dp and dt = -dp. The loop for a factor multiplies by it: {@code share} for dp and {@code -share} for dt. */
    private static void addToBoth(Tensor predictions, Tensor targets, float share, GradientSink sink,
            Function<Float, Pointwise.Zip> loop) {
        sink.add(predictions, () -> Pointwise.zip(predictions, targets, sink, loop.apply(share)));
        sink.add(targets, () -> Pointwise.zip(predictions, targets, sink, loop.apply(-share)));
    }

    /** The tangent of a mean of f(p - t): mean of f′(p - t) · ṗ, and the negative for ṫ. */
    private static Tangent tangentOfBoth(Tensor predictions, Tensor targets,
            BiFunction<Tensor, Tape, Tensor> slope) {
        return (sink, t) -> {
            Tensor f = slope.apply(subtract(predictions, targets, t), t);
            sink.add(predictions, v -> Reduce.mean(multiply(v, f, t), t));
            sink.add(targets, v -> negate(Reduce.mean(multiply(v, f, t), t), t));
        };
    }

    private static Tensor signs(Tensor x, Allocator buffers) {
        return Pointwise.map(x, buffers, (a, y, from, until) -> {
            for (int i = from; i < until; i++) {
                y[i] = Math.signum(a[i]);
            }
        });
    }

    private static int[] classIndices(Tensor logits, Tensor labels) {
        if (labels.size() != logits.rows()) {
            throw new IllegalArgumentException("softmaxCrossEntropy: logits " + logits.shape() + " have "
                    + logits.rows() + " rows, labels " + labels.shape() + " have " + labels.size()
                    + "; give one class index for each row");
        }
        int[] indices = new int[labels.size()];
        for (int i = 0; i < indices.length; i++) {
            float label = labels.array()[i];
            indices[i] = (int) label;
            if (indices[i] != label || label < 0 || label >= logits.columns()) {
                throw new IllegalArgumentException("softmaxCrossEntropy: label " + label + " of row " + i
                        + " is not a class index in [0, " + logits.columns() + ")");
            }
        }
        return indices;
    }

    private static double logOfSum(float[] z, int from, int columns) {
        double max = Double.NEGATIVE_INFINITY;
        for (int j = from; j < from + columns; j++) {
            max = Math.max(max, z[j]);
        }
        double sum = 0;
        for (int j = from; j < from + columns; j++) {
            sum += StrictMath.exp(z[j] - max);
        }
        return max + StrictMath.log(sum);
    }

    private static float sigmoid(float z) {
        return (float) (1 / (1 + StrictMath.exp(-z)));
    }

    private static float clamp(float p) {
        return Math.max(CLAMP, Math.min(1 - CLAMP, p));
    }

    private static Tensor mean(double sum, int count, Allocator buffers) {
        Tensor mean = buffers.allocate(1);
        mean.array()[0] = (float) (sum / count);
        return mean;
    }

    private static void checkSame(String loss, String a, Tensor x, String b, Tensor y) {
        if (!x.shape().equals(y.shape())) {
            throw new IllegalArgumentException(loss + ": " + a + " " + x.shape() + " and " + b + " " + y.shape()
                    + " must have the same shape");
        }
    }
}
