package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs the training programs for a few steps in a temporary folder. */
abstract class MainFixture {
    @TempDir
    Path folder;

    private static Path photos;

    /** A batch of colour pictures for the program that has no data set. */
    @BeforeAll
    static void drawPhotos(@TempDir Path parent) throws IOException {
        photos = Photos.draw(parent.resolve("photos"), 128);
    }

    /** Runs a program. A new run that needs a folder of pictures gets one. */
    static Execution execute(Main main, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        if (main == Main.DCGAN64 && Stream.of("--data", "--resume").noneMatch(all::contains)) {
            all.addAll(List.of("--data", photos.toString()));
        }
        return Execution.of(main.create(), all.toArray());
    }

    /** Trains three steps of small batches, in a folder of this name. */
    Path train(Main main, String out, String... more) {
        Path parent = folder.resolve(out);
        List<String> args = Stream.concat(
                Stream.of("--steps", "3", "--batch", "4", "--out", parent.toString()), Arrays.stream(more)).toList();
        Execution result = execute(main, args.toArray(new String[0]));
        assertEquals("", result.err());
        assertEquals(0, result.code());
        return parent.resolve(main.run);
    }

    Path oneStep(Main main, String out, String... more) {
        Path parent = folder.resolve(out);
        Execution result = execute(main, Stream.concat(
                Stream.of("--steps", "1", "--batch", "4", "--out", parent.toString()), Arrays.stream(more))
                .toArray(String[]::new));
        assertEquals("", result.err());
        return parent.resolve(main.run);
    }

    static Execution resume(Main main, Path run, String... more) {
        return execute(main, Stream.concat(Stream.of("--batch", "4", "--resume", run.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }
}
