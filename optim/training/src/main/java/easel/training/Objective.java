package easel.training;

import easel.core.Buffers;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Layer;
import easel.layers.Losses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The loss to minimize, and the metrics to report. Immutable. */
public final class Objective {
    private final String name;
    private final Loss loss;
    private final boolean classLabels;
    private final List<Metric> metrics;

    private Objective(String name, Loss loss, boolean classLabels, List<Metric> metrics) {
        this.name = name;
        this.loss = loss;
        this.classLabels = classLabels;
        this.metrics = List.copyOf(metrics);
    }

    /**
     * Softmax cross-entropy of logits (N, K) and class indices (N), and the accuracy. All class indices are checked
     * before the first step.
     *
     * @return an objective
     */
    public static Objective classification() {
        return new Objective("softmax cross-entropy", Losses::softmaxCrossEntropy, true, List.of(Metric.accuracy()));
    }

    /**
     * Binary cross-entropy of logits and targets of the same shape, usually (N, 1), and the accuracy. Targets are in
     * [0, 1].
     *
     * @return an objective
     */
    public static Objective binaryClassification() {
        return of("binary cross-entropy", Losses::binaryCrossEntropyWithLogits).withMetric(Metric.binaryAccuracy());
    }

    /**
     * Mean squared error of predictions and targets of the same shape, and the mean absolute error.
     *
     * @return an objective
     */
    public static Objective regression() {
        return of("mean squared error", Losses::meanSquaredError).withMetric(Metric.meanAbsoluteError());
    }

    /**
     * Any loss, without metrics.
     *
     * @param name names the loss in a saved {@link Training#state}
     * @param loss a function of outputs and targets
     * @return an objective
     */
    public static Objective of(String name, Loss loss) {
        return new Objective(Objects.requireNonNull(name, "name"), Objects.requireNonNull(loss, "loss"), false,
                List.of());
    }

    /**
     * A copy with one more metric.
     *
     * @param metric its name differs from those of the other metrics
     * @return an objective
     * @throws IllegalArgumentException if there is already a metric of this name
     */
    public Objective withMetric(Metric metric) {
        if (metrics.stream().anyMatch(other -> other.name().equals(metric.name()))) {
            throw new IllegalArgumentException("there is already a metric \"" + metric.name()
                    + "\"; names of metrics must differ");
        }
        List<Metric> more = new ArrayList<>(metrics);
        more.add(metric);
        return new Objective(name, loss, classLabels, more);
    }

    /**
     * Evaluates a network on examples, with layers in inference mode. The last batch may be smaller.
     *
     * @param network from inputs (N, …) to outputs. Not modified
     * @param examples inputs with targets
     * @param batch examples in a batch, at least 1. It determines the memory, and the rounding of the means
     * @return means over all examples
     * @throws IllegalArgumentException if the batch is below 1, or the examples do not fit the network or the loss
     */
    public Evaluation evaluate(Layer network, Examples examples, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch of " + batch + " examples: give at least 1");
        }
        check(network, examples);
        return means(network, examples, examples.size(), batch);
    }

    /** The means over the first {@code count} examples, in batches. */
    Evaluation means(Layer network, Examples examples, int count, int batch) {
        Buffers buffers = new Buffers();
        Evaluation sum = Evaluation.NONE;
        for (int from = 0; from < count; from += batch) {
            int[] indices = IntStream.range(from, Math.min(from + batch, count)).toArray();
            try (Tape tape = Tape.training(RandomStream.of(0), buffers)) {
                Tape inference = tape.inference().unrecorded();
                Tensor outputs = network.forward(examples.inputs(indices), inference);
                Tensor targets = examples.targets(indices);
                sum = sum.plus(measure(loss(outputs, targets, inference), outputs, targets));
            }
        }
        return sum;
    }

    /** The recorded loss, (1). */
    Tensor loss(Tensor outputs, Tensor targets, Tape tape) {
        return loss.of(outputs, targets, tape);
    }

    /** The value of a loss, and the metrics. */
    Evaluation measure(Tensor loss, Tensor outputs, Tensor targets) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(Metric.LOSS, (double) loss.item());
        metrics.forEach(metric -> values.put(metric.name(), metric.function().applyAsDouble(outputs, targets)));
        return new Evaluation(outputs.shape().axis(0), values);
    }

    /** The names of the values: the loss, then the metrics. */
    List<String> names() {
        return Stream.concat(Stream.of(Metric.LOSS), metrics.stream().map(Metric::name)).toList();
    }

    /** Checks that there are examples, and that class labels are whole numbers below the number of outputs. */
    void check(Layer network, Examples examples) {
        Data.requireExamples(examples);
        if (!classLabels) {
            return;
        }
        int classes = network.outputShape(examples.inputs(new int[] {0}).shape().example()).columns();
        for (int n = 0; n < examples.size(); n++) {
            Tensor target = examples.targets(new int[] {n});
            if (target.size() != 1) {
                throw new IllegalArgumentException("the targets of one example have shape " + target.shape()
                        + "; expected one class label, shape (1)");
            }
            float label = target.item();
            if (!(label >= 0 && label < classes && label == (int) label)) {
                throw new IllegalArgumentException("the label of example " + n + " is " + label + "; the network has "
                        + classes + " outputs, so class labels are whole numbers from 0 to " + (classes - 1));
            }
        }
    }

    /** The names of the loss and of all values, for a comparison of settings. */
    @Override
    public String toString() {
        return metrics.stream().map(metric -> ", " + metric.name()).collect(Collectors.joining("", name, ""));
    }
}
