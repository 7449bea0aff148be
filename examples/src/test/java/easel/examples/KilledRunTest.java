package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.examples.run.Checkpoints;
import easel.examples.run.Launch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a run in a second JVM, and resumes it in this one. */
class KilledRunTest {
    @TempDir
    Path folder;

    @Test
    void killedRunIsResumedWithTheBitsOfAnUninterruptedRun() throws IOException, InterruptedException {
        Path killed = folder.resolve("small-mnist-001");
        Process run = InterruptionTest.training(folder, "--checkpoint-every", "20",
                "--evaluate-every", "30", "--evaluate-count", "130").redirectErrorStream(true).start();
        try (BufferedReader out = run.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals("To watch the run, open " + killed.resolve("index.html"))) {
                assertFalse(line.startsWith("epoch"), "the page is named before the first step");
                line = out.readLine();
            }
            assertTrue(Files.readString(killed.resolve("index.html")).contains("http-equiv=\"refresh\""));
            while (line != null && !line.startsWith("epoch  1  batch 101")) {
                line = out.readLine();
            }
            long steps = Files.readString(killed.resolve("losses.csv")).lines().count() - 1;
            assertTrue(steps >= 101, "losses.csv has " + steps + " steps during the run");
            assertLocked(killed);
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
                "--checkpoint-every", "20", "--evaluate-every", "30", "--evaluate-count", "130", "--out",
                folder.toString()));
        Path whole = folder.resolve("small-mnist-002");
        for (String name : List.of("losses.csv", "losses.png", "quality.png", "best.safetensors",
                SmallMnist.pictureName(done + 5, 7500),
                String.format("checkpoint-%06d.safetensors", done + 5))) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(killed.resolve(name)), name);
        }
    }

    private static void assertLocked(Path folder) {
        StringWriter error = new StringWriter();
        int code = Launch.commandLine(new SmallMnist()).setErr(new PrintWriter(error, true)).execute("--steps", "1",
                "--batch", "8", "--resume", folder.toString());
        assertEquals("cannot train in " + folder + ": another process trains in it. Wait until it ends, or end it with"
                + " Ctrl-C; then --resume continues from its last checkpoint.", error.toString().strip());
        assertEquals(1, code);
    }
}
