package easel.layers;

import static easel.core.ops.Arithmetic.multiply;
import static easel.core.ops.Arithmetic.subtract;
import static easel.core.ops.Products.timesColumn;
import static easel.core.ops.Reduce.sumPerRow;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;

/**
 * Normalized exponentials within each row: yⱼ = e^(xⱼ - m) / Σₖ e^(xₖ - m), where m is the row's largest element.
 *
 * <p>Shapes: x (…, C); y has the shape of x. Each row sums to 1. If the largest element of a row is +∞, the k elements
 * equal to it give 1/k and the others 0. If all elements are -∞, each gives 1/C.
 *
 * <p>Backward: dx = y · (dy - Σₖ dyₖ·yₖ), within each row.
 *
 * <p>To train a classifier, use {@link Losses#softmaxCrossEntropy} instead, which takes logits.
 */
public final class Softmax implements Layer {
    private Softmax() {}

    /**
     * Creates the layer.
     *
     * @return a layer without settings
     */
    public static Softmax of() {
        return new Softmax();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Tensor y = tape.buffers().allocate(x.shape());
        for (int row = 0; row < x.rows(); row++) {
            normalize(x.array(), y.array(), row * x.columns(), x.columns());
        }
        return tape.record(this, y, (dy, sink) -> backward(x, y, dy, sink),
                (sink, t) -> tangent(x, y, sink, t), x);
    }

    /** y = softmax(x) for one row. The difference of two equal infinities counts as 0. */
    static void normalize(float[] x, float[] y, int from, int columns) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = from; j < from + columns; j++) {
            max = Math.max(max, x[j]);
        }
        double sum = 0;
        for (int j = from; j < from + columns; j++) {
            y[j] = x[j] == max ? 1 : (float) StrictMath.exp(x[j] - max);
            sum += y[j];
        }
        float scale = (float) (1 / sum);
        for (int j = from; j < from + columns; j++) {
            y[j] *= scale;
        }
    }

    private void backward(Tensor x, Tensor y, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            int columns = x.columns();
            for (int row = 0; row < x.rows(); row++) {
                int from = row * columns;
                double inner = 0;
                for (int j = from; j < from + columns; j++) {
                    inner += (double) dy.array()[j] * y.array()[j];
                }
                for (int j = from; j < from + columns; j++) {
                    dx.array()[j] = y.array()[j] * (dy.array()[j] - (float) inner);
                }
            }
            return dx;
        });
    }

    /** ẏ = y · (ẋ - Σⱼ yⱼ·ẋⱼ) in each row. */
    private static void tangent(Tensor x, Tensor y, TangentSink sink, Tape tape) {
        sink.add(x, v -> {
            Tensor product = multiply(y, v, tape);
            return subtract(product, timesColumn(y, sumPerRow(product, tape), tape), tape);
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("Softmax");
    }

    /** Builds a layer from its {@link #describe}. */
    static Softmax from(Description d, Weights w) {
        return of();
    }

    @Override
    public String toString() {
        return "Softmax";
    }
}
