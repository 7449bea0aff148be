package easel.examples.run;

import java.util.ArrayList;
import java.util.List;

/** A second JVM with the test's class path. */
public final class JavaProcess {
    private JavaProcess() {}

    /** Prepares a main class, with JVM options before it and its arguments after it. */
    public static ProcessBuilder of(String... optionsMainAndArguments) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xshare:auto", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(optionsMainAndArguments));
        return new ProcessBuilder(command);
    }

    /**
     * Limits the size of each file that the process writes, in the shell's blocks of 512 or 1024 bytes. Writing then
     * fails in the middle of a file, as on a full disk. Needs a POSIX shell.
     */
    public static ProcessBuilder withFileLimit(int blocks, ProcessBuilder process) {
        process.command().addAll(0, List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"));
        return process;
    }
}
