package easel.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs Java programs in separate virtual machines. The build adds this source root to the tests of each module. */
public final class JavaProcess {
    /** The java command of the virtual machine that runs the tests. */
    public static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Option that selects the matrix products these tests run with. */
    public static final String SAME_GEMM = "-Deasel.gemm=" + System.getProperty("easel.gemm", "auto");

    private JavaProcess() {}

    /** A process that has ended: its exit code and the complete text of both streams. */
    public record Result(int exit, String out, String err) {
        /** Returns standard output. If the exit code is not 0, throws an AssertionError with standard error. */
        public String expectSuccess() {
            if (exit != 0) {
                throw new AssertionError("exit code " + exit + "\n" + err);
            }
            return out;
        }
    }

    /** Command line that runs a main class from the class path of the tests. */
    public static List<String> command(Class<?> main, List<String> options, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    /** Starts a process whose standard error is discarded, so that only standard output must be read. */
    public static Process start(List<String> command) throws IOException {
        return builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Runs a process to its end. */
    public static Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("easel", ".out");
        Path err = Files.createTempFile("easel", ".err");
        try {
            int exit = builder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
            return new Result(exit, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");     // java reports this variable on standard error
        return builder;
    }
}
