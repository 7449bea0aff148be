package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;

/**
 * Weights of PyTorch in the layouts here. Those of Keras have them already.
 *
 * <table>
 * <caption>in is the channels or features of x, out those of y. No kernel is flipped in any of them.</caption>
 * <tr><th>here</th><th>Keras</th><th>PyTorch</th></tr>
 * <tr><td>Dense (in, out)</td><td>Dense (in, out)</td><td>Linear (out, in)</td></tr>
 * <tr><td>Conv2D (KH, KW, in, out)</td><td>Conv2D (KH, KW, in, out)</td><td>Conv2d (out, in, KH, KW)</td></tr>
 * <tr><td>Conv2DTranspose (KH, KW, out, in)</td><td>Conv2DTranspose (KH, KW, out, in)</td>
 * <td>ConvTranspose2d (in, out, KH, KW)</td></tr>
 * <tr><td>weight, bias</td><td>kernel, bias</td><td>weight, bias</td></tr>
 * <tr><td>BatchNorm gamma, beta, running_mean, running_variance</td>
 * <td>gamma, beta, moving_mean, moving_variance</td><td>weight, bias, running_mean, running_var</td></tr>
 * </table>
 *
 * <p>A state of such tensors under the names here is given to a network built in code by {@link State#copyTo}:
 * <pre>{@code
 * State torch = Safetensors.read(path);
 * State.builder().tensor("0.weight", PyTorchWeights.linear(torch.tensor("0.weight")))
 *         .tensor("0.bias", torch.tensor("0.bias")).build().copyTo(network.tensors());
 * }</pre>
 *
 * <p>PyTorch flattens images channels first, Keras as here; see {@link #rowsOf} and {@link #columnsOf}. PyTorch's
 * {@code padding=p} is {@code Padding.of(p, p, p, p)}, which is not same where a stride is above 1; its BatchNorm has
 * ε 1e-5 and a momentum that is one minus ours. A PyTorch file must leave out {@code num_batches_tracked}, which is not
 * float32.
 */
public final class PyTorchWeights {
    private PyTorchWeights() {}

    /**
     * A weight of PyTorch's Linear as one of Dense.
     *
     * @param weight (out, in). Not modified
     * @return (in, out)
     * @throws IllegalArgumentException if it does not have two axes
     */
    public static Tensor linear(Tensor weight) {
        return permuted(weight, 1, 0);
    }

    /**
     * A weight of PyTorch's Conv2d as one of Conv2D.
     *
     * @param weight (out, in, KH, KW). Not modified
     * @return (KH, KW, in, out)
     * @throws IllegalArgumentException if it does not have four axes
     */
    public static Tensor conv2d(Tensor weight) {
        return permuted(weight, 2, 3, 1, 0);
    }

    /**
     * A weight of PyTorch's ConvTranspose2d as one of Conv2DTranspose.
     *
     * @param weight (in, out, KH, KW). Not modified
     * @return (KH, KW, out, in)
     * @throws IllegalArgumentException if it does not have four axes
     */
    public static Tensor convTranspose2d(Tensor weight) {
        return permuted(weight, 2, 3, 1, 0);
    }

    /**
     * The first axis brought from PyTorch's order of a flattened image into the one here: for a Dense after Flatten.
     *
     * @param weight (H·W·C, out), whose rows run through C, then H, then W. Not modified
     * @param image (H, W, C)
     * @return (H·W·C, out), whose rows run through H, then W, then C
     * @throws IllegalArgumentException if the axis is not as long as the image
     */
    public static Tensor rowsOf(Shape image, Tensor weight) {
        return permuted(weight.reshaped(Shape.of(image.columns(), image.axis(0), image.axis(1), weight.columns())),
                1, 2, 0, 3).reshaped(weight.shape());
    }

    /**
     * The last axis brought from PyTorch's order of a flattened image into the one here: for what makes the features of
     * a Reshape to an image, a Dense's weight, after {@link #linear}, its bias, or a BatchNorm's tensors; and for a
     * BatchNorm after Flatten.
     *
     * @param x (…, H·W·C), whose last axis runs through C, then H, then W. Not modified
     * @param image (H, W, C)
     * @return (…, H·W·C), whose last axis runs through H, then W, then C
     * @throws IllegalArgumentException if the axis is not as long as the image
     */
    public static Tensor columnsOf(Shape image, Tensor x) {
        return permuted(x.reshaped(Shape.of(x.rows(), image.columns(), image.axis(0), image.axis(1))), 0, 2, 3, 1)
                .reshaped(x.shape());
    }

    /** The same values with axis i of the result being axis order[i] of x. */
    private static Tensor permuted(Tensor x, int... order) {
        if (x.shape().rank() != order.length) {
            throw new IllegalArgumentException("a weight of shape " + x.shape() + " does not have " + order.length
                    + " axes; is it of another kind of layer?");
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
        int from = 0;
        for (int to = 0; to < y.size(); to++) {
            y.array()[to] = x.array()[from];
            for (int i = order.length - 1; i >= 0; i--) {
                from += strides[i];
                if (++index[i] < axes[i]) {
                    break;
                }
                from -= axes[i] * strides[i];
                index[i] = 0;
            }
        }
        return y;
    }
}
