package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;

/**
 * Converts weights of PyTorch to the layouts of this library. Weights of Keras need no conversion.
 *
 * <table>
 * <caption>in: channels or features of x; out: channels or features of y. None of the three flips kernels.</caption>
 * <tr><th>Easel</th><th>Keras</th><th>PyTorch</th></tr>
 * <tr><td>Dense (in, out)</td><td>Dense (in, out)</td><td>Linear (out, in)</td></tr>
 * <tr><td>Conv2D (KH, KW, in, out)</td><td>Conv2D (KH, KW, in, out)</td><td>Conv2d (out, in, KH, KW)</td></tr>
 * <tr><td>Conv2DTranspose (KH, KW, out, in)</td><td>Conv2DTranspose (KH, KW, out, in)</td>
 * <td>ConvTranspose2d (in, out, KH, KW)</td></tr>
 * <tr><td>weight, bias</td><td>kernel, bias</td><td>weight, bias</td></tr>
 * <tr><td>BatchNorm gamma, beta, running_mean, running_variance</td>
 * <td>gamma, beta, moving_mean, moving_variance</td><td>weight, bias, running_mean, running_var</td></tr>
 * </table>
 *
 * <p>{@link State#copyTo} copies converted tensors into a network built in code:
 * <pre>{@code
 * State torch = Safetensors.read(path);
 * State.builder().tensor("0.weight", PyTorchWeights.linear(torch.tensor("0.weight")))
 *         .tensor("0.bias", torch.tensor("0.bias")).build().copyTo(network.tensors());
 * }</pre>
 *
 * <p>PyTorch flattens images channels first, Keras and Easel channels last; see {@link #rowsOf} and
 * {@link #columnsOf}. PyTorch's {@code padding=p} is {@code Padding.of(p, p, p, p)}, which differs from padding same if
 * a stride is above 1. Its BatchNorm has ε 1e-5, and its momentum is one minus the momentum here. A PyTorch file must
 * not contain {@code num_batches_tracked}, which is not float32.
 */
public final class PyTorchWeights {
    private PyTorchWeights() {}

    /**
     * Converts a weight of PyTorch's Linear to Dense.
     *
     * @param weight (out, in). Not modified
     * @return (in, out)
     * @throws IllegalArgumentException if it does not have two axes
     */
    public static Tensor linear(Tensor weight) {
        return permuted(weight, 1, 0);
    }

    /**
     * Converts a weight of PyTorch's Conv2d to Conv2D.
     *
     * @param weight (out, in, KH, KW). Not modified
     * @return (KH, KW, in, out)
     * @throws IllegalArgumentException if it does not have four axes
     */
    public static Tensor conv2d(Tensor weight) {
        return permuted(weight, 2, 3, 1, 0);
    }

    /**
     * Converts a weight of PyTorch's ConvTranspose2d to Conv2DTranspose.
     *
     * @param weight (in, out, KH, KW). Not modified
     * @return (KH, KW, out, in)
     * @throws IllegalArgumentException if it does not have four axes
     */
    public static Tensor convTranspose2d(Tensor weight) {
        return permuted(weight, 2, 3, 1, 0);
    }

    /**
     * Reorders the rows of a weight for a Dense after Flatten: PyTorch flattens images channels first, Easel channels
     * last.
     *
     * @param weight (H·W·C, out), rows in the order C, H, W. Not modified
     * @param image (H, W, C)
     * @return (H·W·C, out), rows in the order H, W, C
     * @throws IllegalArgumentException if the axis and the image differ in size
     */
    public static Tensor rowsOf(Shape image, Tensor weight) {
        return permuted(weight.reshaped(Shape.of(image.columns(), image.axis(0), image.axis(1), weight.columns())),
                1, 2, 0, 3).reshaped(weight.shape());
    }

    /**
     * Reorders the columns of a tensor whose last axis is a flattened image, from channels first to channels last. Use
     * it for the layers before a Reshape to an image: for the bias of a Dense, for its weight (after {@link #linear}),
     * and for the tensors of a BatchNorm. Use it for a BatchNorm after Flatten, too.
     *
     * @param x (…, H·W·C), last axis in the order C, H, W. Not modified
     * @param image (H, W, C)
     * @return (…, H·W·C), last axis in the order H, W, C
     * @throws IllegalArgumentException if the axis and the image differ in size
     */
    public static Tensor columnsOf(Shape image, Tensor x) {
        return permuted(x.reshaped(Shape.of(x.rows(), image.columns(), image.axis(0), image.axis(1))), 0, 2, 3, 1)
                .reshaped(x.shape());
    }

    /** Permutes the axes: axis i of the result is axis order[i] of x. */
    private static Tensor permuted(Tensor x, int... order) {
        if (x.shape().rank() != order.length) {
            throw new IllegalArgumentException("a weight of shape " + x.shape() + " does not have " + order.length
                    + " axes; is it from another type of layer?");
        }
        int[] axes = new int[order.length];
        int[] strides = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            axes[i] = x.shape().axis(order[i]);
            strides[i] = 1;
            for (int inner = order[i] + 1; inner < order.length; inner++) {
                strides[i] *= x.shape().axis(inner);
            }
        }
        Tensor y = Tensor.zeros(Shape.of(axes));
        int[] index = new int[order.length];
        int source = 0;
        for (int target = 0; target < y.size(); target++) {
            y.array()[target] = x.array()[source];
            for (int i = order.length - 1; i >= 0; i--) {
                source += strides[i];
                if (++index[i] < axes[i]) {
                    break;
                }
                source -= axes[i] * strides[i];
                index[i] = 0;
            }
        }
        return y;
    }
}
