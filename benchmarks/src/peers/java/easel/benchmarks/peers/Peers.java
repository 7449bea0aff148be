package easel.benchmarks.peers;

import com.google.gson.GsonBuilder;
import easel.benchmarks.Markdown;
import easel.benchmarks.Program;
import easel.benchmarks.StepTimer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
    /** System property with the number of threads, for the processes of the other libraries. */
    static final String THREADS = "peers.threads";

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
        LIBTORCH(LibtorchSteps.class.getName(), "-Dorg.bytedeco.openblas.load=mkl"),
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

    /** The content of the JSON file. */
    private record Results(String date, String machine, String javaVersion, int threads, List<Run> runs) {}

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
            write(runs);                   // after each round, so that an interrupted run keeps its results
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
                    contestants.add(new Contestant(gemm.size() == 1 ? "Easel" : "Easel, " + kind, library, List.of(
                            "--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-Xmn48m", "-Deasel.gemm=" + kind,
                            "-Deasel.threads=" + threads)));
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
        Path stdout = Files.createTempFile("peers", ".out");
        Path stderr = Files.createTempFile("peers", ".err");
        try {
            Process process = process(program, contestant).redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile()).start();
            boolean ended = process.waitFor(timeout, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String line = Files.readAllLines(stdout).stream().filter(text -> text.contains("median_ms=")).findFirst()
                    .orElse("");
            if (line.isEmpty()) {
                System.out.println(round + " " + contestant.name + " " + program + ": " + (ended
                        ? "ended with " + process.exitValue() + ":\n" + lastLines(stderr)
                        : "not ready after " + timeout + " s"));
            } else {
                System.out.println(round + " " + line);
                runs.add(read(line, program, contestant, round));
            }
        } finally {
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    private ProcessBuilder process(Program program, Contestant contestant) {
        Path home = contestant.library == Library.EASEL ? java : Path.of(System.getProperty("java.home"));
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(), "-D" + THREADS + "="
                + threads));
        command.addAll(contestant.options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), contestant.library.main, program.name(),
                String.valueOf(warmUp), String.valueOf(seconds)));
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = process.environment();
        for (String name : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            environment.put(name, String.valueOf(threads));
        }
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        return process;
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

    private static String lastLines(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private void write(List<Run> runs) throws IOException {
        Results results = new Results(Instant.now().toString(), machine(), System.getProperty("java.version"), threads,
                runs);
        if (out.getParent() != null) {
            Files.createDirectories(out.getParent());
        }
        Files.writeString(out, new GsonBuilder().setPrettyPrinting().create().toJson(results) + "\n");
    }

    private static String machine() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        String model = Files.isReadable(cpuinfo)
                ? Files.readAllLines(cpuinfo).stream().filter(l -> l.startsWith("model name")).findFirst()
                        .map(l -> l.substring(l.indexOf(':') + 1).strip()).orElse("unknown processor")
                : System.getProperty("os.arch");
        return model + ", " + Runtime.getRuntime().availableProcessors() + " processors";
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
                cells.add(range(values.values().stream().mapToDouble(Double::doubleValue).sorted().toArray()));
                if (contestant != contestants.get(0)) {
                    cells.add(Markdown.number(median(values.keySet().stream().filter(first::containsKey)
                            .mapToDouble(round -> values.get(round) / first.get(round)).sorted().toArray())));
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

    /** The median, the smallest and the largest value; empty without values. */
    static String range(double[] sorted) {
        return sorted.length == 0 ? "" : Markdown.number(median(sorted)) + " (" + Markdown.number(sorted[0]) + " to "
                + Markdown.number(sorted[sorted.length - 1]) + ")";
    }

    static double median(double[] sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
