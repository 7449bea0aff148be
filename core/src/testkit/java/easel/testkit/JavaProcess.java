package easel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Java programs in separate virtual machines, with assertions and UTF-8.
 * The build adds this source root to the tests of each module.
 */
public final class JavaProcess {
    /** The class path of this virtual machine. */
    public static final String CLASS_PATH = System.getProperty("java.class.path");

    /** The java command of this virtual machine. */
    public static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** For processes that end soon: they spend less time compiling, but kernels are slow. */
    public static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private JavaProcess() {}

    /** The exit value and all output of a process. */
    public record Result(int exit, String out, String err) {
        /** Returns standard output. If the exit value is not 0, throws an AssertionError with standard error. */
        public String expectSuccess() {
            if (exit != 0) {
                throw new AssertionError("exit value " + exit + "\n" + err);
            }
            return out;
        }
    }

    /**
     * Prepares a run of a main class on the class path of the tests: options of the virtual machine, class, arguments.
     * A {@code -cp} among the options replaces that class path.
     */
    public static ProcessBuilder of(String... optionsMainAndArguments) {
        ProcessBuilder process = withoutClassPath(JAVA, "-cp", CLASS_PATH);
        process.command().addAll(List.of(optionsMainAndArguments));
        return process;
    }

    /**
     * Prepares a java command of this or another JDK without a class path; the options say where its classes are.
     * The serial garbage collector starts fastest.
     */
    public static ProcessBuilder withoutClassPath(String java, String... options) {
        List<String> command = new ArrayList<>(List.of(java, "-ea", "-Xshare:auto", "-XX:-UsePerfData",
                "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            // Without it the virtual machine prints a warning when any library loads native code.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(options));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().remove("JAVA_TOOL_OPTIONS");     // java reports this variable on standard error
        return process;
    }

    /**
     * Limits the size of each file that the process writes, in the shell's blocks of 512 or 1024 bytes. Writing then
     * fails in the middle of a file, as on a full disk. Needs a POSIX shell.
     */
    public static ProcessBuilder withFileLimit(int blocks, ProcessBuilder process) {
        process.command().addAll(0, List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"));
        return process;
    }

    /** Starts a process and waits for its end. */
    public static Result run(ProcessBuilder process) throws IOException, InterruptedException {
        Path err = Files.createTempFile("easel", ".err");
        try {
            Process started = process.redirectError(err.toFile()).start();
            String out = new String(started.getInputStream().readAllBytes(), UTF_8);
            return new Result(started.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
