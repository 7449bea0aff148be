package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The option {@code --study} of the training programs. */
class StudiedRunTest extends MainFixture {
    private Execution train(String parent, String... more) {
        String[] args = {"train", "small-mnist", "--steps", "3", "--batch", "2", "--evaluate-every", "0", "--out",
            folder.resolve(parent).toString()};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Execution.easel((Object[]) all);
    }

    @Test
    void aStudiedTrainingHasTheSameResults() throws IOException {
        Execution studied = train("studied", "--study");
        assertEquals(0, studied.code(), studied.err());
        assertTrue(studied.out().startsWith("The page of the training is at http://127.0.0.1:"), studied.out());
        Execution plain = train("plain");
        assertFalse(plain.out().contains("The page of the training"), plain.out());
        for (String name : new String[] {"losses.csv", "checkpoint-000003.safetensors"}) {
            Path file = Path.of("small-mnist-001", name);
            assertArrayEquals(Files.readAllBytes(folder.resolve("plain").resolve(file)),
                    Files.readAllBytes(folder.resolve("studied").resolve(file)), name);
        }
    }

    @Test
    void onlyAGanCanBeStudied() {
        Execution run = Execution.easel("train", "mnist-classifier", "--steps", "1", "--batch", "2", "--study", "--out",
                folder.toString());
        assertTrue(run.code() != 0, run.out());
        assertTrue(run.err().contains("--study shows the training of a GAN, and mnist-classifier trains none; leave the"
                + " option out"), run.err());
    }
}
