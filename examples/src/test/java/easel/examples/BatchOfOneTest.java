package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose BatchNorm would normalize single values prints one warning on standard error. */
class BatchOfOneTest {
    /** The other programs have no BatchNorm, or one over the pixels of an image. */
    private static final Map<String, String> FIRST_BATCH_NORM = Map.of("vanilla-mnist", "256", "vanilla-sgd-mnist",
            "256", "dcgan-mnist", "12544", "cgan-mnist", "256");

    @TempDir
    Path folder;

    private static List<String> expected(String program) {
        String features = FIRST_BATCH_NORM.get(program);
        return features == null ? List.of() : List.of("Warning: the generator: a batch has 1 example, so BatchNorm "
                + features + " has 1 value of each feature to normalize: in training mode its output is beta for every"
                + " input. Use batches of at least 2 examples, or no BatchNorm");
    }

    /** Starts each program with a file in place of the folder of its run, so that it ends before the first step. */
    @Test
    void eachProgramWarnsWithAndWithoutAProfile() throws IOException {
        Set<String> programs = Launch.commandLine(new Easel()).getSubcommands().get("train").getSubcommands().keySet();
        assertTrue(programs.containsAll(FIRST_BATCH_NORM.keySet()), programs.toString());
        Path file = Files.createFile(folder.resolve("file"));
        Path photos = Photos.draw(folder.resolve("photos"), 2);
        for (String program : programs) {
            Object[] data = program.equals("dcgan-64") ? new Object[] {"--data", photos} : new Object[0];
            for (int batch = 1; batch <= 2; batch++) {
                Object[] train = Stream.concat(Stream.of("train", program, "--batch", batch, "--out", file),
                        Stream.of(data)).toArray();
                Execution plain = Execution.easel(train);
                Execution profiled = Execution.easel(Stream.concat(Stream.of(train), Stream.of("--profile")).toArray());
                assertEquals(plain.err(), profiled.err());
                List<String> lines = plain.err().lines().toList();
                assertTrue(lines.get(lines.size() - 1).startsWith("cannot make a folder in " + file), plain.err());
                assertEquals(batch == 1 ? expected(program) : List.of(), lines.subList(0, lines.size() - 1), program);
            }
        }
    }

    @Test
    void aRunAndItsResumptionEachWarnOnce() {
        for (List<Object> command : List.<List<Object>>of(List.of("train", "vanilla-mnist", "--batch", 1, "--steps", 2,
                "--profile", "--out", folder), List.of("resume", folder.resolve("vanilla-mnist-001"), "--steps", 4))) {
            Execution run = Execution.easel(command.toArray());
            assertEquals(0, run.code(), run.err());
            assertEquals(expected("vanilla-mnist"), run.err().lines().toList());
        }
    }
}
