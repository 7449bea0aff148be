package easel.examples.run;

import java.util.List;
import java.util.stream.Stream;

/**
 * The measurements of one step, a line of {@code losses.csv}.
 *
 * @param step the number of the step, from 1
 * @param values one for each of the {@link Columns}, in their order; NaN if it was not measured in this step
 */
public record Measurements(long step, List<Double> values) {
    /** With the values of more columns. */
    Measurements plus(List<Double> more) {
        return new Measurements(step, Stream.concat(values.stream(), more.stream()).toList());
    }
}
