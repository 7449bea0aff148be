package easel.export;

import easel.export.ReferenceModel.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** One operator, computed as <a href="https://onnx.ai/onnx/operators/">its definition</a> says. */
final class ReferenceOperator {
    private final Node node;
    private final List<Values> inputs;
    private final Values x;
    /** The attributes that no operator has read yet. */
    private final Map<String, Object> unread;

    ReferenceOperator(Node node, List<Values> inputs) {
        this.node = node;
        this.inputs = inputs;
        this.x = inputs.get(0);
        this.unread = new HashMap<>(node.attributes());
    }

    Values compute() {
        Values y = switch (node.type()) {
            case "Identity" -> x;
            case "Relu" -> each(v -> Math.max(v, 0));
            case "LeakyRelu" -> each(leaky((Float) attribute("alpha")));
            case "Elu" -> each(elu((Float) attribute("alpha")));
            case "Sigmoid" -> each(v -> 1 / (1 + Math.exp(-v)));
            case "Softplus" -> each(v -> Math.log1p(Math.exp(v)));
            case "Tanh" -> each(Math::tanh);
            case "Erf" -> each(ReferenceOperator::erf);
            case "Add" -> pairs(Double::sum);
            case "Mul" -> pairs((a, b) -> a * b);
            case "Div" -> pairs((a, b) -> a / b);
            case "Gemm" -> gemm();
            case "Conv" -> conv();
            case "ConvTranspose" -> convTranspose();
            case "MaxPool", "AveragePool" -> pool();
            case "BatchNormalization" -> batchNormalization();
            case "InstanceNormalization" -> instanceNormalization();
            case "Softmax" -> softmax();
            case "ReduceMean" -> reduceMean();
            case "ReduceMax" -> reduceMax();
            case "Flatten" -> new Values(new int[] {x.axes()[0], x.data().length / x.axes()[0]}, x.data());
            case "Reshape" -> reshape();
            case "Transpose" -> transpose();
            case "Concat" -> concat();
            case "Pad" -> pad();
            case "Slice" -> slice();
            case "Resize" -> resize();
            default -> throw new IllegalArgumentException("no operator " + node.type());
        };
        if (!unread.isEmpty()) {
            throw new IllegalArgumentException(node.type() + " has the unknown attributes " + unread);
        }
        return y;
    }

    private Object attribute(String name) {
        unread.remove(name);
        return node.attributes().get(name);
    }

    private int[] integers(String name, int... missing) {
        return attribute(name) instanceof int[] values ? values : missing;
    }

    private int axis() {
        int axis = ((Long) attribute("axis")).intValue();
        return axis < 0 ? axis + x.axes().length : axis;
    }

    private Values each(DoubleUnaryOperator f) {
        return new Values(x.axes(), Arrays.stream(x.data()).map(f).toArray());
    }

    private static DoubleUnaryOperator leaky(double alpha) {
        return v -> v < 0 ? alpha * v : v;
    }

    private static DoubleUnaryOperator elu(double alpha) {
        return v -> v < 0 ? alpha * Math.expm1(v) : v;
    }

    /** erf(v) = 2/√π · exp(-v²) · Σ 2ⁿ·v²ⁿ⁺¹ / (1·3·…·(2n + 1)), a series without cancellation. */
    private static double erf(double v) {
        if (Math.abs(v) > 6) {
            return Math.signum(v);
        }
        double term = v;
        double sum = v;
        for (int n = 1; n < 200; n++) {
            term *= 2 * v * v / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-v * v) * sum;
    }

    /**
     * Applies a function to two inputs of the same shape; the second one may have a single element, or the last axis
     * only.
     */
    private Values pairs(DoubleBinaryOperator f) {
        Values b = inputs.get(1);
        boolean row = b.axes().length == 1 && b.axes()[0] == x.axes()[x.axes().length - 1];
        if (b.data().length > 1 && !row && !Arrays.equals(x.axes(), b.axes())) {
            throw new IllegalArgumentException(Arrays.toString(x.axes()) + " and " + Arrays.toString(b.axes()));
        }
        return new Values(x.axes(), IntStream.range(0, x.data().length)
                .mapToDouble(i -> f.applyAsDouble(x.data()[i], b.data()[i % b.data().length])).toArray());
    }

    private double bias(int filter) {
        return inputs.size() > 2 ? inputs.get(2).at(filter) : 0;
    }

    private Values gemm() {
        Values w = inputs.get(1);
        return Values.build(new int[] {x.axes()[0], w.axes()[1]}, at -> bias(at[1])
                + IntStream.range(0, w.axes()[0]).mapToDouble(k -> x.at(at[0], k) * w.at(k, at[1])).sum());
    }

    private Values conv() {
        Values w = inputs.get(1);
        int[] s = integers("strides");
        int[] d = integers("dilations", 1, 1);
        int[] p = integers("pads");
        int[] k = integers("kernel_shape");
        return Values.build(windows(w.axes()[0], k, s, d, p), at -> {
            double sum = bias(at[1]);
            for (int c = 0; c < x.axes()[1]; c++) {
                for (int u = 0; u < k[0]; u++) {
                    for (int v = 0; v < k[1]; v++) {
                        sum += w.at(at[1], c, u, v) * x.atOr(0, at[0], c, at[2] * s[0] + u * d[0] - p[0],
                                at[3] * s[1] + v * d[1] - p[1]);
                    }
                }
            }
            return sum;
        });
    }

    /** The output shape (N, channels, OH, OW). */
    private int[] windows(int channels, int[] k, int[] s, int[] d, int[] p) {
        return new int[] {x.axes()[0], channels,
            Math.floorDiv(x.axes()[2] + p[0] + p[2] - (k[0] - 1) * d[0] - 1, s[0]) + 1,
            Math.floorDiv(x.axes()[3] + p[1] + p[3] - (k[1] - 1) * d[1] - 1, s[1]) + 1};
    }

    private Values convTranspose() {
        Values w = inputs.get(1);
        int[] s = integers("strides");
        int[] d = integers("dilations", 1, 1);
        int[] p = integers("pads");
        int[] k = integers("kernel_shape");
        int[] more = integers("output_padding");
        int height = (x.axes()[2] - 1) * s[0] + (k[0] - 1) * d[0] + 1 + more[0] - p[0] - p[2];
        int width = (x.axes()[3] - 1) * s[1] + (k[1] - 1) * d[1] + 1 + more[1] - p[1] - p[3];
        return Values.build(new int[] {x.axes()[0], w.axes()[1], height, width}, at -> {
            double sum = bias(at[1]);
            for (int u = 0; u < k[0]; u++) {
                for (int v = 0; v < k[1]; v++) {
                    int i = at[2] + p[0] - u * d[0];
                    int j = at[3] + p[1] - v * d[1];
                    for (int c = 0; c < x.axes()[1] && i % s[0] == 0 && j % s[1] == 0; c++) {
                        sum += w.at(c, at[1], u, v) * x.atOr(0, at[0], c, i / s[0], j / s[1]);
                    }
                }
            }
            return sum;
        });
    }

    private Values pool() {
        boolean max = node.type().equals("MaxPool");
        int[] s = integers("strides");
        int[] p = integers("pads");
        int[] k = integers("kernel_shape");
        return Values.build(windows(x.axes()[1], k, s, new int[] {1, 1}, p), at -> {
            double result = max ? Double.NEGATIVE_INFINITY : 0;
            int count = 0;
            for (int i = at[2] * s[0] - p[0]; i < at[2] * s[0] - p[0] + k[0]; i++) {
                for (int j = at[3] * s[1] - p[1]; j < at[3] * s[1] - p[1] + k[1]; j++) {
                    double value = x.atOr(Double.NaN, at[0], at[1], i, j);
                    if (!Double.isNaN(value)) {                        // inside the image
                        result = max ? Math.max(result, value) : result + value;
                        count++;
                    }
                }
            }
            return max ? result : result / count;
        });
    }

    private Values batchNormalization() {
        double epsilon = (Float) attribute("epsilon");
        return Values.build(x.axes(), at -> inputs.get(1).at(at[1]) * (x.at(at) - inputs.get(3).at(at[1]))
                / Math.sqrt(inputs.get(4).at(at[1]) + epsilon) + inputs.get(2).at(at[1]));
    }

    /** For (N, C, D): mean and variance over D. */
    private Values instanceNormalization() {
        double epsilon = (Float) attribute("epsilon");
        int size = x.axes()[2];
        return Values.build(x.axes(), at -> {
            double mean = IntStream.range(0, size).mapToDouble(i -> x.at(at[0], at[1], i)).sum() / size;
            double variance = IntStream.range(0, size)
                    .mapToDouble(i -> Math.pow(x.at(at[0], at[1], i) - mean, 2)).sum() / size;
            return inputs.get(1).at(at[1]) * (x.at(at) - mean) / Math.sqrt(variance + epsilon)
                    + inputs.get(2).at(at[1]);
        });
    }

    private Values softmax() {
        int axis = axis();
        return Values.build(x.axes(), at -> {
            int[] other = at.clone();
            double sum = 0;
            for (other[axis] = 0; other[axis] < x.axes()[axis]; other[axis]++) {
                sum += Math.exp(x.at(other) - x.at(at));
            }
            return 1 / sum;
        });
    }

    /** The mean over the pixels of each channel, (N, C). */
    private Values reduceMean() {
        int[] axes = integers("axes");
        if ((Long) attribute("keepdims") != 0) {
            throw new IllegalArgumentException("keepdims is not 0");
        }
        int height = x.axes()[axes[0]];
        int width = x.axes()[axes[1]];
        int channels = axes[0] == 1 ? 3 : 1;
        return Values.build(new int[] {x.axes()[0], x.axes()[channels]}, at -> {
            double sum = 0;
            for (int pixel = 0; pixel < height * width; pixel++) {
                int[] index = {at[0], at[1], at[1], at[1]};
                index[axes[0]] = pixel / width;
                index[axes[1]] = pixel % width;
                sum += x.at(index);
            }
            return sum / (height * width);
        });
    }

    /** The maximum over the last axis. */
    private Values reduceMax() {
        if ((Long) attribute("keepdims") != 0 || !Arrays.equals(integers("axes"), new int[] {-1})) {
            throw new IllegalArgumentException("keepdims is not 0, or the axis is not the last");
        }
        int rank = x.axes().length - 1;
        return Values.build(Arrays.copyOf(x.axes(), rank), at -> {
            int[] index = Arrays.copyOf(at, rank + 1);
            double largest = Double.NEGATIVE_INFINITY;
            for (index[rank] = 0; index[rank] < x.axes()[rank]; index[rank]++) {
                largest = Math.max(largest, x.at(index));
            }
            return largest;
        });
    }

    private Values reshape() {
        Values shape = inputs.get(1);
        return new Values(IntStream.range(0, shape.data().length)
                .map(a -> shape.integer(a) == 0 ? x.axes()[a] : shape.integer(a)).toArray(), x.data());
    }

    private Values transpose() {
        int[] perm = integers("perm");
        return Values.build(IntStream.of(perm).map(a -> x.axes()[a]).toArray(), at -> {
            int[] index = new int[perm.length];
            for (int a = 0; a < perm.length; a++) {
                index[perm[a]] = at[a];
            }
            return x.at(index);
        });
    }

    private Values concat() {
        int axis = axis();
        int[] axes = x.axes().clone();
        axes[axis] = inputs.stream().mapToInt(input -> input.axes()[axis]).sum();
        return Values.build(axes, at -> {
            int[] index = at.clone();
            int input = 0;
            while (index[axis] >= inputs.get(input).axes()[axis]) {
                index[axis] -= inputs.get(input++).axes()[axis];
            }
            return inputs.get(input).at(index);
        });
    }

    private Values pad() {
        Values p = inputs.get(1);
        int rank = x.axes().length;
        int[] axes = IntStream.range(0, rank).map(a -> p.integer(a) + x.axes()[a] + p.integer(rank + a)).toArray();
        return Values.build(axes, at -> x.atOr(inputs.get(2).data()[0],
                IntStream.range(0, rank).map(a -> at[a] - p.integer(a)).toArray()));
    }

    private Values slice() {
        int[] axes = x.axes().clone();
        int[] starts = new int[axes.length];
        for (int i = 0; i < inputs.get(3).data().length; i++) {
            int a = inputs.get(3).integer(i);
            starts[a] = inputs.get(1).integer(i);
            axes[a] = Math.min(x.axes()[a], inputs.get(2).integer(i)) - starts[a];
        }
        return Values.build(axes, at -> x.at(IntStream.range(0, at.length).map(a -> at[a] + starts[a]).toArray()));
    }

    private Values resize() {
        String mode = attribute("mode") + " " + attribute("coordinate_transformation_mode") + " "
                + attribute("nearest_mode");
        if (!mode.equals("nearest asymmetric floor")) {
            throw new IllegalArgumentException(mode);
        }
        Values scales = inputs.get(2);
        return Values.build(IntStream.range(0, 4).map(a -> x.axes()[a] * scales.integer(a)).toArray(),
                at -> x.at(IntStream.range(0, 4).map(a -> at[a] / scales.integer(a)).toArray()));
    }
}
