package easel.benchmarks;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row of JMH's results.
 *
 * @param name the class, such as {@code GemmBenchmark}
 * @param params values by parameter name, sorted by name; the method comes first if the class has several methods
 * @param milliseconds time of one call: the median in sample mode, otherwise the mean
 * @param gflops 10⁹ operations per second, or NaN if the benchmark does not count operations
 */
record JmhResult(String name, Map<String, String> params, double milliseconds, double gflops) {

    /** Reads the rows of a file written by JMH with {@code -rf json}, in the order of the file. */
    static List<JmhResult> read(Path json) throws IOException {
        List<Row> rows = rows(json);
        return rows.stream().map(row -> row.result(rows.stream().filter(row::sameClass).map(Row::method).distinct()
                .count() > 1)).toList();
    }

    private static List<Row> rows(Path json) throws IOException {
        String remedy = ". Run a benchmark first: mvn -q -pl benchmarks -am compile exec:exec@short";
        if (!Files.isRegularFile(json)) {
            throw new IOException("there is no file " + json.toAbsolutePath() + remedy);
        }
        try {
            Row[] rows = new Gson().fromJson(Files.readString(json), Row[].class);
            if (rows != null) {
                return List.of(rows);
            }
        } catch (JsonParseException e) {
            throw new IOException(json + " has no JMH results (" + e.getMessage() + ")" + remedy, e);
        }
        throw new IOException(json + " is empty" + remedy);
    }

    /** All parameters but one. */
    Map<String, String> paramsWithout(String name) {
        Map<String, String> others = new LinkedHashMap<>(params);
        others.remove(name);
        return others;
    }

    /** One entry of JMH's JSON file. The components have the names of the fields in the file. */
    private record Row(String benchmark, String mode, Map<String, String> params, Metric primaryMetric,
            Map<String, Metric> secondaryMetrics) {

        JmhResult result(boolean withMethod) {
            Metric rate = secondaryMetrics == null ? null : secondaryMetrics.get("gflops");
            Map<String, String> all = new LinkedHashMap<>();
            if (withMethod) {
                all.put("method", method());
            }
            if (params != null) {
                all.putAll(new TreeMap<>(params));
            }
            return new JmhResult(path()[path().length - 2], all, milliseconds(),
                    rate == null ? Double.NaN : rate.score);
        }

        boolean sameClass(Row other) {
            return path()[path().length - 2].equals(other.path()[other.path().length - 2]);
        }

        String method() {
            return path()[path().length - 1];
        }

        private String[] path() {
            return benchmark.split("\\.");
        }

        private double milliseconds() {
            double score = mode.equals("sample") ? primaryMetric.scorePercentiles.get("50.0") : primaryMetric.score;
            return switch (primaryMetric.scoreUnit) {
                case "ops/s" -> 1e3 / score;
                case "ops/ms" -> 1 / score;
                case "s/op" -> 1e3 * score;
                case "ms/op" -> score;
                case "us/op" -> score / 1e3;
                case "ns/op" -> score / 1e6;
                default -> throw new IllegalArgumentException(benchmark + " is measured in " + primaryMetric.scoreUnit
                        + "; expected ops/s, ops/ms, s/op, ms/op, us/op or ns/op");
            };
        }
    }

    private record Metric(double score, String scoreUnit, Map<String, Double> scorePercentiles) {}
}
