package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeAblationTest {
    private static final String BEST = Recipe.BEST.name();

    @TempDir
    Path folder;

    private Execution ablation(String out, String options) {
        return Execution.of(new RecipeAblation(), Stream.concat(Stream.of(options.split(" ")),
                Stream.of("--images", "150", "--out", folder.resolve(out).toString())).toArray());
    }

    @Test
    void anAblationHasATableTwoFilesAndPicturesAndContinuesAfterAKill() throws IOException {
        String options = "--variants quarter," + BEST + " --seeds 2 --steps 3";
        Execution whole = ablation("whole", options);
        assertEquals("", whole.err());
        assertEquals(0, whole.code());
        assertTable(whole.out());
        Path results = folder.resolve("whole/mnist/results.csv");
        List<String> lines = Files.readAllLines(results);
        assertEquals(5, lines.size());
        assertTrue(lines.get(0).startsWith("variant,seed,length,steps,evaluator,images,fcd_train,"), lines.get(0));
        assertTrue(lines.get(1).matches("quarter,1,3 steps,3,mnist-[\\w-]+,150(,\\d+\\.\\d{6}){6}"), lines.get(1));
        assertTrue(lines.get(2).startsWith(BEST + ",1,") && lines.get(3).startsWith("quarter,2,"), lines.toString());
        assertEquals(5, Files.readAllLines(folder.resolve("whole/mnist/times.csv")).size());
        try (Stream<Path> files = Files.list(folder.resolve("whole/mnist"))) {
            assertEquals(4, files.count(), "two tables and two pictures");
        }

        Files.createDirectories(folder.resolve("killed/mnist"));
        Files.write(folder.resolve("killed/mnist/results.csv"), lines.subList(0, 3));
        Files.copy(folder.resolve("whole/mnist/times.csv"), folder.resolve("killed/mnist/times.csv"));
        Execution continued = ablation("killed", options);
        assertEquals(2, continued.out().lines().filter(line -> line.contains(", seed 2: 3 steps of ")).count());
        assertFalse(continued.out().contains(", seed 1: "), continued.out());
        assertTable(continued.out());
        assertEquals(-1, Files.mismatch(results, folder.resolve("killed/mnist/results.csv")));
    }

    /** A line for the test images and one for each variant. */
    private static void assertTable(String out) {
        List<String> lines = out.lines().dropWhile(line -> !line.startsWith("mnist, evaluator mnist-")).toList();
        assertTrue(lines.get(0).endsWith(", 150 images, 3 steps, seeds: 2; mean ± standard error"), out);
        assertTrue(lines.get(1).matches(" +steps +ms/step +FCD train +FCD test +precision +recall +coverage +classes"),
                out);
        assertTrue(lines.get(2).matches("test images( +\\d+\\.\\d\\d){5}"), out);
        String cell = " +\\d+\\.\\d\\d( ± \\d+\\.\\d\\d)?";
        for (String variant : List.of("quarter", BEST)) {
            String line = lines.get(variant.equals("quarter") ? 3 : 4);
            assertTrue(line.matches(variant + " +3 +\\d+\\.\\d" + cell.repeat(6)), line);
        }
    }

    @Test
    void theProgramTrainsTheBestRecipe() throws IOException {
        ablation("out", "--variants " + BEST + " --seeds 1 --steps 2");
        assertEquals(0, Execution.of(new BestMnist(), "--steps", 2, "--decay-until", 2, "--out", folder).code());
        assertArrayEquals(pixels(folder.resolve("best-mnist-001/step-00002.png")),
                pixels(folder.resolve("out/mnist/" + BEST + ".png")));
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void aTimeBecomesANumberOfSteps() throws IOException {
        assertEquals(0, ablation("timed", "--variants quarter --seeds 1 --seconds 1").code());
        String[] fields = Files.readAllLines(folder.resolve("timed/mnist/results.csv")).get(1).split(",");
        assertEquals("1 s", fields[2]);
        assertTrue(Long.parseLong(fields[3]) >= 1);
    }

    @ParameterizedTest
    @CsvSource({"--variants none, --variants none: there is no such variant; expected dcgan",
        "--steps 3 --seconds 3, give one of them", "--steps 0, --steps", "--seeds 0, --seeds", "--data digits, --data",
        "--steps 1 --images 10001, --images 10001: expected at least 129",
        "--steps 1 --images 100, --images 100: expected at least 129"})
    void wrongOptionsAreRefusedInOneLine(String options, String part) {
        Execution.of(new RecipeAblation(), Stream.concat(Stream.of(options.split(" ")),
                Stream.of("--out", folder.resolve("none"))).toArray()).assertRefused(2, part, options);
        assertFalse(Files.exists(folder.resolve("none")), "a refused experiment writes nothing");
    }

    @ParameterizedTest
    @CsvSource({"mine, the first line is not", "'', the first line is not"})
    void anotherFileWithTheNameOfTheResultsIsKept(String content, String part) throws IOException {
        Path file = Files.createDirectories(folder.resolve("out/mnist")).resolve("results.csv");
        Files.writeString(file, content);
        ablation("out", "--steps 1 --variants quarter").assertRefused(1, part, content);
        assertEquals(content, Files.readString(file));
    }
}
