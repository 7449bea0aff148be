package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.testkit.JavaProcess;
import easel.testkit.LongTest;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class LossLogTest {
    private static final String HEADER = "step,d_loss,d_loss_real,d_loss_fake,g_loss,d_acc_real,d_acc_fake,d_x,d_g_z";

    @TempDir
    Path folder;

    @Test
    @ResourceLock(Resources.LOCALE)
    void eachStepIsOneLineInAnyLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        Path file = folder.resolve("losses.csv");
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            log.add(Steps.step(1));
            log.add(Steps.step(2));
        } finally {
            Locale.setDefault(before);
        }
        String numbers = ",0.375000,0.500000,0.250000,1.50000,1.00000,0.750000,0.625000,1.00000e-07";
        assertEquals(List.of(HEADER, "1" + numbers, "2" + numbers), Files.readAllLines(file));
    }

    @Test
    void fileHasTheLinesOfAllStepsAtAnyTime() throws IOException {
        Path file = folder.resolve("losses.csv");
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            assertEquals(HEADER + "\n", Files.readString(file));
            for (int step = 1; step <= 1000; step++) {
                log.add(Steps.step(step));
                String text = Files.readString(file);
                assertTrue(text.endsWith("\n"), "after step " + step);
                assertEquals(step + 1, text.lines().count());
            }
        }
        assertEquals(1001, Files.readAllLines(file).size());
    }

    @Test
    void resumedLogDropsLaterAndIncompleteLines() throws IOException {
        Path file = folder.resolve("losses.csv");
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            for (int step = 1; step <= 5; step++) {
                log.add(Steps.step(step));
            }
        }
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", lines) + "\n2,0.37");
        List<Measurements> kept = new ArrayList<>();
        try (LossLog log = LossLog.resume(file, ResumableGan.COLUMNS, 3, kept::add)) {
            assertEquals(lines.subList(0, 4), Files.readAllLines(file));
            log.add(Steps.step(4));
            log.add(Steps.step(5));
        }
        assertEquals(List.of(Steps.step(1), Steps.step(2), Steps.step(3)), kept);
        assertEquals(lines, Files.readAllLines(file));
    }

    /** A child process with a heap of 16 MB resumes a file of 40 MB with a line of 20 MB. */
    @Test
    @LongTest
    void resumedLogMayBeLargerThanTheMemory() throws IOException, InterruptedException {
        Path file = folder.resolve("losses.csv");
        String numbers = ",0.375000,0.500000,0.250000,1.50000,1.00000,0.750000,0.625000,1.00000e-07\n";
        try (Writer lines = Files.newBufferedWriter(file)) {
            lines.write(HEADER + "\n");
            for (int step = 1; step <= 250_000; step++) {
                lines.write(step + numbers);
            }
            for (int i = 0; i < 20_000; i++) {
                lines.write("1,".repeat(500));
            }
            lines.write("\n250001" + numbers + "250002" + numbers);
        }
        assertEquals("250001 steps", JavaProcess.run(JavaProcess.of("-Xmx16m", "-XX:+UseSerialGC",
                LossLogTest.class.getName(), file.toString())).expectSuccess());
        try (Stream<String> lines = Files.lines(file)) {
            assertEquals(250_002, lines.count());
        }
    }

    /** Resumes a file and prints the number of its steps up to 250,001. */
    public static void main(String[] file) throws IOException {
        AtomicInteger steps = new AtomicInteger();
        LossLog.resume(Path.of(file[0]), ResumableGan.COLUMNS, 250_001, step -> steps.incrementAndGet()).close();
        System.out.print(steps + " steps");
    }

    @Test
    void doubledAndMissingLinesAreNoticed() throws IOException {
        Path file = folder.resolve("losses.csv");
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            for (int step : new int[] {1, 2, 2, 5, 3, 6, 6}) {
                log.add(Steps.step(step));
            }
        }
        List<Measurements> kept = new ArrayList<>();
        try (LossLog log = LossLog.resume(file, ResumableGan.COLUMNS, 8, kept::add)) {
            assertEquals("Warning: " + file + ": removed 3 lines of steps that have an earlier line; the lines of 4"
                    + " steps are missing, the first of step 3. The training does not need these lines.",
                    log.notice().orElseThrow());
        }
        assertEquals(List.of(Steps.step(1), Steps.step(2), Steps.step(5), Steps.step(6)), kept);
        try (LossLog log = LossLog.resume(file, ResumableGan.COLUMNS, 2, step -> { })) {
            assertEquals(Optional.empty(), log.notice());
        }
    }

    @Test
    void roundedMeasurementsEqualThoseOfTheFile() throws IOException {
        Path file = folder.resolve("losses.csv");
        List<Measurements> rounded = new ArrayList<>();
        try (LossLog log = new LossLog(file, ResumableGan.COLUMNS)) {
            for (int step = 1; step <= 50; step++) {
                Measurements exact = new Measurements(step, List.of(Math.PI * step, 1e-9 / step, Double.NaN,
                        1e9 / 7 * step, Double.POSITIVE_INFINITY, -0.0, 0.1, Math.exp(-step)));
                rounded.add(LossLog.rounded(exact));
                log.add(exact);
            }
        }
        List<Measurements> read = new ArrayList<>();
        LossLog.resume(file, ResumableGan.COLUMNS, 50, read::add).close();
        assertEquals(rounded, read);
    }

    @Test
    void missingLogIsStartedAgain() throws IOException {
        Path file = folder.resolve("losses.csv");
        try (LossLog log = LossLog.resume(file, ResumableGan.COLUMNS, 3, step -> { })) {
            log.add(Steps.step(4));
        }
        assertEquals(2, Files.readAllLines(file).size());
        assertEquals(HEADER, Files.readAllLines(file).get(0));
    }

    @Test
    void fullDiskIsAnErrorThatNamesTheFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "only Linux has a device that is always full");
        String message = assertThrows(IOException.class, () -> new LossLog(full, ResumableGan.COLUMNS)).getMessage();
        assertTrue(message.contains("cannot write /dev/full"), message);
    }

    @Test
    void missingFolderIsAnErrorThatNamesTheFile() {
        Path file = folder.resolve("missing/losses.csv");
        String message = assertThrows(IOException.class, () -> new LossLog(file, ResumableGan.COLUMNS)).getMessage();
        assertTrue(message.contains(file.toString()), message);
    }
}
