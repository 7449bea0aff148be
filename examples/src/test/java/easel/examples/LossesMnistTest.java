package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.run.Launch;
import easel.measures.Evaluator;
import easel.testkit.LongTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossesMnistTest {
    private static final int PANEL = 6 * (2 * 28 + 2) + 2;

    @TempDir
    Path folder;

    private Execution run(String out, String... args) {
        List<Object> all = new ArrayList<>(List.of("--out", folder.resolve(out)));
        all.addAll(List.of(args));
        return Execution.of(new LossesMnist(), all.toArray());
    }

    @Test
    @LongTest
    void everyLossHasARowInTheTableALineForEachSeedAndAPanel() throws IOException {
        Execution result = run("new/folder", "--steps", "2", "--seeds", "2", "--generated", "200");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        List<String> lines = result.out().lines().toList();
        int title = lines.indexOf("MNIST, steps: 2, seeds: 2; mean ± standard error; " + Evaluator.mnist().id()
                + " with 200 generated digits");
        assertTrue(title >= 0, result.out());
        assertTrue(lines.get(title + 1).matches(" +D loss +G loss +FCD +coverage +effective classes"));
        List<String> csv = Files.readAllLines(folder.resolve("new/folder/losses-mnist.csv"));
        String of = "_200_" + Evaluator.mnist().id();
        assertEquals("loss,seed,steps,d_loss,g_loss,fcd" + of + ",coverage" + of + ",classes" + of, csv.get(0));
        ComparedLoss[] losses = ComparedLoss.values();
        assertEquals(1 + 2 * losses.length, csv.size());
        for (int i = 0; i < losses.length; i++) {
            String row = lines.get(title + 2 + i);
            assertTrue(row.matches(losses[i].title + "( +-?\\d+\\.\\d{2,3} ± \\d+\\.\\d{2,3}){5}"), row);
            assertRun(csv.get(1 + i), losses[i], 1);
            assertRun(csv.get(1 + losses.length + i), losses[i], 2);
        }
        assertTrue(lines.get(title + 2 + losses.length).matches(
                "training digits +\\d+\\.\\d\\d +0\\.[89]\\d\\d +9\\.[5-9]\\d"), result.out());
        BufferedImage picture = ImageIO.read(folder.resolve("new/folder/losses-mnist.png").toFile());
        assertEquals(losses.length * (PANEL + 2) - 2, picture.getWidth());
        assertEquals(PANEL + 2 * 27, picture.getHeight());
        try (Stream<Path> files = Files.list(folder.resolve("new/folder"))) {
            assertEquals(2, files.count(), "no other files");
        }
        theHingeRunIsTheSameWithoutOtherLossesAndSeeds(csv);
    }

    private void theHingeRunIsTheSameWithoutOtherLossesAndSeeds(List<String> all) throws IOException {
        run("hinge", "--losses", "hinge", "--seeds", "1", "--steps", "2", "--generated", "200");
        assertEquals(all.get(1 + ComparedLoss.HINGE.ordinal()),
                Files.readAllLines(folder.resolve("hinge/losses-mnist.csv")).get(1));
        assertArrayEquals(panel("new/folder", ComparedLoss.HINGE.ordinal()), panel("hinge", 0));
    }

    private static void assertRun(String line, ComparedLoss loss, int seed) {
        String[] fields = line.split(",");
        assertEquals(List.of(loss.title, "" + seed, "2"), List.of(fields).subList(0, 3));
        assertTrue(Double.isFinite(Double.parseDouble(fields[3])) && Double.isFinite(Double.parseDouble(fields[4])));
        double fcd = Double.parseDouble(fields[5]);
        double coverage = Double.parseDouble(fields[6]);
        double classes = Double.parseDouble(fields[7]);
        assertTrue(fcd > 50 && coverage >= 0 && coverage < 0.1 && classes >= 1 && classes <= 10, line);
    }

    private int[] panel(String out, int panel) throws IOException {
        BufferedImage picture = ImageIO.read(folder.resolve(out).resolve("losses-mnist.png").toFile());
        return picture.getRGB(panel * (PANEL + 2), 0, PANEL, PANEL + 27, null, 0, PANEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--losses none", "--losses hinge,none", "--losses", "--seeds 0", "--steps 0",
        "--steps many", "--generated 128", "--generated 10001", "surplus"})
    void wrongOptionsAreRefusedInOneLine(String options) {
        run("none", options.split(" ")).assertRefused(2, "", options);
        assertFalse(Files.exists(folder.resolve("none")), "a refused experiment writes nothing");
    }

    @Test
    void anUnknownLossIsAnsweredWithAllNames() {
        run("none", "--losses", "vanilla").assertRefused(2,
                "'vanilla' is not a loss; expected one of non-saturating, least-squares, hinge, wgan-gp, r1",
                "--losses vanilla");
    }

    @Test
    void allLossesAreTheDefault() {
        String names = Stream.of(ComparedLoss.values()).map(ComparedLoss::toString).collect(Collectors.joining(","));
        assertEquals(names, Launch.commandLine(new LossesMnist()).getCommandSpec()
                .findOption("--losses").defaultValue());
    }

    @Test
    void aFileInsteadOfTheFolderIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        run("file", "--steps", "1").assertRefused(1, "file", "--out file");
    }
}
