package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.measures.Evaluator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackedMnistTest {
    private static final int PANEL = 4 * (2 * 28 + 2) + 2;
    private static final List<String> GANS = List.of("packing 1", "packing 2");

    @TempDir
    Path folder;

    private Execution run(String out, String... args) {
        List<Object> all = new ArrayList<>(List.of("--out", folder.resolve(out)));
        all.addAll(List.of(args));
        return Execution.of(new StackedMnist(), all.toArray());
    }

    @Test
    void everyPackingHasARowInTheTableALineForEachSeedAndAPanel() throws IOException {
        Execution result = run("new/folder", "--packing", "1,2", "--steps", "2", "--seeds", "2", "--batch", "4",
                "--generated", "100");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        List<String> lines = result.out().lines().toList();
        int title = lines.indexOf("Stacked MNIST, modes: 1,000, steps: 2, seeds: 2; mean ± standard error; "
                + Evaluator.mnist().id() + " with 100 generated images");
        assertTrue(title >= 0, result.out());
        assertTrue(lines.get(title + 1).matches(" +modes +reverse KL"));
        List<String> csv = Files.readAllLines(folder.resolve("new/folder/stacked-mnist.csv"));
        String of = "_100_" + Evaluator.mnist().id();
        assertEquals("gan,seed,steps,modes" + of + ",reverse_kl" + of, csv.get(0));
        assertEquals(5, csv.size());
        for (int i = 0; i < 2; i++) {
            assertTrue(lines.get(title + 2 + i).matches(GANS.get(i) + " +\\d+\\.\\d ± \\d+\\.\\d +\\d\\.\\d{3} ± "
                    + "\\d\\.\\d{3}"), result.out());
            assertRun(csv.get(1 + i), GANS.get(i), 1);
            assertRun(csv.get(3 + i), GANS.get(i), 2);
        }
        // Among 100 uniform draws from 1,000 modes, 95 are expected to occur.
        assertTrue(lines.get(title + 4).matches("training digits +(8[5-9]|9\\d|100) +2\\.\\d{3}"), result.out());
        BufferedImage picture = ImageIO.read(folder.resolve("new/folder/stacked-mnist.png").toFile());
        assertEquals(2 * (PANEL + 2) - 2, picture.getWidth());
        try (Stream<Path> files = Files.list(folder.resolve("new/folder"))) {
            assertEquals(2, files.count(), "no other files");
        }
        theRunOfPackingTwoIsTheSameWithoutOtherRuns(csv);
    }

    private void theRunOfPackingTwoIsTheSameWithoutOtherRuns(List<String> all) throws IOException {
        run("two", "--packing", "2", "--steps", "2", "--seeds", "1", "--batch", "4", "--generated", "100");
        assertEquals(all.get(2), Files.readAllLines(folder.resolve("two/stacked-mnist.csv")).get(1));
        assertArrayEquals(panel("new/folder", 1), panel("two", 0));
    }

    private static void assertRun(String line, String gan, int seed) {
        String[] fields = line.split(",");
        assertEquals(List.of(gan, "" + seed, "2"), List.of(fields).subList(0, 3));
        int modes = Integer.parseInt(fields[3]);
        double reverseKl = Double.parseDouble(fields[4]);
        assertTrue(modes >= 1 && modes <= 100 && reverseKl > 1 && reverseKl <= Math.log(1000) + 1e-9, line);
    }

    private int[] panel(String out, int panel) throws IOException {
        BufferedImage picture = ImageIO.read(folder.resolve(out).resolve("stacked-mnist.png").toFile());
        return picture.getRGB(panel * (PANEL + 2), 0, PANEL, PANEL, null, 0, PANEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--packing 0", "--packing 1,x", "--packing", "--filters 0", "--batch 0",
        "--learning-rate 0", "--seeds 0", "--steps 0", "--steps many", "--generated 0", "surplus"})
    void wrongOptionsAreRefusedInOneLine(String options) {
        run("none", options.split(" ")).assertRefused(2, "", options);
        assertFalse(Files.exists(folder.resolve("none")), "a refused experiment writes nothing");
    }

    @Test
    void aFileInsteadOfTheFolderIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        run("file", "--steps", "1").assertRefused(1, "file", "--out file");
    }
}
