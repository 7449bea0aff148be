package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Tensor;

/**
 * A convolution, or an input gradient (a transposed convolution), with a kernel that was packed or transformed once.
 * For networks that are only used: {@link #apply} computes the same bits as {@link Convolution}, for any batch, without
 * the work that depends on the kernel alone.
 *
 * <p>The kernel is copied at creation. A later change of the weight has no effect; create another object instead.
 * Instances are immutable. Any number of threads may use one at the same time.
 */
public final class PreparedConvolution {
    private final Tensor weight;
    private final Geometry g;
    private final boolean inputGradient;

    private PreparedConvolution(Tensor weight, Geometry g, boolean inputGradient) {
        this.weight = weight;
        this.g = g;
        this.inputGradient = inputGradient;
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
        Convolution.requireWeight(weight, g);
        return new PreparedConvolution(Tensor.of(weight.shape(), weight.array()), g, false);
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
        Convolution.requireWeight(weight, g);
        return new PreparedConvolution(Tensor.of(weight.shape(), weight.array()), g, true);
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
        return inputGradient ? Convolution.inputGradient(operand, weight, g, buffers)
                : Convolution.forward(operand, weight, g, buffers);
    }

    /**
     * The memory that this object keeps.
     *
     * @return floats
     */
    public long floats() {
        return weight.size();
    }
}
