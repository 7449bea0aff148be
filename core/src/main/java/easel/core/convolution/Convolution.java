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
 * y[n,i,j,o] = Σ x[n, p, q, c] · w[u,v,c,o]     over u, v, c
 * p = i·strideHeight + u·dilationHeight - top     q = j·strideWidth + v·dilationWidth - left
 * </pre>
 *
 * <p>The convolution is linear in x and linear in w. Each gradient is the adjoint of one of these linear maps:
 * ⟨y(x), dy⟩ = ⟨x, dx(dy)⟩ = ⟨w, dw(x, dy)⟩. A transposed convolution is the input gradient used as a forward pass.
 *
 * <p>Four algorithms, selected by the sizes of an image and a kernel alone:
 *
 * <ul>
 * <li>The kernel is as large as the image, without padding: one matrix product ({@link WholeImage}).
 * <li>C or OC below 16: im2col ({@link Patches}). With the Vector API the patch matrix is not stored; without it, the
 * patches of a few output rows are copied at a time.
 * <li>C and OC at least 16: matrix products that read their rows directly from the images ({@link IndirectConvolution},
 * {@link WeightGradient}).
 * <li>C and OC at least 32, no dilation, where tiles are less work: transformed tiles ({@link WinogradConvolution},
 * {@link WinogradWeightGradient}). For 5×5 taps of stride 1 they need as little as a tenth of the multiplications.
 * </ul>
 *
 * <p>Rounding errors are below 1e-6 of the largest value that a result could reach: the largest |x|, times the sum of
 * the |w| of a filter. For the weight gradient it is the largest |x|, times the sum of a filter's |dy|. This was
 * measured on the layers of the published programs, with normally distributed and with positive numbers, and with one
 * pixel that is 10,000 times larger than the others. Without tiles, only the pixels under the window count. With tiles,
 * all pixels of the tile count, and a tile may be a whole image. So one such large pixel causes errors of up to 2.5e-3
 * in the other values of its tile. If the pixels are of similar size, the errors are below 5e-6 of the largest value of
 * the result with tiles and below 1e-6 without. With tiles, too, a value depends on its own image alone; a NaN reaches
 * the whole tile.
 *
 * <p>Long sums are added in blocks ({@link easel.core.kernels.SumOrder}; for weight gradients, blocks of output
 * pixels), so the errors hardly grow with the number of channels or pixels.
 *
 * <p>Memory in addition to the result, in floats, for any batch:
 *
 * <ul>
 * <li>from the allocator: up to two copies of the weight, one flipped and one packed into zero-padded panels; for the
 * weight gradient of im2col, up to 8 partial sums of the gradient's size;
 * <li>lent during the call to each thread that computes ({@link easel.core.kernels.Scratch}): up to
 * 3·max(256, OW)·KH·KW·C for im2col, 512·(KW·C + OC) for indirect convolution, X̂ and Ŷ of up to 64 tiles;
 * <li>lent to the call, for tiles: up to 8 million for transformed kernels, twice that for kernels in zero-padded
 * panels. If all tiles are one group, as for one small image, or if the transformed kernels are larger than 8 million,
 * the kernels of 32 or more filters at a time: 1 million instead of 4 million for 256 channels and 128 filters of 5×5
 * taps and images of 7×7 pixels. For the weight gradient, up to 8 million or 8 times the weight's size.
 * </ul>
 */
public final class Convolution {
    /**
     * Below this many channels or filters im2col is used. Fixed, because it decides the order of summation and hence
     * the bits.
     */
    static final int FEW = 16;

    private Convolution() {}

    /**
     * The convolution.
     *
     * @param x (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the geometry; must fit x and weight
     * @param buffers allocates the result
     * @return y, (N, OH, OW, OC)
     * @throws IllegalArgumentException if a tensor does not fit the geometry
     */
    public static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator buffers) {
        return PreparedConvolution.forwardOnce(weight, g, buffers).apply(x, buffers);
    }

    /**
     * The gradient with respect to x: each output gradient, times the kernel, is added to the pixels under its window.
     *
     * @param dy (N, OH, OW, OC). Not modified
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the geometry; must fit dy and weight
     * @param buffers allocates the result
     * @return dx, (N, H, W, C)
     * @throws IllegalArgumentException if a tensor does not fit the geometry
     */
    public static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator buffers) {
        return PreparedConvolution.inputGradientOnce(weight, g, buffers).apply(dy, buffers);
    }

    /**
     * The gradient with respect to the weight.
     *
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param g the geometry; must fit x and dy
     * @param buffers allocates the result
     * @return dw, (KH, KW, C, OC)
     * @throws IllegalArgumentException if a tensor does not fit the geometry or the other tensor
     */
    public static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        requireImages("x", x, g.image());
        requireImages("dy", dy, g.output(dy.columns()));
        if (x.shape().axis(0) != dy.shape().axis(0)) {
            throw new IllegalArgumentException("weight gradient: x " + x.shape() + " and dy " + dy.shape()
                    + " must have the same number of images, N");
        }
        if (WholeImage.fits(g)) {
            return WholeImage.weightGradient(x, dy,
                    buffers.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns()));
        }
        if (g.channels() < FEW) {
            return Patches.weightGradient(x, dy, g, buffers);
        }
        if (dy.columns() < FEW && g.canBeFlipped()) {
            return flipped(Patches.weightGradient(dy, x, g.flipped(dy.columns()), buffers), buffers);
        }
        Tensor dw = buffers.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns());
        List<WinogradPlan> plans = g.window().isDilated() ? List.of()
                : WinogradPlan.ofGradient(Axis.outputRows(g), Axis.outputColumns(g), g.channels(), dy.columns());
        WinogradWeightGradient.fill(plans, x, dy, dw);
        if (plans.isEmpty()) {
            WeightGradient.fill(x, dy, g, dw);
        }
        return dw;
    }

    /**
     * The kernel flipped in both dimensions, with its channel axes exchanged. For stride 1, the convolution with it is
     * the input gradient for the original kernel, and its input gradient is the original convolution.
     *
     * <p>t[KH - 1 - u, KW - 1 - v, o, c] = w[u,v,c,o].
     *
     * @param weight (KH, KW, C, OC). Not modified
     * @param buffers allocates the result
     * @return t, (KH, KW, OC, C)
     */
    public static Tensor flipped(Tensor weight, Allocator buffers) {
        Shape shape = weight.shape();
        int taps = shape.axis(0) * shape.axis(1);
        int channels = shape.axis(2);
        int filters = shape.axis(3);
        int size = channels * filters;
        Tensor t = buffers.allocate(shape.axis(0), shape.axis(1), filters, channels);
        Parallel.forRange(taps, 1, (from, until) -> {
            for (int tap = from; tap < until; tap++) {
                int flippedAt = (taps - 1 - tap) * size;
                for (int o = 0; o < filters; o++) {
                    for (int c = 0; c < channels; c++) {
                        t.array()[flippedAt + o * channels + c] = weight.array()[tap * size + c * filters + o];
                    }
                }
            }
        });
        return t;
    }

    static void requireImages(String name, Tensor images, Shape image) {
        if (images.shape().rank() != 4 || !images.shape().example().equals(image)) {
            throw new IllegalArgumentException("convolution: " + name + " is " + images.shape() + "; the geometry"
                    + " expects (N, " + image.toString().substring(1));
        }
    }

    static void requireWeight(Tensor weight, Geometry g) {
        Shape expected = Shape.of(g.window().height(), g.window().width(), g.channels(), weight.columns());
        if (!weight.shape().equals(expected)) {
            throw new IllegalArgumentException("convolution: weight is " + weight.shape() + "; the geometry"
                    + " expects (KH, KW, C, OC) = " + expected);
        }
    }
}
