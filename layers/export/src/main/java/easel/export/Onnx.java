package easel.export;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.state.Description;
import easel.core.state.WholeFile;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as an ONNX file, for inference by other libraries. It has one input, {@code input}, and one output,
 * {@code output}, both float32 with a first axis N of any size; operators are those of {@link #OPSET}.
 *
 * <p>Input and output are laid out as here: images are (N, H, W, C). Within the file images are (N, C, H, W), as ONNX
 * has them; it transposes where the first layer wants that, and back before a Flatten, a Reshape or the output.
 *
 * <p>BatchNorm is written with its running statistics; Dropout passes its input on and is left out.
 *
 * <p>The file names Easel and its version as producer.
 *
 * <p>The format: <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a> and
 * <a href="https://onnx.ai/onnx/operators/">the operators</a>.
 */
public final class Onnx {
    /** The version of the operators. */
    public static final int OPSET = 13;

    /** The version of the format that came with these operators. */
    private static final int IR_VERSION = 7;
    private static final int FLOAT32 = 1;
    private static final int INT64 = 7;

    private final Map<String, Tensor> tensors;
    private final Map<Tensor, String> written = new IdentityHashMap<>();
    private final List<Message> nodes = new ArrayList<>();
    private final Message graph = new Message();

    /** The value so far: its name, the shape here of one example, and whether the file has its channels before H. */
    private String value = "input";
    private Shape shape;
    private boolean channelsFirst;

    private Onnx(Sequential model) {
        this.tensors = model.tensors();
        this.shape = model.input();
    }

    /**
     * Writes a model; nobody ever sees half the file. The same model gives the same bytes.
     *
     * @param model what to write. Not modified
     * @param path where to; an existing file is replaced
     * @throws IOException if the folder does not exist, or the file cannot be written; nothing is left behind then
     * @throws UnsupportedOperationException if a layer does not describe itself or is none of easel.layers; names it
     * @throws IllegalArgumentException if the file would have 2 GB or more, which the format does not allow, or a layer
     *     of your own lacks a tensor that its description promises
     */
    public static void write(Sequential model, Path path) throws IOException {
        Message file = new Onnx(model).file(model);
        requireSize(file.size());
        WholeFile.write(path, file::writeTo);
    }

    static void requireSize(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("this model would be an ONNX file of " + bytes + " bytes; the format"
                    + " allows " + Integer.MAX_VALUE + ". Export its halves, each a Sequential of its own.");
        }
    }

    private Message file(Sequential model) {
        Message input = valueInfo("input", shape);
        layer(model.describe(), "");
        channelsLast("");
        if (nodes.isEmpty()) {
            node("", "Identity");
        }
        nodes.get(nodes.size() - 1).text(2, "output");
        for (Message node : nodes) {
            graph.message(1, node);
        }
        graph.text(2, "Easel").message(11, input).message(12, valueInfo("output", shape));
        return new Message().number(1, IR_VERSION).text(2, "Easel").text(3, Models.LIBRARY_VERSION).message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET));
    }

    /** Appends a layer's operators. Its path, such as {@code 2.0.}, begins the names of its tensors and nodes. */
    private void layer(Description d, String path) {
        switch (d.type()) {
            case "Sequential" -> {
                for (int i = 0; i < d.layers().size(); i++) {
                    layer(d.layers().get(i), path + i + ".");
                }
            }
            case "AveragePool2D" -> pool(d, path, "AveragePool");
            case "BatchNorm" -> batchNorm(d, path);
            case "Conv2D" -> conv2d(d, path);
            case "Conv2DTranspose" -> conv2dTranspose(d, path);
            case "Dense" -> dense(d, path);
            case "Dropout" -> { }
            case "Flatten" -> flatten(path);
            case "GlobalAveragePool" -> globalAveragePool(path);
            case "LeakyReLU" -> attribute(node(path, "LeakyRelu"), "alpha", d.number("slope"));
            case "MaxPool2D" -> pool(d, path, "MaxPool");
            case "ReLU" -> node(path, "Relu");
            case "Reshape" -> reshape(d, path);
            case "Sigmoid", "Softplus", "Tanh" -> node(path, d.type());
            case "Softmax" -> attribute(node(path, "Softmax"), "axis", channelsFirst ? 1 : -1);
            case "UpSampling2D" -> upSampling2d(d, path);
            case "ZeroPadding2D" -> zeroPadding2d(d, path);
            default -> throw new UnsupportedOperationException("layer " + path.substring(0, path.length() - 1) + ", "
                    + d.type() + ": there is no way to write it as ONNX. Export the layers before and after it, each a"
                    + " Sequential of its own.");
        }
    }

    private void dense(Description d, String path) {
        node(path, "Gemm", weights(d, path));                           // (N, out) = (N, in)·(in, out) + (out)
        shape = Shape.of(d.integer("out"));
    }

    private void conv2d(Description d, String path) {
        channelsFirst(path);
        Geometry g = Geometry.of(shape, Window.from(d), Padding.from(d));
        window(node(path, "Conv", weights(d, path)), g.window(), g.sides());
        shape = g.output(d.integer("filters"));
    }

    private void conv2dTranspose(Description d, String path) {
        channelsFirst(path);
        Window w = Window.from(d);
        Padding padding = Padding.from(d);
        int[] more = d.integers("output_padding", 2);
        if (padding.equals(Padding.SAME)) {      // H times the stride, also where the kernel is smaller than that
            more = new int[] {Math.max(0, w.strideHeight() - w.height()), Math.max(0, w.strideWidth() - w.width())};
        }
        Padding.Sides sides = padding.around(shape.axis(0) * w.strideHeight(), shape.axis(1) * w.strideWidth(), w);
        Message node = node(path, "ConvTranspose", weights(d, path));
        window(node, w, sides);
        attribute(node, "output_padding", more);
        shape = Shape.of(
                (shape.axis(0) - 1) * w.strideHeight() + w.height() + more[0] - sides.top() - sides.bottom(),
                (shape.axis(1) - 1) * w.strideWidth() + w.width() + more[1] - sides.left() - sides.right(),
                d.integer("filters"));
    }

    private void pool(Description d, String path, String type) {
        channelsFirst(path);
        Geometry g = Geometry.of(shape, Window.from(d), Padding.VALID);
        window(node(path, type), g.window(), g.sides());
        shape = g.output(shape.columns());
    }

    private static void window(Message node, Window w, Padding.Sides sides) {
        attribute(node, "kernel_shape", w.height(), w.width());
        attribute(node, "strides", w.strideHeight(), w.strideWidth());
        attribute(node, "pads", sides.top(), sides.left(), sides.bottom(), sides.right());
    }

    private void batchNorm(Description d, String path) {
        channelsFirst(path);
        attribute(node(path, "BatchNormalization", tensor(path + "gamma"), tensor(path + "beta"),
                tensor(path + "running_mean"), tensor(path + "running_variance")), "epsilon", d.number("epsilon"));
    }

    private void globalAveragePool(String path) {
        Message node = node(path, "ReduceMean");
        attribute(node, "axes", channelsFirst ? new int[] {2, 3} : new int[] {1, 2});
        attribute(node, "keepdims", 0);
        shape = Shape.of(shape.columns());
        channelsFirst = false;
    }

    private void flatten(String path) {
        channelsLast(path);
        node(path, "Flatten");
        shape = Shape.of(shape.size());
    }

    private void reshape(Description d, String path) {
        channelsLast(path);
        shape = Shape.of(d.integers("shape", 0));
        int[] axes = shape.batch(1).toArray();
        axes[0] = 0;                                                    // by which Reshape means N
        node(path, "Reshape", integers(path + "shape", axes));
    }

    private void upSampling2d(Description d, String path) {
        channelsFirst(path);
        int[] factors = d.integers("factors", 2);
        float[] scales = {1, 1, factors[0], factors[1]};
        Message node = node(path, "Resize", "", initializer(path + "scales", scales, 4));
        attribute(node, "mode", "nearest");
        attribute(node, "coordinate_transformation_mode", "asymmetric");
        attribute(node, "nearest_mode", "floor");                       // y[i] = x[⌊i / scale⌋]
        shape = Shape.of(shape.axis(0) * factors[0], shape.axis(1) * factors[1], shape.columns());
    }

    private void zeroPadding2d(Description d, String path) {
        channelsFirst(path);
        int[] p = d.integers("padding", 4);
        node(path, "Pad", integers(path + "pads", 0, 0, p[0], p[2], 0, 0, p[1], p[3]));
        shape = Shape.of(p[0] + shape.axis(0) + p[1], p[2] + shape.axis(1) + p[3], shape.columns());
    }

    /** (N, …, C) to (N, C, …). */
    private void channelsFirst(String path) {
        int rank = shape.rank();
        if (!channelsFirst && rank > 1) {
            int[] perm = new int[rank + 1];
            for (int i = 1; i <= rank; i++) {
                perm[i] = i == 1 ? rank : i - 1;
            }
            attribute(node(path, "Transpose"), "perm", perm);
            channelsFirst = true;
        }
    }

    /** (N, C, …) to (N, …, C). */
    private void channelsLast(String path) {
        int rank = shape.rank();
        if (channelsFirst) {
            int[] perm = new int[rank + 1];
            for (int i = 1; i <= rank; i++) {
                perm[i] = i == rank ? 1 : i + 1;
            }
            attribute(node(path, "Transpose"), "perm", perm);
            channelsFirst = false;
        }
    }

    /** Appends an operator on the value so far and these; its attributes may be added. */
    private Message node(String path, String type, String... more) {
        if (!nodes.isEmpty()) {
            nodes.get(nodes.size() - 1).text(2, value);      // only now it is sure not to be the output
        }
        Message node = new Message().text(1, value);
        for (String input : more) {
            node.text(1, input);
        }
        value = path + type;
        nodes.add(node.text(3, value).text(4, type));
        return node;
    }

    private static void attribute(Message node, String name, int value) {
        node.message(5, new Message().text(1, name).number(3, value).number(20, 2));
    }

    private static void attribute(Message node, String name, float value) {
        node.message(5, new Message().text(1, name).real(2, value).number(20, 1));
    }

    private static void attribute(Message node, String name, String value) {
        node.message(5, new Message().text(1, name).text(4, value).number(20, 3));
    }

    private static void attribute(Message node, String name, int... values) {
        Message attribute = new Message().text(1, name);
        for (int each : values) {
            attribute.number(8, each);
        }
        node.message(5, attribute.number(20, 7));
    }

    private String[] weights(Description d, String path) {
        String weight = tensor(path + "weight");
        return d.flag("bias") ? new String[] {weight, tensor(path + "bias")} : new String[] {weight};
    }

    /** The name in the file of a tensor of the model; where layers share one, it is written once. */
    private String tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor " + name + ", which the layer's description asks"
                    + " for; the model has " + tensors.keySet());
        }
        if (!written.containsKey(tensor)) {
            written.put(tensor, tensor.shape().rank() == 4 ? kernel(name, tensor)
                    : initializer(name, tensor.array(), tensor.shape().toArray()));
        }
        return written.get(tensor);
    }

    /** (KH, KW, A, B) as (B, A, KH, KW): Conv has (OC, IC, KH, KW) and ConvTranspose (IC, OC, KH, KW). */
    private String kernel(String name, Tensor weight) {
        Shape s = weight.shape();
        int places = s.axis(0) * s.axis(1);
        int pairs = s.axis(2) * s.axis(3);
        float[] turned = new float[weight.size()];
        for (int place = 0; place < places; place++) {
            for (int a = 0; a < s.axis(2); a++) {
                for (int b = 0; b < s.axis(3); b++) {
                    turned[(b * s.axis(2) + a) * places + place] = weight.array()[place * pairs + a * s.axis(3) + b];
                }
            }
        }
        return initializer(name, turned, s.axis(3), s.axis(2), s.axis(0), s.axis(1));
    }

    private String initializer(String name, float[] values, int... axes) {
        Message tensor = new Message();
        for (int axis : axes) {
            tensor.number(1, axis);
        }
        graph.message(5, tensor.number(2, FLOAT32).text(8, name).floats(9, values));
        return name;
    }

    private String integers(String name, int... values) {
        Message tensor = new Message().number(1, values.length).number(2, INT64).text(8, name);
        for (int each : values) {
            tensor.number(7, each);
        }
        graph.message(5, tensor);
        return name;
    }

    private static Message valueInfo(String name, Shape example) {
        Message axes = new Message().message(1, new Message().text(2, "N"));
        for (int axis : example.toArray()) {
            axes.message(1, new Message().number(1, axis));
        }
        Message type = new Message().number(1, FLOAT32).message(2, axes);
        return new Message().text(1, name).message(2, new Message().message(1, type));
    }
}
