package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleCommandTest extends CommandFixture {
    @Test
    void pictureShowsTheImagesOfThePoints() throws IOException {
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
    void separateWritesEachImageToItsFile() throws IOException {
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
    void lastLayerDeterminesTheRangeOfPixels(String last) throws IOException {
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
    void optionsSupplyMissingPropertiesOfTheModel() throws IOException {
        Path linear = constant(0.5f);                                                 // rows of 4 numbers
        assertRefused(2, "Dense 3→4, does not determine the range of pixels; give --range tanh", "sample", linear);
        Path out = folder.resolve("out.png");
        succeed("sample", linear, "--range", "sigmoid", "--image", "1x4", "--grid", "1x1", "--magnify", 1,
                "--out", out);
        assertEquals(4 + 4, read(out).getWidth());
        assertEquals(1 + 4, read(out).getHeight());
        assertEquals(128, read(out).getRGB(2, 2) & 0xFF);
        assertRefused(2, "not an image of 3 x 3; give the height and"
                + " width", "sample", linear, "--range", "tanh", "--image",
                "3x3");
        assertRefused(2, "expected (H, W, 1) for gray", "sample", constant(0, Tanh.of(), Reshape.to(1, 2, 2)));
    }

    @Test
    void checkpointDeterminesTheDistributionOfPoints() throws IOException {
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
    void optionsThatContradictTheFileAreNoted() throws IOException {
        Path run = run(LatentSpace.uniform(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
        String note = "Note: " + run.resolve("checkpoint-000000.safetensors") + " ";
        Path out = folder.resolve("out.png");
        for (Object[] command : new Object[][] {{"sample", run, "--out", out}, {"arithmetic", run, 1, "--out", out},
            {"interpolate", run, 1, 2, "--out", folder.resolve("walk")}}) {
            String[] wrong = {"--latent", "normal", "--range", "sigmoid", "--image", "2x10"};
            assertEquals(List.of(note + "was trained with uniform points; --latent normal draws other points",
                    note + "makes images of (5, 4, 1); --image cuts their rows into (2, 10, 1)",
                    note + "ends in tanh; --range sigmoid draws its pixels with other levels"),
                    succeed(with(wrong, command)).lines().limit(3).toList());
            String[] right = {"--latent", "uniform", "--range", "tanh", "--image", "5x4"};
            assertEquals(1, succeed(with(right, command)).lines().count(), "no note");
        }
    }

    @Test
    void aLatentSpaceOfAnApplicationIsRefusedByNameUnlessAnotherIsGiven() throws IOException {
        Path run = run(new Diagonal(6), generator(Tanh.of()), AdversarialLoss.nonSaturating(LabelPolicy.standard()),
                "tiny");
        Path out = folder.resolve("out.png");
        for (Object[] command : new Object[][] {{"sample", run, "--out", out}, {"arithmetic", run, 1, "--out", out},
            {"interpolate", run, 1, 2, "--out", folder.resolve("walk")}}) {
            assertRefused(2, "checkpoint-000000.safetensors: \"DIAGONAL 6\" is not a latent space: this program does"
                    + " not know the type DIAGONAL. If the space is your own, call LatentSpace.register before loading;"
                    + " otherwise use the Easel version that wrote it, or a newer one. Give --latent normal or"
                    + " --latent uniform to draw other points", command);
            assertEquals("Note: " + run.resolve("checkpoint-000000.safetensors") + " was trained with points of"
                    + " DIAGONAL 6; --latent normal draws other points",
                    succeed(with(new String[] {"--latent", "normal"}, command)).lines().findFirst().orElseThrow());
        }
    }

    @Test
    void aLatentSpaceOfAnotherSizeThanTheGeneratorIsRefused() throws IOException {
        Path run = run(LatentSpace.uniform(6), generator(Tanh.of()),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "tiny");
        Path checkpoint = run.resolve("checkpoint-000000.safetensors");
        State.Builder other = State.builder();
        State state = Safetensors.read(checkpoint);
        state.tensors().forEach(other::tensor);
        state.strings().forEach((name, value) ->
                other.string(name, name.equals("settings.latent") ? "UNIFORM 7" : value));
        Safetensors.write(other.build(), checkpoint);
        assertRefused(2, checkpoint + ": its points are UNIFORM 7, with 7 coordinates, but its generator takes 6. Give"
                + " --latent normal or --latent uniform to draw other points",
                "sample", checkpoint, "--out", folder.resolve("out.png"));
    }

    @Test
    void filesWithoutAGeneratorAreRefused() throws IOException {
        Path discriminator = save(Sequential.of(Shape.of(20), Dense.of(20, 1, RandomStream.of(1))));
        Path classifier = save(Sequential.of(Shape.of(5, 4, 1), Flatten.of(), Dense.of(20, 9, RandomStream.of(1))));
        Path text = Files.writeString(folder.resolve("text"), "not a model, but long enough to be one");
        Path numbers = folder.resolve("numbers.safetensors");
        Safetensors.write(State.builder().tensor("w", Tensor.zeros(Shape.of(2, 3))).build(), numbers);
        for (String command : List.of("sample", "interpolate", "arithmetic", "evaluate")) {
            Object[] points = command.equals("interpolate") ? new Object[] {1, 2}
                    : command.equals("arithmetic") ? new Object[] {"1+2"} : new Object[0];
            assertRefused(1, "maps (20) to one number, like a discriminator", with(command, discriminator, points));
            assertRefused(1, "takes (5, 4, 1), which is not a latent point", with(command, classifier, points));
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
    void unwritableFilesAndBadCountsAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertRefused(1, "is a folder; name a file", "sample", model, "--out", folder);
        Path missing = folder.resolve("a");
        String create = "folder " + missing + " does not exist; create it first";
        assertRefused(1, create, "sample", model, "--out", missing.resolve("b.png"));
        assertRefused(1, "cannot make the folder " + file, "sample", model, "--separate", file);
        assertRefused(1, "Name another with --separate", "sample", model, "--separate", file.resolve("below"));
        assertRefused(1, create, "interpolate", model, 1, 2, "--out", missing.resolve("b"));
        assertRefused(1, "is a folder; name a file", "arithmetic", model, "1", "--out", folder);
        assertEquals("mine", Files.readString(file));
        assertRefused(2, "7 images for a grid of 2 x 3", "sample", model, "--count", 7, "--grid", "2x3");
        assertRefused(2, "at most 9999", "sample", model, "--count", 10_000);
        assertRefused(2, "2147483647 images for a grid of 46341 x 46341", "sample", model, "--count",
                Integer.MAX_VALUE);
        assertRefused(2, "at most 9999", "sample", model, "--grid", "10000x10000");
        assertRefused(2, "'--grid': '100000x100000' is not a height and a width, each from 1 to 16384", "sample", model,
                "--grid", "100000x100000");
        assertRefused(2, "--count", "sample", model, "--count", 0);
    }
}
