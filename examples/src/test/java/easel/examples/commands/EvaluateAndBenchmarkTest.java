package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.Mnist;
import easel.examples.Execution;
import easel.examples.run.DataFingerprint;
import easel.gan.AdversarialLoss;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Models;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluateAndBenchmarkTest extends CommandFixture {
    @Test
    void evaluationCountsClassesAndAppliesTheDiscriminator() throws IOException {
        Sequential generator = Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of(),
                Reshape.to(28, 28, 1));
        List<String> alone = evaluate(save(generator));
        assertEquals(4, alone.size(), alone.toString());
        assertTrue(alone.get(1).endsWith("  9  mean confidence  effective classes"), alone.get(1));
        assertTrue(alone.get(0).matches("5,000 images of each kind, the real ones of Fashion-MNIST; the"
                + " classifier reads 8.\\.. % of the real.*"),
                alone.get(0));
        double sum = 0;
        for (int k = 0; k < 10; k++) {
            sum += Double.parseDouble(alone.get(3).substring(12 + 6 * k, 18 + 6 * k).strip());
        }
        assertEquals(100, sum, 0.5);
        List<String> plain = evaluate(run(LatentSpace.normal(3), generator,
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), "fashion"));
        List<String> inverted = evaluate(run(LatentSpace.normal(3), generator,
                AdversarialLoss.nonSaturating(LabelPolicy.standard().withInversion(true)), "fashion"));
        assertEquals(alone, plain.subList(0, 4));
        assertEquals(alone, inverted.subList(0, 4));
        for (int which = 0; which < 2; which++) {
            assertEquals(100, percent(plain.get(4), which) + percent(inverted.get(4), which), 1e-9,
                    "the same discriminator with opposite signs");
        }
    }

    private static List<String> evaluate(Path model) {
        return succeed("evaluate", model, "--data", "fashion", "--count", "5000").lines().toList();
    }

    private static double percent(String line, int which) {
        return Double.parseDouble(line.split("[^0-9.]+")[which + 1]);
    }

    @Test
    void badEvaluationsAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "makes images of (5, 4, 1); the classifier takes images of (28, 28, 1)", "evaluate", model);
        Path large = save(Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of()));
        assertRefused(2, "at most 9999 images of MNIST", "evaluate", large, "--data", "mnist", "--count", 10_001);
        assertRefused(2, "at most 5000 images of Fashion-MNIST", "evaluate", large, "--data", "fashion",
                "--count", 5001);
    }

    /** Counts too large for each data set, so that the refusal names the chosen one before any training. */
    @Test
    void theCheckpointDeterminesTheDataOrContradictsTheOption() throws IOException {
        Sequential generator = Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of(),
                Reshape.to(28, 28, 1));
        AdversarialLoss loss = AdversarialLoss.nonSaturating(LabelPolicy.standard());
        Path fashion = run(LatentSpace.normal(3), generator, loss, "fashion");
        assertRefused(2, "at most 5000 images of Fashion-MNIST", "evaluate", fashion, "--count", 5001);
        assertNoted("was trained on Fashion-MNIST; the classifier knows only MNIST", fashion, "mnist");
        String mnist = DataFingerprint.of(Mnist.train());
        Path digits = run(LatentSpace.normal(3), generator, loss, "dcgan-mnist", mnist);
        assertRefused(2, "at most 9999 images of MNIST", "evaluate", digits, "--count", 10_001);
        assertNoted("was trained on MNIST; the classifier knows only Fashion-MNIST", digits, "fashion");
        Path photos = run(LatentSpace.normal(3), generator, loss, "dcgan-mnist", "9 images");
        assertRefused(2, "was trained on other images than MNIST and Fashion-MNIST (9 images); choose the classifier's"
                + " data set with --data mnist or --data fashion", "evaluate", photos);
        assertNoted("was trained on other images, 9 images; the classifier knows only MNIST", photos, "mnist");
        assertRefused(2, "does not name the images on which it was trained; choose", "evaluate", save(generator));
    }

    private static void assertNoted(String note, Path run, String data) {
        Execution result = Execution.easel("evaluate", run, "--data", data, "--count", 10_001);
        assertEquals("Note: " + run.resolve("checkpoint-000000.safetensors") + " " + note, result.out().strip());
    }

    @Test
    void benchmarkPrintsTablesOfProductsAndSteps() {
        List<String> lines = succeed("benchmark", "small-mnist", "--seconds", "0.01").lines().toList();
        assertTrue(lines.get(0).startsWith("Easel " + Models.LIBRARY_VERSION + ", Java "), lines.get(0));
        assertTrue(lines.stream().anyMatch(line -> line.matches("java( +[0-9]+\\.[0-9]){3}")), lines.toString());
        assertTrue(lines.contains("one generated image  batch         ms  images"), lines.toString());
        String measured = "[0-9]+\\.[0-9]{2} +[0-9]+";
        for (String row : List.of("128 +" + measured + " +1\\.47 +1\\.91", "1 +" + measured)) {
            assertEquals(1, lines.stream().filter(line -> line.matches("small-mnist +" + row)).count(),
                    lines.toString());
        }
        assertRefused(2, "cannot time a program 'smal'; expected one of vanilla-mnist, ", "benchmark", "smal");
        assertRefused(2, "--seconds", "benchmark", "--seconds", 0);
    }
}
