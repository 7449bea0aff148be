package easel.examples.run;

import java.util.List;

/**
 * The measurements of one step, a line of {@code losses.csv}.
 *
 * @param step the number of the step, from 1
 * @param values one for each of the {@link Columns}, in their order; NaN if it was not measured in this step
 */
public record Measurements(long step, List<Double> values) {}
