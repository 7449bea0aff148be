package easel.examples.tutorial;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import easel.testkit.JavaProcess;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that runs programs one after the other. Only the first ones wait for data and compiled kernels. */
final class ProgramProcess {
    /** A line of the process after each program. */
    private static final String END = "\u0004";
    private static final String SEPARATOR = "\t";
    private static final String RESULT = "(step +[1-9][0-9]*|real digits) .*";

    private final Path errors;
    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;

    /** Starts the process with this working directory. */
    ProgramProcess(Path folder) throws IOException {
        errors = folder.resolve("errors.txt");
        process = JavaProcess.of("--add-modules=jdk.incubator.vector", "-Deasel.threads=1",
                ProgramProcess.class.getName()).directory(folder.toFile()).redirectError(errors.toFile()).start();
        in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs a program and returns what it prints. */
    List<String> run(Chapter.Command command) throws IOException {
        return send("whole", command);
    }

    /** Runs a program until it has printed its first line with a result of a training. */
    List<String> runToFirstResult(Chapter.Command command) throws IOException {
        return send("part", command);
    }

    private List<String> send(String length, Chapter.Command command) throws IOException {
        in.println(Stream.concat(Stream.of(length, command.main()), command.args().stream())
                .collect(Collectors.joining(SEPARATOR)));
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); !END.equals(line); line = out.readLine()) {
            assertNotNull(line, command + " ended the process. " + Files.readString(errors));
            lines.add(line);
        }
        return lines;
    }

    /** Ends the process. */
    void end() throws IOException, InterruptedException {
        in.close();
        out.close();
        process.waitFor();
    }

    /** Ends a program at its first result. */
    private static final class Enough extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Passes on bytes up to the end of the first line with a result. */
    private static final class FirstResult extends OutputStream {
        private final OutputStream to;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private boolean ended;

        FirstResult(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            if (ended) {
                return;
            }
            to.write(b);
            line.write(b);
            if (b == '\n') {
                ended = line.toString(StandardCharsets.UTF_8).strip().matches(RESULT);
                line.reset();
                if (ended) {
                    throw new Enough();
                }
            }
        }
    }

    /** Reads programs from standard input: "part" or "whole", the main class, and its arguments. */
    public static void main(String[] none) throws IOException, ReflectiveOperationException {
        PrintStream standard = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> words = List.of(line.split(SEPARATOR));
            if (words.get(0).equals("part")) {
                System.setOut(new PrintStream(new FirstResult(standard), true, StandardCharsets.UTF_8));
            }
            String[] args = words.subList(2, words.size()).toArray(String[]::new);
            try {
                Class.forName(words.get(1)).getMethod("main", String[].class).invoke(null, (Object) args);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof Enough)) {
                    throw e;
                }
            }
            System.setOut(standard);
            System.out.println(END);
        }
    }
}
