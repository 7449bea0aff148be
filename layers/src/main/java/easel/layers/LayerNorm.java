package easel.layers;

import static easel.core.ops.Arithmetic.addScalar;
import static easel.core.ops.Arithmetic.divide;
import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.subtract;
import static easel.core.ops.Functions.sqrt;
import static easel.core.ops.Products.timesColumn;
import static easel.core.ops.Products.timesRow;
import static easel.core.ops.Rearrange.reshape;
import static easel.core.ops.Reduce.meanPerRow;

import easel.core.Allocator;
import easel.core.Float32;
import easel.core.GradientSink;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.ops.Matrices;
import easel.core.ops.Rows;
import easel.core.state.Description;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Layer normalization over all axes of one example: y = gain·x̂ + bias with x̂ = (x - mean) / √(variance + ε). Mean and
 * biased variance are those of the R values of the example, so an output does not depend on the other examples of the
 * batch. Training and inference are equal.
 *
 * <p>Shapes: x (N, …, C) with R = …·C values per example, at least 2; gain and bias (C); y has the shape of x.
 *
 * <p>Backward, with g = gain·dy and means over the example:
 * <ul>
 * <li>dx = (g - mean(g) - x̂·mean(g·x̂)) / √(variance + ε);
 * <li>dgain[c] = Σ dy·x̂ and dbias[c] = Σ dy, over all examples and pixels.
 * </ul>
 *
 * <p>Defaults: gain 1, bias 0, and ε 1e-5, as in the code of Gulrajani and others (tflib/ops/layernorm.py) and in
 * PyTorch. Keras's ε is 1e-3.
 *
 * <p>Ba, Kiros and Hinton, Layer Normalization, 2016, eq. 3 and 4. Gulrajani and others, Improved Training of
 * Wasserstein GANs, 2017, section 4, use it in critics with a gradient penalty, where {@link BatchNorm} is not
 * possible. On images they take mean and variance over H·W·C and one gain and bias per channel, as this layer does; the
 * layers of PyTorch and Keras have a gain and bias for each normalized value.
 */
public final class LayerNorm implements Layer {
    private static final float DEFAULT_EPSILON = 1e-5f;

    private final float epsilon;
    private final Parameter gain;
    private final Parameter bias;

    private LayerNorm(Parameter gain, Parameter bias, float epsilon) {
        this.gain = gain;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    /**
     * A fresh layer with ε 1e-5.
     *
     * @param features C, the size of the last axis, at least 1
     * @return a layer
     * @throws IllegalArgumentException if features is below 1
     */
    public static LayerNorm of(int features) {
        if (features < 1) {
            throw new IllegalArgumentException("LayerNorm: needs at least 1 feature, found " + features);
        }
        return of(Shape.of(features));
    }

    private static LayerNorm of(Shape shape) {
        return new LayerNorm(Parameter.of(Tensor.full(shape, 1)), Parameter.of(Tensor.zeros(shape)), DEFAULT_EPSILON);
    }

    /**
     * The same layer with another ε.
     *
     * @param epsilon added to the variance, above 0; converted to float
     * @return a layer that shares the parameters of this layer
     * @throws IllegalArgumentException if ε is not a positive finite number
     */
    public LayerNorm withEpsilon(double epsilon) {
        float nearest = (float) epsilon;
        if (!(nearest > 0 && nearest < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "LayerNorm: epsilon must be positive and finite, found " + Float32.text(epsilon));
        }
        return new LayerNorm(gain, bias, nearest);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        float[] inverse = new float[x.shape().axis(0)];                   // 1/√(variance + ε) of each example
        Tensor xHat = normalize(x, inverse, tape.buffers());
        Tensor y = Rows.map(xHat, xHat, tape.buffers(), LayerNorm::scaleAndShift, gain.array(), bias.array());
        return tape.record(this, y, (dy, sink) -> backward(x, xHat, inverse, dy, sink),
                (sink, t) -> tangent(x, sink, t), x, gain, bias);
    }

    /** Returns x̂. Mean and variance are computed in double, in the order of the values. Modified: inverse. */
    private Tensor normalize(Tensor x, float[] inverse, Allocator buffers) {
        Tensor xHat = buffers.allocate(x.shape());
        forEachExample(x, (example, from, until) -> {
            double sum = 0;
            for (int i = from; i < until; i++) {
                sum += x.array()[i];
            }
            double mean = sum / (until - from);
            double squares = 0;
            for (int i = from; i < until; i++) {
                double difference = x.array()[i] - mean;
                squares += difference * difference;
            }
            double scale = 1 / Math.sqrt(squares / (until - from) + epsilon);
            inverse[example] = (float) scale;
            for (int i = from; i < until; i++) {
                xHat.array()[i] = (float) ((x.array()[i] - mean) * scale);
            }
        });
        return xHat;
    }

    /** y = gain·x̂ + bias. */
    private static void scaleAndShift(float[] xHat, float[] sameXHat, float[][] rows, float[][] out, int n) {
        float[] gain = rows[0], bias = rows[1];
        float[] y = out[0];
        for (int j = 0; j < n; j++) {
            y[j] = gain[j] * xHat[j] + bias[j];
        }
    }

    private void backward(Tensor x, Tensor xHat, float[] inverse, Tensor dy, GradientSink sink) {
        sink.add(gain, () -> Matrices.sumRowsOfProduct(dy, xHat, sink));
        sink.add(bias, () -> Matrices.sumRows(dy, sink));
        sink.add(x, () -> dx(xHat, inverse, Matrices.timesRow(dy, gain, sink), sink));
    }

    /** dx = (g - mean(g) - x̂·mean(g·x̂)) / √(variance + ε), for each example. */
    private static Tensor dx(Tensor xHat, float[] inverse, Tensor g, Allocator buffers) {
        Tensor dx = buffers.allocate(xHat.shape());
        forEachExample(xHat, (example, from, until) -> {
            double sum = 0;
            double sumOfProducts = 0;
            for (int i = from; i < until; i++) {
                sum += g.array()[i];
                sumOfProducts += (double) g.array()[i] * xHat.array()[i];
            }
            float mean = (float) (sum / (until - from));
            float meanOfProducts = (float) (sumOfProducts / (until - from));
            float scale = inverse[example];
            for (int i = from; i < until; i++) {
                dx.array()[i] = scale * (g.array()[i] - mean - xHat.array()[i] * meanOfProducts);
            }
        });
        return dx;
    }

    /** ẏ = gain·(ẋ - mean(ẋ) - x̂·mean(x̂·ẋ)) / √(variance + ε), with means over the example. */
    private void tangent(Tensor x, TangentSink sink, Tape tape) {
        sink.add(x, v -> {
            // The second subtraction removes the rounding error of the first mean, which matters if it is large.
            Tensor centered = minusMean(minusMean(examples(x, tape), tape), tape);                   // (N, R)
            Tensor variance = meanPerRow(multiply(centered, centered, tape), tape);                  // (N)
            Tensor deviation = sqrt(addScalar(variance, epsilon, tape), tape);                       // (N)
            Tensor inverse = divide(Tensor.full(deviation.shape(), 1), deviation, tape);             // (N)
            Tensor xHat = timesColumn(centered, inverse, tape);                                      // (N, R)
            Tensor direction = minusMean(examples(v, tape), tape);                                   // (N, R)
            Tensor alongXHat = timesColumn(xHat, meanPerRow(multiply(xHat, direction, tape), tape), tape);
            Tensor moved = timesColumn(subtract(direction, alongXHat, tape), inverse, tape);         // (N, R)
            return timesRow(reshape(moved, x.shape(), tape), gain, tape);
        });
    }

    /** (N, R): each example as one row. */
    private static Tensor examples(Tensor x, Tape tape) {
        int n = x.shape().axis(0);
        return reshape(x, Shape.of(n, x.size() / n), tape);
    }

    /** Each row minus its mean. */
    private static Tensor minusMean(Tensor rows, Tape tape) {
        Tensor means = timesColumn(Tensor.full(rows.shape(), 1), meanPerRow(rows, tape), tape);
        return subtract(rows, means, tape);
    }

    /** A loop over the values of one example, at the positions from {@code from} to before {@code until}. */
    private interface Example {
        void run(int example, int from, int until);
    }

    private static void forEachExample(Tensor x, Example loop) {
        int n = x.shape().axis(0);
        int size = x.size() / n;
        Parallel.forRange(n, 1 + Parallel.ELEMENTWISE_GRAIN / size, (first, end) -> {
            for (int example = first; example < end; example++) {
                loop.run(example, example * size, (example + 1) * size);
            }
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() != gain.size()) {
            throw Inputs.wrong(this, input, "(N, …, " + gain.size() + ")", "The last axis has a gain and a bias each.");
        }
        if (input.size() < 2) {
            throw Inputs.wrong(this, input, "at least 2 values per example",
                    "The output for a single value would be the bias for every input.");
        }
        return input;
    }

    @Override
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("gain", gain);
        tensors.put("bias", bias);
        return tensors;
    }

    @Override
    public Description describe() {
        return Description.of("LayerNorm").with("features", gain.size()).with("epsilon", epsilon);
    }

    /** Builds a layer from its {@link #describe}. */
    static LayerNorm from(Description d, Weights w) {
        Shape shape = Shape.of(d.integer("features"));
        w.require(Map.of("gain", shape, "bias", shape));
        return of(shape).withEpsilon(d.number("epsilon"));
    }

    @Override
    public String toString() {
        return "LayerNorm " + gain.size();
    }
}
