package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run in a JVM of its own, ended by SIGTERM: a build in the background may ignore the SIGINT of Ctrl-C. */
class InterruptionTest {
    @TempDir
    Path folder;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send a signal there")
    void anInterruptedRunLeavesCompleteFiles() throws IOException, InterruptedException {
        Process run = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-cp", System.getProperty("java.class.path"), "easel.examples.SmallMnist",
                "--steps", "1000000", "--batch", "8", "--out", folder.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("epoch")) {
                line = out.readLine();
            }
            assertTrue(line != null, "the run ended before its first step");
            run.toHandle().destroy();      // Process.destroy would close its output as well
            List<String> rest = out.lines().toList();
            assertTrue(run.waitFor(20, TimeUnit.SECONDS));
            assertEquals(128 + 15, run.exitValue(), rest::toString);
            assertComplete(rest);
        } finally {
            run.destroyForcibly();
        }
    }

    private void assertComplete(List<String> lastLines) throws IOException {
        Path files = folder.resolve("small-mnist-001");
        List<String> csv = Files.readAllLines(files.resolve("losses.csv"));
        int done = csv.size() - 1;
        assertEquals("Interrupted; stopped after step " + done + " of 1000000.", lastLines.get(lastLines.size() - 2));
        assertEquals("Pictures and losses are in " + files, lastLines.get(lastLines.size() - 1));
        assertEquals(9, csv.get(done).split(",").length);
        assertTrue(csv.get(done).startsWith(done + ","));
        String last = SmallMnist.pictureName(done, 60_000 / 8);
        assertTrue(Files.exists(files.resolve(last)), last);
        try (Stream<Path> all = Files.list(files)) {
            assertEquals(0, all.filter(file -> file.toString().endsWith(".part")).count());
        }
    }
}
