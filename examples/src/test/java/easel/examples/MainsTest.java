package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MainsTest extends MainFixture {
    @ParameterizedTest
    @EnumSource
    void helpListsEveryOptionWithItsDefault(Main main) {
        Execution result = execute(main, "--help");
        assertEquals(0, result.code());
        for (String option : List.of("--steps", "--batch", "--seed", "--out", "--learning-rate", "--profile",
                "--checkpoint-every", "--keep", "--resume", "Default: runs.", "mvn -q compile"
                    + " exec:java", main.source(), "losses.csv")) {
            assertTrue(result.out().contains(option), option);
        }
        assertFalse(result.out().contains("${"), result.out());
        assertFalse(result.out().contains(main.foreignOption), main.foreignOption);
        assertFalse(result.out().contains("\u001b"), "no colours outside a terminal");
    }

    @ParameterizedTest
    @EnumSource
    void badOptionsAreRefusedInOneLineWithCodeTwo(Main main) {
        for (String bad : List.of("--unknown", "--steps", "--steps 0", "--steps -5", "--steps many", "--steps 1.5",
                "--steps 99999999999", "--batch 0", "--learning-rate 0", "--learning-rate -1", "--learning-rate NaN",
                "--learning-rate 1e39", "--learning-rate fast", "--seed x", "surplus", "--batch 60001",
                main.foreignOption + " 1")) {
            Execution result = execute(main, (bad + " --out " + folder.resolve("none")).split(" "));
            assertEquals(2, result.code(), bad);
            assertEquals(1, result.err().lines().count(), bad + " gave: " + result.err());
            assertEquals("", result.out(), bad);
        }
        assertFalse(Files.exists(folder.resolve("none")), "a refused run writes nothing");
    }

    @ParameterizedTest
    @EnumSource
    void threeStepsWriteAllFilesOfTheHelpTextAndAnotherSeedGivesOtherLosses(Main main) throws IOException {
        Path run = train(main, "runs");
        assertEquals(4, Files.readAllLines(run.resolve("losses.csv")).size());
        BufferedImage picture = ImageIO.read(run.resolve(main.picture).toFile());
        assertEquals(main.pixels, picture.getWidth());
        assertEquals(main.pixels, picture.getHeight());
        assertEquals(main == Main.CONV, Files.exists(run.resolve("networks.svg")));
        Execution second = execute(main, "--steps", "1", "--batch", "4", "--keep", "0", "--seed", "6",
                "--out", folder.resolve("runs").toString());
        Path secondRun = run.resolveSibling(main.run.replace("001", "002"));
        assertEquals("To watch the run, open " + secondRun.resolve("index.html"),
                second.out().lines().findFirst().orElseThrow());
        assertTrue(second.out().lines().toList().contains("Pictures and losses are in " + secondRun
                + "; its index.html shows them"), second.out());
        String settings = Files.readString(run.resolve("settings.json"));
        for (String part : List.of("\"program\": \"" + main.run.replace("-001", "") + "\"", "\"--steps\": 3,",
                "\"--batch\": 4,", "\"data\": \"", "\"steps_done\": 3,", "\"end\": \"complete\"")) {
            assertTrue(settings.contains(part), part + " is missing in " + settings);
        }
        String page = Files.readString(run.resolve("index.html"));
        assertTrue(page.contains("complete after step 3 of 3") && page.contains("\"./" + main.picture + "\""), page);
        assertFalse(page.contains("http-equiv"), "a run that has ended");
        assertFalse(second.out().contains("\r") && !System.lineSeparator().contains("\r"), "no bar outside a terminal");
        assertTrue(Files.exists(run.resolve("losses.png")) || second.out().contains("No losses.png"));
        assertNotEquals(Files.readAllLines(run.resolve("losses.csv")).get(1),
                Files.readAllLines(secondRun.resolve("losses.csv")).get(1), "losses with another seed");
    }

    @ParameterizedTest
    @LongTest
    @EnumSource
    void aResumedRunIsProfiled(Main main) throws IOException {
        Path resumed = oneStep(main, "resumed", "--seed", "5");
        Execution profiled = resume(main, resumed, "--steps", "3", "--seed", "5", "--profile");
        assertEquals("", profiled.err());
        assertEquals(List.of("Resumed after step 1 of 3.",
                "To watch the run, open " + resumed.resolve("index.html")), profiled.out().lines().limit(2).toList());
        assertAnimated(resumed, 3);      // before the first step, after it and at the end
        assertTrue(Files.readString(resumed.resolve("settings-001.json")).contains("\"steps_done\": 1,"));
        String settings = Files.readString(resumed.resolve("settings.json"));
        assertTrue(settings.contains("\"resumed_after_step\": 1,"), settings);
        assertProfile(profiled, "the mean of 1;", " 0  ", "Generator ", "Discriminator ", "Layers ", "Step ");
    }

    private static void assertAnimated(Path run, int frames) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream gif = ImageIO.createImageInputStream(run.resolve("training.gif").toFile())) {
            reader.setInput(gif);
            assertEquals(frames, reader.getNumImages(true));
        } finally {
            reader.dispose();
        }
    }

    private static void assertProfile(Execution result, String steps, String... lines) {
        assertEquals(0, result.code(), result.err());
        List<String> table = result.out().lines().dropWhile(line -> !line.startsWith("Profile: ")).toList();
        assertTrue(table.get(0).contains(steps), result.out());
        for (String line : lines) {
            assertTrue(table.stream().anyMatch(l -> l.startsWith(line)), line + " is missing in " + result.out());
        }
    }

    @ParameterizedTest
    @EnumSource
    void divergenceStopsTheRunAndNamesStepAndLayer(Main main) throws IOException {
        Execution result = execute(main, "--steps", "50", "--batch", "4", "--learning-rate", "1e30",
                "--out", folder.toString());
        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().matches("(?s)step \\d+: update of the (dis|gen).* refused.*"
                + "(Dense|Conv2D|Conv2DTranspose|BatchNorm) .*"), result.err());
        int stopped = Integer.parseInt(result.err().substring(5, result.err().indexOf(':')));
        String csv = Files.readString(folder.resolve(main.run).resolve("losses.csv"));
        assertEquals(stopped, csv.lines().count(), "a header and each step before");
        assertTrue(csv.endsWith("\n"));
        assertTrue(result.out().contains("Pictures and losses are in "));
    }

    @ParameterizedTest
    @EnumSource
    void fileInsteadOfTheFolderIsRefused(Main main) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Execution result = execute(main, "--steps", "1", "--out", file.toString());
        assertEquals(1, result.code());
        assertEquals("cannot make a folder in " + file + ": it is a file. Name a folder with --out.",
                result.err().strip());
        assertEquals("", result.out());
    }
}
