package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModesTest {
    private static final List<String> LOSSES = List.of("non-saturating", "least squares", "hinge spectral norm",
            "wgan-gp", "r1");

    @TempDir
    Path folder;

    private Execution modes(String out, String... args) {
        List<Object> all = new ArrayList<>(List.of("--out", folder.resolve(out)));
        all.addAll(List.of(args));
        return Execution.of(new Modes(), all.toArray());
    }

    @Test
    void packingHasATableACsvAndAnAnimationForEachDataSet() throws IOException {
        Execution result = modes("new/folder", "--steps", "3", "--seeds", "2");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        List<String> gans = List.of("packing 1", "packing 2", "packing 4");
        assertTable(result.out(), "ring, modes: 8, steps: 3, seeds: 2; mean ± standard error", gans);
        assertTable(result.out(), "grid, modes: 25, steps: 3, seeds: 2; mean ± standard error", gans);
        Path written = folder.resolve("new/folder");
        assertCsv(written.resolve("packing.csv"), gans, List.of("ring", "grid"), 2, 3);
        for (String data : List.of("ring", "grid")) {
            List<BufferedImage> frames = frames(written.resolve("packing-" + data + ".gif"));
            assertEquals(4, frames.size(), "steps 0 to 3");
            assertEquals(3 * 242 - 2, frames.get(0).getWidth());
            assertEquals(240 + 2 * 20, frames.get(0).getHeight());
        }
        assertEquals(3, files(written).size(), "no other files");
    }

    @Test
    void lossesHaveATableACsvAndOnePicture() throws IOException {
        Execution result = modes("losses", "--losses", "--data", "grid", "--steps", "3", "--seeds", "2");
        assertEquals("", result.err());
        assertTable(result.out(), "grid, modes: 25, steps: 3, seeds: 2; mean ± standard error", LOSSES);
        Path written = folder.resolve("losses");
        assertCsv(written.resolve("losses.csv"), LOSSES, List.of("grid"), 2, 3);
        BufferedImage picture = ImageIO.read(written.resolve("losses-grid.png").toFile());
        assertEquals(5 * 242 - 2, picture.getWidth());
        assertEquals(2, files(written).size(), "no other files");
    }

    @Test
    void sameSeedSameBytesAndFurtherSeedsDoNotChangeTheFirst() throws IOException {
        modes("a", "--data", "ring", "--packing", "2", "--seeds", "1", "--steps", "4");
        modes("b", "--data", "ring", "--packing", "2", "--seeds", "3", "--steps", "4");
        assertArrayEquals(Files.readAllBytes(folder.resolve("a/packing-ring.gif")),
                Files.readAllBytes(folder.resolve("b/packing-ring.gif")));
        List<String> lines = Files.readAllLines(folder.resolve("b/packing.csv"));
        assertEquals(Files.readAllLines(folder.resolve("a/packing.csv")), lines.subList(0, 2));
        assertEquals(4, lines.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--losses --packing 2", "--data star", "--data ring,star", "--packing 0", "--packing 1,x",
        "--seeds 0", "--steps 0", "--steps many", "surplus"})
    void wrongOptionsAreRefusedInOneLine(String options) {
        modes("none", options.split(" ")).assertRefused(2, "", options);
        assertFalse(Files.exists(folder.resolve("none")), "a refused experiment writes nothing");
    }

    @Test
    void aFileInsteadOfTheFolderIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "mine");
        modes("file", "--steps", "1").assertRefused(1, "file", "--out file");
    }

    /** A heading, then a line for each GAN with modes, percent and divergence. */
    private static void assertTable(String out, String title, List<String> gans) {
        List<String> lines = out.lines().toList();
        int start = lines.indexOf(title);
        assertTrue(start >= 0, out);
        assertTrue(lines.get(start + 1).matches(" +modes +high quality, % +reverse KL"), lines.get(start + 1));
        for (int i = 0; i < gans.size(); i++) {
            String line = lines.get(start + 2 + i);
            assertTrue(line.matches(gans.get(i) + " +\\d+\\.\\d\\d ± \\d+\\.\\d\\d +\\d+\\.\\d ± \\d+\\.\\d"
                    + " +(none|\\d\\.\\d{3}( ± \\d\\.\\d{3})?( \\(1 of 2\\))?)"), line);
        }
    }

    /** A line for each run: the data sets in order, in each of them the seeds, and for each seed the GANs. */
    private static void assertCsv(Path file, List<String> gans, List<String> data, int seeds, int steps)
            throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertEquals("data,gan,seed,steps,modes,high_quality,reverse_kl,jsd", lines.get(0));
        assertEquals(1 + data.size() * seeds * gans.size(), lines.size());
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",");
            int run = i - 1;
            assertEquals(data.get(run / gans.size() / seeds), fields[0]);
            assertEquals(gans.get(run % gans.size()), fields[1]);
            assertEquals(1 + run / gans.size() % seeds, Integer.parseInt(fields[2]));
            assertEquals(steps, Integer.parseInt(fields[3]));
            int modes = Integer.parseInt(fields[4]);
            double highQuality = Double.parseDouble(fields[5]);
            assertTrue(highQuality >= 0 && highQuality <= 1, lines.get(i));
            assertEquals(modes == 0, highQuality == 0, lines.get(i));
            assertEquals(modes == 0, Double.isNaN(Double.parseDouble(fields[6])), lines.get(i));
            assertEquals(modes == 0, Double.isNaN(Double.parseDouble(fields[7])), lines.get(i));
        }
    }

    private static List<BufferedImage> frames(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            List<BufferedImage> frames = new ArrayList<>();
            for (int i = 0; i < reader.getNumImages(true); i++) {
                frames.add(reader.read(i));
            }
            return frames;
        } finally {
            reader.dispose();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
