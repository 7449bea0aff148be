package easel.examples.run;

import java.util.List;
import java.util.Optional;

/**
 * Names the measurements of a training.
 *
 * @param names the columns of {@code losses.csv} after the number of the step
 * @param curves the losses that the plot shows
 * @param best selects {@code best.safetensors}; empty if no measurement tells which checkpoint is better
 */
public record Columns(List<String> names, List<Curve> curves, Optional<Best> best) {
    /**
     * A curve of the plot.
     *
     * @param label in the legend
     * @param column one of the columns
     */
    public record Curve(String label, String column) {}

    /**
     * A measurement that selects {@code best.safetensors}.
     *
     * @param column one of the columns
     * @param mean true for the lowest mean since the previous checkpoint, of a column that every step measures; false
     *     for the lowest value, of a column that some steps measure
     */
    public record Best(String column, boolean mean) {}

    /** The first line of the file. */
    String header() {
        return "step," + String.join(",", names);
    }

    /** The value in a column of this name. */
    double value(String column, Measurements step) {
        return step.values().get(names.indexOf(column));
    }
}
