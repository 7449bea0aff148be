package easel.layers;

import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.ops.Rearrange;
import easel.core.state.Description;
import java.util.Arrays;

/**
 * The largest of k pieces for each unit: y[…, j] = max x[…, j·k + i] over i from 0 to k - 1. After a Dense with out·k
 * outputs, each unit is the maximum of k linear functions, that is, a convex piecewise linear activation that is
 * learned.
 *
 * <p>Shapes: x (…, out·k), y (…, out).
 *
 * <p>Backward: dx is dy at the largest of the k values, 0 at the others; if several are equal, dy is at the first of
 * them. If one of the values is NaN, y is NaN and dy is at the first NaN.
 *
 * <pre>{@code
 * Sequential.of(Shape.of(2), Dense.of(2, 200 * 5, random), Maxout.of(5), Dense.of(200, 1, random))
 * }</pre>
 *
 * <p>Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout Networks, 2013, section 2. The discriminators for 2-D
 * data in Lin, Khetan, Fanti and Oh, PacGAN, 2018, have such layers.
 */
public final class Maxout implements Layer {
    private final int pieces;

    private Maxout(int pieces) {
        this.pieces = pieces;
    }

    /**
     * Creates the layer.
     *
     * @param pieces the number of neighbouring values with one maximum, k, at least 1
     * @return a layer
     * @throws IllegalArgumentException if pieces is below 1
     */
    public static Maxout of(int pieces) {
        if (pieces < 1) {
            throw new IllegalArgumentException("Maxout: needs at least 1 piece per unit, found " + pieces);
        }
        return new Maxout(pieces);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(this, x);
        Tensor y = tape.buffers().allocate(x.shape().withColumns(x.columns() / pieces));
        int[] largest = positionsOfLargest(x, y.size());
        for (int i = 0; i < largest.length; i++) {
            y.array()[i] = x.array()[largest[i]];
        }
        return tape.record(this, y, (dy, sink) -> backward(x, largest, dy, sink),
                (sink, t) -> tangent(x, largest, y.shape(), sink, t), x);
    }

    /** For each element of y, the position in x of the first largest value. */
    private int[] positionsOfLargest(Tensor x, int size) {
        int[] largest = new int[size];
        Parallel.forRange(size, 1 + Parallel.ELEMENTWISE_GRAIN / pieces, (from, until) -> {
            for (int i = from; i < until; i++) {
                int best = i * pieces;
                for (int at = best + 1; at < (i + 1) * pieces; at++) {
                    // The negated comparison is also true if x[at] is NaN.
                    if (!(x.array()[at] <= x.array()[best]) && !Float.isNaN(x.array()[best])) {
                        best = at;
                    }
                }
                largest[i] = best;
            }
        });
        return largest;
    }

    private static void backward(Tensor x, int[] largest, Tensor dy, GradientSink sink) {
        sink.add(x, () -> {
            Tensor dx = sink.allocate(x.shape());
            Arrays.fill(dx.array(), 0);
            for (int i = 0; i < largest.length; i++) {
                dx.array()[largest[i]] = dy.array()[i];
            }
            return dx;
        });
    }

    /** ẏ is ẋ at the largest values. */
    private static void tangent(Tensor x, int[] largest, Shape output, TangentSink sink, Tape tape) {
        sink.add(x, v -> {
            Tensor flat = Rearrange.reshape(v, Shape.of(v.size()), tape);
            return Rearrange.reshape(Rearrange.gather(flat, largest, tape), output, tape);
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.columns() % pieces != 0) {
            throw Inputs.wrong(this, input, "(N, …, out·" + pieces + ")",
                    "The last axis must be a multiple of " + pieces + ", the number of pieces per unit.");
        }
        return input.withColumns(input.columns() / pieces);
    }

    @Override
    public Description describe() {
        return Description.of("Maxout").with("pieces", pieces);
    }

    /** Builds a layer from its {@link #describe}. */
    static Maxout from(Description d, Weights w) {
        return of(d.integer("pieces"));
    }

    @Override
    public String toString() {
        return "Maxout " + pieces;
    }
}
