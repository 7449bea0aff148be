package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.run.Checkpoints;
import easel.examples.run.Launch;
import easel.testkit.LongTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Finds broken pictures before a run, or in the middle of it, where the checkpoint of the last good step remains. */
@LongTest
class BrokenPictureRunTest extends MainFixture {
    /** Enough for both programs to read the broken picture, and the picture that vanishes. */
    private static final int STEPS = 20;
    private static final Pattern FAILED = Pattern.compile("Failed after step ([0-9]+) of " + STEPS
            + "\\. --resume (.*) continues from there, with --skip-broken, or with --accept-changed-data after a change"
            + " of the pictures\\.");

    private Path pictures;
    private Path broken;

    @BeforeEach
    void createPictures() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 60; i++) {
            write(pictures.resolve("picture" + i + ".png"), i);
        }
        broken = pictures.resolve("broken.png");
        write(broken, 60);
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length / 2));      // with a valid header
    }

    private static void write(Path file, int seed) throws IOException {
        BufferedImage picture = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 96; i++) {
            picture.setRGB(i % 12, i / 12, (i + 1) * (seed + 7) * 7919);
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    private Execution resumed(Main main, Path run, int steps, String... more) {
        List<String> args = List.of("--steps", Integer.toString(steps), "--data", pictures.toString());
        return resume(main, run, with(args, more));
    }

    /** Trains until the broken picture is read, and checks the checkpoint of the step before. */
    private Path failedRun(Main main) throws IOException {
        Execution failed = execute(main, "--steps", Integer.toString(STEPS), "--batch", "4", "--data",
                pictures.toString(), "--out", folder.resolve("runs").toString());
        assertEquals(1, failed.code());
        assertEquals(1, failed.err().lines().count(), failed.err());
        assertTrue(failed.err().startsWith(broken + " cannot be read: "), failed.err());
        Path run = folder.resolve("runs").resolve(main.run);
        Matcher last = FAILED.matcher(failed.out());
        assertTrue(last.find(), failed.out());
        assertEquals(run.toString(), last.group(2));
        int steps = Integer.parseInt(last.group(1));
        assertTrue(steps > 0);
        assertEquals(steps + 1, Files.readAllLines(run.resolve("losses.csv")).size());
        assertEquals(0, execute(main, "--steps", last.group(1), "--batch", "4", "--data", pictures.toString(), "--out",
                folder.resolve("unbroken").toString()).code());
        assertSameTraining(checkpoint(folder.resolve("unbroken").resolve(main.run), steps), checkpoint(run, steps));
        return run;
    }

    private static State checkpoint(Path run, int step) throws IOException {
        assertEquals(run.resolve(String.format("checkpoint-%06d.safetensors", step)),
                Checkpoints.last(run).orElseThrow());
        return Safetensors.read(Checkpoints.last(run).orElseThrow());
    }

    private static void assertSameTraining(State expected, State actual) {
        Map<String, String> strings = new TreeMap<>(expected.strings());
        strings.put("run.steps_wanted", Integer.toString(STEPS));
        assertEquals(strings, new TreeMap<>(actual.strings()));
        assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
        expected.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), actual.tensor(name).array(), name));
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void aFileWithoutAPictureIsFoundBeforeTheRunIsCreated(Main main) throws IOException {
        Path text = Files.writeString(pictures.resolve("text.png"), "no picture");
        for (String[] size : new String[][] {{}, {"--size", "8x8"}}) {
            List<String> args = new ArrayList<>(List.of("--steps", "3", "--batch", "4", "--data", pictures.toString()));
            args.addAll(List.of(size));
            execute(main, with(args, "--out", folder.resolve("runs").toString()))
                    .assertRefused(1, text + " cannot be read: ", args.toString());
            assertFalse(Files.exists(folder.resolve("runs")), "a refused run writes nothing");
            Execution skipped = execute(main, with(args, "--skip-broken", "--out",
                    folder.resolve("skipped" + size.length).toString()));
            assertEquals("", skipped.err());
            for (Path file : List.of(broken, text)) {
                assertTrue(skipped.out().contains("Skipped, because it cannot be read: " + file), skipped.out());
            }
        }
    }

    private static String[] with(List<String> args, String... more) {
        return Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void aFailedRunContinuesWithoutTheBrokenPicture(Main main) throws IOException {
        Path run = failedRun(main);
        assertEquals(1, resumed(main, run, STEPS).code(), "the picture is still broken");
        write(pictures.resolve("picture5.png"), 99);
        assertRefused(resumed(main, run, STEPS, "--skip-broken"));
        write(pictures.resolve("picture5.png"), 5);
        Execution skipping = resumed(main, run, STEPS, "--skip-broken");
        assertEquals("", skipping.err());
        assertTrue(skipping.out().matches("(?s).*The training images differ: 61 images, sha256 [0-9a-f]{16} before, now"
                + " 60 images, sha256 [0-9a-f]{16}\\..*"), skipping.out());
        assertContinued(resumed(main, run, STEPS + 1, "--skip-broken"));
        Files.delete(broken);
        assertContinued(resumed(main, run, STEPS + 2));
        assertContinued(resumed(main, run, STEPS + 3, "--skip-broken"));
    }

    private static void assertContinued(Execution resumed) {
        assertEquals("", resumed.err());
        assertFalse(resumed.out().contains("The training images differ"), resumed.out());
    }

    private static void assertRefused(Execution resumed) {
        assertEquals(2, resumed.code(), resumed.err());
        assertEquals(1, resumed.err().lines().count(), resumed.err());
        assertTrue(resumed.err().contains("the training images are 61 images, sha256 "), resumed.err());
        assertTrue(resumed.err().strip().endsWith("; restore the images, or add --accept-changed-data to continue with"
                + " the changed ones"), resumed.err());
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void aReplacedOrRemovedPictureIsAcceptedByNameOnly(Main main) throws IOException {
        Path run = failedRun(main);
        write(broken, 60);
        assertRefused(resumed(main, run, STEPS));
        assertEquals("", resumed(main, run, STEPS, "--accept-changed-data").err());
        assertContinued(resumed(main, run, STEPS + 1));
        Files.delete(broken);
        assertRefused(resumed(main, run, STEPS + 2));
        Execution removed = resumed(main, run, STEPS + 2, "--accept-changed-data");
        assertEquals("", removed.err());
        assertTrue(removed.out().contains("The training images differ: 61 images, sha256 "), removed.out());
        Execution other = resumed(main, run, STEPS + 3, "--accept-changed-data", "--seed", "9");
        other.assertRefused(2, "--seed is 1 in the checkpoint, but 9 on the command line.", "another seed");
        assertFalse(other.err().contains("--accept-changed-data"), other.err());
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void aPictureThatVanishesStopsTheRunWithACheckpoint(Main main) throws IOException {
        Files.delete(broken);
        Path vanishing = pictures.resolve("picture37.png");
        StringWriter out = new StringWriter() {
            @Override
            public void write(String text, int start, int length) {
                super.write(text, start, length);
                if (text.contains("To watch the run")) {      // the last line before the first step
                    assertDoesNotThrow(() -> Files.delete(vanishing));
                }
            }
        };
        StringWriter err = new StringWriter();
        CommandLine command = Launch.commandLine(main.create()).setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true));
        assertEquals(1, Launch.execute(command, "--steps", Integer.toString(STEPS), "--batch", "4", "--data",
                pictures.toString(), "--out", folder.resolve("runs").toString()));
        assertTrue(err.toString().startsWith(vanishing + " cannot be read: it no longer exists; "), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        Matcher last = FAILED.matcher(out.toString());
        assertTrue(last.find(), out.toString());
        assertTrue(Integer.parseInt(last.group(1)) > 0, out.toString());
        Path run = folder.resolve("runs").resolve(main.run);
        checkpoint(run, Integer.parseInt(last.group(1)));
        write(vanishing, 37);
        assertContinued(resumed(main, run, STEPS));
    }

    @Test
    void changedDataCanOnlyBeAcceptedByAResumedRun() {
        execute(Main.SMALL, "--steps", "1", "--accept-changed-data", "--out", folder.resolve("runs").toString())
                .assertRefused(2, "--accept-changed-data needs --resume", "a new run");
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void anUnwritablePictureIsAWarningAndChangesNothingElse() throws IOException {
        Path whole = folder.resolve("whole");
        assertEquals(0, execute(Main.SMALL, "--steps", "13", "--batch", "4", "--out", whole.toString()).code());
        Path run = oneStep(Main.SMALL, "runs");
        Path picture = run.resolve("epoch-01-batch-010.png");
        Files.createDirectories(picture.resolve("occupied"));
        Execution resumed = resume(Main.SMALL, run, "--steps", "13");
        assertEquals("", resumed.err());
        assertTrue(resumed.out().contains("Warning: the training continues without epoch-01-batch-010.png: " + picture
                + ": is a folder"), resumed.out());
        for (String name : List.of("losses.csv", "losses.png", "checkpoint-000013.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(Main.SMALL.run).resolve(name)),
                    Files.readAllBytes(run.resolve(name)), name);
        }
    }
}
