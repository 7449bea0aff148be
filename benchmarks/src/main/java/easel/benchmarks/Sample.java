package easel.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Statistics of measured values. */
public final class Sample {
    private Sample() {}

    /**
     * The median; of an even number of values, the larger of the two in the middle.
     *
     * @param values in any order. Not modified
     * @return one of the values, or NaN without values
     */
    public static double median(double... values) {
        double[] sorted = sorted(values);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /**
     * The median, the smallest and the largest value.
     *
     * @param values in any order. Not modified
     * @return such as {@code 1.20 (1.00 to 1.50)}; empty without values
     */
    public static String range(double... values) {
        double[] sorted = sorted(values);
        return sorted.length == 0 ? "" : Markdown.number(median(sorted)) + " (" + Markdown.number(sorted[0]) + " to "
                + Markdown.number(sorted[sorted.length - 1]) + ")";
    }

    /**
     * The ratios of values that were measured in the same rounds.
     *
     * @param values one value for each round. Not modified
     * @param others one value for each round. Not modified
     * @return values[i] / others[i] for each round i
     * @throws IllegalArgumentException if the numbers of rounds differ
     */
    public static double[] ratios(double[] values, double[] others) {
        if (values.length != others.length) {
            throw new IllegalArgumentException("ratios of " + values.length + " and " + others.length
                    + " rounds: expected the same number of rounds");
        }
        return IntStream.range(0, values.length).mapToDouble(i -> values[i] / others[i]).toArray();
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
