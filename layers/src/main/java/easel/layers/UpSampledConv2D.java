package easel.layers;

import static easel.core.convolution.Convolution.flipped;
import static easel.core.convolution.Convolution.inputGradient;
import static easel.core.convolution.Convolution.weightGradient;

import easel.core.Allocator;
import easel.core.GradientSink;
import easel.core.Shape;
import easel.core.TangentSink;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Convolution;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.PreparedConvolution;
import easel.core.convolution.Window;
import easel.core.kernels.Parallel;
import java.util.Arrays;
import java.util.Map;

/**
 * An {@link UpSampling2D} by f and the {@link Conv2D} of stride 1 after it, computed without the larger image between
 * them.
 *
 * <p>In one dimension, with a kernel w of size K, y[r] = Σᵤ x[⌊(r + u - top) / f⌋]·w[u]. Several taps read the same
 * pixel: the taps that read x[i] are those with r + u - top = i·f + e for an e from 0 to f - 1. Hence
 * y[r] = Σᵢ x[i]·k[r - i·f + K - 1 - top], where k[m] = Σₑ w[K - 1 - m + e] is the flipped kernel summed over windows
 * of f taps (w is 0 outside its K taps). The formula for y is a transposed convolution of stride f with K + f - 1 taps:
 * each output pixel takes at most ⌈(K + f - 1) / f⌉ products instead of K. The same holds in the other dimension:
 * for K = 5 and f = 2 an output pixel takes 9 products instead of 25.
 *
 * <p>Backward: dx is the convolution of dy with k, dk is the weight gradient of that convolution, and
 * dw[u] = Σₑ dk[K - 1 - u + e].
 */
final class UpSampledConv2D implements Layer {
    private final UpSampling2D upSampling;
    private final Conv2D convolution;

    UpSampledConv2D(UpSampling2D upSampling, Conv2D convolution) {
        this.upSampling = upSampling;
        this.convolution = convolution;
    }

    /**
     * Whether two layers can be fused for images of this shape: an upsampling by a factor above 1, then a convolution
     * of stride 1, without dilation, whose padding is below the kernel size on each side.
     */
    static boolean fits(Layer first, Layer second, Shape image) {
        if (!(first instanceof UpSampling2D up && second instanceof Conv2D conv)) {
            return false;
        }
        Geometry g = conv.geometry(up.outputShape(image));
        return up.height() + up.width() > 2 && !g.window().isDilated()
                && g.window().strideHeight() == 1 && g.window().strideWidth() == 1
                && Math.max(g.sides().top(), g.sides().bottom()) < g.window().height()
                && Math.max(g.sides().left(), g.sides().right()) < g.window().width();
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        Inputs.checkBatch(upSampling, x);
        Allocator buffers = tape.buffers();
        Geometry g = transposed(convolution.geometry(upSampling.outputShape(x.shape().example())));
        Tensor k = folded(flipped(convolution.weight, buffers), buffers);          // (KH + f - 1, KW + f - 1, OC, C)
        Tensor y = inputGradient(x, k, g, buffers);                               // (N, OH, OW, OC)
        convolution.addBias(y);
        return tape.record(this, y, (dy, sink) -> backward(x, k, g, dy, sink), (sink, t) -> tangent(x, sink, t),
                convolution.sources(x, convolution.weight));
    }

    private void backward(Tensor x, Tensor k, Geometry g, Tensor dy, GradientSink sink) {
        sink.add(convolution.weight, () -> flipped(unfolded(weightGradient(dy, x, g, sink), sink), sink));
        convolution.biasGradient(dy, sink);
        sink.add(x, () -> Convolution.forward(dy, k, g, sink));
    }

    private void tangent(Tensor x, TangentSink sink, Tape tape) {
        sink.add(x, v -> new UpSampledConv2D(upSampling, convolution.withBias(false)).forward(v, tape));
    }

    @Override
    public PreparedLayer prepare(Shape input) {
        Geometry g = transposed(convolution.geometry(upSampling.outputShape(input)));
        Tensor k = folded(flipped(convolution.weight, Allocator.HEAP), Allocator.HEAP);
        return convolution.prepared(this, PreparedConvolution.inputGradient(k, g));
    }

    @Override
    public Shape outputShape(Shape input) {
        return convolution.outputShape(upSampling.outputShape(input));
    }

    @Override
    public Map<String, Tensor> tensors() {
        return convolution.tensors();
    }

    @Override
    public String toString() {
        return upSampling + ", " + convolution;
    }

    /** The geometry of the convolution whose transpose computes y from x. The image of that convolution is y. */
    private Geometry transposed(Geometry g) {
        int height = g.window().height();
        int width = g.window().width();
        Padding.Sides sides = g.sides();
        Window window = new Window(height + upSampling.height() - 1, width + upSampling.width() - 1,
                upSampling.height(), upSampling.width());
        return new Geometry(g.outHeight(), g.outWidth(), convolution.weight.columns(), window,
                new Padding.Sides(height - 1 - sides.top(), height - 1 - sides.bottom(), width - 1 - sides.left(),
                        width - 1 - sides.right()));
    }

    /** k[m] = Σₑ t[m - e], in both dimensions. */
    private Tensor folded(Tensor t, Allocator buffers) {
        Shape s = t.shape();
        Tensor k = buffers.allocate(s.axis(0) + upSampling.height() - 1, s.axis(1) + upSampling.width() - 1, s.axis(2),
                s.axis(3));
        sumWindows(t, k, -1);
        return k;
    }

    /** dt[u] = Σₑ dk[u + e], the adjoint of {@link #folded}. */
    private Tensor unfolded(Tensor dk, Allocator buffers) {
        Shape s = dk.shape();
        Tensor dt = buffers.allocate(s.axis(0) - upSampling.height() + 1, s.axis(1) - upSampling.width() + 1, s.axis(2),
                s.axis(3));
        sumWindows(dk, dt, 1);
        return dt;
    }

    /** b[u, v] = Σ a[u + sign·e, v + sign·f] over e in [0, height) and f in [0, width), the upsampling factors. */
    private void sumWindows(Tensor a, Tensor b, int sign) {
        int width = b.shape().axis(1);
        int size = a.shape().axis(2) * a.columns();
        Parallel.forRange(b.shape().axis(0) * width, 1, (from, to) -> {
            for (int tap = from; tap < to; tap++) {
                Arrays.fill(b.array(), tap * size, (tap + 1) * size, 0);
                for (int e = 0; e < upSampling.height(); e++) {
                    for (int f = 0; f < upSampling.width(); f++) {
                        int u = tap / width + sign * e;
                        int v = tap % width + sign * f;
                        if (u >= 0 && u < a.shape().axis(0) && v >= 0 && v < a.shape().axis(1)) {
                            add(a.array(), (u * a.shape().axis(1) + v) * size, b.array(), tap * size, size);
                        }
                    }
                }
            }
        });
    }

    private static void add(float[] a, int aStart, float[] b, int bStart, int size) {
        for (int i = 0; i < size; i++) {
            b[bStart + i] += a[aStart + i];
        }
    }
}
