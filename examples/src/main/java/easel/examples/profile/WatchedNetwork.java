package easel.examples.profile;

import easel.core.Backward;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.Watcher;
import easel.layers.ClassProjection;
import easel.layers.Concatenate;
import easel.layers.Layer;
import easel.layers.Residual;
import easel.layers.Sequential;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures the recorded forward and backward passes of a network. Their results do not change.
 *
 * <p>A row is one recorded operation: one layer, or several fused layers. The forward time of an operation is the time
 * since the previous operation, or since the start of the pass. Bytes count each tensor once, even if a kernel reads it
 * several times. Forward: inputs, parameters and output. Backward: inputs, parameters, dy and the computed gradients.
 * If the output is a view of the input, as in Flatten, the bytes are 0.
 */
final class WatchedNetwork extends WatchedLayer implements Watcher {
    /** The cost of one operation in both directions. */
    record Row(Cost forward, Cost backward) {}

    /** A weight and the output shape of one example: a shared weight may be applied to inputs of several sizes. */
    private record Use(Tensor weight, Shape output) {}

    private final LongSupplier clock;
    private final Map<Use, Long> multiplyAdds = new HashMap<>();
    /** The weights that this pass computed from a parameter, as SpectralNorm does, each with this parameter. */
    private final Map<Tensor, Tensor> computedWeights = new HashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private int position;
    private long last;

    /**
     * Wraps a network.
     *
     * @param network the measured network
     * @param clock in ns
     */
    WatchedNetwork(Sequential network, LongSupplier clock) {
        super(network);
        this.clock = clock;
        count(network, network.input());
    }

    /**
     * Stores the multiply-adds of a layer and of its inner layers, each under its weight, which is the layer's largest
     * parameter. The other parameters take no multiplications.
     */
    private void count(Layer layer, Shape input) {
        if (layer instanceof Sequential sequential) {
            for (int i = 0; i < sequential.layers().size(); i++) {
                count(sequential.layers().get(i), i == 0 ? input : sequential.shapes().get(i - 1));
            }
        } else if (layer instanceof Residual residual) {
            count(residual.body(), input);
        } else if (layer instanceof ClassProjection projection) {
            count(projection.body(), input.withColumns(input.columns() - projection.classes()));
        } else if (layer instanceof Concatenate concatenate) {
            concatenate.branches().forEach(branch -> count(branch, input));
        } else if (layer.multiplyAdds(input) > 0) {
            Shape output = layer.outputShape(input);
            layer.parameters().stream().max(Comparator.comparingInt(Tensor::size))
                    .ifPresent(weight -> multiplyAdds.put(new Use(weight, output), layer.multiplyAdds(input)));
        }
    }

    /** The costs by position and name of the operation, in the order of the first pass. */
    Map<String, Row> rows() {
        return rows;
    }

    @Override
    protected Watcher begin() {
        position = 0;
        computedWeights.clear();
        last = clock.getAsLong();
        return this;
    }

    @Override
    public Backward recorded(String name, Tensor output, Backward backward, Tensor... sources) {
        long nanos = clock.getAsLong() - last;
        Row row = rows.computeIfAbsent(String.format(Locale.ROOT, "%2d  %s", position++, name),
                key -> new Row(new Cost(), new Cost()));
        long operations = computesWeight(output, sources) ? 0 : operations(output, sources);
        Tensor[] factors = Stream.of(sources).filter(source -> isFactor(source, output)).toArray(Tensor[]::new);
        long read = bytes(sources);
        boolean view = sources[0].array() == output.array();
        row.forward.add(nanos, operations, view ? 0 : read + bytes(output));
        last = clock.getAsLong();
        return (dy, sink) -> {
            long start = clock.getAsLong();
            backward.apply(dy, sink);
            long end = clock.getAsLong();
            Tensor[] wanted = Stream.of(sources).filter(sink::wants).toArray(Tensor[]::new);
            long products = Stream.of(factors).filter(sink::wants).count();
            row.backward.add(end - start, products * operations, view ? 0 : read + bytes(dy) + bytes(wanted));
        };
    }

    /** Two operations for each multiply-add of the formula, over the whole batch. */
    private long operations(Tensor output, Tensor... sources) {
        long perExample = Stream.of(sources)
                .mapToLong(source -> multiplyAdds.getOrDefault(use(source, output), 0L))
                .sum();
        return 2 * perExample * output.shape().axis(0);
    }

    /** Whether the gradient of a source needs a product as large as the forward product: true for x and the weight. */
    private boolean isFactor(Tensor source, Tensor output) {
        return !(parameter(source) instanceof Parameter) || multiplyAdds.containsKey(use(source, output));
    }

    /** Whether the operation computes a weight from a parameter. This does not depend on the examples. */
    private boolean computesWeight(Tensor output, Tensor... sources) {
        Tensor parameter = parameter(sources[0]);
        boolean computes = sources.length == 1
                && multiplyAdds.keySet().stream().anyMatch(use -> use.weight() == parameter);
        if (computes) {
            computedWeights.put(output, parameter);
        }
        return computes;
    }

    /** The parameter from which a weight was computed; otherwise the tensor itself. */
    private Tensor parameter(Tensor source) {
        return computedWeights.getOrDefault(source, source);
    }

    private Use use(Tensor weight, Tensor output) {
        Shape y = output.shape();
        return new Use(parameter(weight), y.rank() == 1 ? Shape.of(1) : y.example());      // (N): one number for each
    }

    private static long bytes(Tensor... tensors) {
        return Stream.of(tensors).mapToLong(tensor -> (long) Float.BYTES * tensor.size()).sum();
    }
}
