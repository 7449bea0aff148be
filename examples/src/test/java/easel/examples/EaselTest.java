package easel.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.export.Diagram;
import easel.export.Onnx;
import easel.gan.AdversarialLoss;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.optim.Sgd;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EaselTest {
    @TempDir
    Path folder;

    record Result(int code, String out, String err) {}

    private static Result execute(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Launch.commandLine(new Easel())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true));
        int code = Launch.execute(command, Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    private static String succeed(Object... args) {
        Result result = execute(args);
        assertEquals("", result.err);
        assertEquals(0, result.code);
        return result.out;
    }

    private static void assertRefused(int code, String part, Object... args) {
        Result result = execute(args);
        assertEquals(code, result.code, Arrays.toString(args) + " gave: " + result.err);
        assertEquals(1, result.err.lines().count(), result.err);
        assertTrue(result.err.contains(part), result.err);
        assertEquals("", result.out);
    }

    /** Images of 5 x 4 gray pixels, from 6 latent dimensions. */
    private static Sequential generator(Layer last) {
        return Sequential.of(Shape.of(6), Dense.of(6, 20, RandomStream.of(1)), last, Reshape.to(5, 4, 1));
    }

    private Path save(Layer model) throws IOException {
        Path file = folder.resolve("model" + model.tensors().size() + model.toString().hashCode() + ".safetensors");
        Models.save(model, file);
        return file;
    }

    /** A generator that makes every pixel this number before the last layers. */
    private Path constant(float value, Layer... last) throws IOException {
        Dense dense = Dense.of(3, 4, RandomStream.of(1));
        dense.parameters().get(0).update(weight -> Arrays.fill(weight, 0));
        dense.parameters().get(1).update(bias -> Arrays.fill(bias, value));
        Path file = folder.resolve("constant.safetensors");
        Models.save(Sequential.of(Shape.of(3),
                Stream.concat(Stream.of(dense), Stream.of(last)).toArray(Layer[]::new)), file);
        return file;
    }

    /** A checkpoint of a training that never began, in a run's folder. */
    private Path run(LatentSpace latent, Sequential generator, AdversarialLoss loss, String program)
            throws IOException {
        Sequential discriminator = Sequential.of(generator.output(), Flatten.of(), Dropout.withRate(0.3f),
                Dense.of(generator.output().size(), 1, RandomStream.of(2)));
        GanTrainer trainer = new GanTrainer(generator, discriminator, Sgd.withLearningRate(0.1f),
                Sgd.withLearningRate(0.1f), GanSettings.of(GanSchedule.JOINED, latent, 4).withLoss(loss));
        Path run = Files.createDirectories(folder.resolve("runs").resolve("tiny-001"));
        Safetensors.write(trainer.state().plus(State.builder().string("run.program", program)
                .string("run.--seed", "1").string("run.data", "none").build()),
                run.resolve("checkpoint-000000.safetensors"));
        return run;
    }

    private Path run() throws IOException {
        return run(LatentSpace.normal(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
    }

    private static BufferedImage read(Path file) throws IOException {
        return ImageIO.read(file.toFile());
    }

    private static int[] pixels(BufferedImage picture, int left, int top, int width, int height) {
        return picture.getRGB(left, top, width, height, null, 0, width);
    }

    /** Image n, from 0, of a row of images of 5 x 4 pixels, not magnified. */
    private static int[] cell(Path strip, int n) throws IOException {
        return pixels(read(strip), 2 + 6 * n, 2, 4, 5);
    }

    // Help

    private static Stream<CommandLine> commands(CommandLine root) {
        return Stream.concat(Stream.of(root), root.getSubcommands().values().stream().flatMap(EaselTest::commands));
    }

    @Test
    void everyCommandHasAManual() {
        List<CommandLine> all = commands(Launch.commandLine(new Easel())).toList();
        assertEquals(1 + 10 + 7, all.size());
        for (CommandLine command : all) {
            String name = command.getCommandSpec().qualifiedName();
            List<String> args = new ArrayList<>(List.of(name.split(" ")));
            args.remove(0);
            args.add("--help");
            String help = succeed(args.toArray());
            assertTrue(("\n" + help).contains("\nUsage: " + name + " "), help);
            assertFalse(help.contains("${") || help.contains("\u001b"), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
            if (command.getCommand() instanceof picocli.AutoComplete.GenerateCompletion) {
                continue;
            }
            assertTrue(help.contains("Example") && help.contains("--help"), help);
            command.getCommandSpec().options().forEach(option ->
                    assertTrue(help.contains(option.longestName()) && option.description().length > 0,
                            option.longestName()));
            command.getCommandSpec().subcommands().forEach((sub, line) ->
                    assertTrue(help.contains("\n  " + sub + " "), sub));
            assertTrue(help.contains("\nExit codes:\n  0   all went well\n  1   a file,"), help);
        }
    }

    @Test
    void theVersionIsThatOfModels() {
        assertEquals("easel " + Models.LIBRARY_VERSION, succeed("--version").lines().findFirst().orElseThrow());
        assertTrue(succeed("-V").contains("Java "));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs bash")
    void theCompletionIsAShellScriptThatKnowsAllCommands() throws IOException, InterruptedException {
        String script = succeed("generate-completion");
        for (String word : List.of("complete ", "sample", "vanilla-mnist", "--checkpoint-every", "--spherical")) {
            assertTrue(script.contains(word), word);
        }
        Path file = Files.writeString(folder.resolve("completion"), script);
        Process bash = new ProcessBuilder("bash", "-n", file.toString()).redirectErrorStream(true).start();
        assertEquals("", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, bash.waitFor());
    }

    @Test
    void whatIsNoCommandIsRefused() {
        assertRefused(2, "Which command? One of train, resume, sample, ");
        assertRefused(2, "Which program? One of vanilla-mnist, ", "train");
        assertRefused(2, "'smaple'; did you mean sample", "smaple");
        assertRefused(2, "'vanila-mnist'; did you mean vanilla-mnist", "train", "vanila-mnist");
        assertRefused(2, "--sed", "sample", "model", "--sed", "1");
        assertRefused(2, "Missing required parameter: 'MODEL'", "sample");
    }

    // Training

    @Test
    void trainIsTheMainAndResumeFindsIt() throws IOException {
        String[] options = {"--batch", "4", "--seed", "3", "--learning-rate", "0.01"};
        Path whole = folder.resolve("whole");
        succeed(with(options, "train", "small-mnist", "--steps", "3", "--out", whole));
        Path parts = folder.resolve("parts");
        succeed(with(options, "train", "small-mnist", "--steps", "2", "--out", parts));
        Path run = parts.resolve("small-mnist-001");
        String resumed = succeed("resume", run, "--steps", "3", "--keep", "1");
        assertEquals("Resumed after step 2 of 3.", resumed.lines().findFirst().orElseThrow());
        for (String name : List.of("losses.csv", "checkpoint-000003.safetensors", "epoch-01-batch-003.png")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve("small-mnist-001").resolve(name)),
                    Files.readAllBytes(run.resolve(name)), name);
        }
        assertRefused(2, "\"--seed\" is \"3\", here it is \"4\"", "resume", run, "--steps", "4", "--seed", "4");
        assertRefused(2, "ask for more", "resume", run, "--steps", "3");
        assertRefused(2, "--stps", "resume", run, "--stps", "4");
    }

    private static Object[] with(String[] options, Object... args) {
        return Stream.concat(Stream.of(args), Stream.of(options)).toArray();
    }

    @Test
    void resumeGivesFlagsAndPicturesOfOnesOwnAgain() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("two words"));
        for (int i = 0; i < 4; i++) {
            ImageIO.write(new BufferedImage(9 + i, 9, BufferedImage.TYPE_INT_RGB), "png",
                    pictures.resolve(i + ".png").toFile());
        }
        Files.writeString(pictures.resolve("broken.png"), "no picture");
        Path out = folder.resolve("runs");
        succeed("train", "vanilla-sgd-mnist", "--data", pictures, "--size", "8x4", "--channels", "3", "--skip-broken",
                "--dropout", "0.5", "--steps", "1", "--batch", "2", "--out", out);
        String resumed = succeed("resume", out.resolve("vanilla-sgd-mnist-001"), "--steps=2");
        assertTrue(resumed.contains("Skipped, for it cannot be read: " + pictures.resolve("broken.png")), resumed);
        assertTrue(resumed.contains("Resumed after step 1 of 2."), resumed);
    }

    @Test
    void aRunGoesAsFarAsItWasToGoUnlessSaidOtherwise() throws IOException {
        Path out = folder.resolve("runs");
        succeed("train", "small-mnist", "--steps", "1", "--batch", "4", "--out", out);
        Path run = out.resolve("small-mnist-001");
        Path settings = run.resolve("settings.json");
        String asked = Files.readString(settings);
        assertTrue(asked.contains("\"steps_wanted\": 1,"), asked);
        Files.writeString(settings, asked.replace("\"steps_wanted\": 1,", "\"steps_wanted\": 2,"));
        assertTrue(succeed("resume", run).contains("Resumed after step 1 of 2."));
        assertRefused(2, "its 2 steps are all that were asked for, 2", "resume", run);
        assertTrue(succeed("resume", run, "--steps", "3").contains("Resumed after step 2 of 3."));
    }

    @Test
    void whatCannotBeResumedIsSaid() throws IOException {
        assertRefused(2, "there is no such folder", "resume", folder.resolve("none"));
        assertRefused(2, "there is no checkpoint-NNNNNN.safetensors in it", "resume", folder);
        assertRefused(2, "it is of \"tiny\", which is none of [vanilla-mnist, ", "resume", run());
        Path run = Files.createDirectories(folder.resolve("other"));
        Models.save(generator(Tanh.of()), run.resolve("checkpoint-000001.safetensors"));
        assertRefused(2, "it is of no program of the command line", "resume", run);
        Files.write(run.resolve("checkpoint-000002.safetensors"), new byte[30]);
        assertRefused(1, "checkpoint-000002.safetensors: ", "resume", run);
    }

    // Sampling

    @Test
    void aSampleIsTheImagesOfItsPoints() throws IOException {
        Sequential generator = generator(Tanh.of());
        Path model = save(generator);
        Path out = folder.resolve("out.png");
        assertEquals(out + ": points 1 to 6 of seed 9, row by row" + System.lineSeparator(),
                succeed("sample", model, "--seed", 9, "--grid", "2x3", "--magnify", 1, "--out", out));
        Tensor y = generator.infer(LatentSpace.normal(6).sample(6, RandomStream.of(9)));
        BufferedImage grid = read(out);
        assertEquals(3 * 6 + 2, grid.getWidth());
        assertEquals(2 * 7 + 2, grid.getHeight());
        for (int n = 0; n < 6; n++) {
            for (int h = 0; h < 5; h++) {
                for (int w = 0; w < 4; w++) {
                    assertEquals(Math.round((y.at(n, h, w, 0) + 1) * 127.5),
                            grid.getRGB(2 + n % 3 * 6 + w, 2 + n / 3 * 7 + h) & 0xFF, 1);
                }
            }
        }
        byte[] bytes = Files.readAllBytes(out);
        succeed("sample", model, "--seed", 9, "--grid", "2x3", "--magnify", 1, "--out", out);
        assertArrayEquals(bytes, Files.readAllBytes(out));
        succeed("sample", model, "--seed", 10, "--grid", "2x3", "--magnify", 1, "--out", out);
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(out)));
    }

    @Test
    void eachImageMayBeAFileOfItsOwn() throws IOException {
        Path model = save(generator(Sigmoid.of()));
        Path out = folder.resolve("out.png");
        Path each = folder.resolve("new").resolve("each");
        String text = succeed("sample", model, "--count", 103, "--separate", each, "--out", out, "--magnify", 1);
        assertEquals(2, text.lines().count());
        try (Stream<Path> files = Files.list(each)) {
            assertEquals(103, files.count());
        }
        BufferedImage grid = read(out);
        assertEquals(11 * 6 + 2, grid.getWidth());
        assertEquals(10 * 7 + 2, grid.getHeight());
        for (int n : new int[] {0, 12, 102}) {
            BufferedImage one = read(each.resolve(String.format("%04d.png", n + 1)));
            assertArrayEquals(pixels(grid, 2 + n % 11 * 6, 2 + n / 11 * 7, 4, 5), pixels(one, 0, 0, 4, 5));
        }
        assertEquals(1, succeed("sample", model, "--separate", each, "--count", 1).lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tanh", "sigmoid"})
    void theRangeOfPixelsIsThatOfTheLastLayer(String last) throws IOException {
        Layer layer = last.equals("tanh") ? Tanh.of() : Sigmoid.of();
        Path out = folder.resolve("out.png");
        int expected = last.equals("tanh") ? 128 : (int) Math.round(255 / (1 + Math.exp(0)));
        succeed("sample", constant(0, layer), "--grid", "1x1", "--magnify", 1, "--out", out);
        assertEquals(expected, read(out).getRGB(2, 2) & 0xFF);
        succeed("sample", constant(30, layer), "--grid", "1x1", "--magnify", 1, "--out", out);
        assertEquals(255, read(out).getRGB(2, 2) & 0xFF);
        succeed("sample", constant(-30, layer), "--grid", "1x1", "--magnify", 1, "--out", out, "--reversed");
        assertEquals(255, read(out).getRGB(2, 2) & 0xFF);
        succeed("sample", constant(-30, layer), "--grid", "1x1", "--magnify", 1, "--out", out, "--range",
                last.equals("tanh") ? "sigmoid" : "tanh");
        assertEquals(last.equals("tanh") ? 0 : 128, read(out).getRGB(2, 2) & 0xFF);
    }

    @Test
    void whatAModelLeavesOpenIsAskedFor() throws IOException {
        Path linear = constant(0.5f);                                                 // rows of 4 numbers
        assertRefused(2, "Dense 3→4, does not say the range of pixels; give --range tanh", "sample", linear);
        Path out = folder.resolve("out.png");
        succeed("sample", linear, "--range", "sigmoid", "--image", "1x4", "--grid", "1x1", "--magnify", 1,
                "--out", out);
        assertEquals(4 + 4, read(out).getWidth());
        assertEquals(1 + 4, read(out).getHeight());
        assertEquals(128, read(out).getRGB(2, 2) & 0xFF);
        assertRefused(2, "no image of 3 x 3; give its height and width", "sample", linear, "--range", "tanh", "--image",
                "3x3");
        assertRefused(2, "expected (H, W, 1) for gray", "sample", constant(0, Tanh.of(), Reshape.to(1, 2, 2)));
    }

    @Test
    void pointsAreDrawnAsACheckpointsWere() throws IOException {
        Path run = run(LatentSpace.uniform(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
        Path out = folder.resolve("out.png");
        Path same = folder.resolve("same.png");
        succeed("sample", run, "--out", out);
        succeed("sample", save(generator(Tanh.of())), "--latent", "uniform", "--out", same);
        assertArrayEquals(Files.readAllBytes(same), Files.readAllBytes(out));
        succeed("sample", run.resolve("checkpoint-000000.safetensors"), "--latent", "normal", "--out", same);
        assertFalse(Arrays.equals(Files.readAllBytes(same), Files.readAllBytes(out)));
    }

    @Test
    void whatIsNoGeneratorIsNamed() throws IOException {
        Path discriminator = save(Sequential.of(Shape.of(20), Dense.of(20, 1, RandomStream.of(1))));
        Path classifier = save(Sequential.of(Shape.of(5, 4, 1), Flatten.of(), Dense.of(20, 9, RandomStream.of(1))));
        Path text = Files.writeString(folder.resolve("text"), "not a model, but long enough to be one");
        Path numbers = folder.resolve("numbers.safetensors");
        Safetensors.write(State.builder().tensor("w", Tensor.zeros(Shape.of(2, 3))).build(), numbers);
        for (String command : List.of("sample", "interpolate", "arithmetic", "evaluate")) {
            Object[] points = command.equals("interpolate") ? new Object[] {1, 2}
                    : command.equals("arithmetic") ? new Object[] {"1+2"} : new Object[0];
            assertRefused(1, "makes one number of (20), as a discriminator does", with(command, discriminator, points));
            assertRefused(1, "takes (5, 4, 1), which is no latent point", with(command, classifier, points));
            assertRefused(1, "This is not a safetensors file", with(command, text, points));
            assertRefused(1, "holds no architecture", with(command, numbers, points));
            assertRefused(1, "no such file", with(command, folder.resolve("none"), points));
            assertRefused(1, "a folder without a checkpoint-NNNNNN.safetensors", with(command, folder, points));
        }
    }

    private static Object[] with(String command, Path model, Object... points) {
        return Stream.concat(Stream.of(command, model), Stream.of(points)).toArray();
    }

    @Test
    void picturesThatCannotBeWrittenAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertRefused(1, "is a folder; name a file", "sample", model, "--out", folder);
        assertRefused(1, "there is no folder", "sample", model, "--out", folder.resolve("a").resolve("b.png"));
        assertRefused(1, "cannot make the folder " + file, "sample", model, "--separate", file);
        assertRefused(1, "Name another with --separate", "sample", model, "--separate", file.resolve("below"));
        assertRefused(1, "there is no folder", "interpolate", model, 1, 2, "--out", folder.resolve("a").resolve("b"));
        assertRefused(1, "is a folder; name a file", "arithmetic", model, "1", "--out", folder);
        assertEquals("mine", Files.readString(file));
        assertRefused(2, "7 images for a grid of 2 x 3", "sample", model, "--count", 7, "--grid", "2x3");
        assertRefused(2, "at most 9999", "sample", model, "--count", 10_000);
        assertRefused(2, "at most 9999", "sample", model, "--grid", "100000x100000");
        assertRefused(2, "--count", "sample", model, "--count", 0);
    }

    // Latent points

    @Test
    void aWalkLeadsFromPointToPoint() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path name = folder.resolve("walk");
        String text = succeed("interpolate", model, 3, 1, 2, "--points", 4, "--seed", 5, "--magnify", 1, "--out", name);
        assertEquals(name + ".png, " + name + ".gif: 4 points on a great circle from point 3 to 1 to 2 of seed 5",
                text.strip());
        Path strip = folder.resolve("walk.png");
        assertEquals(4 * 6 + 2, read(strip).getWidth());
        assertEquals(2 * 7 + 2, read(strip).getHeight());
        Path sample = folder.resolve("sample.png");
        succeed("sample", model, "--grid", "1x3", "--seed", 5, "--magnify", 1, "--out", sample);
        assertArrayEquals(cell(sample, 2), cell(strip, 0));
        assertArrayEquals(cell(sample, 0), cell(strip, 3));
        assertArrayEquals(cell(sample, 0), pixels(read(strip), 2, 9, 4, 5));
        assertArrayEquals(cell(sample, 1), pixels(read(strip), 2 + 3 * 6, 9, 4, 5));
        assertEquals(2 * 8 - 2, frames(folder.resolve("walk.gif")));
        int[] round = cell(strip, 1);
        succeed("interpolate", model, 3, 1, "--linear", "--points", 4, "--seed", 5, "--magnify", 1, "--out", name);
        assertArrayEquals(cell(sample, 2), cell(strip, 0));
        assertFalse(Arrays.equals(round, cell(strip, 1)));
        assertArrayEquals(third(model, 5, 3, 1), cell(strip, 1));
    }

    /** The image a third of the straight way between two points. */
    private static int[] third(Path model, long seed, int from, int to) throws IOException {
        Tensor points = LatentSpace.normal(6).sample(3, RandomStream.of(seed));
        Tensor z = Tensor.zeros(Shape.of(1, 6));
        for (int k = 0; k < 6; k++) {
            z.array()[k] = (float) ((2.0 * points.at(from - 1, k) + points.at(to - 1, k)) / 3);
        }
        float[] y = Models.load(model).infer(z).array();
        int[] pixels = new int[y.length];
        for (int i = 0; i < y.length; i++) {
            pixels[i] = 0xFF000000 | 0x010101 * (int) Math.round((y[i] + 1.0) * 127.5);
        }
        return pixels;
    }

    private static int frames(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            return reader.getNumImages(true);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void sumsAndMeansOfPointsAreDrawn() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path sample = folder.resolve("sample.png");
        succeed("sample", model, "--grid", "1x4", "--magnify", 1, "--out", sample);
        Path strip = folder.resolve("strip.png");
        String text = succeed("arithmetic", model, "3-2", "+", "2", "--magnify", 1, "--out", strip);
        assertEquals(strip + ": each term of 3-2 + 2, then the sum, of seed 1", text.strip());
        assertEquals(4 * 6 + 2, read(strip).getWidth());
        assertArrayEquals(cell(sample, 2), cell(strip, 0));
        assertArrayEquals(cell(sample, 1), cell(strip, 1));
        assertArrayEquals(cell(sample, 1), cell(strip, 2));
        assertArrayEquals(cell(sample, 2), cell(strip, 3));
        succeed("arithmetic", model, "1,4 + 1,4", "--magnify", 1, "--out", strip);
        int[] mean = cell(strip, 0);
        int[] sum = cell(strip, 2);
        assertFalse(Arrays.equals(mean, sum));
        succeed("arithmetic", model, "1 + 4", "--magnify", 1, "--out", strip);
        assertArrayEquals(sum, cell(strip, 2));
        succeed("interpolate", model, 1, 4, "--linear", "--points", 3, "--magnify", 1, "--out", folder.resolve("walk"));
        assertArrayEquals(cell(folder.resolve("walk.png"), 1), mean, "halfway");
    }

    @Test
    void whatIsNoPointOrNoSumIsRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        for (String bad : List.of("3 - x", "3--5", "3 5", "3,", "3-", ",3", "1.5", "10000", "3*5", " ")) {
            assertRefused(2, "is no sum of points, such as \"3 - 5 + 8\"", "arithmetic", model, bad);
        }
        assertRefused(2, "points are numbered from 1 to 9999; found [0]", "arithmetic", model, "3 - 0");
        assertRefused(2, "points are numbered from 1 to 9999", "interpolate", model, 1, 0);
        assertRefused(2, "points are numbered from 1 to 9999", "interpolate", model, 10_000, 1);
        assertRefused(2, "'x' is not an int", "interpolate", model, 1, "x");
        assertRefused(2, "requires at least 2 values", "interpolate", model, 1);
        assertRefused(2, "'x' is not a whole number", "sample", model, "--seed", "x");
        assertRefused(2, "Expected one of train, resume, ", "paint");
        assertRefused(2, "Expected one of vanilla-mnist, ", "train", "paint");
        assertRefused(2, "at least 2 points", "interpolate", model, 1, 2, "--points", 1);
        assertRefused(2, "choose one", "interpolate", model, 1, 2, "--linear", "--spherical");
        assertRefused(2, "at most 9999 in all", "interpolate", model, 1, 2, 3, "--points", 5000);
    }

    // Files

    @Test
    void infoSaysWhatAModelHolds() throws IOException {
        Path model = save(generator(Tanh.of()));
        List<String> lines = succeed("info", model).lines().toList();
        assertEquals(model.toString(), lines.get(0));
        assertEquals(Files.size(model) + " bytes; 2 tensors of 140 numbers", lines.get(1));
        for (String line : List.of("Dense 6→20                         (20)                        140",
                "(6) to (5, 4, 1) from -1 to 1; 120 multiply-adds for each",
                "written by easel " + Models.LIBRARY_VERSION)) {
            assertTrue(lines.contains(line), lines.toString());
        }
        String all = succeed("info", model, "--all");
        assertTrue(all.contains("0.weight (6, 20)") && all.contains("architecture = {"), all);
    }

    @Test
    void infoSaysWhatACheckpointHolds() throws IOException {
        String info = succeed("info", run());
        for (String line : List.of("checkpoint of tiny after step 0", "trained on none", "--seed 1",
                "Generator", "Discriminator",
                "(6) to (5, 4, 1) from -1 to 1; 120 multiply-adds for each",
                "(5, 4, 1) to (1); 20 multiply-adds for each")) {
            assertTrue(info.lines().toList().contains(line), info);
        }
        assertFalse(info.contains("settings.latent"), info);
        assertTrue(succeed("info", run(), "--all").contains("settings.latent = NORMAL 6"));
    }

    @Test
    void infoListsTheTensorsOfOthersFiles() throws IOException {
        Path numbers = folder.resolve("numbers.safetensors");
        Safetensors.write(State.builder().string("by", "another").tensor("w", Tensor.zeros(Shape.of(2, 3))).build(),
                numbers);
        assertTrue(succeed("info", numbers).contains("by = another" + System.lineSeparator() + "w (2, 3)"));
        assertRefused(1, "no such file", "info", folder.resolve("none"));
    }

    @Test
    void aNetworkIsExportedInEachFormat() throws IOException {
        Sequential generator = generator(Tanh.of());
        Path run = run();
        Path model = folder.resolve("generator.safetensors");
        assertEquals(model + ": generator of " + run.resolve("checkpoint-000000.safetensors") + " as safetensors",
                succeed("export", run, model).strip());
        assertArrayEquals(Files.readAllBytes(save(generator)), Files.readAllBytes(model));
        Path onnx = folder.resolve("expected.onnx");
        Onnx.write(generator, onnx);
        assertArrayEquals(Files.readAllBytes(onnx), export(model, "a.onnx"));
        assertEquals(Diagram.of("Network", generator).svg(), text(model, "a.svg"));
        assertEquals(Diagram.of("Network", generator).mermaid(), text(model, "a.MMD"));
        assertEquals(Diagram.of("Network", generator).dot(), text(model, "a.gv"));
        assertEquals(Diagram.of("Network", generator).dot(), text(model, "b", "--format", "dot"));
        Sequential discriminator = Models.network(Safetensors.read(run.resolve("checkpoint-000000.safetensors"))
                .within("discriminator"));
        assertEquals(Diagram.of("Discriminator", discriminator).dot(),
                text(run, "d.dot", "--network", "discriminator"));
        assertEquals(Diagram.of("Generator", generator).then("Discriminator", discriminator).mermaid(),
                text(run, "g.mmd", "--network", "both"));
    }

    private byte[] export(Path model, String name, String... more) throws IOException {
        succeed(with(more, "export", model, folder.resolve(name)));
        return Files.readAllBytes(folder.resolve(name));
    }

    private String text(Path model, String name, String... more) throws IOException {
        return new String(export(model, name, more), StandardCharsets.UTF_8);
    }

    @Test
    void whatCannotBeExportedIsRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "does not say which format; end it in .onnx", "export", model, folder.resolve("x.png"));
        assertRefused(2, "onnx holds one network", "export", run(), folder.resolve("x.onnx"), "--network", "both");
        assertRefused(1, "holds one network and no discriminator", "export", model, folder.resolve("x.onnx"),
                "--network", "discriminator");
        assertRefused(1, "is a folder; name a file", "export", model, folder, "--format", "svg");
        assertRefused(2, "--format", "export", model, folder.resolve("x"), "--format", "pdf");
        assertFalse(Files.exists(folder.resolve("x.onnx")));
    }

    // Numbers

    @Test
    void anEvaluationCountsClassesAndAsksTheDiscriminator() throws IOException {
        Sequential generator = Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of(),
                Reshape.to(28, 28, 1));
        List<String> alone = evaluate(save(generator));
        assertEquals(4, alone.size(), alone.toString());
        assertTrue(alone.get(0).matches("5,000 images of each kind; the classifier reads 8.\\.. % of the real.*"),
                alone.get(0));
        double sum = 0;
        for (int k = 0; k < 10; k++) {
            sum += Double.parseDouble(alone.get(3).substring(12 + 6 * k, 18 + 6 * k).strip());
        }
        assertEquals(100, sum, 0.5);
        List<String> plain = evaluate(run(LatentSpace.normal(3), generator,
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny"));
        List<String> inverted = evaluate(run(LatentSpace.normal(3), generator,
                AdversarialLoss.nonSaturating(LabelPolicy.standard().withInversion()), "tiny"));
        assertEquals(alone, plain.subList(0, 4));
        assertEquals(alone, inverted.subList(0, 4));
        for (int which = 0; which < 2; which++) {
            assertEquals(100, percent(plain.get(4), which) + percent(inverted.get(4), which), 1e-9,
                    "one discriminator, seen the other way round");
        }
    }

    private static List<String> evaluate(Path model) {
        return succeed("evaluate", model, "--data", "fashion", "--count", "5000").lines().toList();
    }

    private static double percent(String line, int which) {
        return Double.parseDouble(line.split("[^0-9.]+")[which + 1]);
    }

    @Test
    void whatCannotBeEvaluatedIsRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "makes images of (5, 4, 1); the classifier reads those of (28, 28, 1)", "evaluate", model);
        Path large = save(Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of()));
        assertRefused(2, "at most 9999 images of mnist", "evaluate", large, "--count", 10_001);
        assertRefused(2, "at most 5000 images of fashion", "evaluate", large, "--data", "fashion", "--count", 5001);
    }

    @Test
    void aBenchmarkIsATableOfThisMachine() {
        List<String> lines = succeed("benchmark", "small-mnist", "--seconds", "0.01").lines().toList();
        assertTrue(lines.get(0).startsWith("Easel " + Models.LIBRARY_VERSION + ", Java "), lines.get(0));
        assertTrue(lines.stream().anyMatch(line -> line.matches("java( +[0-9]+\\.[0-9]){3}")), lines.toString());
        assertTrue(lines.get(lines.size() - 1).matches("small-mnist +128 +[0-9]+\\.[0-9]{2} +[0-9]+"),
                lines.toString());
        assertRefused(2, "no networks of a program 'smal'", "benchmark", "smal");
        assertRefused(2, "--seconds", "benchmark", "--seconds", 0);
    }
}
