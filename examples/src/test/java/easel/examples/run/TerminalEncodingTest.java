package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT)
class TerminalEncodingTest {
    private static final String TEXT = "Dense 784→128, 2×3, …, 5·4, ü";

    @ParameterizedTest
    @CsvSource({"UTF-8, 'Dense 784→128, 2×3, …, 5·4, ü'", "US-ASCII, 'Dense 784->128, 2x3, ..., 5*4, ü'",
        "ISO-8859-1, 'Dense 784->128, 2×3, ..., 5·4, ü'", "windows-1252, 'Dense 784->128, 2×3, …, 5·4, ü'"})
    void onlyCharactersThatTheEncodingLacksAreReplaced(String charset, String expected) {
        StringWriter text = new StringWriter();
        PrintWriter out = TerminalEncoding.writer(new PrintWriter(text), Charset.forName(charset));
        out.print(TEXT);
        out.flush();
        assertEquals(expected, text.toString());
    }

    @Test
    void aTerminalWithAsciiGetsAscii() throws IOException, InterruptedException {
        ProcessBuilder process = JavaProcess.of(JavaProcess.FIRST_COMPILER, "-Dfile.encoding=US-ASCII",
                "-Dstdout.encoding=US-ASCII", "easel.examples.Easel", "benchmark", "small-mnist", "--seconds", "0.001");
        JavaProcess.Result result = JavaProcess.run(process);
        String out = result.expectSuccess();
        assertTrue(out.contains("32x784x1024"), out);
        assertEquals(out, new String(out.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII));
    }

    @Test
    @LongTest
    void lostOutputIsExitCodeOne(@TempDir Path folder) throws IOException, InterruptedException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "only Linux has a device that is always full");
        String[][] commands = {{"--version"}, {"train", "small-mnist", "--steps", "1", "--batch", "4",
            "--out", folder.toString()}, {"info", folder.resolve("small-mnist-001").toString()}};
        for (String[] command : commands) {
            ProcessBuilder process = JavaProcess.of(JavaProcess.FIRST_COMPILER, "easel.examples.Easel");
            process.command().addAll(List.of(command));
            Process run = process.redirectOutput(full.toFile()).start();
            String err = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(1, run.waitFor(), command[0] + ": " + err);
            assertTrue(err.contains("Standard output was lost"), err);
        }
    }
}
