package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import java.util.List;

/**
 * The convolution (cross-correlation: the kernel is not flipped) and its two gradients, as plain functions of tensors:
 *
 * <pre>
 * y[n,i,j,o] = Σ x[n, i·strideHeight + u - top, j·strideWidth + v - left, c] · w[u,v,c,o]     over u, v, c
 * </pre>
 *
 * <p>It is linear in x and in w, so each gradient is its adjoint: ⟨y(x), dy⟩ = ⟨x, dx(dy)⟩ = ⟨w, dw(x, dy)⟩. A
 * transposed convolution is the input gradient used as a forward pass; that is all there is to it.
 *
 * <p>Between many channels they are products of matrices whose rows lie in pieces in x ({@link IndirectConvolution}, {@link
 * WeightGradient}), or, where by the sizes of image and kernel that is less work, transformed tiles ({@link
 * WinogradConvolution}), which take down to a tenth of the multiplications for 5×5 taps of stride 1. Some tiles round
 * more: results are off by up to 5e-6 of their largest value, measured on normal numbers with the published programs'
 * layers, where plain sums are by 1e-6. A value is no longer one chain of sums, but still depends on its own image
 * alone, and by its rounding a little on pixels beside its window: one NaN reaches the whole tile, which may be the
 * image. Where a side has few channels the rows of its images are copied first, so that what a tap sees lies side by
 * side ({@link Patches}).
 *
 * <p>Memory beside the result, in floats, whatever the batch: the weight once more, twice for the input gradient by
 * tiles, its channels filled up to a multiple of a kernel's width; the largest of what each thread has met, up to
 * 3·max(256, OW)·KH·KW·C for patches of few channels, 512·(KW·C + OC) between many, and all products of up to 64 tiles
 * of X̂ and Ŷ for tiles; the largest of what a calling thread has met for tiles, up to 8 million for transformed kernels,
 * twice that where channels are filled up, and 8 million for their gradients; the weight gradient of few channels takes
 * up to 7 more of its own size for sums of parts of the batch.
 */
public final class Convolution {
    /**
     * Channels below which patches are laid out. Depends on nothing else, for the order of the sums depends on it.
     */
    private static final int FEW = 16;

    private Convolution() {}

    /**
     * The convolution.
     *
     * @param x (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the places; must fit x and weight
     * @param buffers allocates the result
     * @return y, (N, OH, OW, OC)
     * @throws IllegalArgumentException if a tensor does not fit the places
     */
    public static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator buffers) {
        requireImages("x", x, g.image());
        requireWeight(weight, g);
        if (g.channels() < FEW) {
            return Patches.forward(x, weight, g, buffers);
        }
        if (weight.columns() < FEW && g.canBeMirrored()) {
            return Patches.inputGradient(x, turned(weight, buffers), g.mirrored(weight.columns()), buffers);
        }
        Tensor y = buffers.allocate(g.output(weight.columns()).batch(x.shape().axis(0)));
        List<WinogradPlan> plans = WinogradPlan.ofSums(List.of(down(g)), List.of(right(g)), g.channels(), weight.columns());
        plans.forEach(plan -> WinogradConvolution.fill(plan, x, weight, y));
        if (plans.isEmpty()) {
            IndirectConvolution.fill(x, weight, false, List.of(down(g)), List.of(right(g)), y, buffers);
        }
        return y;
    }

    /**
     * The gradient by x: every output gives to each place of the image what it took from it.
     *
     * @param dy (N, OH, OW, OC). Not modified
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the places; must fit dy and weight
     * @param buffers allocates the result
     * @return dx, (N, H, W, C)
     * @throws IllegalArgumentException if a tensor does not fit the places
     */
    public static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator buffers) {
        requireWeight(weight, g);
        requireImages("dy", dy, g.output(weight.columns()));
        if (g.channels() < FEW) {
            return Patches.inputGradient(dy, weight, g, buffers);
        }
        if (weight.columns() < FEW && g.canBeMirrored()) {
            return Patches.forward(dy, turned(weight, buffers), g.mirrored(weight.columns()), buffers);
        }
        Tensor dx = buffers.allocate(g.image().batch(dy.shape().axis(0)));
        Window window = g.window();
        List<Axis> down = Axis.ofInputs(g.height(), g.outHeight(), window.height(), window.strideHeight(),
                g.sides().top());
        List<Axis> right = Axis.ofInputs(g.width(), g.outWidth(), window.width(), window.strideWidth(),
                g.sides().left());
        List<WinogradPlan> plans = WinogradPlan.ofSums(turned(down, window.height()), turned(right, window.width()),
                weight.columns(), g.channels());
        if (plans.isEmpty()) {
            IndirectConvolution.fill(dy, weight, true, down, right, dx, buffers);
        } else {
            Tensor turned = turned(weight, buffers);
            plans.forEach(plan -> WinogradConvolution.fill(plan, dy, turned, dx));
        }
        return dx;
    }

    /**
     * The gradient by the weight.
     *
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param g the places; must fit x and dy
     * @param buffers allocates the result
     * @return dw, (KH, KW, C, OC)
     * @throws IllegalArgumentException if a tensor does not fit the places, or the other
     */
    public static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        requireImages("x", x, g.image());
        requireImages("dy", dy, g.output(dy.columns()));
        if (x.shape().axis(0) != dy.shape().axis(0)) {
            throw new IllegalArgumentException("weight gradient: x " + x.shape() + " and dy " + dy.shape()
                    + " must have as many images, N");
        }
        if (g.channels() < FEW) {
            return Patches.weightGradient(x, dy, g, buffers);
        }
        if (dy.columns() < FEW && g.canBeMirrored()) {
            return turned(Patches.weightGradient(dy, x, g.mirrored(dy.columns()), buffers), buffers);
        }
        Tensor dw = buffers.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns());
        List<WinogradPlan> plans = WinogradPlan.ofGradient(down(g), right(g), g.channels(), dy.columns());
        plans.forEach(plan -> WinogradConvolution.fillGradient(plan, x, dy, dw));
        if (plans.isEmpty()) {
            WeightGradient.fill(x, dy, g, dw);
        }
        return dw;
    }

    /**
     * The kernel turned round, for the transposed operation: t[KH - 1 - u, KW - 1 - v, o, c] = w[u,v,c,o].
     *
     * @param weight (KH, KW, C, OC). Not modified
     * @param buffers allocates the result
     * @return t, (KH, KW, OC, C)
     */
    public static Tensor turned(Tensor weight, Allocator buffers) {
        Shape shape = weight.shape();
        int taps = shape.axis(0) * shape.axis(1);
        int channels = shape.axis(2);
        int filters = shape.axis(3);
        int size = channels * filters;
        Tensor t = buffers.allocate(shape.axis(0), shape.axis(1), filters, channels);
        Parallel.forRange(taps, 1, (from, until) -> {
            for (int tap = from; tap < until; tap++) {
                int last = (taps - 1 - tap) * size;
                for (int o = 0; o < filters; o++) {
                    for (int c = 0; c < channels; c++) {
                        t.array()[last + o * channels + c] = weight.array()[tap * size + c * filters + o];
                    }
                }
            }
        });
        return t;
    }

    private static List<Axis> turned(List<Axis> axes, int kernel) {
        return axes.stream().map(axis -> axis.turned(kernel)).toList();
    }

    private static Axis down(Geometry g) {
        return Axis.ofOutputs(g.height(), g.outHeight(), g.window().height(), g.window().strideHeight(), g.sides().top());
    }

    private static Axis right(Geometry g) {
        return Axis.ofOutputs(g.width(), g.outWidth(), g.window().width(), g.window().strideWidth(), g.sides().left());
    }

    private static void requireImages(String name, Tensor images, Shape image) {
        if (images.shape().rank() != 4 || !images.shape().example().equals(image)) {
            throw new IllegalArgumentException("convolution: " + name + " is " + images.shape() + "; its geometry"
                    + " expects N times " + image);
        }
    }

    private static void requireWeight(Tensor weight, Geometry g) {
        Shape expected = Shape.of(g.window().height(), g.window().width(), g.channels(), weight.columns());
        if (!weight.shape().equals(expected)) {
            throw new IllegalArgumentException("convolution: weight is " + weight.shape() + "; its geometry"
                    + " expects (KH, KW, C, OC) = " + expected);
        }
    }
}
