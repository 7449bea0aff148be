package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class MainsTest {
    @TempDir
    Path folder;

    enum Main {
        VANILLA("vanilla-mnist-001", "step-00003.png", 304, "--dropout"),
        SGD("vanilla-sgd-mnist-001", "step-00003.png", 304, "--epochs"),
        SMALL("small-mnist-001", "epoch-01-batch-003.png", 244, "--dropout"),
        CONV("conv-mnist-001", "epoch-001.png", 302, "--dropout"),
        DCGAN("dcgan-mnist-001", "step-00003.png", 244, "--dropout"),
        FASHION("fashion-001", "samples.png", 244, "--dropout");

        final String run;
        final String picture;
        final int pixels;
        final String foreignOption;

        Main(String run, String picture, int pixels, String foreignOption) {
            this.run = run;
            this.picture = picture;
            this.pixels = pixels;
            this.foreignOption = foreignOption;
        }

        Callable<Integer> create() {
            return switch (this) {
                case VANILLA -> new VanillaMnist();
                case SGD -> new VanillaSgdMnist();
                case SMALL -> new SmallMnist();
                case CONV -> new ConvMnist();
                case DCGAN -> new DcganMnist();
                case FASHION -> new Fashion();
            };
        }
    }

    record Result(int code, String out, String err) {}

    private static Result execute(Main main, String... args) {
        return execute(main.create(), args);
    }

    private static Result execute(Callable<Integer> example, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Launch.commandLine(example)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true));
        int code = Launch.execute(command, args);
        return new Result(code, out.toString(), err.toString());
    }

    /** Three steps of small batches, in a folder of this name. */
    private Path train(Main main, String out, String... more) {
        Path parent = folder.resolve(out);
        List<String> args = Stream.concat(
                Stream.of("--steps", "3", "--batch", "4", "--out", parent.toString()), Arrays.stream(more)).toList();
        Result result = execute(main, args.toArray(new String[0]));
        assertEquals("", result.err);
        assertEquals(0, result.code);
        return parent.resolve(main.run);
    }

    @ParameterizedTest
    @EnumSource
    void helpListsEveryOptionWithItsDefault(Main main) {
        Result result = execute(main, "--help");
        assertEquals(0, result.code);
        for (String option : List.of("--steps", "--batch", "--seed", "--out", "--learning-rate", "--profile",
                "Default: runs.", "mvn -q compile exec:java", "published", "losses.csv")) {
            assertTrue(result.out.contains(option), option);
        }
        assertFalse(result.out.contains("${"), result.out);
        assertFalse(result.out.contains(main.foreignOption), main.foreignOption);
        assertFalse(result.out.contains("\u001b"), "no colours outside a terminal");
    }

    @ParameterizedTest
    @EnumSource
    void badOptionsGetOneLineAndCodeTwo(Main main) {
        for (String bad : List.of("--unknown", "--steps", "--steps 0", "--steps -5", "--steps many", "--steps 1.5",
                "--steps 99999999999", "--batch 0", "--learning-rate 0", "--learning-rate -1", "--learning-rate NaN",
                "--learning-rate 1e39", "--learning-rate fast", "--seed x", "surplus", "--batch 60001",
                main.foreignOption + " 1")) {
            Result result = execute(main, (bad + " --out " + folder.resolve("none")).split(" "));
            assertEquals(2, result.code, bad);
            assertEquals(1, result.err.lines().count(), bad + " gave: " + result.err);
            assertEquals("", result.out, bad);
        }
        assertFalse(Files.exists(folder.resolve("none")), "a refused run leaves nothing behind");
    }

    @ParameterizedTest
    @EnumSource
    void threeStepsWriteAllThatWasPromised(Main main) throws IOException {
        Path run = train(main, "runs");
        assertEquals(4, Files.readAllLines(run.resolve("losses.csv")).size());
        BufferedImage picture = ImageIO.read(run.resolve(main.picture).toFile());
        assertEquals(main.pixels, picture.getWidth());
        assertEquals(main.pixels, picture.getHeight());
        assertEquals(main == Main.CONV, Files.exists(run.resolve("networks.svg")));
        Result second = execute(main, "--steps", "1", "--batch", "4", "--out", folder.resolve("runs").toString());
        assertTrue(second.out.lines().toList().contains("Pictures and losses are in "
                + run.resolveSibling(main.run.replace("001", "002"))), second.out);
        assertFalse(second.out.contains("\r") && !System.lineSeparator().contains("\r"), "no bar outside a terminal");
        assertTrue(Files.exists(run.resolve("losses.png")) || second.out.contains("No losses.png"));
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBytesAlsoWhenProfiledAndAnotherSeedOthers(Main main) throws IOException {
        Path first = train(main, "first", "--seed", "5");
        Result profiled = execute(main, "--steps", "3", "--batch", "4", "--seed", "5", "--profile",
                "--out", folder.resolve("profiled").toString());
        Path again = folder.resolve("profiled").resolve(main.run);
        Path other = train(main, "other", "--seed", "6");
        for (String name : List.of("losses.csv", main.picture)) {
            byte[] bytes = Files.readAllBytes(first.resolve(name));
            assertArrayEquals(bytes, Files.readAllBytes(again.resolve(name)), name);
            assertFalse(Arrays.equals(bytes, Files.readAllBytes(other.resolve(name))), name);
        }
        assertProfile(profiled, "the mean of 2;", " 0  ", "Generator ", "Discriminator ", "Layers ", "Step ");
    }

    private static void assertProfile(Result result, String steps, String... lines) {
        assertEquals(0, result.code, result.err);
        List<String> table = result.out.lines().dropWhile(line -> !line.startsWith("Profile: ")).toList();
        assertTrue(table.get(0).contains(steps), result.out);
        for (String line : lines) {
            assertTrue(table.stream().anyMatch(l -> l.startsWith(line)), line + " is missing in " + result.out);
        }
    }

    /** Its run reads 10,000 images at the end, which takes longer than a test should. */
    @Test
    void theClassifierTakesAProfileToo() {
        Result result = execute(new MnistClassifier(), "--help");
        assertEquals(0, result.code);
        assertTrue(result.out.contains("--profile"), result.out);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatDivergesStopsAndNamesTheStepAndTheLayer(Main main) throws IOException {
        Result result = execute(main, "--steps", "50", "--batch", "4", "--learning-rate", "1e30",
                "--out", folder.toString());
        assertEquals(1, result.code);
        assertEquals(1, result.err.lines().count(), result.err);
        assertTrue(result.err.matches("(?s)step \\d+: update of the (dis|gen).* refused.*"
                + "(Dense|Conv2D|Conv2DTranspose|BatchNorm) .*"), result.err);
        int stopped = Integer.parseInt(result.err.substring(5, result.err.indexOf(':')));
        String csv = Files.readString(folder.resolve(main.run).resolve("losses.csv"));
        assertEquals(stopped, csv.lines().count(), "a header and each step before");
        assertTrue(csv.endsWith("\n"));
        assertTrue(result.out.contains("Pictures and losses are in "));
    }

    @ParameterizedTest
    @EnumSource
    void aFileInPlaceOfTheFolderIsRefused(Main main) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Result result = execute(main, "--steps", "1", "--out", file.toString());
        assertEquals(1, result.code);
        assertEquals("cannot make a folder in " + file + ": it is a file. Name a folder with --out.",
                result.err.strip());
        assertEquals("", result.out);
    }

    @Test
    void theVanillaGanPrintsItsNetworksAndTheirNumbers() {
        Result result = execute(Main.VANILLA, "--steps", "2", "--batch", "4", "--out", folder.toString());
        for (String line : List.of("Total parameters: 1,493,520", "Total parameters: 533,505",
                "Total parameters: 2,027,025", "Trainable: 1,489,936", "Non-trainable: 537,089")) {
            assertTrue(result.out.lines().toList().contains(line), line);
        }
        assertTrue(result.out.contains("step      1  d_loss 0."), result.out);
        assertTrue(result.out.contains("step      2  d_loss 0."), result.out);
    }

    @Test
    void theSgdProgramPrintsEveryStepAndTakesDropout() throws IOException {
        Result result = execute(Main.SGD, "--steps", "3", "--batch", "4", "--out", folder.toString());
        assertEquals(3, result.out.lines().filter(line -> line.startsWith("step ")).count(), result.out);
        Path plain = folder.resolve(Main.SGD.run);
        Path dropout = train(Main.SGD, "dropout", "--dropout", "0.5");
        assertFalse(Arrays.equals(Files.readAllBytes(plain.resolve("losses.csv")),
                Files.readAllBytes(dropout.resolve("losses.csv"))));
        Result refused = execute(Main.SGD, "--dropout", "1", "--out", folder.toString());
        assertEquals(2, refused.code);
        assertTrue(refused.err.startsWith("Dropout: the rate lies in [0, 1)"), refused.err);
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void yourOwnPicturesAreLearned(Main main) throws IOException {
        Path pictures = pictures(8, 12);
        train(main, "as they are", "--data", pictures.toString(), "--channels", "3");
        Path resized = train(main, "resized", "--data", pictures.toString(), "--size", "16x8");
        BufferedImage grid = ImageIO.read(resized.resolve("step-00003.png").toFile());
        int images = main == Main.SGD ? 5 : 4;
        assertEquals(2 * (images * (8 + 2) + 2), grid.getWidth());
        assertEquals(2 * (images * (16 + 2) + 2), grid.getHeight());
    }

    @ParameterizedTest
    @EnumSource(names = {"SGD", "DCGAN"})
    void picturesThatCannotBeLearnedAreRefusedInOneLine(Main main) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(main, 1, "no pictures", "--data", empty.toString());
        assertRefused(main, 1, "does not exist", "--data", folder.resolve("absent").toString());
        assertRefused(main, 2, "name it with --data", "--size", "8x8");
        assertRefused(main, 2, "'8' is not a height and a width", "--size", "8");
        Path mixed = pictures(8, 12);
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", mixed.resolve("z.png").toFile());
        assertRefused(main, 1, "--size", "--data", mixed.toString());
        assertRefused(main, 2, "2 channels", "--data", mixed.toString(), "--size", "8x8", "--channels", "2");
        Files.write(mixed.resolve("a.png"), new byte[] {1, 2, 3});
        assertRefused(main, 1, "a.png", "--data", mixed.toString(), "--size", "8x8", "--steps", "9");
        Result skipping = execute(main, "--data", mixed.toString(), "--size", "8x8", "--steps", "3", "--batch", "4",
                "--skip-broken", "--out", folder.resolve("skipping").toString());
        assertEquals(0, skipping.code, skipping.err);
        assertTrue(skipping.out.contains("Skipped, for it cannot be read: " + mixed.resolve("a.png")), skipping.out);
    }

    private void assertRefused(Main main, int code, String part, String... args) {
        List<String> all = Stream.concat(Stream.of("--batch", "4", "--out", folder.resolve("refused").toString()),
                Arrays.stream(args)).toList();
        Result result = execute(main, all.toArray(new String[0]));
        assertEquals(code, result.code, result.err);
        assertEquals(1, result.err.lines().count(), result.err);
        assertTrue(result.err.contains(part), result.err);
    }

    /** Eight pictures with a coloured pixel each. */
    private Path pictures(int height, int width) throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 8; i++) {
            BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, i, 0xFF8000);
            ImageIO.write(picture, "png", pictures.resolve("picture" + i + ".png").toFile());
        }
        return pictures;
    }

    @Test
    void theSmallProgramDrawsEveryTenBatchesAndAtTheEnd() throws IOException {
        Result result = execute(Main.SMALL, "--steps", "12", "--batch", "4", "--out", folder.toString());
        try (Stream<Path> files = Files.list(folder.resolve(Main.SMALL.run))) {
            assertEquals(List.of("epoch-01-batch-010.png", "epoch-01-batch-012.png"), files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("epoch"))
                    .sorted()
                    .toList());
        }
        assertEquals(2, result.out.lines().filter(line -> line.startsWith("epoch ")).count(), result.out);
        assertTrue(result.out.contains("epoch  1  batch  12 of 15000"), result.out);
    }

    @Test
    void theSmallProgramNamesPicturesByEpochAndBatch() {
        assertEquals("epoch-01-batch-001.png", SmallMnist.pictureName(1, 469));
        assertEquals("epoch-01-batch-469.png", SmallMnist.pictureName(469, 469));
        assertEquals("epoch-02-batch-001.png", SmallMnist.pictureName(470, 469));
        assertEquals("epoch-10-batch-469.png", SmallMnist.pictureName(4690, 469));
    }
}
