package easel.examples;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The mean of a measure over the seeds of an experiment. */
final class SeedMean {
    private SeedMean() {}

    /**
     * The mean of the values and, if there are several, ± its standard error: the standard deviation of the sample
     * divided by the square root of the number of values. Leaves out NaN and then adds how many values remain.
     *
     * @param values one value for each seed
     * @param format of both numbers, such as %.2f
     */
    static String of(DoubleStream values, String format) {
        double[] all = values.toArray();
        double[] known = DoubleStream.of(all).filter(v -> !Double.isNaN(v)).toArray();
        int n = known.length;
        if (n == 0) {
            return "none";
        }
        double mean = DoubleStream.of(known).sum() / n;
        double squares = DoubleStream.of(known).map(v -> (v - mean) * (v - mean)).sum();
        String text = String.format(Locale.ROOT, format, mean)
                + (n == 1 ? "" : String.format(Locale.ROOT, " ± " + format, Math.sqrt(squares / (n - 1) / n)));
        return n == all.length ? text : text + " (" + n + " of " + all.length + ")";
    }
}
