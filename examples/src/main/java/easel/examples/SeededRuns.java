package easel.examples;

import easel.core.DivergedException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The runs of an experiment that trains several variants of a GAN, each with the seeds 1 to N.
 *
 * @param <R> the result of a run
 */
final class SeededRuns<R> {
    private final List<String> names;
    private final List<R> results;                   // of seed 1 for each variant, then of seed 2

    private SeededRuns(List<String> names, List<R> results) {
        this.names = names;
        this.results = results;
    }

    /**
     * Trains one variant with one seed.
     *
     * @param <V> a variant
     * @param <R> the result of a run
     */
    interface Training<V, R> {
        R run(V variant, int seed);
    }

    /**
     * A column of the CSV file and of the table.
     *
     * @param column the name in the CSV file, whose values have all digits
     * @param title the name in the table
     * @param format of the mean in the table, such as %.2f
     * @param <R> the result of a run
     */
    record Measure<R>(String column, String title, String format, Function<R, Number> value) {}

    /**
     * Trains each variant with each seed, one run per processor at a time. The results do not depend on the number of
     * processors.
     *
     * @param name names a variant in the table and in errors
     * @param seeds number of runs of each variant
     * @throws DivergedException if a run diverges; the message names the variant and the seed
     */
    static <V, R> SeededRuns<R> train(List<V> variants, Function<V, String> name, int seeds, Training<V, R> training) {
        return new SeededRuns<>(variants.stream().map(name).toList(),
                IntStream.range(0, seeds * variants.size()).parallel().mapToObj(i -> {
                    V variant = variants.get(i % variants.size());
                    return train(variant, name.apply(variant), 1 + i / variants.size(), training);
                }).toList());
    }

    private static <V, R> R train(V variant, String name, int seed, Training<V, R> training) {
        try {
            return training.run(variant, seed);
        } catch (DivergedException e) {
            throw new DivergedException(name + ", seed " + seed + ", " + e.getMessage());
        }
    }

    /** The names of the variants. */
    List<String> names() {
        return names;
    }

    /** The results of seed 1, one for each variant. */
    List<R> ofFirstSeed() {
        return results.subList(0, names.size());
    }

    /** The results of a variant, one for each seed. */
    List<R> of(String name) {
        int variant = names.indexOf(name);
        return IntStream.range(0, results.size()).filter(i -> i % names.size() == variant).mapToObj(results::get)
                .toList();
    }

    /**
     * A line of titles, then a line for each variant: the means over the seeds ± their standard errors.
     *
     * @param width characters of each column after the first
     */
    String table(int width, List<Measure<R>> measures) {
        StringBuilder table = new StringBuilder(row("", width, measures.stream().map(Measure::title).toList()));
        for (String name : names) {
            table.append(row(name, width, measures.stream().map(measure -> SeedMean.of(of(name).stream()
                    .mapToDouble(run -> measure.value.apply(run).doubleValue()), measure.format)).toList()));
        }
        return table.toString();
    }

    /** A line of the table. */
    static String row(String name, int width, List<String> cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-20s", name));
        cells.forEach(cell -> row.append(String.format(Locale.ROOT, "%" + width + "s", cell)));
        return row.append(System.lineSeparator()).toString();
    }

    /** The first line of the CSV file; {@code variant} is the title of the column with the names. */
    static <R> String titles(String variant, List<Measure<R>> measures) {
        return variant + ",seed,steps," + String.join(",", measures.stream().map(Measure::column).toList()) + "\n";
    }

    /**
     * The lines of the CSV file, one for each run, in the order of the seeds, then of the variants.
     *
     * @param before the start of each line
     * @param steps the number of steps of each run
     */
    String lines(String before, int steps, List<Measure<R>> measures) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < results.size(); i++) {
            lines.append(before).append(names.get(i % names.size())).append(',').append(1 + i / names.size())
                    .append(',').append(steps);
            for (Measure<R> measure : measures) {
                lines.append(',').append(measure.value.apply(results.get(i)));
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}
