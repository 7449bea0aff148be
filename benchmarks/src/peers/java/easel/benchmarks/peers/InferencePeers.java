package easel.benchmarks.peers;

import com.google.gson.Gson;
import easel.benchmarks.Markdown;
import easel.benchmarks.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/**
 * Question: how long does inference take in Easel compared with ONNX Runtime, from Java and on the file that Easel
 * exports? One process for each number of threads and each set of JVM options; in it, Easel and ONNX Runtime alternate.
 *
 * <p>A measured call starts with the input in memory, on the Java heap for Easel and in a direct buffer for ONNX
 * Runtime, and ends with the output on the Java heap. Before the measurement, both outputs are compared.
 *
 * <p>Command: {@code mvn -q -Ppeers -pl benchmarks -am compile exec:exec@inference}.
 */
@Command(name = "inference", description = "Times inference in Easel and in ONNX Runtime.", sortOptions = false)
final class InferencePeers implements Callable<Integer> {
    /** The value of {@code --jvm} for a JVM without further options. */
    private static final String NONE = "none";

    @Option(names = "--networks", split = ",", paramLabel = "NAMES", description = "Any of ${COMPLETION-CANDIDATES},"
            + " separated by commas. Default: all.")
    private Set<InferenceNetwork> networks = EnumSet.allOf(InferenceNetwork.class);

    @Option(names = "--batches", split = ",", paramLabel = "N", defaultValue = "1,16,64",
            description = "Batch sizes, separated by commas. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(names = "--threads", split = ",", paramLabel = "N", defaultValue = "1,2",
            description = "Numbers of threads, separated by commas. Default: ${DEFAULT-VALUE}.")
    private List<Integer> threads;

    @Option(names = "--by", paramLabel = "NAME", defaultValue = "INFER",
            description = "How Easel computes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Inference.By by;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
            description = "Number of rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "0.3",
            description = "Seconds of each library in a round. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "2",
            description = "Seconds of each library before the first round. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(names = "--jvm", paramLabel = "OPTIONS", defaultValue = NONE,
            description = "Options of the JVM, separated by spaces, such as \"-XX:UseAVX=2\", or " + NONE
            + ". May occur several times; each gives its own tables. Default: ${DEFAULT-VALUE}.")
    private List<String> jvm;

    @Option(names = "--java", paramLabel = "HOME", description = "JDK of the processes. Default: the running one.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "900",
            description = "Seconds after which a process is killed. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(names = "--out", paramLabel = "JSON", defaultValue = "target/inference.json",
            description = "File for the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help and exits.")
    private boolean help;

    private InferencePeers() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new InferencePeers()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<InferenceTimer.Run> runs = new ArrayList<>();
        int failures = 0;
        for (String options : jvm) {
            for (int count : threads) {
                String failure = time(options, count, runs);
                if (!failure.isEmpty()) {
                    failures++;
                    System.out.println("threads: " + count + ", JVM options: " + options + ": " + failure);
                }
                Results.write(out, Map.of("by", by, "seconds", seconds, "warmUp", warmUp), runs);
            }
        }
        for (String options : jvm) {
            List<InferenceTimer.Run> some = runs.stream().filter(run -> run.jvm().equals(options)).toList();
            if (!some.isEmpty()) {
                print(options, some);
            }
        }
        return failures == 0 ? 0 : 1;
    }

    /** Runs one process and adds its results. Returns empty, or the reason of its failure. */
    private String time(String options, int count, List<InferenceTimer.Run> runs)
            throws IOException, InterruptedException {
        List<String> all = JavaProcess.easelOptions(count, options.equals(NONE) ? "" : options);
        String settings = new Gson().toJson(new InferenceTimer.Settings(by, List.copyOf(networks), batches, rounds,
                seconds, warmUp, options));
        return new JavaProcess(java, count, all, InferenceTimer.class.getName(), List.of(settings))
                .run(timeout, InferenceTimer.Run.class, run -> {
                    runs.add(run);
                    System.out.println("threads: " + count + ", JVM options: " + options + ", "
                            + String.join(" ", cells(run)));
                });
    }

    private void print(String options, List<InferenceTimer.Run> runs) {
        InferenceTimer.Run first = runs.get(0);
        System.out.println("\nJDK " + first.javaVersion() + ", options: " + options + "; Easel: "
                + first.gemm() + "; ONNX Runtime " + first.onnxRuntimeVersion() + "; medians of " + rounds
                + " (smallest to largest)\n");
        System.out.println(summary(runs));
        for (int count : threads) {
            Markdown table = new Markdown(1, List.of("ms, threads: " + count, "Easel", "ONNX Runtime",
                    "Easel / ONNX Runtime", "in each round"));
            runs.stream().filter(run -> run.threads() == count).forEach(run -> table.add(cells(run)));
            System.out.println(table);
        }
    }

    private static List<String> cells(InferenceTimer.Run run) {
        return List.of(run.network().title() + ", batch " + run.batch(), Sample.range(run.easel()),
                Sample.range(run.onnxRuntime()), Markdown.number(run.ratio()),
                Arrays.stream(run.ratios()).mapToObj(Markdown::number).collect(Collectors.joining(" ")));
    }

    /** The ratios of the medians: a row for each network and a column for each batch size and number of threads. */
    private Markdown summary(List<InferenceTimer.Run> runs) {
        List<String> header = new ArrayList<>(List.of("Easel / ONNX Runtime"));
        for (int batch : batches) {
            threads.forEach(count -> header.add("batch " + batch + ", " + count + (count == 1 ? " thread"
                    : " threads")));
        }
        Markdown table = new Markdown(1, header);
        for (InferenceNetwork network : networks) {
            List<String> cells = new ArrayList<>(List.of(network.title()));
            for (int batch : batches) {
                for (int count : threads) {
                    cells.add(runs.stream().filter(run -> run.network() == network && run.batch() == batch
                            && run.threads() == count).map(run -> Markdown.number(run.ratio())).findFirst()
                            .orElse(""));
                }
            }
            table.add(cells);
        }
        return table;
    }
}
