package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.state.Safetensors;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
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
                "--checkpoint-every", "--keep", "--resume", "Default: runs.", "mvn -q compile exec:java", "published", "losses.csv")) {
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
        Result second = execute(main, "--steps", "1", "--batch", "4", "--keep", "0",
                "--out", folder.resolve("runs").toString());
        assertTrue(second.out.lines().toList().contains("Pictures and losses are in "
                + run.resolveSibling(main.run.replace("001", "002")) + "; its index.html shows them"), second.out);
        String settings = Files.readString(run.resolve("settings.json"));
        for (String part : List.of("\"program\": \"" + main.run.replace("-001", "") + "\"", "\"--steps\": 3,",
                "\"--batch\": 4,", "\"data\": \"", "\"steps_done\": 3,", "\"end\": \"complete\"")) {
            assertTrue(settings.contains(part), part + " is missing in " + settings);
        }
        String page = Files.readString(run.resolve("index.html"));
        assertTrue(page.contains("complete after step 3 of 3") && page.contains("\"./" + main.picture + "\""), page);
        assertFalse(page.contains("http-equiv"), "a run that has ended");
        assertFalse(second.out.contains("\r") && !System.lineSeparator().contains("\r"), "no bar outside a terminal");
        assertTrue(Files.exists(run.resolve("losses.png")) || second.out.contains("No losses.png"));
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameBytesAlsoWhenResumedAndProfiledAndAnotherSeedOthers(Main main) throws IOException {
        Path first = train(main, "first", "--seed", "5");
        Path resumed = oneStep(main, "resumed", "--seed", "5");
        Result profiled = resume(main, resumed, "--steps", "3", "--seed", "5", "--profile");
        assertEquals("", profiled.err);
        assertEquals("Resumed after step 1 of 3.", profiled.out.lines().findFirst().orElseThrow());
        for (String name : List.of("losses.csv", main.picture, "checkpoint-000003.safetensors")) {
            assertArrayEquals(Files.readAllBytes(first.resolve(name)), Files.readAllBytes(resumed.resolve(name)), name);
        }
        assertAnimated(resumed, 2);
        assertTrue(Files.readString(resumed.resolve("settings-001.json")).contains("\"steps_done\": 1,"));
        String settings = Files.readString(resumed.resolve("settings.json"));
        assertTrue(settings.contains("\"resumed_after_step\": 1,"), settings);
        assertProfile(profiled, "the mean of 1;", " 0  ", "Generator ", "Discriminator ", "Layers ", "Step ");
        Path other = oneStep(main, "other", "--seed", "6");
        assertNotEquals(Files.readAllLines(first.resolve("losses.csv")).get(1),
                Files.readAllLines(other.resolve("losses.csv")).get(1));
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

    private Path oneStep(Main main, String out, String... more) {
        Path parent = folder.resolve(out);
        Result result = execute(main, Stream.concat(
                Stream.of("--steps", "1", "--batch", "4", "--out", parent.toString()), Arrays.stream(more))
                .toArray(String[]::new));
        assertEquals("", result.err);
        return parent.resolve(main.run);
    }

    private static Result resume(Main main, Path run, String... more) {
        return execute(main, Stream.concat(Stream.of("--batch", "4", "--resume", run.toString()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    @Test
    void whatDoesNotBelongToTheRunIsRefusedInOneLine() throws IOException {
        Path run = train(Main.SMALL, "runs");
        Path picture = run.resolve(Main.SMALL.picture);
        byte[] before = Files.readAllBytes(run.resolve("losses.csv"));
        Files.delete(picture);
        assertNotResumed("\"--seed\" is \"1\", here it is \"2\"", Main.SMALL, run, "--steps", "4", "--seed", "2");
        assertNotResumed("\"--batch\" is \"4\", here it is \"5\"; \"--learning-rate\" is \"2.0E-4\", here",
                Main.SMALL, run, "--steps", "4", "--batch", "5", "--learning-rate", "0.1");
        assertNotResumed("\"program\" is \"small-mnist\", here it is \"vanilla-mnist\"", Main.VANILLA, run,
                "--steps", "4");
        assertNotResumed("its 3 steps are all that were asked for, 3; ask for more", Main.SMALL, run, "--steps", "3");
        assertNotResumed(": there is no such folder", Main.SMALL, run.resolve("none"));
        assertNotResumed(": it is a file", Main.SMALL, run.resolve("losses.csv"));
        assertNotResumed(": there is no checkpoint-NNNNNN.safetensors in it", Main.SMALL, folder);
        assertNotResumed("cannot keep fewer than 0", Main.SMALL, run, "--steps", "4", "--keep", "-1");
        Path model = run.resolve("checkpoint-000009.safetensors");
        Models.save(Sequential.of(Shape.of(2), Tanh.of()), model);
        assertNotResumed("\"program\" is missing", Main.SMALL, run, "--steps", "4");
        Files.write(model, new byte[20]);
        Result damaged = resume(Main.SMALL, run, "--steps", "4");
        assertEquals(1, damaged.code);
        assertTrue(damaged.err.startsWith(model + ": "), damaged.err);
        assertArrayEquals(before, Files.readAllBytes(run.resolve("losses.csv")));
        assertFalse(Files.exists(picture));
    }

    private static void assertNotResumed(String part, Main main, Path run, String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        if (!args.contains("--batch")) {
            args.addAll(List.of("--batch", "4"));
        }
        args.addAll(List.of("--resume", run.toString()));
        Result result = execute(main, args.toArray(new String[0]));
        assertEquals(2, result.code, result.err);
        assertEquals(1, result.err.lines().count(), result.err);
        assertTrue(result.err.startsWith(part.startsWith("cannot") ? "--keep" : "cannot resume "), result.err);
        assertTrue(result.err.contains(part), result.err);
        assertEquals("", result.out);
    }

    @Test
    void theLastCheckpointsAndTheBestAreKeptAlsoOverAResumption() throws IOException {
        String[] often = {"--checkpoint-every", "2", "--keep", "2"};
        Path whole = folder.resolve("whole");
        assertEquals(0, execute(Main.SMALL, "--steps", "9", "--batch", "4", "--out", whole.toString(),
                "--checkpoint-every", "2", "--keep", "2").code);
        Path run = train(Main.SMALL, "parts", often);                                 // and one after step 3
        assertEquals(List.of("best.safetensors", "checkpoint-000002.safetensors", "checkpoint-000003.safetensors"),
                checkpoints(run));
        Files.writeString(run.resolve("losses.csv"), "4,0,0,0,0,0,0,0,0\n5,0", StandardOpenOption.APPEND);
        Files.writeString(run.resolve(".easel-1234.part"), "half a checkpoint");
        assertEquals(0, resume(Main.SMALL, run, "--steps", "9", "--checkpoint-every", "2", "--keep", "2").code);
        assertEquals(List.of("best.safetensors", "checkpoint-000008.safetensors", "checkpoint-000009.safetensors"),
                checkpoints(run));
        for (String name : List.of("losses.csv", "best.safetensors", "checkpoint-000009.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(Main.SMALL.run).resolve(name)),
                    Files.readAllBytes(run.resolve(name)), name);
        }
        assertFalse(Files.exists(run.resolve(".easel-1234.part")));
        assertBest(run);
    }

    /** By losses.csv: of steps 1 and 2, 3 and 4, and so on, those with the lowest mean of G's loss. */
    private static void assertBest(Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("losses.csv"));
        long best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int step = 2; step <= 8; step += 2) {
            double sum = generatorLoss(lines.get(step - 1)) + generatorLoss(lines.get(step));
            if (sum < lowest) {
                lowest = sum;
                best = step;
            }
        }
        assertEquals(best, Safetensors.read(run.resolve("best.safetensors")).count("step"));
    }

    private static double generatorLoss(String line) {
        return Double.parseDouble(line.split(",")[4]);
    }

    private static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aRunWithoutCheckpointsHasNone() throws IOException {
        assertEquals(List.of(), checkpoints(train(Main.SMALL, "runs", "--keep", "0")));
    }

    @Test
    void earlyStoppingIsResumedToo() throws IOException {
        Path run = oneStep(Main.FASHION, "runs", "--patience", "5");
        assertEquals(0, resume(Main.FASHION, run, "--patience", "6", "--steps", "2").code);
        assertEquals("2", Safetensors.read(run.resolve("checkpoint-000002.safetensors"))
                .string("early_stopping.steps"));
    }

    @Test
    void theSavedGeneratorDrawsDigitsByItself() throws IOException {
        Path run = oneStep(Main.CONV, "runs", "--pretraining", "1");
        Path picture = folder.resolve("samples.png");
        String model = run.resolve("generator-epoch-001.safetensors").toString();
        Result result = execute(new SampleConvMnist(), model, "--out", picture.toString());
        assertEquals(0, result.code, result.err);
        BufferedImage grid = ImageIO.read(picture.toFile());
        assertEquals(5 * (28 + 2) + 2, grid.getWidth());
        byte[] bytes = Files.readAllBytes(picture);
        execute(new SampleConvMnist(), model, "--out", picture.toString(), "--seed", "2");
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(picture)));
        Result refused = execute(new SampleConvMnist(), run.resolve("checkpoint-000001.safetensors").toString());
        assertEquals(1, refused.code);
        assertTrue(refused.err.contains("holds no architecture"), refused.err);
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
        assertTrue(refused.err.startsWith("Dropout: the rate must be in [0, 1)"), refused.err);
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

    @Test
    void otherPicturesThanThoseOfTheRunAreRefusedAndMovedOnesAreNot() throws IOException {
        Path pictures = pictures(8, 12);
        Path run = train(Main.SGD, "runs", "--data", pictures.toString());
        Path moved = Files.move(pictures, folder.resolve("moved"));
        Result same = resume(Main.SGD, run, "--steps", "4", "--data", moved.toString());
        assertEquals(0, same.code, same.err);
        Files.copy(moved.resolve("picture0.png"), moved.resolve("picture8.png"));
        Result other = resume(Main.SGD, run, "--steps", "5", "--data", moved.toString());
        assertEquals(2, other.code);
        assertTrue(other.err.contains("\"data\" is \"8 images, sha256 ") && other.err.contains("here it is \"9 images"),
                other.err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "losses.png", "training.gif"})
    void whatCannotBeWrittenIsNamedAndAllElseIsThere(String name) throws IOException {
        Path run = oneStep(Main.SMALL, "runs");
        Files.deleteIfExists(run.resolve(name));
        Files.createDirectories(run.resolve(name).resolve("occupied"));
        Result result = resume(Main.SMALL, run, "--steps", "3");
        assertEquals(1, result.code);
        assertEquals(1, result.err.lines().count(), result.err);
        assertTrue(result.err.startsWith(run.resolve(name).toString()), result.err);
        boolean begins = name.equals("index.html");
        assertEquals(begins ? 2 : 4, Files.readAllLines(run.resolve("losses.csv")).size());
        assertEquals(!begins, Files.exists(run.resolve("checkpoint-000003.safetensors")));
        if (!begins) {
            String settings = Files.readString(run.resolve("settings.json"));
            assertTrue(settings.contains("\"end\": \"failed: " + run.resolve(name)), settings);
            assertTrue(Files.readString(run.resolve("index.html")).contains("failed: "));
        }
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
