package easel.export;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an ONNX file and evaluates its graph operator by operator, as the definition of each operator says, in double.
 * It has no optimizer, runs on every platform, and refuses every operator, attribute and type that it does not know.
 * Field numbers are those of onnx.proto.
 */
final class ReferenceModel {
    private final Map<Integer, List<Object>> graph;

    private ReferenceModel(Map<Integer, List<Object>> graph) {
        this.graph = graph;
    }

    static ReferenceModel read(Path file) throws IOException {
        Map<Integer, List<Object>> model = fields(Files.readAllBytes(file));
        return new ReferenceModel(fields((byte[]) model.get(7).get(0)));
    }

    /** An operator. Each attribute is a Long, a Float, a String or an int[]. */
    record Node(String type, List<String> inputs, String output, Map<String, Object> attributes) {}

    Tensor run(Tensor x) {
        Map<String, Values> values = new HashMap<>();
        graph.getOrDefault(5, List.of()).forEach(each -> putInitializer(fields((byte[]) each), values));
        values.put("input", Values.of(x));
        for (Object each : graph.get(1)) {
            Node node = node(fields((byte[]) each));
            List<Values> inputs = node.inputs.stream().map(name -> input(values, name)).toList();
            values.put(node.output, new ReferenceOperator(node, inputs).compute());
        }
        Values y = values.get("output");
        float[] data = new float[y.data().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) y.data()[i];
        }
        return Tensor.wrap(Shape.of(y.axes()), data);
    }

    /** An optional input that is absent has an empty name. */
    private static Values input(Map<String, Values> values, String name) {
        if (!name.isEmpty() && !values.containsKey(name)) {
            throw new IllegalArgumentException("no value " + name + " before its use; known: " + values.keySet());
        }
        return name.isEmpty() ? new Values(new int[] {0}, new double[0]) : values.get(name);
    }

    private static Node node(Map<Integer, List<Object>> fields) {
        Map<String, Object> attributes = new TreeMap<>();
        for (Object each : fields.getOrDefault(5, List.of())) {
            Map<Integer, List<Object>> attribute = fields((byte[]) each);
            int type = ((Long) attribute.get(20).get(0)).intValue();
            attributes.put(text(attribute.get(1)), switch (type) {
                case 1 -> attribute.get(2).get(0);
                case 2 -> attribute.get(3).get(0);
                case 3 -> text(attribute.get(4));
                case 7 -> attribute.get(8).stream().mapToInt(value -> ((Long) value).intValue()).toArray();
                default -> throw new IllegalArgumentException("attribute of type " + type);
            });
        }
        return new Node(text(fields.get(4)), fields.get(1).stream().map(each -> text(List.of(each))).toList(),
                text(fields.get(2)), attributes);
    }

    private static void putInitializer(Map<Integer, List<Object>> tensor, Map<String, Values> values) {
        int[] axes = tensor.getOrDefault(1, List.of()).stream().mapToInt(each -> ((Long) each).intValue()).toArray();
        double[] data = switch (((Long) tensor.get(2).get(0)).intValue()) {
            case 1 -> floats((byte[]) tensor.get(9).get(0));
            case 7 -> tensor.get(7).stream().mapToDouble(each -> (Long) each).toArray();
            default -> throw new IllegalArgumentException("tensor of type " + tensor.get(2));
        };
        values.put(text(tensor.get(8)), new Values(axes, data));
    }

    private static double[] floats(byte[] raw) {
        double[] data = new double[raw.length / Float.BYTES];
        for (int i = 0; i < data.length; i++) {
            data[i] = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).getFloat(i * Float.BYTES);
        }
        return data;
    }

    private static String text(List<Object> field) {
        return new String((byte[]) field.get(0), StandardCharsets.UTF_8);
    }

    /** The fields of a protobuf message by number. Each value is a Long, a Float or a byte[]. */
    private static Map<Integer, List<Object>> fields(byte[] message) {
        Map<Integer, List<Object>> fields = new HashMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int key = (int) varint(bytes);
            Object value = switch (key & 7) {
                case 0 -> varint(bytes);
                case 2 -> bytes(bytes, (int) varint(bytes));
                case 5 -> bytes.getFloat();
                default -> throw new IllegalArgumentException("wire type " + (key & 7));
            };
            fields.computeIfAbsent(key >>> 3, number -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static byte[] bytes(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
