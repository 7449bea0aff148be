package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CheckpointsTest {
    /** Elements of a tensor of 2 MB, so that a process is probably writing it when it is killed. */
    private static final int SIZE = 1 << 19;

    private static final Columns LOSS = new Columns(List.of("loss"), List.of(),
            Optional.of(new Columns.Best("loss", true)));

    @TempDir
    Path folder;

    private static Checkpoints checkpoints(Path folder, int kept) {
        return new Checkpoints(new RunFolder(folder), kept, 100, State.builder().build(), new BestCheckpoint(LOSS));
    }

    private static Measurements loss(double value) {
        return new Measurements(1, List.of(value));
    }

    /** A checkpoint whose completeness can be checked: every element is the number of the step. */
    private static State state(long step) {
        return State.builder().string("step", Long.toString(step))
                .tensor("steps", Tensor.full(Shape.of(SIZE), step)).build();
    }

    private static long assertWhole(Path file) throws IOException {
        State state = Safetensors.read(file);
        long step = state.count("step");
        Tensor steps = state.tensor("steps");
        assertEquals(SIZE, steps.size());
        for (float value : steps.array()) {
            assertEquals(step, (long) value);
        }
        assertTrue(state.string("best.loss").length() > 0);
        return step;
    }

    /** Saves checkpoints until it is killed, and prints the number of each complete one. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Checkpoints checkpoints = checkpoints(folder, 2);
        long first = 1;
        if (Checkpoints.last(folder).isPresent()) {
            State last = Safetensors.read(Checkpoints.last(folder).orElseThrow());
            checkpoints.restore(last);
            first = last.count("step") + 1;
        }
        for (long step = first; ; step++) {
            checkpoints.add(LOSS, loss(1.0 / step));
            checkpoints.save(state(step), step, true);
            System.out.println(step);
        }
    }

    private ProcessBuilder saving() {
        return JavaProcess.of(JavaProcess.FIRST_COMPILER, CheckpointsTest.class.getName(), folder.toString());
    }

    @Test
    @LongTest
    void lastCheckpointIsCompleteWhenTheProcessIsKilledAtAnyTime() throws IOException, InterruptedException {
        RandomStream random = RandomStream.of(1);
        long last = 0;
        int incomplete = 0;
        for (int kill = 0; kill < 10 || incomplete == 0 && kill < 50; kill++) {
            Process process = saving().start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String line = out.readLine();
                Thread.sleep(random.nextInt(40));
                process.toHandle().destroyForcibly();
                for (; line != null && !line.isEmpty(); line = out.readLine()) {
                    last = Math.max(last, line.matches("[0-9]+") ? Long.parseLong(line) : 0);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            long found = assertWhole(Checkpoints.last(folder).orElseThrow());
            assertTrue(found == last || found == last + 1, "step " + found + " after " + last + " was printed");
            assertWhole(folder.resolve("best.safetensors"));
            incomplete += count("part");
            new RunFolder(folder).clean();
            assertEquals(0, count("part"));
        }
        assertTrue(incomplete > 0, "none of the processes was killed while it was writing");
    }

    @Test
    void stepsWantedAreInCheckpointsButNotInTheBest() throws IOException {
        Checkpoints checkpoints = checkpoints(folder, 1);
        checkpoints.add(LOSS, loss(1));
        checkpoints.save(state(1), 1, true);
        assertEquals(Optional.of("100"),
                Checkpoints.stepsWanted(Checkpoints.strings(Checkpoints.last(folder).orElseThrow())));
        assertEquals(Optional.empty(),
                Checkpoints.stepsWanted(Checkpoints.strings(folder.resolve("best.safetensors"))));
    }

    private int count(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a POSIX shell")
    void fullDiskIsAnErrorAndKeepsThePreviousCheckpoint() throws IOException, InterruptedException {
        Checkpoints checkpoints = checkpoints(folder, 2);
        checkpoints.add(LOSS, loss(1));
        checkpoints.save(state(1), 1, true);
        Process process = JavaProcess.withFileLimit(1000, saving()).start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), error);
        assertTrue(error.contains(folder.resolve("best.safetensors") + ": could not be written: "), error);
        assertTrue(error.contains("Is the disk full"), error);
        assertEquals(1, assertWhole(Checkpoints.last(folder).orElseThrow()));
        assertEquals(1, assertWhole(folder.resolve("best.safetensors")));
        assertEquals(0, count("part"));
    }

    @Test
    void keepsTheCheckpointsWithTheLargestNumbers() throws IOException {
        Checkpoints checkpoints = checkpoints(folder, 3);
        for (long step : new long[] {999_998, 999_999, 1_000_000, 1_000_001}) {
            checkpoints.add(LOSS, loss(1));
            checkpoints.save(state(step), step, false);
        }
        assertEquals(folder.resolve("checkpoint-1000001.safetensors"), Checkpoints.last(folder).orElseThrow());
        assertEquals(3, count("safetensors"), "no best checkpoint: no interval was complete");
        assertTrue(Files.exists(folder.resolve("checkpoint-999999.safetensors")));
    }

    @Test
    void bestCheckpointHasTheLowestMeanLossSinceThePreviousOneAlsoWhenResumed() throws IOException {
        double[] losses = {0, 9, 1, 2, 0, 4, 0};      // means of two: 4.5, 1.5, 2; the last interval is incomplete
        Checkpoints checkpoints = checkpoints(folder, 1);
        for (int i = 0; i < losses.length; i++) {
            checkpoints.add(LOSS, loss(losses[i]));
            checkpoints.save(state(i + 1), i + 1, i % 2 == 1);
            if (i == 2 || i == 3) {      // in the best interval and after it
                checkpoints = checkpoints(folder, 1);
                checkpoints.restore(Safetensors.read(Checkpoints.last(folder).orElseThrow()));
            }
        }
        assertEquals(4, assertWhole(folder.resolve("best.safetensors")));
        assertEquals(7, assertWhole(Checkpoints.last(folder).orElseThrow()));
    }
}
