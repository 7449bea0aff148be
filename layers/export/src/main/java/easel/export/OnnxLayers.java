package easel.export;

import static easel.export.OnnxGraph.attribute;
import static java.util.Map.entry;

import easel.core.Shape;
import easel.core.state.Description;
import easel.layers.Concatenate;
import easel.layers.Layer;
import easel.layers.Residual;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.Arrays;
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
            entry("AveragePool2D", (d, path, graph) -> OnnxImages.pool(d, path, graph, "AveragePool")),
            entry("BatchNorm", OnnxLayers::batchNorm),
            entry("Conv2D", OnnxImages::conv2d),
            entry("Conv2DTranspose", OnnxImages::conv2dTranspose),
            entry("Dense", OnnxLayers::dense),
            entry("Dropout", (d, path, graph) -> { }),
            entry("ELU", (d, path, graph) -> attribute(graph.node(path, "Elu"), "alpha", d.number("alpha"))),
            entry("Flatten", OnnxLayers::flatten),
            entry("GELU", OnnxLayers::gelu),
            entry("GlobalAveragePool", OnnxImages::globalAveragePool),
            entry("Identity", (d, path, graph) -> { }),
            entry("LayerNorm", OnnxLayers::layerNorm),
            entry("LeakyReLU", OnnxLayers::leakyRelu),
            entry("Maxout", OnnxLayers::maxout),
            entry("MaxPool2D", (d, path, graph) -> OnnxImages.pool(d, path, graph, "MaxPool")),
            entry("ReLU", (d, path, graph) -> graph.node(path, "Relu")),
            entry("Reshape", OnnxLayers::reshape),
            entry("Sigmoid", (d, path, graph) -> graph.node(path, "Sigmoid")),
            entry("SiLU", OnnxLayers::silu),
            entry("Softmax", OnnxLayers::softmax),
            entry("Softplus", (d, path, graph) -> graph.node(path, "Softplus")),
            entry("Tanh", (d, path, graph) -> graph.node(path, "Tanh")),
            entry("UpSampling2D", OnnxImages::upSampling2d),
            entry("ZeroPadding2D", OnnxImages::zeroPadding2d)));

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
        graph.shape = graph.shape.withColumns(outputs.stream().mapToLong(output -> output.shape().columns()).sum());
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

    private static void batchNorm(Description d, String path, OnnxGraph graph) {
        graph.channelsFirst(path);
        Message node = graph.node(path, "BatchNormalization", graph.tensor(path + "gamma"), graph.tensor(path + "beta"),
                graph.tensor(path + "running_mean"), graph.tensor(path + "running_variance"));
        attribute(node, "epsilon", d.number("epsilon"));
    }

    /** InstanceNormalization of each example as one channel; LayerNormalization needs opset 17. */
    private static void layerNorm(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        Shape x = graph.shape;
        reshapeTo(Shape.of(1, x.size()), path, graph);                  // (N, 1, R)
        Message node = graph.node(path, "InstanceNormalization", graph.initializer(path + "one", new float[] {1}, 1),
                graph.initializer(path + "zero", new float[] {0}, 1));
        attribute(node, "epsilon", d.number("epsilon"));
        reshapeTo(x, path + "y.", graph);                               // (N, …, C)
        graph.node(path, "Mul", graph.tensor(path + "gain"));
        graph.node(path, "Add", graph.tensor(path + "bias"));
    }

    private static void maxout(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        int pieces = d.integer("pieces");
        Shape y = graph.shape.withColumns(graph.shape.columns() / pieces);
        int[] axes = Arrays.copyOf(y.toArray(), y.rank() + 1);
        axes[y.rank()] = pieces;
        reshapeTo(Shape.of(axes), path, graph);                         // (N, …, out, k)
        Message node = graph.node(path, "ReduceMax");
        attribute(node, "axes", new int[] {-1});
        attribute(node, "keepdims", 0);
        graph.shape = y;
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

    private static void flatten(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        graph.node(path, "Flatten");
        graph.shape = Shape.of(graph.shape.size());
    }

    private static void reshape(Description d, String path, OnnxGraph graph) {
        graph.channelsLast(path);
        reshapeTo(Shape.of(d.integers("shape", 0)), path, graph);
    }

    /** Gives each example another shape. */
    private static void reshapeTo(Shape example, String path, OnnxGraph graph) {
        int[] axes = example.batch(1).toArray();
        axes[0] = 0;                                                    // 0 keeps the axis N
        graph.node(path, "Reshape", graph.integers(path + "shape", axes));
        graph.shape = example;
    }

    /** The names of a layer's weight and, if it has one, its bias. */
    static String[] weights(Description d, String path, OnnxGraph graph) {
        String weight = graph.tensor(path + "weight");
        return d.flag("bias") ? new String[] {weight, graph.tensor(path + "bias")} : new String[] {weight};
    }
}
