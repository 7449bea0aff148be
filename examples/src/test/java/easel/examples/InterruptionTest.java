package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.examples.run.SlowSteps;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ends runs in a second JVM with SIGTERM or a limit on the size of files. SIGINT, the signal of Ctrl-C, is not used,
 * because a build in the background may ignore it.
 */
@Execution(ExecutionMode.CONCURRENT)
class InterruptionTest {
    @TempDir
    Path folder;

    /** A run in a second JVM that ends only when it is interrupted or fails. */
    static ProcessBuilder training(Path folder, String... more) {
        ProcessBuilder process = JavaProcess.of("-Deasel.gemm=" + System.getProperty("easel.gemm", "auto"),
                SmallMnist.class.getName(), "--steps", "1000000", "--batch", "8", "--out", folder.toString());
        process.command().addAll(List.of(more));
        return process;
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void interruptedRunCompletesItsFiles() throws IOException, InterruptedException {
        Process run = training(folder).redirectErrorStream(true).start();
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("epoch")) {
                line = out.readLine();
            }
            assertTrue(line != null, "the run ended before its first step");
            run.toHandle().destroy();      // Process.destroy would also close its output
            List<String> rest = out.lines().toList();
            assertTrue(run.waitFor(20, TimeUnit.SECONDS));
            assertEquals(128 + 15, run.exitValue(), rest::toString);
            assertComplete(rest);
        } finally {
            run.destroyForcibly();
        }
    }

    @ParameterizedTest
    @LongTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
    @CsvSource({"16, losses.csv (", "60, losses.csv ("})
    void fullDiskIsReportedInOneLineAndKeepsTheFilesWritten(int blocks, String part)
            throws IOException, InterruptedException {
        Process run = JavaProcess.withFileLimit(blocks, training(folder, "--keep", "0"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        String error;
        try {
            error = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            run.destroyForcibly();
        }
        assertEquals(1, run.waitFor(), error);
        List<String> lines = error.lines().filter(line -> !line.contains("INFO") && !line.contains("Gemm")).toList();
        assertEquals(1, lines.size(), error);
        Path files = folder.resolve("small-mnist-001");
        assertTrue(error.contains(files.resolve(part).toString()), error);
        String settings = Files.readString(files.resolve("settings.json"));
        assertTrue(settings.contains("\"end\": \"failed: "), settings);
        assertTrue(Files.readString(files.resolve("index.html")).contains("failed: "));
        assertTrue(Files.readString(files.resolve("losses.csv")).endsWith("\n"), "only whole lines");
        List<String> csv = Files.readAllLines(files.resolve("losses.csv"));
        for (int i = 1; i < csv.size(); i++) {
            assertTrue(csv.get(i).startsWith(i + ","), csv.get(i));
        }
        for (int step = 10; step < csv.size() - 200; step += 10) {
            String picture = SmallMnist.pictureName(step, 7500);
            assertEquals(570, ImageIO.read(files.resolve(picture).toFile()).getWidth(), picture);
        }
        try (Stream<Path> all = Files.list(files)) {
            assertEquals(0, all.filter(file -> file.toString().endsWith(".part")).count());
        }
    }

    /** Sends signals to a run in a step that never ends, and returns the rest of its output. */
    private List<String> endlessStep(int seconds, int signals, String... more)
            throws IOException, InterruptedException {
        ProcessBuilder training = JavaProcess.of(JavaProcess.FIRST_COMPILER, "-Deasel.stopSeconds=" + seconds,
                SlowSteps.class.getName(), "--out", folder.toString());
        training.command().addAll(List.of(more));
        Process run = training.redirectErrorStream(true).start();
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals("in the endless step")) {
                line = out.readLine();
            }
            run.toHandle().destroy();
            if (signals > 1) {
                Thread.sleep(1500);      // a signal within 0.5 s counts as the first one again
                run.toHandle().destroy();
            }
            List<String> rest = out.lines().toList();
            assertEquals(128 + 15, run.waitFor(), rest::toString);
            return rest;
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    @LongTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void theStateBeforeAStepThatDoesNotEndIsSaved() throws IOException, InterruptedException {
        List<String> rest = endlessStep(1, 1);
        Path run = folder.resolve("slow-001");
        assertEquals("Interrupted; step 3 did not end within 1 s. Step 3 is lost. --resume " + run + " continues after"
                + " step 2.", rest.get(rest.size() - 1));
        assertEquals("2", Safetensors.read(run.resolve("checkpoint-000002.safetensors")).string("slow.steps"));
        assertEquals(3, Files.readAllLines(run.resolve("losses.csv")).size());
        String settings = Files.readString(run.resolve("settings.json"));
        assertTrue(settings.contains("\"steps_done\": 2,") && settings.contains("\"end\": \"interrupted\""), settings);
        assertTrue(Files.readString(run.resolve("index.html")).contains("interrupted after step 2 of 100"));
    }

    @Test
    @LongTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void withoutCheckpointsTheLostStepsAreNamed() throws IOException, InterruptedException {
        List<String> rest = endlessStep(0, 1, "--keep", "0");
        assertEquals("Interrupted; step 3 did not end within 0 s. Steps 1 to 3 are lost. There is no checkpoint.",
                rest.get(rest.size() - 1));
    }

    @Test
    @LongTest
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Java cannot send signals on Windows")
    void aSecondSignalEndsAtOnce() throws IOException, InterruptedException {
        List<String> rest = endlessStep(600, 2);
        assertEquals("Ended at once by a second signal. The steps since the last checkpoint are lost.",
                rest.get(rest.size() - 1));
    }

    private void assertComplete(List<String> lastLines) throws IOException {
        Path files = folder.resolve("small-mnist-001");
        List<String> csv = Files.readAllLines(files.resolve("losses.csv"));
        int done = csv.size() - 1;
        assertEquals("Interrupted; stopped after step " + done + " of 1000000. --resume " + files
                + " continues from there.", lastLines.get(lastLines.size() - 2));
        assertEquals("Pictures and losses are in " + files + "; its index.html shows them",
                lastLines.get(lastLines.size() - 1));
        String settings = Files.readString(files.resolve("settings.json"));
        assertTrue(settings.contains("\"steps_done\": " + done + ",") && settings.endsWith("\"interrupted\"\n}\n"),
                settings);
        assertTrue(Files.readString(files.resolve("index.html")).contains("interrupted after step "));
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
