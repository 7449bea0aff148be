package easel.training;

import easel.core.state.State;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Loss and metrics, each a mean over examples. Immutable.
 *
 * @param examples number of examples
 * @param values name to value: first {@code loss}, then the metrics in the order of the {@link Objective}
 */
public record Evaluation(long examples, Map<String, Double> values) {
    /** No examples and no values. */
    static final Evaluation NONE = new Evaluation(0, Map.of());

    /**
     * Copies the map.
     *
     * @param examples number of examples
     * @param values name to value. Not modified; copied
     */
    public Evaluation {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * The mean loss.
     *
     * @return the value named {@code loss}
     */
    public double loss() {
        return value(Metric.LOSS);
    }

    /**
     * The loss or a metric.
     *
     * @param name such as {@code accuracy}
     * @return its value
     * @throws IllegalArgumentException if there is no such value; the message lists the names
     */
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no value \"" + name + "\"; there are " + values.keySet());
        }
        return value;
    }

    /** The means over the examples of both evaluations, which have the same names. */
    Evaluation plus(Evaluation other) {
        long total = examples + other.examples;
        Map<String, Double> means = new LinkedHashMap<>();
        other.values.forEach((name, value) -> means.put(name, examples == 0 ? value
                : (values.get(name) * examples + value * other.examples) / total));
        return new Evaluation(total, means);
    }

    State state() {
        State.Builder state = State.builder().string("examples", Long.toString(examples));
        values.forEach((name, value) -> state.string("value." + name, Double.toString(value)));
        return state.build();
    }

    /** Reads {@link #state}: a value for each of these names, or no values if there are no examples. */
    static Evaluation of(State state, List<String> names) {
        Map<String, Double> values = new LinkedHashMap<>();
        long examples = state.count("examples");
        for (String name : examples == 0 ? List.<String>of() : names) {
            values.put(name, state.number("value." + name));
        }
        return new Evaluation(examples, values);
    }

    /**
     * The values as text.
     *
     * @return such as {@code loss 0.0312, accuracy 0.9916}; the same in every locale
     */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Four digits after the decimal point, or four significant digits if the number is small or large. */
    static String text(double value) {
        double size = Math.abs(value);
        String format = value == 0 || size >= 1e-3 && size < 1e5 ? "%.4f" : "%.3e";
        return String.format(Locale.ROOT, format, value);
    }
}
