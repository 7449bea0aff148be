package easel.export;

import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX graph, built by appending operators in the order they run. The last value is the output of the last operator,
 * at first the graph's input; {@link #continueFrom} returns to an earlier value. Field numbers are those of onnx.proto.
 */
final class OnnxGraph {
    private static final int FLOAT32 = 1;
    private static final int INT64 = 7;

    /** The shape of one example of the last value, channels last. Each converter sets it to its output's shape. */
    Shape shape;

    private final Map<String, Tensor> tensors;
    private final Map<Tensor, String> written = new IdentityHashMap<>();
    private final List<Message> nodes = new ArrayList<>();
    private final Message graph = new Message();
    private final Message input;
    private String value = "input";   // the name of the last value
    private String lastOutput;        // the name of the output of the last node
    private boolean channelsFirst;    // whether the last value is (N, C, H, W)

    /**
     * A graph without operators.
     *
     * @param input the shape of one example
     * @param tensors of the model, by name
     */
    OnnxGraph(Shape input, Map<String, Tensor> tensors) {
        this.shape = input;
        this.tensors = tensors;
        this.input = valueInfo("input", input);
    }

    /** Names the output and returns the whole graph. */
    Message finish() {
        channelsLast("");
        if (nodes.isEmpty()) {
            node("", "Identity");
        }
        nodes.get(nodes.size() - 1).text(2, "output");
        for (Message node : nodes) {
            graph.message(1, node);
        }
        return graph.text(2, "Easel").message(11, input).message(12, valueInfo("output", shape));
    }

    /** A value of the graph, with the shape of one example, channels last. */
    record Value(String name, Shape shape, boolean channelsFirst) {}

    /** The last value. */
    Value last() {
        return new Value(value, shape, channelsFirst);
    }

    /** Makes an earlier value the last one, so that another branch can start from it. */
    void continueFrom(Value earlier) {
        value = earlier.name;
        shape = earlier.shape;
        channelsFirst = earlier.channelsFirst;
    }

    boolean isChannelsFirst() {
        return channelsFirst;
    }

    /** Sets the shape of one example to (features), after an operator that removed the axes H and W. */
    void setFeatures(int features) {
        shape = Shape.of(features);
        channelsFirst = false;
    }

    /** Transposes the last value from (N, …, C) to (N, C, …), unless it already is (N, C, …). */
    void channelsFirst(String path) {
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

    /** Transposes the last value from (N, C, …) to (N, …, C), unless it already is (N, …, C). */
    void channelsLast(String path) {
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

    /** Appends an operator whose inputs are the last value and {@code more}. Attributes may be added to the result. */
    Message node(String path, String type, String... more) {
        if (!nodes.isEmpty()) {
            nodes.get(nodes.size() - 1).text(2, lastOutput);      // finish() names the output of the last node
        }
        Message node = new Message().text(1, value);
        for (String each : more) {
            node.text(1, each);
        }
        value = path + type;
        lastOutput = value;
        nodes.add(node.text(3, value).text(4, type));
        return node;
    }

    static void attribute(Message node, String name, int value) {
        node.message(5, new Message().text(1, name).number(3, value).number(20, 2));
    }

    static void attribute(Message node, String name, float value) {
        node.message(5, new Message().text(1, name).real(2, value).number(20, 1));
    }

    static void attribute(Message node, String name, String value) {
        node.message(5, new Message().text(1, name).text(4, value).number(20, 3));
    }

    static void attribute(Message node, String name, int... values) {
        Message attribute = new Message().text(1, name);
        for (int each : values) {
            attribute.number(8, each);
        }
        node.message(5, attribute.number(20, 7));
    }

    /** Writes a tensor of the model and returns its name in the file. A tensor that layers share is written once. */
    String tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the model has no tensor " + name + ", which the layer's type requires;"
                    + " it has " + tensors.keySet());
        }
        if (!written.containsKey(tensor)) {
            written.put(tensor, tensor.shape().rank() == 4 ? kernel(name, tensor)
                    : initializer(name, tensor.array(), tensor.shape().toArray()));
        }
        return written.get(tensor);
    }

    /** Permutes (KH, KW, A, B) to (B, A, KH, KW): Conv has (OC, C, KH, KW) and ConvTranspose (C, OC, KH, KW). */
    private String kernel(String name, Tensor weight) {
        Shape s = weight.shape();
        int taps = s.axis(0) * s.axis(1);
        int pairs = s.axis(2) * s.axis(3);
        float[] permuted = new float[weight.size()];
        for (int tap = 0; tap < taps; tap++) {
            for (int a = 0; a < s.axis(2); a++) {
                for (int b = 0; b < s.axis(3); b++) {
                    permuted[(b * s.axis(2) + a) * taps + tap] = weight.array()[tap * pairs + a * s.axis(3) + b];
                }
            }
        }
        return initializer(name, permuted, s.axis(3), s.axis(2), s.axis(0), s.axis(1));
    }

    /** Adds a constant of floats. */
    String initializer(String name, float[] values, int... axes) {
        Message tensor = new Message();
        for (int axis : axes) {
            tensor.number(1, axis);
        }
        graph.message(5, tensor.number(2, FLOAT32).text(8, name).floats(9, values));
        return name;
    }

    /** Adds a constant of one float, which operators broadcast. */
    String scalar(String name, float value) {
        return initializer(name, new float[] {value});
    }

    /** Adds a constant of integers, with one axis. */
    String integers(String name, int... values) {
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
