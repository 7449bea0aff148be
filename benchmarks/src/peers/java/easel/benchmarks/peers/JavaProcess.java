package easel.benchmarks.peers;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A new JVM with the class path of this one.
 *
 * @param home the JDK
 * @param threads the number of threads of the measured library
 * @param options options of the JVM
 * @param main the name of the main class
 * @param arguments the arguments of the main class
 */
record JavaProcess(Path home, int threads, List<String> options, String main, List<String> arguments) {
    /** System property with the number of threads, for the processes of the other libraries. */
    static final String THREADS = "peers.threads";

    /** The options of the JVM for processes that time Easel, followed by others, which spaces separate. */
    static List<String> easelOptions(int threads, String others) {
        List<String> options = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC",
                "-Xmn48m", "-Deasel.threads=" + threads));
        Arrays.stream(others.split(" ")).filter(option -> !option.isBlank()).forEach(options::add);
        return options;
    }

    /**
     * Runs the main class, which prints each result as a line of JSON. Ignores other lines, such as messages of the JVM
     * and of the measured library.
     *
     * @param <T> the type of the results
     * @param timeout seconds after which the process is killed
     * @param type the class of a result
     * @param results receives each result when it is printed
     * @return empty if the exit code is 0; otherwise the reason of the failure and the end of the standard error
     */
    <T> String run(long timeout, Class<T> type, Consumer<T> results) throws IOException, InterruptedException {
        return run(timeout, line -> {
            if (line.startsWith("{")) {
                results.accept(new Gson().fromJson(line, type));
            }
        });
    }

    /**
     * Runs the main class.
     *
     * @param timeout seconds after which the process is killed
     * @param output receives each line of the standard output when it is written
     * @return empty if the exit code is 0; otherwise the reason of the failure and the end of the standard error
     */
    String run(long timeout, Consumer<String> output) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("peers", ".err");
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
            Process process = builder().redirectError(errors.toFile()).start();
            process.onExit().orTimeout(timeout, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(output);
            }
            int code = process.waitFor();
            if (code == 0) {
                return "";
            }
            return System.nanoTime() < deadline
                    ? "ended with " + code + ":\n" + lastLines(errors)
                    : "not ready after " + timeout + " s";
        } finally {
            Files.delete(errors);
        }
    }

    private ProcessBuilder builder() {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(),
                "-XX:+DisplayVMOutputToStderr", "-D" + THREADS + "=" + threads));
        command.addAll(options);
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = process.environment();
        for (String name : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            environment.put(name, String.valueOf(threads));
        }
        // Not as the option -cp: ONNX Runtime 1.29.0 crashes in a process whose command line exceeds 4 KB.
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
        environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
        return process;
    }

    private static String lastLines(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }
}
