package easel.examples;

import easel.core.Backward;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.core.state.Description;
import easel.layers.Layer;
import easel.layers.Sequential;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A network whose recorded passes are measured. It computes what the network computes. A row is one recorded operation,
 * which is one layer, or several where they run as one; the time of an operation's forward is that since the one before
 * it, or since the pass began. Each tensor counts as bytes once, however often a kernel comes back to it: forward what
 * was read, parameters included, and made; backward the same that was read, dy, and the gradients made. Where the output
 * is only another view of what was read, as that of Flatten, no bytes count.
 */
final class WatchedNetwork implements Layer, Watcher {
    /** Both directions of one operation. */
    record Row(Cost forward, Cost backward) {}

    /** A weight and the shape of one example that it makes, since a shared weight may serve several sizes. */
    private record Use(Tensor weight, Shape output) {}

    private final Sequential network;
    private final LongSupplier clock;
    private final Map<Use, Long> multiplyAdds = new HashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private int position;
    private long last;

    /**
     * Watches.
     *
     * @param network what is measured
     * @param clock in ns
     */
    WatchedNetwork(Sequential network, LongSupplier clock) {
        this.network = network;
        this.clock = clock;
        count(network);
    }

    /** The largest parameter of a layer is the one that x is multiplied by; the others are added. */
    private void count(Sequential layers) {
        Shape input = layers.input();
        for (int i = 0; i < layers.layers().size(); i++) {
            Layer layer = layers.layers().get(i);
            Shape output = layers.shapes().get(i);
            long work = layer.multiplyAdds(input);
            if (layer instanceof Sequential inner) {
                count(inner);
            } else if (work > 0) {
                layer.parameters().stream()
                        .max(Comparator.comparingInt(Tensor::size))
                        .ifPresent(weight -> multiplyAdds.put(new Use(weight, output), work));
            }
            input = output;
        }
    }

    /** From the position and name of an operation to its costs, in the order of the first pass. */
    Map<String, Row> rows() {
        return rows;
    }

    @Override
    public Tensor forward(Tensor x, Tape tape) {
        position = 0;
        last = clock.getAsLong();
        return network.forward(x, tape.watched(this));
    }

    @Override
    public Backward recorded(String name, Tensor output, Backward backward, Tensor... sources) {
        long nanos = clock.getAsLong() - last;
        Row row = rows.computeIfAbsent(String.format(Locale.ROOT, "%2d  %s", position++, name),
                key -> new Row(new Cost(), new Cost()));
        long operations = operations(output, sources);
        long read = bytes(sources);
        boolean view = sources[0].array() == output.array();
        row.forward.add(nanos, operations, view ? 0 : read + bytes(output));
        last = clock.getAsLong();
        return (dy, sink) -> {
            long start = clock.getAsLong();
            backward.apply(dy, sink);
            long end = clock.getAsLong();
            Tensor[] wanted = Stream.of(sources).filter(sink::wants).toArray(Tensor[]::new);
            long products = Stream.of(wanted).filter(source -> isFactor(source, output)).count();
            row.backward.add(end - start, products * operations, view ? 0 : read + bytes(dy) + bytes(wanted));
        };
    }

    /** Two for each multiply-add of the formula, for the whole batch. */
    private long operations(Tensor output, Tensor... sources) {
        long perExample = Stream.of(sources)
                .filter(Parameter.class::isInstance)
                .mapToLong(source -> multiplyAdds.getOrDefault(use(source, output), 0L))
                .sum();
        return 2 * perExample * output.shape().axis(0);
    }

    /** Whether its gradient is a product as large as the forward one: x and the weight, not the bias. */
    private boolean isFactor(Tensor source, Tensor output) {
        return !(source instanceof Parameter) || multiplyAdds.containsKey(use(source, output));
    }

    private static Use use(Tensor weight, Tensor output) {
        return new Use(weight, output.shape().example());
    }

    private static long bytes(Tensor... tensors) {
        return Stream.of(tensors).mapToLong(tensor -> (long) Float.BYTES * tensor.size()).sum();
    }

    @Override
    public Shape outputShape(Shape input) {
        return network.outputShape(input);
    }

    @Override
    public long multiplyAdds(Shape input) {
        return network.multiplyAdds(input);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return network.tensors();
    }

    @Override
    public Description describe() {
        return network.describe();
    }

    @Override
    public String toString() {
        return network.toString();
    }
}
