package easel.examples;

import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A killed run that is resumed without options has the same files as an uninterrupted run, byte for byte. */
class WholeFolderTest {
    /** These files have times, settings of each part of the run, or no content. README lists them. */
    private static final Pattern MAY_DIFFER = Pattern.compile("index\\.html|settings(-\\d+)?\\.json|\\.lock");
    /**
     * Files of a run that is killed after step 1: pictures of step 0 or 1, the first checkpoint, and losses and best
     * checkpoint, which may be of a later step than the last checkpoint.
     */
    private static final Pattern OF_STEP_ONE = Pattern.compile("(step-0+[01]|epoch-01-batch-00[01])\\.png"
            + "|(checkpoint-000001|best)\\.safetensors|losses\\.csv|\\.lock|settings\\.json");

    @TempDir
    Path folder;

    static Set<String> programs() {
        return Launch.commandLine(new Easel()).getSubcommands().get("train").getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aResumedRunHasTheFilesOfAnUninterruptedOne(String program) throws IOException {
        List<Object> train = new ArrayList<>(List.of("train", program, "--steps", 4, "--batch", 4, "--seed", 3,
                "--checkpoint-every", 1, "--keep", 9, "--out", folder));
        List<String> options = Launch.commandLine(new Easel()).getSubcommands().get("train").getSubcommands()
                .get(program).getCommandSpec().options().stream().map(option -> option.longestName()).toList();
        if (options.contains("--every")) {
            train.addAll(List.of("--every", 2));
        }
        if (options.contains("--patience")) {
            train.addAll(List.of("--patience", 9));
        }
        succeed(train.toArray());
        Path whole = folder.resolve(program + "-001");
        Path killed = Files.createDirectory(folder.resolve("killed"));
        for (String name : names(whole)) {
            if (OF_STEP_ONE.matcher(name).matches()) {
                Files.copy(whole.resolve(name), killed.resolve(name));
            }
        }
        assertTrue(succeed("resume", killed).startsWith("Resumed after step 1 of 4."));
        assertEquals(compared(whole), compared(killed));
        for (String name : compared(whole)) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(killed.resolve(name)), name);
        }
    }

    private static Set<String> compared(Path run) throws IOException {
        return names(run).stream().filter(name -> !MAY_DIFFER.matcher(name).matches()).collect(Collectors.toSet());
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
