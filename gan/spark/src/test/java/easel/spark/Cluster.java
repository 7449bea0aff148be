package easel.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts trainings in other processes: alone, or as a driver that starts executors, which are processes too. */
final class Cluster {
    private static final Path HOME = Path.of("target/spark").toAbsolutePath();
    private static final String OPTIONS = "@" + Path.of("java.options").toAbsolutePath();

    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /** A task is repeated elsewhere if it takes much longer than half of the tasks; the log says so. */
    static final List<String> SPECULATION = List.of("-Dspark.speculation=true", "-Dspark.speculation.quantile=0.5",
            "-Dspark.speculation.interval=50ms", "-Dspark.speculation.minTaskRuntime=200ms",
            "-Dspark.log.level=INFO", "-Dspark.network.timeout=20s",
            "-Dspark.network.timeoutInterval=4s", "-Dspark.executor.heartbeatInterval=4s");
    /** For trainings of a few seconds. */
    static final List<String> FIRST_COMPILER = List.of("-XX:TieredStopAtLevel=1",
            "-Dspark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");

    private Cluster() {}

    /** The master of a local cluster with a number of executors. */
    static String executors(int number) {
        return "local-cluster[" + number + ",1,1024]";
    }

    /** A main without Spark. */
    static ProcessBuilder alone(Path log, List<String> options, String main, List<Object> args) {
        return java(log, options, main, args);
    }

    /** A main that is a driver. */
    static ProcessBuilder driver(Path log, List<String> more, String main, List<Object> args) {
        List<String> options = new ArrayList<>(List.of("-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1", "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.memory=1g", "-Dspark.executor.cores=1",
                "-Dspark.executor.extraClassPath=" + classPath(),
                "-Dspark.executor.extraJavaOptions=" + VECTORS + " -XX:+UseSerialGC",
                "-Dspark.deploy.maxExecutorRetries=-1"));
        options.addAll(more);
        ProcessBuilder process = java(log, options, main, args);
        process.environment().put("SPARK_HOME", HOME.toString());
        process.environment().put("SPARK_SCALA_VERSION", "2.13");
        process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return process;
    }

    private static ProcessBuilder java(Path log, List<String> options, String main, List<Object> args) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(List.of(OPTIONS, "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        args.forEach(arg -> command.add(arg.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    }

    /** The classes of Easel, without those of Spark, which the executors have. Absolute, as Spark requires. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .filter(entry -> !entry.contains("/org/apache/") && !entry.contains("/org/scala-lang/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs a process to its end. */
    static void succeed(ProcessBuilder builder) throws IOException, InterruptedException {
        succeed(builder, builder.start());
    }

    /** Waits for the end of a process. */
    static void succeed(ProcessBuilder builder, Process process) throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new AssertionError(lastLines(builder));
        }
    }

    private static String lastLines(ProcessBuilder builder) throws IOException {
        List<String> lines = Files.readAllLines(builder.redirectOutput().file().toPath());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** The executors of a driver with a local cluster. */
    static List<ProcessHandle> executors(Process driver) {
        return driver.children().toList();
    }

    /**
     * Waits until {@code losses.csv} of a run has a step, and returns the executor that runs longest. One that Spark
     * has just started in place of another does not compute yet.
     */
    static ProcessHandle executorAfterStep(long step, Process driver, Path run)
            throws IOException, InterruptedException {
        while (driver.isAlive()) {
            Optional<ProcessHandle> oldest = executors(driver).stream()
                    .min(Comparator.comparing(process -> process.info().startInstant().orElse(Instant.MAX)));
            if (stepsDone(run) >= step && oldest.isPresent()) {
                return oldest.get();
            }
            Thread.sleep(10);
        }
        throw new AssertionError("the driver ended before step " + step);
    }

    /** The number of steps that a run has recorded in {@code losses.csv}. */
    static long stepsDone(Path run) throws IOException {
        Path losses = run.resolve("losses.csv");
        if (!Files.exists(losses)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(losses)) {
            return Math.max(0, lines.count() - 1);      // the first line has the names
        }
    }

    /** Stops the process for ever, without ending it: SIGSTOP. */
    static void freeze(ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).inheritIO().start().waitFor();
    }
}
