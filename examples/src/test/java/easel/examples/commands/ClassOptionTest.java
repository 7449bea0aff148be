package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.ClassLabels;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.testkit.LongTest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The option --class, and the pictures of a GAN with classes. */
class ClassOptionTest extends CommandFixture {
    private static final int CLASSES = 3;
    private static final Sequential GENERATOR = Sequential.of(Shape.of(6 + CLASSES),
            Dense.of(6 + CLASSES, 20, RandomStream.of(1)), Tanh.of(), Reshape.to(5, 4, 1));

    private Path classRun() throws IOException {
        return run(GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(6), 4).withClasses(CLASSES), GENERATOR, "tiny",
                "none");
    }

    /** Asserts that the cell of a grid of 5 columns shows point n, from 0, with a label. */
    private static void assertCell(BufferedImage grid, int n, int label) {
        Tensor z = ClassLabels.join(LatentSpace.normal(6).sample(n + 1, RandomStream.of(4)),
                filled(n + 1, label), CLASSES);
        Tensor y = GENERATOR.infer(z);
        for (int h = 0; h < 5; h++) {
            for (int w = 0; w < 4; w++) {
                assertEquals(Math.round((y.at(n, h, w, 0) + 1) * 127.5),
                        grid.getRGB(2 + n % 5 * 6 + w, 2 + n / 5 * 7 + h) & 0xFF, 1);
            }
        }
    }

    private static int[] filled(int n, int label) {
        int[] labels = new int[n];
        Arrays.fill(labels, label);
        return labels;
    }

    @Test
    void theDefaultGridHasARowForEachClass() throws IOException {
        Path out = folder.resolve("out.png");
        assertEquals(out + ": points 1 to 15 of seed 4, row by row, one class in each row, from 0",
                succeed("sample", classRun(), "--seed", 4, "--magnify", 1, "--out", out).strip());
        BufferedImage grid = read(out);
        assertEquals(5 * 6 + 2, grid.getWidth());
        assertEquals(CLASSES * 7 + 2, grid.getHeight());
        for (int n = 0; n < 15; n++) {
            assertCell(grid, n, n / 5);
        }
        succeed("sample", classRun(), "--seed", 4, "--magnify", 1, "--grid", "7x5", "--out", out);
        assertCell(read(out), 34, 0);
    }

    @Test
    void allImagesHaveTheChosenClass() throws IOException {
        Path out = folder.resolve("out.png");
        assertEquals(out + ": points 1 to 25 of seed 4, class 2, row by row",
                succeed("sample", classRun(), "--class", 2, "--seed", 4, "--magnify", 1, "--out", out).strip());
        for (int n = 0; n < 25; n++) {
            assertCell(read(out), n, 2);
        }
    }

    @Test
    void aClassOutOfRangeIsRefusedWithTheRange() throws IOException {
        Path run = classRun();
        for (int label : new int[] {-1, 3, 99}) {
            assertRefused(2, "--class " + label + ": " + run.resolve("checkpoint-000000.safetensors")
                    + " has the classes 0 to 2; choose one of them", "sample", run, "--class", label);
        }
        assertRefused(2, "--class", "sample", run, "--class", "seven");
    }

    @Test
    void aModelWithoutClassesRefusesTheOption() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "--class 7: " + model + " has no classes. Omit --class, or name a checkpoint or the run folder"
                + " of a GAN with classes, such as one of cgan-mnist; the file of a generator alone does not store"
                + " them", "sample", model, "--class", 7);
    }

    @Test
    void interpolateAndArithmeticNeedAClass() throws IOException {
        Path run = classRun();
        Path walk = folder.resolve("walk");
        Path sum = folder.resolve("sum.png");
        String message = "the generator has the classes 0 to 2; choose one with --class N";
        assertRefused(2, message, "interpolate", run, 1, 2, "--out", walk);
        assertRefused(2, message, "arithmetic", run, "1", "--out", sum);
        Path sample = folder.resolve("sample.png");
        succeed("sample", run, "--class", 1, "--grid", "1x3", "--magnify", 1, "--out", sample);
        succeed("interpolate", run, 3, 1, "--class", 1, "--points", 4, "--magnify", 1, "--out", walk);
        assertArrayEquals(cell(sample, 2), cell(folder.resolve("walk.png"), 0));
        assertArrayEquals(cell(sample, 0), cell(folder.resolve("walk.png"), 3));
        succeed("arithmetic", run, "2", "--class", 1, "--out", sum);
        assertTrue(Files.exists(sum));
    }

    @Test
    void anExportedGeneratorIsNotedToHaveALabel() throws IOException {
        Path model = folder.resolve("generator.safetensors");
        List<String> lines = succeed("export", classRun(), model, "--network", "generator").lines().toList();
        assertEquals("Note: " + model + " does not store the number of classes. The last 3 inputs of the generator are"
                + " the label: 1 for the class and 0 for the others", lines.get(lines.size() - 1));
    }

    @Test
    @LongTest
    void evaluateJoinsTheLabelsOfRealAndGeneratedDigits() {
        succeed("train", "cgan-mnist", "--steps", 1, "--batch", 4, "--keep", 1, "--out", folder);
        String text = succeed("evaluate", folder.resolve("cgan-mnist-001"), "--count", 130);
        assertTrue(text.contains("the discriminator takes "), text);
        assertTrue(text.matches("(?s).*assigns [0-9.]+ % of the generated images to their class.*"), text);
    }
}
