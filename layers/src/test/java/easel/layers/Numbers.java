package easel.layers;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.LayerCases.Case;
import easel.layers.LayerCases.Kind;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Test inputs, and comparisons of tensors. */
final class Numbers {
    private Numbers() {}

    /** Standard normal numbers. */
    static Tensor normal(Shape shape, long seed) {
        Tensor x = Tensor.zeros(shape);
        RandomStream.of(seed).fillNormal(x.array(), 0, 1);
        return x;
    }

    /** Normal numbers at least 0.1 away from 0, where rectifiers are not differentiable. */
    static Tensor awayFromZero(Shape shape, long seed) {
        Tensor x = normal(shape, seed);
        float[] values = x.array();
        for (int i = 0; i < values.length; i++) {
            values[i] += Math.copySign(0.1f, values[i]);
        }
        return x;
    }

    /** Numbers in random order, each at least 0.1 from all others and 0.05 from zero, within ±size/20. */
    static Tensor farApart(Shape shape, long seed) {
        Tensor x = Tensor.zeros(shape);
        int[] order = RandomStream.of(seed).permutation(x.size());
        for (int i = 0; i < order.length; i++) {
            x.array()[i] = (order[i] - x.size() / 2 + 0.5f) / 10;
        }
        return x;
    }

    /** An input of a row at which the layer is differentiable: without equal values if it compares them, and away from kinks. */
    static Tensor smooth(Case c) {
        if (c.kind() == Kind.CLASSES) {
            return c.input(1);
        }
        Layer layer = c.layer();
        boolean compares = layer instanceof MaxPool2D || layer instanceof Maxout || layer instanceof MinibatchStdDev;
        return compares ? farApart(c.x(), 1) : awayFromZero(c.x(), 1);
    }

    /** Uniform numbers in [low, high). */
    static Tensor uniform(Shape shape, float low, float high, long seed) {
        Tensor x = Tensor.zeros(shape);
        RandomStream.of(seed).fillUniform(x.array(), low, high);
        return x;
    }

    /** The largest difference, relative to the largest expected value or 1; NaN if an element of a tensor is NaN. */
    static double deviation(Tensor expected, Tensor actual) {
        double difference = 0;
        double scale = 1;
        for (int i = 0; i < expected.size(); i++) {
            difference = Math.max(difference, Math.abs((double) expected.array()[i] - actual.array()[i]));
            scale = Math.max(scale, Math.abs(expected.array()[i]));
        }
        return difference / scale;
    }

    static void assertClose(Tensor expected, Tensor actual, double tolerance, String what) {
        assertEquals(expected.shape(), actual.shape(), what);
        double deviation = deviation(expected, actual);
        assertTrue(deviation <= tolerance, () -> what + " deviates by " + deviation + ", more than " + tolerance
                + "\nexpected " + expected + "\nfound    " + actual);
    }

    static void assertSameBits(Tensor expected, Tensor actual, String what) {
        assertEquals(expected.shape(), actual.shape(), what);
        assertArrayEquals(bits(expected), bits(actual), what);
    }

    /** Copies of all tensors of a layer, by name. */
    static Map<String, Tensor> copies(Layer layer) {
        return layer.tensors().entrySet().stream().collect(toMap(Map.Entry::getKey, e -> e.getValue().copy()));
    }

    /** Copies the statistics of a layer. The result sets them back, so that passes start from the same ones. */
    static Runnable statistics(Layer layer) {
        Map<Tensor, Tensor> copies = new IdentityHashMap<>();
        layer.tensors().values().stream().filter(tensor -> !(tensor instanceof Parameter))
                .forEach(tensor -> copies.put(tensor, tensor.copy()));
        return () -> copies.forEach((tensor, copy) ->
                System.arraycopy(copy.array(), 0, tensor.array(), 0, copy.size()));
    }

    /** Asserts that both layers have tensors with the same names and bits. */
    static void assertSameTensors(Layer expected, Layer actual) {
        assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(actual.tensors().keySet()));
        expected.tensors().forEach((name, tensor) -> assertSameBits(tensor, actual.tensors().get(name), name));
    }

    private static int[] bits(Tensor x) {
        int[] bits = new int[x.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(x.array()[i]);
        }
        return bits;
    }
}
