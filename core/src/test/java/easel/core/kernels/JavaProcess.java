package easel.core.kernels;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class in a new virtual machine, with assertions and UTF-8. */
public final class JavaProcess {
    /** The class path of this virtual machine. */
    public static final String CLASS_PATH = System.getProperty("java.class.path");

    private JavaProcess() {}

    /** The exit value and all output of a process. */
    public record Result(int exit, String out, String err) {}

    /** Starts java and waits for its end. */
    public static Result run(Class<?> main, String classPath, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            // Without it the virtual machine prints a warning when any library loads native code.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile("easel", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            // The virtual machine would report its contents on stderr.
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
