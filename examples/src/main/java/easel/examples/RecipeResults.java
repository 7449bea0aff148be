package easel.examples;

import easel.core.state.WholeFile;
import easel.examples.RecipeQuality.Figures;
import easel.examples.run.RealFeatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The finished runs of an ablation, in two files: results.csv, whose bytes depend on the options only, and times.csv.
 * Both are written after each run, results.csv last, so a run is finished if it is in results.csv.
 */
final class RecipeResults {
    private static final String RESULTS = "variant,seed,length,steps,evaluator,images,fcd_train,fcd_test,precision,"
            + "recall,coverage,effective_classes";
    private static final String TIMES = "variant,seed,length,steps,ms_per_step";

    private final Path results;
    private final Path times;

    RecipeResults(Path folder) {
        this.results = folder.resolve("results.csv");
        this.times = folder.resolve("times.csv");
    }

    /**
     * What identifies a run.
     *
     * @param length the length of the training as it was requested, such as {@code 600 s}
     * @param images the number of compared images
     */
    record Key(String variant, int seed, String length, String evaluator, int images) {}

    /** A finished run. */
    record Result(Key key, long steps, double msPerStep, Figures figures) {}

    /** The result of a run, if it is finished. */
    Optional<Result> find(Key key) throws IOException {
        for (String[] f : rows(results, RESULTS)) {
            if (key.equals(new Key(f[0], Integer.parseInt(f[1]), f[2], f[4], Integer.parseInt(f[5])))) {
                double[] v = Stream.of(f).skip(6).mapToDouble(Double::parseDouble).toArray();
                return Optional.of(new Result(key, Long.parseLong(f[3]), time(key),
                        new Figures(v[1], new RealFeatures.Figures(v[0], v[2], v[3], v[4], v[5]))));
            }
        }
        return Optional.empty();
    }

    /** The number of steps of a finished run of this variant and length. */
    Optional<Long> steps(String variant, String length) throws IOException {
        return rows(results, RESULTS).stream().filter(f -> f[0].equals(variant) && f[2].equals(length)).findFirst()
                .map(f -> Long.parseLong(f[3]));
    }

    private double time(Key key) throws IOException {
        return rows(times, TIMES).stream()
                .filter(f -> f[0].equals(key.variant) && f[1].equals("" + key.seed) && f[2].equals(key.length))
                .mapToDouble(f -> Double.parseDouble(f[4])).reduce(Double.NaN, (first, last) -> last);
    }

    /** Adds a run to both files. */
    void add(Result result) throws IOException {
        Key key = result.key;
        RealFeatures.Figures f = result.figures.training();
        append(times, TIMES, String.format(Locale.ROOT, "%s,%d,%s,%d,%.3f", key.variant, key.seed, key.length,
                result.steps, result.msPerStep));
        append(results, RESULTS, String.format(Locale.ROOT, "%s,%d,%s,%d,%s,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f",
                key.variant, key.seed, key.length, result.steps, key.evaluator, key.images, f.fcd(),
                result.figures.fcdTest(), f.precision(), f.recall(), f.coverage(), f.effectiveClasses()));
    }

    private static List<String[]> rows(Path file, String header) throws IOException {
        List<String[]> rows = new ArrayList<>();
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.get(0).equals(header)) {
                throw new IOException(file + ": the first line is not \"" + header
                        + "\". Name another folder with --out, or move the file");
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(",");
                if (fields.length != header.split(",").length) {
                    throw new IOException(file + ": cannot read the line \"" + line + "\"; expected " + header
                            + ". Remove the line, or name another folder with --out");
                }
                rows.add(fields);
            }
        }
        return rows;
    }

    private static void append(Path file, String header, String line) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : header + "\n";
        WholeFile.write(file, out -> out.bytes((before + line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** The table of the results, a line for each variant: mean ± standard error over the seeds. */
    static String table(List<Result> results, RealFeatures.Figures real) {
        StringBuilder table = new StringBuilder(row("", "steps", "ms/step", "FCD train", "FCD test", "precision",
                "recall", "coverage", "classes"));
        table.append(row("test images", "", "", text("%.2f", real.fcd()), "", text("%.2f", real.precision()),
                text("%.2f", real.recall()), text("%.2f", real.coverage()), text("%.2f", real.effectiveClasses())));
        for (String variant : results.stream().map(result -> result.key.variant).distinct().toList()) {
            List<Result> runs = results.stream().filter(result -> result.key.variant.equals(variant)).toList();
            double steps = runs.stream().mapToLong(Result::steps).sum() / (double) runs.size();
            double ms = runs.stream().mapToDouble(Result::msPerStep).sum() / runs.size();
            table.append(row(variant, text("%.0f", steps), text("%.1f", ms),
                    cell(runs, f -> f.training().fcd()), cell(runs, Figures::fcdTest),
                    cell(runs, f -> f.training().precision()), cell(runs, f -> f.training().recall()),
                    cell(runs, f -> f.training().coverage()), cell(runs, f -> f.training().effectiveClasses())));
        }
        return table.toString();
    }

    private static String cell(List<Result> runs, ToDoubleFunction<Figures> figure) {
        return SeedMean.of(runs.stream().mapToDouble(run -> figure.applyAsDouble(run.figures)), "%.2f");
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String row(String... cells) {
        return String.format("%-16s %6s %7s %12s %12s %11s %11s %11s %12s%n", (Object[]) cells);
    }
}
