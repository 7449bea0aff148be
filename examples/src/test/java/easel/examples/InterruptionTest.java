package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Safetensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a JVM of their own, ended by SIGTERM, as a build in the background may ignore Ctrl-C's SIGINT, or killed. */
class InterruptionTest {
    @TempDir
    Path folder;

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Deasel.gemm=" + System.getProperty("easel.gemm", "auto"),
                "-cp", System.getProperty("java.class.path"), "easel.examples.SmallMnist",
                "--steps", "1000000", "--batch", "8", "--out", folder.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send a signal there")
    void anInterruptedRunLeavesCompleteFiles() throws IOException, InterruptedException {
        Process run = start();
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

    @Test
    void aKilledRunGoesOnAsIfNothingHadHappened() throws IOException, InterruptedException {
        Path killed = folder.resolve("small-mnist-001");
        Process run = start("--checkpoint-every", "20");
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("epoch  1  batch 101")) {
                line = out.readLine();
            }
            run.toHandle().destroyForcibly();
            out.lines().forEach(rest -> { });
        } finally {
            run.destroyForcibly().waitFor();
        }
        long done = Safetensors.read(Checkpoints.last(killed).orElseThrow()).count("step");
        assertTrue(done >= 100 && done % 20 == 0, "the last checkpoint is of step " + done);
        String steps = Long.toString(done + 5);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        assertEquals(0, Launch.commandLine(new SmallMnist()).setOut(nowhere).execute("--steps", steps, "--batch", "8",
                "--checkpoint-every", "20", "--resume", killed.toString()));
        assertEquals(0, Launch.commandLine(new SmallMnist()).setOut(nowhere).execute("--steps", steps, "--batch", "8",
                "--checkpoint-every", "20", "--out", folder.toString()));
        Path whole = folder.resolve("small-mnist-002");
        for (String name : List.of("losses.csv", "best.safetensors", SmallMnist.pictureName(done + 5, 7500),
                String.format("checkpoint-%06d.safetensors", done + 5))) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(killed.resolve(name)), name);
        }
    }

    private void assertComplete(List<String> lastLines) throws IOException {
        Path files = folder.resolve("small-mnist-001");
        List<String> csv = Files.readAllLines(files.resolve("losses.csv"));
        int done = csv.size() - 1;
        assertEquals("Interrupted; stopped after step " + done + " of 1000000. --resume " + files
                + " goes on from there.", lastLines.get(lastLines.size() - 2));
        assertEquals("Pictures and losses are in " + files, lastLines.get(lastLines.size() - 1));
        assertEquals(9, csv.get(done).split(",").length);
        assertTrue(csv.get(done).startsWith(done + ","));
        assertTrue(Files.exists(files.resolve(String.format("checkpoint-%06d.safetensors", done))));
        String last = SmallMnist.pictureName(done, 60_000 / 8);
        assertTrue(Files.exists(files.resolve(last)), last);
        try (Stream<Path> all = Files.list(files)) {
            assertEquals(0, all.filter(file -> file.toString().endsWith(".part")).count());
        }
    }
}
