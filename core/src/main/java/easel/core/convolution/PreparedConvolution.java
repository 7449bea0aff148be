package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.List;

/**
 * A convolution, or an input gradient (a transposed convolution), whose kernel was packed or transformed once. For
 * networks that are only used: {@link #apply} computes the same bits as {@link Convolution}, for any batch, without the
 * work that depends on the kernel alone. {@link Convolution} itself prepares the kernel for each call, in memory that
 * it gives back. For one image of 7×7 pixels, a transposed convolution of 5×5 taps from 256 to 128 channels takes 0.22
 * instead of 1.5 ms (one thread, 512-bit vectors).
 *
 * <p>The kernel is copied in any case. A later change of the weight has no effect; create another object instead.
 * Instances are immutable. Any number of threads may use one at the same time.
 *
 * <p>An instance keeps at most 10 times as many floats as the weight has, or 2^20 floats (4 MB) if that is more. For
 * the published generators it is up to 9 times. A kernel that would need more, transformed for tiles, is kept
 * untransformed, and each call transforms it: for example 5×5 taps, 128 channels and 128 filters for images of 28×28
 * pixels, whose transform has 19 times as many floats.
 */
public final class PreparedConvolution {
    private final String operandName;
    private final Shape operandImage;
    private final Shape resultImage;
    private final PreparedKernel kernel;

    private PreparedConvolution(String operandName, Shape operandImage, Shape resultImage, PreparedKernel kernel) {
        this.operandName = operandName;
        this.operandImage = operandImage;
        this.resultImage = resultImage;
        this.kernel = kernel;
    }

    /**
     * Prepares {@link Convolution#forward}.
     *
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the geometry; must fit the weight
     * @return a convolution of images (N, H, W, C)
     * @throws IllegalArgumentException if the weight does not fit the geometry
     */
    public static PreparedConvolution forward(Tensor weight, Geometry g) {
        return forward(weight, g, true, Allocator.HEAP);
    }

    /** Prepares one call. The result may refer to the weight; the allocator supplies other memory for the kernel. */
    static PreparedConvolution forwardOnce(Tensor weight, Geometry g, Allocator buffers) {
        return forward(weight, g, false, buffers);
    }

    private static PreparedConvolution forward(Tensor weight, Geometry g, boolean kept, Allocator buffers) {
        Convolution.requireWeight(weight, g);
        return new PreparedConvolution("x", g.image(), g.output(weight.columns()),
                forwardKernel(weight, g, kept, buffers));
    }

    private static PreparedKernel forwardKernel(Tensor weight, Geometry g, boolean kept, Allocator buffers) {
        if (WholeImage.fits(g)) {
            return kept ? WholeImage.forwardKept(copy(weight)) : WholeImage.forwardOnce(weight);
        }
        if (g.channels() < Convolution.FEW) {
            return Patches.forward(kept ? copy(weight) : weight, g);
        }
        if (weight.columns() < Convolution.FEW && g.canBeFlipped()) {
            return Patches.inputGradient(Convolution.flipped(weight, buffers), g.flipped(weight.columns()), buffers);
        }
        List<Axis> heights = List.of(Axis.outputRows(g));
        List<Axis> widths = List.of(Axis.outputColumns(g));
        List<WinogradPlan> plans = g.window().isDilated() ? List.of()
                : WinogradPlan.ofSums(heights, widths, g.channels(), weight.columns());
        return plans.isEmpty() ? IndirectConvolution.of(weight, false, kept, heights, widths, buffers)
                : tiled(plans, weight, false, kept);
    }

    /**
     * Prepares {@link Convolution#inputGradient}.
     *
     * @param weight (KH, KW, C, OC). Not modified
     * @param g the geometry; must fit the weight
     * @return the input gradient for output gradients (N, OH, OW, OC)
     * @throws IllegalArgumentException if the weight does not fit the geometry
     */
    public static PreparedConvolution inputGradient(Tensor weight, Geometry g) {
        return inputGradient(weight, g, true, Allocator.HEAP);
    }

    /** Prepares one call. The result may refer to the weight; the allocator supplies other memory for the kernel. */
    static PreparedConvolution inputGradientOnce(Tensor weight, Geometry g, Allocator buffers) {
        return inputGradient(weight, g, false, buffers);
    }

    private static PreparedConvolution inputGradient(Tensor weight, Geometry g, boolean kept, Allocator buffers) {
        Convolution.requireWeight(weight, g);
        return new PreparedConvolution("dy", g.output(weight.columns()), g.image(),
                inputGradientKernel(weight, g, kept, buffers));
    }

    private static PreparedKernel inputGradientKernel(Tensor weight, Geometry g, boolean kept, Allocator buffers) {
        if (WholeImage.fits(g)) {
            return kept ? WholeImage.inputGradientKept(copy(weight)) : WholeImage.inputGradientOnce(weight);
        }
        if (g.channels() < Convolution.FEW) {
            return Patches.inputGradient(weight, g, buffers);
        }
        if (weight.columns() < Convolution.FEW && g.canBeFlipped()) {
            return Patches.forward(Convolution.flipped(weight, buffers), g.flipped(weight.columns()));
        }
        Window window = g.window();
        List<Axis> heights = Axis.inputRows(g);
        List<Axis> widths = Axis.inputColumns(g);
        List<WinogradPlan> plans = window.isDilated() ? List.of()
                : WinogradPlan.ofSums(flipped(heights, window.height()), flipped(widths, window.width()),
                        weight.columns(), g.channels());
        return plans.isEmpty() ? IndirectConvolution.of(weight, true, kept, heights, widths, buffers)
                : tiled(plans, weight, true, kept);
    }

    private static List<Axis> flipped(List<Axis> axes, int kernel) {
        return axes.stream().map(axis -> axis.flipped(kernel)).toList();
    }

    private static PreparedKernel tiled(List<WinogradPlan> plans, Tensor weight, boolean flipped, boolean kept) {
        return kept ? WinogradConvolution.kept(plans, weight, flipped)
                : WinogradConvolution.once(plans, weight, flipped);
    }

    private static Tensor copy(Tensor weight) {
        return Tensor.of(weight.shape(), weight.array());
    }

    /**
     * Computes the convolution or the input gradient.
     *
     * @param operand x, (N, H, W, C), for a convolution; dy, (N, OH, OW, OC), for an input gradient. Not modified
     * @param buffers allocates the result
     * @return y, (N, OH, OW, OC), or dx, (N, H, W, C)
     * @throws IllegalArgumentException if the operand does not fit the geometry
     */
    public Tensor apply(Tensor operand, Allocator buffers) {
        Convolution.requireImages(operandName, operand, operandImage);
        Tensor result = buffers.allocate(resultImage.batch(operand.shape().axis(0)));
        kernel.algorithm().fill(operand, result);
        return result;
    }

    /**
     * The memory that this object keeps.
     *
     * @return floats
     */
    public long floats() {
        return kernel.floats();
    }
}
