package easel.examples;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardOptionTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(value = Main.class, names = "DCGAN64", mode = EnumSource.Mode.EXCLUDE)     // has no data of its own
    void everyProgramRefusesShardsOfUnequalSize(Main main) {
        String program = main.run.substring(0, main.run.length() - 4);
        assertRefused(2, "--shards 3: 3 shards of batch 4 and generator batch ", "train", program, "--batch", 4,
                "--shards", 3, "--out", folder.resolve("runs"));
        assertFalse(Files.exists(folder.resolve("runs")));
    }

    @Test
    void aRunWithShardsIsResumedWithTheSameNumberOnly() throws IOException {
        byte[] whole = train("whole", 4, "--shards", 2);
        assertFalse(Arrays.equals(whole, train("uncut", 4)));
        train("parts", 2, "--shards", 2);
        Path run = folder.resolve("parts/small-mnist-001");
        assertRefused(2, "--shards", "resume", run, "--steps", 4, "--shards", 4);
        succeed("resume", run, "--steps", 4);
        assertArrayEquals(whole, model(run));
        assertTrue(Files.readString(run.resolve("settings.json")).contains("\"--shards\""));
    }

    private byte[] train(String name, int steps, Object... more) throws IOException {
        Object[] options = {"train", "small-mnist", "--steps", steps, "--batch", 8, "--evaluate-every", 0, "--out",
            folder.resolve(name)};
        Object[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        succeed(all);
        return model(folder.resolve(name + "/small-mnist-001"));
    }

    private static byte[] model(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoint-000004.safetensors").toFile().exists()
                ? run.resolve("checkpoint-000004.safetensors") : run.resolve("checkpoint-000002.safetensors"));
    }
}
