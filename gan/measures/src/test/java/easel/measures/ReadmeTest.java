package easel.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The programs of README.md compile and run: they are this file's {@link #program} and {@link #evaluation}. */
class ReadmeTest {
    private static String program(Tensor real, Tensor generated) {
        RandomStream random = RandomStream.of(1);
        double frechet = FrechetDistance.between(real, generated);
        KernelDistance kernel = KernelDistance.between(real, generated, 100, 500, random);
        PrecisionRecall found = PrecisionRecall.between(real, generated);
        double mind = Mind.between(real, generated, random);
        String line = String.format(Locale.ROOT, "Fréchet %.3f, KID %.4f ± %.4f, MIND %.3f, coverage %.3f",
                frechet, kernel.mean(), kernel.standardDeviation(), mind, found.coverage());
        return line;
    }

    private static double evaluation(GanTrainer trainer) {
        Evaluator evaluator = Evaluator.mnist();
        Tensor samples = trainer.samples(10_000).reshaped(evaluator.image().batch(10_000));
        Tensor generated = evaluator.features(EightBit.round(samples, Scaling.MINUS_ONE_TO_ONE));      // (10000, 128)
        Tensor real = evaluator.features(Mnist.test(), IntStream.range(0, 10_000).toArray());          // (10000, 128)
        double fcd = FrechetDistance.between(real, generated);
        return fcd;
    }

    @Test
    void theProgramsAreInThisFile() throws IOException {
        var blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md"))).results().map(block -> block.group(1)).toList();
        assertEquals(2, blocks.size());
        String source = unindented(Files.readString(Path.of("src/test/java/easel/measures/ReadmeTest.java")));
        for (String block : blocks) {
            assertTrue(source.contains(unindented(block)), block);
        }
        assertTrue(program(Golden.normal(500, 4, 1, 1), Golden.normal(500, 4, 1.2, 2)).startsWith("Fréchet 0.1"));
    }

    @Test
    void theEvaluatorSeesThatAnUntrainedGeneratorDrawsNoDigits() {
        RandomStream random = RandomStream.of(1);
        Sequential generator = Sequential.of(Shape.of(2), Dense.of(2, 784, random), Tanh.of());
        Sequential discriminator = Sequential.of(Shape.of(784), Dense.of(784, 1, random));
        GanTrainer trainer = new GanTrainer(generator, discriminator, Adam.withLearningRate(1e-3),
                Adam.withLearningRate(1e-3), GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(2), 1));
        assertTrue(evaluation(trainer) > 100, "real images have 0.67");
    }

    /** The table of formulas names each public class with results, so that a new measure is described. */
    @Test
    void everyMeasureIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        try (var files = Files.list(Path.of("src/main/java/easel/measures"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (Files.readString(file).contains("\npublic ")) {
                    assertTrue(readme.contains(name), name + " is missing in README.md");
                }
            }
        }
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (a, b) -> a + b + "\n");
    }
}
