package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A run whose discriminator wins at once, because its learning rate is 250 times too high. */
class WatchedRunTest extends MainFixture {
    private static final String[] FAILING = {"--steps", "640", "--batch", "2", "--learning-rate", "0.05", "--keep", "0"};

    @Test
    @LongTest
    void aFailingTrainingIsReportedAndEndsIfAsked() throws IOException {
        Execution run = execute(Main.SMALL, with("--stop-when-collapsed", "--out", folder.resolve("stopped")));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains(": D's loss has been within 0.01 of 0 in nearly all of the last 500 steps"),
                run.out());
        assertTrue(run.out().contains("The training stops (--stop-when-collapsed)."), run.out());
        assertTrue(steps("stopped") < 640);

        Execution continued = execute(Main.SMALL, with("--out", folder.resolve("continued")));
        assertTrue(continued.out().contains(": D's loss has been within 0.01 of 0"), continued.out());
        assertFalse(continued.out().contains("--stop-when-collapsed"), continued.out());
        assertEquals(640, steps("continued"));
    }

    private static String[] with(Object... more) {
        String[] all = Arrays.copyOf(FAILING, FAILING.length + more.length);
        for (int i = 0; i < more.length; i++) {
            all[FAILING.length + i] = more[i].toString();
        }
        return all;
    }

    private long steps(String name) throws IOException {
        Path losses = folder.resolve(name).resolve(Main.SMALL.run).resolve("losses.csv");
        return Files.readAllLines(losses).size() - 1;
    }
}
