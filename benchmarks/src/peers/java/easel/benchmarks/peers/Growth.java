package easel.benchmarks.peers;

import com.google.gson.Gson;
import easel.benchmarks.Cliffs;
import easel.benchmarks.GrowthAxis;
import easel.benchmarks.LinePlot;
import easel.benchmarks.Markdown;
import easel.benchmarks.Sample;
import easel.benchmarks.peers.GrowthTimer.Library;
import easel.benchmarks.peers.GrowthTimer.Mode;
import easel.benchmarks.peers.GrowthTimer.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/**
 * Question: how does the time per example grow with the batch, with the side of the images and with the channels, in
 * Easel, TensorFlow Java and libtorch? Is there a cliff where Easel changes to another algorithm?
 *
 * <p>The network is a {@link easel.benchmarks.GrowthBlock}, two 3×3 convolutions with stride 1 and a 5×5 convolution
 * with stride 2. A round runs each library once for each {@link GrowthAxis}, one process at a time. Prints tables of
 * medians over the rounds and the cliffs of each library, draws a plot for each axis, and writes the runs as JSON.
 *
 * <p>Command: {@code mvn -q -Ppeers -pl benchmarks -am compile exec:exec@growth}.
 */
@Command(name = "growth", description = "Times a block of convolutions of growing size in Easel and in other"
        + " libraries.", sortOptions = false)
final class Growth implements Callable<Integer> {
    @Option(names = "--axes", split = ",", paramLabel = "NAMES", description = "Any of ${COMPLETION-CANDIDATES},"
            + " separated by commas. Default: all.")
    private Set<GrowthAxis> axes = EnumSet.allOf(GrowthAxis.class);

    @Option(names = "--libraries", split = ",", paramLabel = "NAMES", description = "Any of ${COMPLETION-CANDIDATES},"
            + " separated by commas. Default: all.")
    private Set<Library> libraries = EnumSet.allOf(Library.class);

    @Option(names = "--largest", paramLabel = "N", description = "Omits larger batches, sides and channels."
            + " Default: none omitted.")
    private int largest = Integer.MAX_VALUE;

    @Option(names = "--by", paramLabel = "NAME", defaultValue = "INFER",
            description = "How Easel computes in inference: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Inference.By by;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "Number of rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each library."
            + " Default: the available processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "0.4",
            description = "Seconds of measurement for each size and mode, at least 3 runs. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "0.7",
            description = "Seconds of warm-up for each size and mode; half as many again directly before the"
                + " measurement. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(names = "--jvm", paramLabel = "OPTIONS", description = "Options of the JVM for Easel's processes, separated"
            + " by spaces, such as \"-XX:UseAVX=2\". Default: none.")
    private String jvm = "";

    @Option(names = "--java", paramLabel = "HOME", description = "JDK for Easel's processes. Default: the running one.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "300",
            description = "Seconds after which a process is killed. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(names = "--out", paramLabel = "JSON", defaultValue = "target/growth.json",
            description = "File for the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--pictures", paramLabel = "FOLDER", defaultValue = "target/charts",
            description = "Folder for the plots. Default: ${DEFAULT-VALUE}.")
    private Path pictures;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help and exits.")
    private boolean help;

    private Growth() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Growth()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        int failures = 0;
        for (int round = 1; round <= rounds; round++) {
            for (GrowthAxis axis : axes) {
                List<Library> order = new ArrayList<>(libraries);
                Collections.rotate(order, round + axis.ordinal());       // changes the order of the libraries
                for (Library library : order) {
                    String failure = time(library, axis, round, runs);
                    System.out.println(round + " " + axis.title() + " " + library.title() + ": "
                            + (failure.isEmpty() ? "measured" : failure));
                    failures += failure.isEmpty() ? 0 : 1;
                }
            }
            Results.write(out, Map.of("threads", threads, "by", by, "jvm", jvm), runs);
        }
        for (GrowthAxis axis : axes) {
            report(axis, runs);
        }
        return failures == 0 ? 0 : 1;
    }

    /** Runs one process and adds its results. Returns empty, or the reason of its failure. */
    private String time(Library library, GrowthAxis axis, int round, List<Run> runs)
            throws IOException, InterruptedException {
        List<String> options = switch (library) {
            case EASEL -> JavaProcess.easelOptions(threads, jvm);
            case LIBTORCH -> List.of(LibtorchNetwork.MKL);
            case TENSORFLOW -> List.of();
        };
        Path home = library == Library.EASEL ? java : Path.of(System.getProperty("java.home"));
        String settings = new Gson().toJson(
                new GrowthTimer.Settings(library, axis, sizes(axis), by, warmUp, seconds, round));
        return new JavaProcess(home, threads, options, GrowthTimer.class.getName(), List.of(settings))
                .run(timeout, Run.class, runs::add);
    }

    private List<Integer> sizes(GrowthAxis axis) {
        return axis.sizes().stream().filter(size -> size <= largest).toList();
    }

    /** Prints the tables and cliffs of an axis and draws its plot. */
    private void report(GrowthAxis axis, List<Run> runs) throws IOException {
        List<LinePlot> plots = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            Map<String, IntToDoubleFunction> lines = new LinkedHashMap<>();
            for (Library library : libraries) {
                lines.put(library.title(), size -> perExample(library, axis, mode, size, runs));
            }
            System.out.println("\n" + table(axis, mode, lines));
            lines.forEach((name, ms) -> Cliffs.find(sizes(axis), ms, size -> axis.block(size).multiplyAdds())
                    .forEach(cliff -> System.out.println("Cliff: " + name + ", " + mode.title() + ", " + axis.title()
                            + " " + cliff.from() + " to " + cliff.to() + ": the time per multiply-add grows by a"
                            + " factor of " + Markdown.number(cliff.factor()))));
            plots.add(new LinePlot(mode.title() + ", " + axis.fixed(), axis.title(), "ms per example", sizes(axis),
                    lines));
        }
        Files.createDirectories(pictures);
        Path picture = pictures.resolve("growth-" + axis.title() + ".png").toAbsolutePath();
        Files.write(picture, LinePlot.png(plots));
        System.out.println("drew " + picture);
    }

    /** The median over the rounds, in ms. */
    private static double perExample(Library library, GrowthAxis axis, Mode mode, int size, List<Run> runs) {
        return Sample.median(runs.stream().filter(run -> run.library() == library && run.axis() == axis
                && run.mode() == mode && run.size() == size).mapToDouble(Run::ms).toArray())
                / axis.block(size).batch();
    }

    private Markdown table(GrowthAxis axis, Mode mode, Map<String, IntToDoubleFunction> lines) {
        List<String> header = new ArrayList<>(List.of(mode.title() + ", ms per example; " + axis.title()));
        header.addAll(lines.keySet());
        boolean compared = libraries.contains(Library.EASEL) && libraries.size() > 1;
        if (compared) {
            header.add("Easel / fastest other");
        }
        Markdown table = new Markdown(1, header);
        for (int size : sizes(axis)) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(size)));
            lines.values().forEach(ms -> cells.add(Markdown.number(ms.applyAsDouble(size))));
            if (compared) {
                double fastest = lines.entrySet().stream().filter(line -> !line.getKey().equals(Library.EASEL.title()))
                        .mapToDouble(line -> line.getValue().applyAsDouble(size)).filter(ms -> !Double.isNaN(ms)).min()
                        .orElse(Double.NaN);
                cells.add(Markdown.number(lines.get(Library.EASEL.title()).applyAsDouble(size) / fastest));
            }
            table.add(cells);
        }
        return table;
    }
}
