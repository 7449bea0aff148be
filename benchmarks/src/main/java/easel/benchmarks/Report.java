package easel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine;

/**
 * Prints JMH's results as Markdown tables and draws bar charts, one of each per benchmark. If the benchmark counts
 * operations, the table has GFLOP/s and the percentage of the peak that {@link PeakBenchmark} measured in the same
 * file. If a parameter has a baseline value, the table has the speed relative to the row with that value and otherwise
 * equal parameters.
 */
@Command(name = "report", description = "Prints and draws the results of JMH.", sortOptions = false)
public final class Report implements Callable<Integer> {
    private static final String PEAK = PeakBenchmark.class.getSimpleName();

    @Parameters(paramLabel = "JSON", defaultValue = "target/jmh.json",
            description = "Results of JMH. Default: ${DEFAULT-VALUE}.")
    private Path json;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "target/charts",
            description = "Folder for the charts. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--baseline", paramLabel = "NAME=VALUE", defaultValue = "gemm=JAVA,by=IM2COL", split = ",",
            description = "The baseline values of parameters, separated by commas. Default: ${DEFAULT-VALUE}.")
    private Map<String, String> baselines;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help and exits.")
    private boolean help;

    private Report() {}

    /**
     * Prints the tables and writes the pictures.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The exit code of {@link #main}. */
    static int run(String... args) {
        return new CommandLine(new Report()).setExecutionExceptionHandler((e, line, parsed) -> {
            if (e instanceof IOException || e instanceof IllegalArgumentException) {
                line.getErr().println(e.getMessage());
                return 1;
            }
            throw e;
        }).execute(args);
    }

    @Override
    public Integer call() throws IOException {
        List<JmhResult> results = JmhResult.read(json);
        System.out.print(text(results, baselines));
        Files.createDirectories(out);
        for (Map.Entry<String, List<JmhResult>> benchmark : byName(results).entrySet()) {
            Path picture = out.resolve(benchmark.getKey() + ".png").toAbsolutePath();      // Maven starts elsewhere
            try {
                Files.write(picture, BarChart.png(BarChart.title(benchmark.getKey()), benchmark.getValue(),
                        compared(benchmark.getValue(), baselines)));
                System.out.println("drew " + picture);
            } catch (InternalError | RuntimeException e) {       // without fonts; which one depends on the JDK
                System.out.println("cannot draw " + picture + ", there may be no font: " + e.getMessage());
            }
        }
        return 0;
    }

    /** All tables, each under the name of its benchmark. */
    static String text(List<JmhResult> results, Map<String, String> baselines) {
        double peak = results.stream().filter(r -> r.name().equals(PEAK)).mapToDouble(JmhResult::gflops).findFirst()
                .orElse(Double.NaN);
        StringBuilder text = new StringBuilder();
        byName(results).forEach((name, rows) -> text.append("### ").append(name).append("\n\n")
                .append(table(rows, peak, baselines)).append('\n'));
        return text.toString();
    }

    private static Map<String, List<JmhResult>> byName(List<JmhResult> results) {
        Map<String, List<JmhResult>> byName = new LinkedHashMap<>();
        results.forEach(result -> byName.computeIfAbsent(result.name(), name -> new ArrayList<>()).add(result));
        return byName;
    }

    private static Markdown table(List<JmhResult> rows, double peak, Map<String, String> baselines) {
        String compared = compared(rows, baselines);
        boolean counted = rows.stream().anyMatch(row -> !Double.isNaN(row.gflops()));
        List<String> others = rows.stream().flatMap(row -> row.paramsWithout(compared).keySet().stream()).distinct()
                .toList();
        List<String> header = new ArrayList<>(others);
        if (!compared.isEmpty()) {
            header.add(compared);
        }
        int labels = header.size();
        header.add("ms");
        if (counted) {
            header.addAll(List.of("GFLOP/s", "% of peak"));
        }
        if (!compared.isEmpty()) {
            header.add("times " + baselines.get(compared));
        }
        Markdown table = new Markdown(labels, header);
        for (List<JmhResult> group : groups(rows, compared)) {
            for (JmhResult row : group) {
                List<String> cells = new ArrayList<>();
                others.forEach(name -> cells.add(row.params().getOrDefault(name, "")));
                if (!compared.isEmpty()) {
                    cells.add(row.params().get(compared));
                }
                cells.add(Markdown.number(row.milliseconds()));
                if (counted) {
                    cells.add(Markdown.number(row.gflops()));
                    cells.add(Markdown.number(100 * row.gflops() / peak));
                }
                if (!compared.isEmpty()) {
                    cells.add(Markdown.number(
                            baseline(group, compared, baselines.get(compared)) / row.milliseconds()));
                }
                table.add(cells);
            }
        }
        return table;
    }

    /** Groups rows that differ in the compared parameter only. */
    private static Collection<List<JmhResult>> groups(List<JmhResult> rows, String compared) {
        Map<Map<String, String>, List<JmhResult>> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(row.paramsWithout(compared), params -> new ArrayList<>()).add(row));
        return groups.values();
    }

    /** The parameter of these rows that has a baseline, or an empty string. */
    private static String compared(List<JmhResult> rows, Map<String, String> baselines) {
        return rows.get(0).params().keySet().stream().filter(baselines::containsKey).findFirst().orElse("");
    }

    /** The time of the baseline in a group, or NaN. */
    private static double baseline(List<JmhResult> group, String compared, String baseline) {
        return group.stream().filter(row -> row.params().get(compared).equals(baseline))
                .mapToDouble(JmhResult::milliseconds).findFirst().orElse(Double.NaN);
    }
}
