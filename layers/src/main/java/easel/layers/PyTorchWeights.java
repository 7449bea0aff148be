package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

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
 * <tr><td>SpectralNorm 0.weight, 0.bias, u</td><td></td><td>spectral_norm: weight_orig, bias, weight_u</td></tr>
 * </table>
 *
 * <p>{@link #copyInto} converts all tensors of a network and copies them:
 * <pre>{@code
 * PyTorchWeights.copyInto(generator, Safetensors.read(Path.of("dcgan.safetensors")));
 * }</pre>
 *
 * <p>The other methods convert one tensor, for {@link State#copyTo}.
 *
 * <p>PyTorch flattens images channels first, Keras and Easel channels last; see {@link #rowsOf} and
 * {@link #columnsOf}. PyTorch's {@code padding=p} is {@code Padding.of(p, p, p, p)}, which differs from padding same if
 * a stride is above 1. Its BatchNorm has ε 1e-5, and its momentum is one minus the momentum here. The
 * {@code num_batches_tracked} of PyTorch's BatchNorm is not needed. The {@code weight_v} of its spectral_norm is not
 * needed either: {@link SpectralNorm} computes v from u. So in inference its σ differs from PyTorch's by the progress of
 * half of a power iteration, which is 0 after convergence.
 */
public final class PyTorchWeights {
    /** Formats of files whose weights have the order of axes of Easel: Easel's and TensorFlow's. */
    private static final Set<String> SAME_ORDER = Set.of("easel", "tf");

    private static final String REMEDY = "Use PyTorchWeights.copyInto(network, Safetensors.read(path)) for weights of"
            + " PyTorch, and State.copyTo for weights that already have Easel's order.";

    private PyTorchWeights() {}

    /**
     * Converts the tensors of a PyTorch network and copies them into a network of the same layers. The first
     * module with weights is copied into the first layer with weights, and so on. Modules are sorted by name, with
     * numbers in numeric order: {@code main.2} before {@code main.10}. Linear, Conv2d, ConvTranspose2d and BatchNorm
     * become Dense, Conv2D, Conv2DTranspose and BatchNorm. A module with spectral_norm becomes a {@link SpectralNorm};
     * the names of torch.nn.utils.spectral_norm and of torch.nn.utils.parametrizations.spectral_norm are read. If a {@link Flatten} of an image precedes a layer or a
     * {@link Reshape} to an image follows it, the features are reordered. Either all tensors change or none.
     *
     * <p>A state dict contains no strides, paddings, activations and ε. The network must have those of the PyTorch
     * network; compare the outputs of both networks for one input.
     *
     * @param network built in code. Modified
     * @param torch a state dict of PyTorch, such as {@code Safetensors.read(path)}. Not modified
     * @throws IllegalArgumentException if the numbers of modules and layers differ, a layer is of another type, or
     *     names or shapes differ; the message names them
     */
    public static void copyInto(Sequential network, State torch) {
        Models.restore(network, PyTorchModules.convert(network, torch));
    }

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
     * @param image (H, W, C)
     * @param weight (H·W·C, out), rows in the order C, H, W. Not modified
     * @return (H·W·C, out), rows in the order H, W, C
     * @throws IllegalArgumentException if the weight does not have H·W·C rows
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
     * @param image (H, W, C)
     * @param x (…, H·W·C), last axis in the order C, H, W. Not modified
     * @return (…, H·W·C), last axis in the order H, W, C
     * @throws IllegalArgumentException if the last axis is not H·W·C
     */
    public static Tensor columnsOf(Shape image, Tensor x) {
        return permuted(x.reshaped(Shape.of(x.rows(), image.columns(), image.axis(0), image.axis(1))), 0, 2, 3, 1)
                .reshaped(x.shape());
    }

    /** Refuses a file of PyTorch, by its metadata. */
    static void refusePyTorch(State state) {
        if ("pt".equals(state.strings().get("format"))) {
            throw new IllegalArgumentException("its metadata has the format pt, and PyTorch's weights have another"
                    + " order of axes. " + REMEDY);
        }
    }

    /** Refuses a file of an unknown library if no shape shows the order of axes, as for a square Linear. */
    static void refuseUnknownLayout(State state) {
        if (SAME_ORDER.contains(state.strings().getOrDefault("format", ""))) {
            return;
        }
        List<Shape> weights = state.tensors().values().stream().map(Tensor::shape)
                .filter(shape -> shape.rank() > 1 && shape.size() > 1).toList();
        if (!weights.isEmpty() && weights.stream().allMatch(PyTorchWeights::hasEqualAxes)) {
            throw new IllegalArgumentException("its metadata has neither the format easel nor tf, and each weight has"
                    + " equal axes, so the shapes do not show whether their order is PyTorch's. " + REMEDY);
        }
    }

    /** The end of a message about a file that does not fit a model; empty for a file of Easel. */
    static String hint(State state) {
        return "easel".equals(state.strings().get("format")) ? ""
                : " The Javadoc of PyTorchWeights lists the names and layouts of PyTorch and Keras.";
    }

    private static boolean hasEqualAxes(Shape shape) {
        return IntStream.of(shape.toArray()).allMatch(axis -> axis == shape.axis(0));
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
