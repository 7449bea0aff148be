package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.easel;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.examples.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run folder whose checkpoint or links try to make {@code easel resume} write in other folders. */
class HostileRunFolderTest {
    @TempDir
    static Path trained;
    @TempDir
    Path folder;
    private Path run;
    private Path other;

    @BeforeAll
    static void train() {
        succeed("train", "small-mnist", "--steps", 2, "--batch", 4, "--checkpoint-every", 1, "--evaluate-every", 2,
                "--evaluate-count", 130, "--out", trained);
    }

    @BeforeEach
    void copyTheRunTwice() throws IOException {
        Path runs = Files.createDirectory(folder.resolve("runs"));
        run = copy(runs.resolve("small-mnist-001"));
        other = copy(runs.resolve("small-mnist-002"));
    }

    private static Path copy(Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : names(trained.resolve("small-mnist-001"))) {
            Files.copy(trained.resolve("small-mnist-001").resolve(name), to.resolve(name));
        }
        return to;
    }

    private void rewriteCheckpoint(Map<String, String> strings) throws IOException {
        Path file = run.resolve("checkpoint-000002.safetensors");
        State checkpoint = Safetensors.read(file);
        Map<String, String> all = new TreeMap<>(checkpoint.strings());
        all.putAll(strings);
        State.Builder changed = State.builder();
        checkpoint.tensors().forEach(changed::tensor);
        all.forEach(changed::string);
        Safetensors.write(changed.build(), file);
    }

    /** The content of each file in a folder. */
    private static Map<String, String> content(Path of) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(of)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(of.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file))
                        + " " + Files.getLastModifiedTime(file));
            }
        }
        return content;
    }

    @Test
    void optionsThatDoNotDefineTheRunAreNotTakenFromACheckpoint() throws IOException {
        Map<String, String> before = content(other);
        Map<String, String> hostile = new TreeMap<>();
        for (String option : List.of("--resume", "--out", "--help", "--accept-changed-data", "--profile", "--study",
                "--unknown", "--version", "@file", "--separate")) {
            hostile.put("run." + option, other.toString());
        }
        hostile.put("run.--steps", "1");
        hostile.put("run.--epochs", "1");
        rewriteCheckpoint(hostile);
        String out = succeed("resume", run, "--steps", 3);
        assertTrue(out.startsWith("Resumed after step 2 of 3."), out);
        assertFalse(out.contains("Profile"), out);
        assertEquals(before, content(other));
        assertTrue(Files.exists(run.resolve("checkpoint-000003.safetensors")));
        assertEquals(List.of("small-mnist-001", "small-mnist-002"), names(folder.resolve("runs")));
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"--batch, 0, --batch", "--batch, many, --batch", "--checkpoint-every, -1, --checkpoint-every",
        "--keep, -1, --keep", "--keep, x, --keep", "--learning-rate, NaN, --learning-rate", "--seed, 1.5, --seed",
        "steps_wanted, x, --steps", "steps_wanted, 0, --steps"})
    void optionsOfACheckpointAreValidatedLikeThoseOfTheCommandLine(String option, String value, String named)
            throws IOException {
        rewriteCheckpoint(Map.of("run." + option, value));
        Map<String, String> before = content(run);
        Execution refused = easel("resume", run);
        assertTrue(refused.code() == 1 || refused.code() == 2, refused.err());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains(named) && refused.err().contains(value), refused.err());
        assertEquals(before, content(run));
    }

    @Test
    void everyNumberOfACheckpointThatIsNoNumberIsRefused() throws IOException {
        Path file = run.resolve("checkpoint-000002.safetensors");
        Map<String, String> numbers = new TreeMap<>(Safetensors.read(file).strings());
        numbers.values().removeIf(value -> !value.matches("-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?"));
        assertTrue(numbers.keySet().containsAll(Set.of("step", "best.value", "run.--batch")), numbers.toString());
        for (Map.Entry<String, String> number : numbers.entrySet()) {
            rewriteCheckpoint(Map.of(number.getKey(), "many"));
            Execution refused = number.getKey().equals("run.steps_wanted") ? easel("resume", run)
                    : easel("resume", run, "--steps", 3);
            assertTrue(refused.code() == 1 || refused.code() == 2, number + ": " + refused.out());
            assertEquals(1, refused.err().lines().count(), refused.err());
            assertTrue(refused.err().startsWith("cannot resume " + run) && refused.err().contains("many"),
                    number + ": " + refused.err());
            rewriteCheckpoint(Map.of(number.getKey(), number.getValue()));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege")
    void writingFollowsNoLinkOfTheRunFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        for (String name : names(run)) {
            if (!name.equals(".lock") && !name.equals("checkpoint-000002.safetensors")) {
                Files.move(run.resolve(name), outside.resolve(name));
                Files.createSymbolicLink(run.resolve(name), outside.resolve(name));
            }
        }
        for (String name : List.of("epoch-01-batch-003.png", "settings-001.json", "losses-001.csv")) {
            Files.createSymbolicLink(run.resolve(name), outside.resolve("new-" + name));
        }
        Map<String, String> before = content(outside);
        succeed("resume", run, "--steps", 3);
        assertEquals(before, content(outside));
        for (String name : List.of("losses.csv", "losses.png", "quality.png", "index.html", "settings.json",
                "training.gif", "checkpoint-000003.safetensors", "epoch-01-batch-003.png")) {
            assertTrue(Files.isRegularFile(run.resolve(name), LinkOption.NOFOLLOW_LINKS), name);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege")
    void aLockThatIsALinkIsRefused() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.delete(run.resolve(".lock"));
        Files.createSymbolicLink(run.resolve(".lock"), elsewhere);
        assertRefused(1, "cannot train in " + run + ": its file .lock is a symbolic link", "resume", run, "--steps",
                3);
        assertFalse(Files.exists(elsewhere));
    }
}
