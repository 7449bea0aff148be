package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.measures.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumedRunTest extends MainFixture {
    @Test
    void otherOptionsAndFilesAreRefusedInOneLine() throws IOException {
        Path run = train(Main.SMALL, "runs");
        Path picture = run.resolve(Main.SMALL.picture);
        byte[] before = Files.readAllBytes(run.resolve("losses.csv"));
        Files.delete(picture);
        assertNotResumed("--seed is 1 in the checkpoint, but 2 on the command line.", Main.SMALL, run, "--steps", "4",
                "--seed", "2");
        assertNotResumed("--batch is 4 in the checkpoint, but 5 on the command line; --learning-rate is 2.0E-4 in the"
                + " checkpoint, but 0.1 on the command line. To continue this run, leave out --batch, --learning-rate;"
                + " to start a new run, leave out --resume",
                Main.SMALL, run, "--steps", "4", "--batch", "5", "--learning-rate", "0.1");
        assertNotResumed("it is a checkpoint of the program small-mnist, not of vanilla-mnist. Resume it with"
                + " small-mnist", Main.VANILLA, run, "--steps", "4");
        assertNotResumed("it is the checkpoint of step 3, and the run ends after step 3. Steps are counted from the"
                + " start of the run: give --steps above 3, such as --steps 6 to train 3 more.", Main.SMALL, run,
                "--steps", "3");
        assertNotResumed(1, ": there is no such folder", Main.SMALL, run.resolve("none"));
        assertNotResumed(1, ": it is a file", Main.SMALL, run.resolve("losses.csv"));
        assertNotResumed(1, ": there is no checkpoint-NNNNNN.safetensors in it", Main.SMALL, folder);
        assertNotResumed("cannot keep fewer than 0", Main.SMALL, run, "--steps", "4", "--keep", "-1");
        Path model = run.resolve("checkpoint-000009.safetensors");
        Models.save(Sequential.of(Shape.of(2), Tanh.of()), model);
        assertNotResumed("it names no program", Main.SMALL, run, "--steps", "4");
        Files.write(model, new byte[20]);
        Execution damaged = resume(Main.SMALL, run, "--steps", "4");
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().startsWith(model + ": "), damaged.err());
        assertArrayEquals(before, Files.readAllBytes(run.resolve("losses.csv")));
        assertFalse(Files.exists(picture));
    }

    private static void assertNotResumed(String part, Main main, Path run, String... more) {
        assertNotResumed(2, part, main, run, more);
    }

    private static void assertNotResumed(int code, String part, Main main, Path run, String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        if (!args.contains("--batch")) {
            args.addAll(List.of("--batch", "4"));
        }
        args.addAll(List.of("--resume", run.toString()));
        Execution result = execute(main, args.toArray(new String[0]));
        assertEquals(code, result.code(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith(part.startsWith("cannot") ? "--keep" : "cannot resume "), result.err());
        assertTrue(result.err().contains(part), result.err());
        assertEquals("", result.out());
    }

    @Test
    void lastAndBestCheckpointsAreKeptAlsoWhenResumed() throws IOException {
        String[] often = {"--checkpoint-every", "2", "--keep", "2", "--evaluate-every", "3", "--evaluate-count", "130"};
        Path whole = folder.resolve("whole");
        assertEquals(0, execute(Main.SMALL, Stream.concat(Stream.of("--steps", "9", "--batch", "4", "--out",
                whole.toString()), Stream.of(often)).toArray(String[]::new)).code());
        Path run = train(Main.SMALL, "parts", often);                                 // also after step 3
        assertEquals(List.of("best.safetensors", "checkpoint-000002.safetensors", "checkpoint-000003.safetensors"),
                checkpoints(run));
        Files.writeString(run.resolve("losses.csv"), "4,0,0,0,0,0,0,0,0\n5,0", StandardOpenOption.APPEND);
        Files.writeString(run.resolve(".easel-1234.part"), "half a checkpoint");
        assertEquals(0, resume(Main.SMALL, run, "--steps", "9", "--checkpoint-every", "2", "--keep", "2").code());
        assertEquals(List.of("best.safetensors", "checkpoint-000008.safetensors", "checkpoint-000009.safetensors"),
                checkpoints(run));
        for (String name : List.of("losses.csv", "quality.png", "best.safetensors", "checkpoint-000009.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(Main.SMALL.run).resolve(name)),
                    Files.readAllBytes(run.resolve(name)), name);
        }
        assertFalse(Files.exists(run.resolve(".easel-1234.part")));
        assertBest(run);
    }

    /** Checks that the best checkpoint is that of the evaluation (after steps 3, 6 and 9) with the lowest distance. */
    private static void assertBest(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("losses.csv"));
        int column = List.of(lines.get(0).split(",")).indexOf("fcd_130_650_" + Evaluator.mnist().id());
        long best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int step = 1; step <= 9; step++) {
            String distance = lines.get(step).split(",", -1)[column];
            assertEquals(step % 3 == 0, !distance.isEmpty(), lines.get(step));
            if (step % 3 == 0 && Double.parseDouble(distance) < lowest) {
                lowest = Double.parseDouble(distance);
                best = step;
            }
        }
        State state = Safetensors.read(run.resolve("best.safetensors"));
        assertEquals(best, state.count("step"));
        assertEquals(lowest, state.number("best.value"), 1e-5 * lowest);
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void keepZeroWritesNoCheckpoints() throws IOException {
        assertEquals(List.of(), checkpoints(train(Main.SMALL, "runs", "--keep", "0")));
    }

    @Test
    void earlyStoppingIsResumed() throws IOException {
        Path run = oneStep(Main.FASHION, "runs", "--patience", "5");
        assertEquals(0, resume(Main.FASHION, run, "--patience", "6", "--steps", "2").code());
        assertEquals("2", Safetensors.read(run.resolve("checkpoint-000002.safetensors"))
                .string("early_stopping.steps"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "losses.png", "training.gif", "epoch-01-batch-003.png"})
    void aFileThatOnlyShowsTheRunIsAWarningIfItCannotBeWritten(String name) throws IOException {
        Path run = oneStep(Main.SMALL, "runs");
        Files.deleteIfExists(run.resolve(name));
        Files.createDirectories(run.resolve(name).resolve("occupied"));
        Execution result = resume(Main.SMALL, run, "--steps", "3");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        assertEquals(List.of("Warning: the training continues without " + name + ": " + run.resolve(name)
                + ": is a folder; name a file to write"),
                result.out().lines().filter(line -> line.startsWith("Warning")).toList());
        assertEquals(4, Files.readAllLines(run.resolve("losses.csv")).size());
        assertTrue(Files.exists(run.resolve("checkpoint-000003.safetensors")));
        String settings = Files.readString(run.resolve("settings.json"));
        assertTrue(settings.contains("\"end\": \"complete\""), settings);
        for (String other : List.of("index.html", "losses.png", "training.gif")) {
            assertTrue(other.equals(name) || Files.isRegularFile(run.resolve(other)), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"losses.csv", "checkpoint-000003.safetensors", "best.safetensors"})
    void aFileWhoseContentWouldBeLostStopsTheRun(String name) throws IOException {
        Path run = oneStep(Main.SMALL, "runs", "--checkpoint-every", "1", "--evaluate-every", "1",
                "--evaluate-count", "130");
        Path file = run.resolve(name);
        Files.deleteIfExists(file);
        Files.createDirectories(file.resolve("occupied"));
        Execution result = resume(Main.SMALL, run, "--steps", "3");
        assertEquals(1, result.code(), result.out());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(file.toString()), result.err());
        assertTrue(Files.exists(run.resolve("checkpoint-000001.safetensors")), "the checkpoint before remains");
    }
}
