package easel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One process and any number of executors write the same checkpoint, byte for byte. The executors are processes of a
 * local cluster. {@link Proof} does the same for more programs.
 */
class SameBytesTest {
    private static final String ALONE = "easel.examples.Easel";
    private static final String DRIVER = SparkTrain.class.getName();
    private static final List<String> FIRST = List.of("-XX:TieredStopAtLevel=1");
    private static final int STEPS = 30;
    private static final int KILLED = 10;

    @TempDir
    private static Path folder;

    private static byte[] expected;

    @BeforeAll
    static void trainInOneProcess() throws IOException, InterruptedException {
        Cluster.succeed(Cluster.alone(folder.resolve("alone.log"), FIRST, ALONE, training("alone", STEPS)));
        expected = checkpoint("alone");
    }

    private static List<Object> training(String name, int steps) {
        return new ArrayList<>(List.of("train", "small-mnist", "--steps", steps, "--batch", 16, "--shards", 4,
                "--evaluate-every", 0, "--out", folder.resolve(name)));
    }

    private static Path run(String name) {
        return folder.resolve(name + "/small-mnist-001");
    }

    private static byte[] checkpoint(String name) throws IOException {
        return Files.readAllBytes(run(name).resolve(String.format("checkpoint-%06d.safetensors", STEPS)));
    }

    private static ProcessBuilder driver(String name, String master, List<String> options, List<Object> args) {
        List<Object> all = new ArrayList<>(List.of("--master", master));
        all.addAll(args);
        List<String> java = new ArrayList<>(Cluster.FIRST_COMPILER);
        java.addAll(options);
        return Cluster.driver(folder.resolve(name + ".log"), java, DRIVER, all);
    }

    @Test
    void twoExecutorsOfWhichOneIsKilled() throws IOException, InterruptedException {
        ProcessBuilder builder = driver("killed", Cluster.executors(2), List.of(), training("killed", STEPS));
        Process driver = builder.start();
        ProcessHandle executor = Cluster.executorAfterStep(KILLED, driver, run("killed"));
        assertTrue(executor.destroyForcibly());
        Cluster.succeed(builder, driver);
        assertFalse(executor.isAlive());
        assertArrayEquals(expected, checkpoint("killed"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs the signal SIGSTOP")
    void twoExecutorsOfWhichOneNeverAnswersAndCopiesOfItsTasks() throws IOException, InterruptedException {
        ProcessBuilder builder = driver("frozen", Cluster.executors(2), Cluster.SPECULATION,
                training("frozen", STEPS));
        Process driver = builder.start();
        ProcessHandle executor = Cluster.executorAfterStep(KILLED, driver, run("frozen"));
        Cluster.freeze(executor);
        try {
            Cluster.succeed(builder, driver);
        } finally {
            executor.destroyForcibly();
        }
        assertTrue(Files.readString(folder.resolve("frozen.log")).contains("as speculatable"));
        assertArrayEquals(expected, checkpoint("frozen"));
    }

    @Test
    void aRunOfOneProcessContinuesOnAClusterAndBack() throws IOException, InterruptedException {
        Cluster.succeed(Cluster.alone(folder.resolve("begun.log"), FIRST, ALONE, training("begun", STEPS / 3)));
        Cluster.succeed(driver("continued", Cluster.executors(1), List.of(),
                List.of("--shards-per-task", 2, "resume", run("begun"), "--steps", 2 * STEPS / 3)));
        Cluster.succeed(Cluster.alone(folder.resolve("ended.log"), FIRST, ALONE,
                List.of("resume", run("begun"), "--steps", STEPS)));
        assertArrayEquals(expected, checkpoint("begun"));
    }

    @Test
    void executorsWithoutTheClassesOfEaselEndTheRunWithOneLine() throws IOException, InterruptedException {
        assertEndsWith(1, "the executors do not have the class easel.", driver("classes", Cluster.executors(1),
                List.of("-Dspark.executor.extraClassPath=/absent"), training("classes", STEPS)));
    }

    @Test
    void aMasterThatSparkDoesNotKnowIsRefusedInOneLine() throws IOException, InterruptedException {
        assertEndsWith(2, "Spark does not start with these options: ",
                driver("master", "nonsense", List.of(), training("master", STEPS)));
    }

    private static void assertEndsWith(int code, String message, ProcessBuilder driver)
            throws IOException, InterruptedException {
        assertEquals(code, driver.start().waitFor());
        List<String> lines = Files.readAllLines(driver.redirectOutput().file().toPath());
        String last = lines.get(lines.size() - 1);
        assertTrue(last.startsWith(message), last);
    }

    @Test
    void threadsOfTheDriver() throws IOException, InterruptedException {
        Cluster.succeed(driver("threads", "local[2]", List.of(), training("threads", STEPS)));
        assertArrayEquals(expected, checkpoint("threads"));
    }
}
