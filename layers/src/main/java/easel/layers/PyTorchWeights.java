package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
 * </table>
 *
 * <p>{@link Models#loadInto} refuses files of PyTorch. {@link State#copyTo} copies converted tensors into a network
 * built in code:
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
    /** Formats of files whose weights have the order of axes of Easel: Easel's and TensorFlow's. */
    private static final Set<String> SAME_ORDER = Set.of("easel", "tf");

    /** The methods for weights of two and of four axes. */
    private static final Map<Integer, String> METHODS = Map.of(
            2, "PyTorchWeights.linear", 4, "PyTorchWeights.conv2d or convTranspose2d");

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
                    + " order of axes. " + remedy(state));
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
                    + " equal axes, so the shapes do not show whether their order is PyTorch's. " + remedy(state));
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

    /** Names the methods for the weights of a state. */
    private static String remedy(State state) {
        String methods = state.tensors().values().stream()
                .map(tensor -> METHODS.get(tensor.shape().rank()))
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(" and "));
        return "Convert each weight with " + (methods.isEmpty() ? "PyTorchWeights" : methods) + " unless it already has"
                + " Easel's order, then copy the tensors with State.copyTo.";
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
