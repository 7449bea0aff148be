package easel.export;

import static easel.export.OnnxGraph.attribute;
import static java.util.Map.entry;

import easel.core.Shape;
import easel.core.convolution.Geometry;
import easel.core.convolution.Padding;
import easel.core.convolution.Window;
import easel.core.state.Description;
import easel.layers.Concatenate;
import easel.layers.Layer;
import easel.layers.Residual;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The ONNX operators of each type of layer. */
final class OnnxLayers {
    /** A converter for each supported type that has no inner layers. */
    private static final Map<String, Converter> CONVERTERS = new TreeMap<>(Map.ofEntries(
            entry("AveragePool2D", (d, path, graph) -> pool(d, path, graph, "AveragePool")),
            entry("BatchNorm", OnnxLayers::batchNorm),
            entry("Conv2D", OnnxLayers::conv2d),
            entry("Conv2DTranspose", OnnxLayers::conv2dTranspose),
            entry("Dense", OnnxLayers::dense),
            entry("Dropout", (d, path, graph) -> { }),
            entry("ELU", (d, path, graph) -> attribute(graph.node(path, "Elu"), "alpha", d.number("alpha"))),
            entry("Flatten", OnnxLayers::flatten),
            entry("GELU", OnnxLayers::gelu),
            entry("GlobalAveragePool", OnnxLayers::globalAveragePool),
            entry("Identity", (d, path, graph) -> { }),
            entry("LeakyReLU", OnnxLayers::leakyRelu),
            entry("MaxPool2D", (d, path, graph) -> pool(d, path, graph, "MaxPool")),
            entry("ReLU", (d, path, graph) -> graph.node(path, "Relu")),
            entry("Reshape", OnnxLayers::reshape),
            entry("Sigmoid", (d, path, graph) -> graph.node(path, "Sigmoid")),
            entry("SiLU", OnnxLayers::silu),
            entry("Softmax", OnnxLayers::softmax),
            entry("Softplus", (d, path, graph) -> graph.node(path, "Softplus")),
            entry("Tanh", (d, path, graph) -> graph.node(path, "Tanh")),
            entry("UpSampling2D", OnnxLayers::upSampling2d),
            entry("ZeroPadding2D", OnnxLayers::zeroPadding2d)));

    private OnnxLayers() {}

    /** Appends the operators of a described layer. Their names start with the path, for example {@code 2.0.} */
    private interface Converter {
        void append(Description d, String path, OnnxGraph graph);
    }

    /** The types of layers that can be exported, besides Sequential. */
    static Set<String> types() {
        Set<String> types = new TreeSet<>(CONVERTERS.keySet());
        types.addAll(List.of("Concatenate", "Residual"));
        return types;
    }

    /** Appends the operators of a layer and of its inner layers. */
    static void append(Layer layer, String path, OnnxGraph graph) {
        List<Layer> inner = innerLayers(layer);
        if (!inner.isEmpty()) {
            appendInner(layer.getClass().getSimpleName(), inner.size(), path, graph,
                    i -> append(inner.get(i), path + i + ".", graph));
            return;
        }
        Description d;
        try {
            d = layer.describe();
        } catch (UnsupportedOperationException e) {      // an application's layer; a description would not help
            throw unsupported(layer, layer.getClass().getSimpleName(), path);
        }
        append(layer, d, path, graph);
    }

    private static List<Layer> innerLayers(Layer layer) {
        if (layer instanceof Sequential sequential) {
            return sequential.layers();
        } else if (layer instanceof Concatenate concatenate) {
            return concatenate.branches();
        }
        return layer instanceof Residual residual ? List.of(residual.body()) : List.of();
    }

    private static void append(Layer layer, Description d, String path, OnnxGraph graph) {
        IntConsumer inner = i -> append(layer, d.layers().get(i), path + i + ".", graph);
        if (appendInner(d.type(), d.layers().size(), path, graph, inner)) {
            return;
        }
        Converter converter = CONVERTERS.get(d.type());
        if (converter == null) {
            throw unsupported(layer, d.type(), path);
        }
        converter.append(d, path, graph);
    }

    /** Appends a layer that has inner layers; {@code inner} appends one of them. Returns false for another type. */
    private static boolean appendInner(String type, int count, String path, OnnxGraph graph, IntConsumer inner) {
        switch (type) {
            case "Sequential" -> IntStream.range(0, count).forEach(inner);
            case "Concatenate" -> concatenate(count, path, graph, inner);
            case "Residual" -> {
                String x = graph.last().name();
                branch(0, path, graph, inner);
                graph.node(path, "Add", x);                             // body + x
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void concatenate(int count, String path, OnnxGraph graph, IntConsumer inner) {
        OnnxGraph.Value x = graph.last();
        List<OnnxGraph.Value> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            graph.continueFrom(x);
            branch(i, path, graph, inner);
            outputs.add(graph.last());
        }
        graph.continueFrom(outputs.get(0));
        String[] more = outputs.stream().skip(1).map(OnnxGraph.Value::name).toArray(String[]::new);
        attribute(graph.node(path, "Concat", more), "axis", graph.isChannelsFirst() ? 1 : -1);
        graph.shape = graph.shape.withColumns(outputs.stream().mapToInt(output -> output.shape().columns()).sum());
    }

    /** Appends an inner layer whose output is (N, C, …) if and only if its input is. */
    private static void branch(int i, String path, OnnxGraph graph, IntConsumer inner) {
        boolean channelsFirst = graph.isChannelsFirst();
        inner.accept(i);
        if (channelsFirst) {
            graph.channelsFirst(path + i + ".end.");
        } else {
            graph.channelsLast(path + i + ".end.");
        }
    }

    private static UnsupportedOperationException unsupported(Layer layer, String type, String path) {
        return new UnsupportedOperationException("layer " + path.substring(0, path.length() - 1) + ", " + layer
                + " (" + layer.getClass().getName() + "): ONNX export does not support the type " + type
                + ", only Sequential, " + String.join(", ", types())
                + ". Export the layers before and after it separately, each as a Sequential.");
    }

    private static void dense(Description d, String path, OnnxGraph graph) {
        graph.node(path, "Gemm", weights(d, path, graph));              // (N, out) = (N, in)·(in, out) + (out)
        graph.shape = Shape.of(d.integer("out"));
    }

    private static void conv2d(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Geometry g = Geometry.of(graph.shape, Window.from(d), Padding.from(d));
        window(graph.node(path, "Conv", weights(d, path, graph)), g.window(), g.sides());
        graph.shape = g.output(d.integer("filters"));
    }

    /**
     * Both ends of a dimension get the same pads, the smaller ones, because OpenCV takes no others. The output padding
     * makes up for the difference, or a Slice removes the remaining rows and columns.
     */
    private static void conv2dTranspose(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        Window w = Window.from(d);
        Padding padding = Padding.from(d);
        int[] outputPadding = d.integers("output_padding", 2);
        if (padding.equals(Padding.SAME)) {      // H·stride rows, even if the kernel is smaller than the stride
            outputPadding = new int[] {Math.max(0, w.strideHeight() - w.coveredHeight()),
                Math.max(0, w.strideWidth() - w.coveredWidth())};
        }
        Padding.Sides sides = padding.around(x.axis(0) * w.strideHeight(), x.axis(1) * w.strideWidth(), w);
        int rows = Math.min(sides.top(), sides.bottom());
        int columns = Math.min(sides.left(), sides.right());
        Message node = graph.node(path, "ConvTranspose", weights(d, path, graph));
        window(node, w, new Padding.Sides(rows, rows, columns, columns));
        int below = outputPadding[0] - (sides.bottom() - rows);
        int right = outputPadding[1] - (sides.right() - columns);
        attribute(node, "output_padding", Math.max(0, below), Math.max(0, right));
        int height = (x.axis(0) - 1) * w.strideHeight() + w.coveredHeight() + outputPadding[0] - sides.top()
                - sides.bottom();
        int width = (x.axis(1) - 1) * w.strideWidth() + w.coveredWidth() + outputPadding[1] - sides.left()
                - sides.right();
        int top = sides.top() - rows;
        int left = sides.left() - columns;
        if (top > 0 || left > 0 || below < 0 || right < 0) {
            graph.node(path, "Slice", graph.integers(path + "starts", top, left),
                    graph.integers(path + "ends", top + height, left + width), graph.integers(path + "axes", 2, 3));
        }
        graph.shape = Shape.of(height, width, d.integer("filters"));
    }

    private static void pool(Description d, String path, OnnxGraph graph, String type) {
        graph.channelsFirst(path);
        Padding padding = d.settings().containsKey("padding") ? Padding.from(d) : Padding.VALID;
        Geometry g = Geometry.of(graph.shape, Window.from(d), padding);
        Message node = graph.node(path, type);
        window(node, g.window(), g.sides());
        if (d.settings().containsKey("count_include_pad")) {
            attribute(node, "count_include_pad", d.flag("count_include_pad") ? 1 : 0);
        }
        graph.shape = g.output(graph.shape.columns());
    }

    private static void window(Message node, Window w, Padding.Sides sides) {
        attribute(node, "kernel_shape", w.height(), w.width());
        attribute(node, "strides", w.strideHeight(), w.strideWidth());
        attribute(node, "pads", sides.top(), sides.left(), sides.bottom(), sides.right());
        if (w.isDilated()) {
            attribute(node, "dilations", w.dilationHeight(), w.dilationWidth());
        }
    }

    private static void batchNorm(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Message node = graph.node(path, "BatchNormalization", graph.tensor(path + "gamma"), graph.tensor(path + "beta"),
                graph.tensor(path + "running_mean"), graph.tensor(path + "running_variance"));
        attribute(node, "epsilon", d.number("epsilon"));
    }

    private static void leakyRelu(Description d, String path, OnnxGraph graph) {
        attribute(graph.node(path, "LeakyRelu"), "alpha", d.number("slope"));
    }

    private static void silu(Description d, String path, OnnxGraph graph) {
        String x = graph.last().name();
        graph.node(path, "Sigmoid");
        graph.node(path, "Mul", x);
    }

    /** x · (1 + erf(x / √2)) / 2; the operator Gelu needs opset 20. */
    private static void gelu(Description d, String path, OnnxGraph graph) {
        String x = graph.last().name();
        graph.node(path, "Div", graph.scalar(path + "root", (float) Math.sqrt(2)));
        graph.node(path, "Erf");
        graph.node(path, "Add", graph.scalar(path + "one", 1));
        graph.node(path, "Mul", x);
        graph.node(path + "half.", "Mul", graph.scalar(path + "half", 0.5f));
    }

    private static void softmax(Description d, String path, OnnxGraph graph) {
        attribute(graph.node(path, "Softmax"), "axis", graph.isChannelsFirst() ? 1 : -1);
    }

    private static void globalAveragePool(Description d, String path, OnnxGraph graph) {
        Message node = graph.node(path, "ReduceMean");
        attribute(node, "axes", graph.isChannelsFirst() ? new int[] {2, 3} : new int[] {1, 2});
        attribute(node, "keepdims", 0);
        graph.setFeatures(graph.shape.columns());
    }

    private static void flatten(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        graph.node(path, "Flatten");
        graph.shape = Shape.of(graph.shape.size());
    }

    private static void reshape(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        graph.shape = Shape.of(d.integers("shape", 0));
        int[] axes = graph.shape.batch(1).toArray();
        axes[0] = 0;                                                    // 0 keeps the axis N
        graph.node(path, "Reshape", graph.integers(path + "shape", axes));
    }

    private static void upSampling2d(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        int[] factors = d.integers("factors", 2);
        float[] scales = {1, 1, factors[0], factors[1]};
        Message node = graph.node(path, "Resize", "", graph.initializer(path + "scales", scales, 4));
        attribute(node, "mode", "nearest");
        attribute(node, "coordinate_transformation_mode", "asymmetric");
        attribute(node, "nearest_mode", "floor");                       // y[i] = x[⌊i / scale⌋]
        graph.shape = Shape.of((long) x.axis(0) * factors[0], (long) x.axis(1) * factors[1], x.columns());
    }

    private static void zeroPadding2d(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Shape x = graph.shape;
        int[] p = d.integers("padding", 4);
        // Optimizers move a Pad of +0 into a pooling operator, whose padding is not 0; they leave a Pad of -0 alone.
        graph.node(path, "Pad", graph.integers(path + "pads", 0, 0, p[0], p[2], 0, 0, p[1], p[3]),
                graph.initializer(path + "zero", new float[] {-0f}));
        graph.shape = Shape.of((long) p[0] + x.axis(0) + p[1], (long) p[2] + x.axis(1) + p[3], x.columns());
    }

    private static String[] weights(Description d, String path, OnnxGraph graph) {
        String weight = graph.tensor(path + "weight");
        return d.flag("bias") ? new String[] {weight, graph.tensor(path + "bias")} : new String[] {weight};
    }
}
