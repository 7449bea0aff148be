package easel.examples.run;

import java.util.List;

/**
 * Names the measurements of a training.
 *
 * @param names the columns of {@code losses.csv} after the number of the step
 * @param curves the losses that the plot shows
 * @param loss the column whose lowest mean since the previous checkpoint selects {@code best.safetensors}; every
 *     step measures it
 */
public record Columns(List<String> names, List<Curve> curves, String loss) {
    /**
     * A curve of the plot.
     *
     * @param label in the legend
     * @param column one of the columns
     */
    public record Curve(String label, String column) {}

    /** The first line of the file. */
    String header() {
        return "step," + String.join(",", names);
    }

    /** The value in a column of this name. */
    double value(String column, Measurements step) {
        return step.values().get(names.indexOf(column));
    }
}
