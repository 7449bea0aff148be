package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.examples.run.Launch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One execution of a program within the test's JVM: its exit code, output and errors. */
public record Execution(int code, String out, String err) {
    /** Keeps these data sets in use, so that the programs do not read them again. */
    private static final List<LabeledImages> DATA = List.of(Mnist.train(), Mnist.test(), FashionMnist.sample());

    /** Runs a program. */
    public static Execution of(Callable<Integer> program, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Launch.commandLine(program)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true));
        int code = Launch.execute(command, Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new Execution(code, out.toString(), err.toString());
    }

    /** Runs a program that prints to System.out, and returns its lines. */
    static List<String> printed(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Runs a command of {@code easel}. */
    public static Execution easel(Object... args) {
        return of(new Easel(), args);
    }

    /** Runs a command of {@code easel} that succeeds, and returns its output. */
    public static String succeed(Object... args) {
        Execution execution = of(new Easel(), args);
        assertEquals("", execution.err);
        assertEquals(0, execution.code);
        return execution.out;
    }

    /** Runs a command of {@code easel} that fails with one line, which contains this part. */
    public static void assertRefused(int code, String part, Object... args) {
        of(new Easel(), args).assertRefused(code, part, Arrays.toString(args));
    }

    void assertRefused(int code, String part, String args) {
        assertEquals(code, this.code, args + " gave: " + err);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.contains(part), err);
        assertEquals("", out);
    }
}
