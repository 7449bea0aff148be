package easel.benchmarks.peers;

import easel.benchmarks.Markdown;
import easel.benchmarks.Program;
import easel.benchmarks.Sample;
import easel.benchmarks.StepTimer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/**
 * Times one training step of each program in Easel and in other libraries. A round runs each library once per program,
 * one process at a time. A slow period of the machine affects all libraries of a round, so ratios are computed within a
 * round. Prints each run, then tables of medians, and writes the runs as JSON.
 */
@Command(name = "peers", description = "Times training steps in Easel and in other libraries.", sortOptions = false)
final class Peers implements Callable<Integer> {
    private static final Pattern VALUE = Pattern.compile("(\\w+)=([0-9.]+)");

    @Option(names = "--programs", split = ",", paramLabel = "NAMES", description = "Any of ${COMPLETION-CANDIDATES},"
            + " separated by commas. Default: all.")
    private Set<Program> programs = EnumSet.allOf(Program.class);

    @Option(names = "--libraries", split = ",", paramLabel = "NAMES", description = "Any of ${COMPLETION-CANDIDATES},"
            + " separated by commas. Default: all.")
    private Set<Library> libraries = EnumSet.allOf(Library.class);

    @Option(names = "--gemm", split = ",", paramLabel = "NAMES", defaultValue = "auto",
            description = "Values of easel.gemm; Easel runs once for each. Default: ${DEFAULT-VALUE}.")
    private Set<String> gemm;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
            description = "Number of rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each library."
            + " Default: the available processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5",
            description = "Seconds of measurement, at least 5 steps. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "5",
            description = "Seconds of training before the measurement, at least 5 steps. With less than 5 seconds the"
                + " JIT compiler may still be busy on the other core. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "600",
            description = "Seconds after which a process is killed. Default: ${DEFAULT-VALUE}.")
    private long timeout;

    @Option(names = "--java", paramLabel = "HOME", description = "JDK for Easel's processes. Default: the running one.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--out", paramLabel = "JSON", defaultValue = "target/peers.json",
            description = "File for the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this help and exits.")
    private boolean help;

    private Peers() {}

    enum Library {
        EASEL(StepTimer.class.getName()),
        TENSORFLOW(TensorFlowSteps.class.getName()),
        LIBTORCH(LibtorchSteps.class.getName(), LibtorchNetwork.MKL),
        DEEPLEARNING4J(Dl4jSteps.class.getName(), "-Xmx6g", "-Dorg.bytedeco.javacpp.maxbytes=10g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=16g");

        private final String main;
        private final List<String> options;

        Library(String main, String... options) {
            this.main = main;
            this.options = List.of(options);
        }
    }

    /** The measured quantities; each has its own table. */
    private enum Quantity {
        STEP("step, ms", Run::median),
        FIRST_STEP("start to end of first step, ms", Run::firstStep),
        MEMORY("peak resident memory, MB", Run::peakMegabytes),
        ALLOCATION("allocated on the Java heap per step, KB", Run::allocatedKilobytes);

        private final String title;
        private final ToDoubleFunction<Run> of;

        Quantity(String title, ToDoubleFunction<Run> of) {
            this.title = title;
            this.of = of;
        }
    }

    /** A library with the JVM options of its process; Easel takes part once for each value of {@code --gemm}. */
    private record Contestant(String name, Library library, List<String> options) {}

    /** The result of one process; times in ms. */
    private record Run(String program, String contestant, int round, double median, double min, double p90, int steps,
            double firstStep, double peakMegabytes, double allocatedKilobytes) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Peers()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Contestant> contestants = contestants();
        List<Run> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Program program : programs) {
                List<Contestant> order = new ArrayList<>(contestants);
                Collections.rotate(order, round + program.ordinal());    // changes the order of the libraries
                for (Contestant contestant : order) {
                    run(program, contestant, round, runs);
                }
            }
            // After each round, so that an interrupted run keeps its results.
            Results.write(out, Map.of("threads", threads), runs);
        }
        for (Quantity quantity : Quantity.values()) {
            System.out.println();
            System.out.print(table(quantity, runs, contestants));
        }
        return 0;
    }

    private List<Contestant> contestants() {
        List<Contestant> contestants = new ArrayList<>();
        for (Library library : libraries) {
            if (library == Library.EASEL) {
                for (String kind : gemm) {
                    contestants.add(new Contestant(gemm.size() == 1 ? "Easel" : "Easel, " + kind, library,
                            JavaProcess.easelOptions(threads, "-Deasel.gemm=" + kind)));
                }
            } else {
                contestants.add(new Contestant(name(library), library, library.options));
            }
        }
        return contestants;
    }

    private static String name(Library library) {
        return switch (library) {
            case EASEL -> "Easel";
            case TENSORFLOW -> "TensorFlow Java";
            case LIBTORCH -> "libtorch";
            case DEEPLEARNING4J -> "Deeplearning4j";
        };
    }

    private void run(Program program, Contestant contestant, int round, List<Run> runs)
            throws IOException, InterruptedException {
        Path home = contestant.library == Library.EASEL ? java : Path.of(System.getProperty("java.home"));
        List<String> lines = new ArrayList<>();
        String failure = new JavaProcess(home, threads, contestant.options, contestant.library.main,
                List.of(program.name(), String.valueOf(warmUp), String.valueOf(seconds))).run(timeout, lines::add);
        String line = lines.stream().filter(text -> text.contains("median_ms=")).findFirst().orElse("");
        if (line.isEmpty()) {
            System.out.println(round + " " + contestant.name + " " + program + ": " + failure);
        } else {
            System.out.println(round + " " + line);
            runs.add(read(line, program, contestant, round));
        }
    }

    private static Run read(String line, Program program, Contestant contestant, int round) {
        Matcher matcher = VALUE.matcher(line);
        Map<String, Double> values = new HashMap<>();
        while (matcher.find()) {
            values.put(matcher.group(1), Double.valueOf(matcher.group(2)));
        }
        return new Run(program.name().toLowerCase(Locale.ROOT), contestant.name, round, values.get("median_ms"),
                values.get("min_ms"), values.get("p90_ms"), values.get("steps").intValue(),
                values.get("first_step_ms"), values.get("peak_mb"), values.get("allocated_kb"));
    }

    /** Median and range over the rounds, and the median of the ratios to the first contestant in the same round. */
    private String table(Quantity quantity, List<Run> runs, List<Contestant> contestants) {
        List<String> header = new ArrayList<>(List.of(quantity.title));
        for (Contestant contestant : contestants) {
            header.add(contestant.name);
            if (contestant != contestants.get(0)) {
                header.add("times " + contestants.get(0).name);
            }
        }
        Markdown table = new Markdown(1, header);
        for (Program program : programs) {
            List<String> cells = new ArrayList<>();
            cells.add(program.name().toLowerCase(Locale.ROOT) + ", batch " + program.batch());
            Map<Integer, Double> first = byRound(quantity, runs, program, contestants.get(0));
            for (Contestant contestant : contestants) {
                Map<Integer, Double> values = byRound(quantity, runs, program, contestant);
                cells.add(Sample.range(values.values().stream().mapToDouble(Double::doubleValue).toArray()));
                if (contestant != contestants.get(0)) {
                    cells.add(Markdown.number(Sample.median(values.keySet().stream().filter(first::containsKey)
                            .mapToDouble(round -> values.get(round) / first.get(round)).toArray())));
                }
            }
            table.add(cells);
        }
        return table.toString();
    }

    private static Map<Integer, Double> byRound(Quantity quantity, List<Run> runs, Program program,
            Contestant contestant) {
        return runs.stream()
                .filter(run -> run.program.equalsIgnoreCase(program.name()) && run.contestant.equals(contestant.name))
                .collect(Collectors.toMap(Run::round, quantity.of::applyAsDouble));
    }
}
