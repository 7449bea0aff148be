package easel.examples.commands;

import static easel.examples.Execution.assertRefused;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.FashionMnist;
import easel.datasets.ImageGrid;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.Execution;
import easel.examples.run.DataFingerprint;
import easel.examples.run.EvaluatedData;
import easel.gan.AdversarialLoss;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.layers.Dense;
import easel.layers.Models;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.measures.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluateAndBenchmarkTest extends CommandFixture {
    private static final Sequential GENERATOR = Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)),
            Tanh.of(), Reshape.to(28, 28, 1));
    private static final String FASHION = "10,000 images, sha256 ac753d438a060a6e";

    @Test
    void evaluationPrintsFiguresAndAppliesTheDiscriminator() throws IOException {
        List<String> alone = evaluate(save(GENERATOR));
        assertTrue(alone.stream().allMatch(line -> line.length() <= 100 || line.startsWith("histogram.png")),
                alone.toString());
        assertEquals("130 generated images, compared with the second half of the sample of Fashion-MNIST",
                alone.get(0));
        String id = Evaluator.fashionMnist().id();
        List<String> names = Stream.concat(Stream.of("fcd", "kid", "mind", "precision_k5", "recall_k5", "density_k5",
                "coverage_k5", "improved_precision_k3", "improved_recall_k3", "authenticity", "copying_test")
                .map(name -> name + "_130_130_" + id), Stream.of("classifier_score", "effective_classes")
                .map(name -> name + "_130_" + id)).toList();
        assertEquals(names, alone.subList(2, 15).stream().map(line -> line.split(" +")[0]).toList());
        assertTrue(alone.get(2).endsWith("  low") && alone.get(12).endsWith("  as real"), alone.toString());
        double generated = Double.parseDouble(alone.get(2).split(" +")[1]);
        double real = Double.parseDouble(alone.get(2).split(" +")[2]);
        assertTrue(generated > 2 * real && real > 0, alone.get(2));
        for (String row : alone.subList(16, 18)) {
            assertEquals(100, Stream.of(row.substring(14).strip().split(" +")).mapToDouble(Double::parseDouble).sum(),
                    0.5, row);
        }
        for (String picture : List.of("histogram.png", "neighbours.png", "realism.png")) {
            assertTrue(Files.size(folder.resolve(picture)) > 1000, picture);
        }
        List<String> plain = evaluate(run(LabelPolicy.standard()));
        List<String> inverted = evaluate(run(LabelPolicy.standard().withInversion(true)));
        assertEquals(alone.subList(0, 18), plain.subList(0, 18));
        assertEquals(alone.subList(0, 18), inverted.subList(0, 18));
        for (int which = 0; which < 2; which++) {
            assertEquals(100, percent(plain.get(18), which) + percent(inverted.get(18), which), 1e-9,
                    "the same discriminator with opposite signs");
        }
    }

    private Path run(LabelPolicy labels) throws IOException {
        return run(LatentSpace.normal(3), GENERATOR, AdversarialLoss.nonSaturating(labels), "fashion", FASHION);
    }

    private static List<String> evaluate(Path model) {
        return succeed("evaluate", model, "--data", "fashion", "--count", "130").lines().toList();
    }

    private static double percent(String line, int which) {
        return Double.parseDouble(line.split("[^0-9.]+")[which + 1]);
    }

    @Test
    void picturesAreComparedWithAFolder() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        ImageGrid one = ImageGrid.of(1, 1, Shape.of(28, 28, 1), Scaling.ZERO_TO_ONE).withMagnification(1)
                .withLineWidth(0);
        for (int i = 0; i < 260; i++) {
            one.write(Mnist.test().images(new int[] {i}, Scaling.ZERO_TO_ONE), pictures.resolve(i + ".png"));
        }
        Path model = save(GENERATOR);
        List<String> lines = succeed("evaluate", model, "--data", pictures, "--evaluator", "mnist", "--out",
                folder.resolve("new/plots")).lines().toList();
        assertEquals("130 generated images, compared with the second half of the pictures in " + pictures,
                lines.get(0));
        assertTrue(lines.get(2).startsWith("fcd_130_130_" + Evaluator.mnist().id() + " "), lines.get(2));
        assertTrue(Files.exists(folder.resolve("new/plots/neighbours.png")));
        assertRefused(2, "choose the evaluator with --data mnist or --data fashion, or with --evaluator for a folder",
                "evaluate", model, "--data", pictures);
        Files.delete(pictures.resolve("0.png"));
        Files.delete(pictures.resolve("1.png"));
        Files.delete(pictures.resolve("2.png"));
        assertRefused(2, "an evaluation requires at least 129, so give at least 258 pictures", "evaluate", model,
                "--data", pictures, "--evaluator", "mnist");
        assertRefused(2, "is neither mnist nor fashion nor a folder", "evaluate", model, "--data",
                folder.resolve("none"), "--evaluator", "mnist");
    }

    @Test
    void badEvaluationsAreRefused() throws IOException {
        Path model = save(generator(Tanh.of()));
        assertRefused(2, "makes images of (5, 4, 1); the evaluators read images of (28, 28, 1)", "evaluate", model);
        Path large = save(Sequential.of(Shape.of(3), Dense.of(3, 784, RandomStream.of(1)), Tanh.of()));
        assertRefused(2, "there are 10000 images in the test images of MNIST; expected 129 to 10000", "evaluate",
                large, "--data", "mnist", "--count", 10_001);
        assertRefused(2, "expected 129 to 5000", "evaluate", large, "--data", "fashion", "--count", 5001);
        assertRefused(2, "expected 129 to 5000", "evaluate", large, "--data", "fashion", "--count", 128);
    }

    /** Counts too large for each data set, so that the refusal names the chosen one before any computation. */
    @Test
    void theCheckpointDeterminesTheDataOrContradictsTheOption() throws IOException {
        AdversarialLoss loss = AdversarialLoss.nonSaturating(LabelPolicy.standard());
        Path fashion = run(LatentSpace.normal(3), GENERATOR, loss, "fashion", FASHION);
        assertRefused(2, "the sample of Fashion-MNIST", "evaluate", fashion, "--count", 5001);
        assertNoted("was trained on Fashion-MNIST; the evaluator knows only MNIST", fashion, "mnist");
        String mnist = DataFingerprint.of(Mnist.train());
        Path digits = run(LatentSpace.normal(3), GENERATOR, loss, "dcgan-mnist", mnist);
        assertRefused(2, "test images of MNIST", "evaluate", digits, "--count", 10_001);
        assertNoted("was trained on MNIST; the evaluator knows only Fashion-MNIST", digits, "fashion");
        Path photos = run(LatentSpace.normal(3), GENERATOR, loss, "dcgan-mnist", "9 images");
        assertRefused(2, "was trained on other images than MNIST and Fashion-MNIST (9 images); choose the evaluator"
                + " with --data mnist or --data fashion", "evaluate", photos);
        assertNoted("was trained on other images, 9 images; the evaluator knows only MNIST", photos, "mnist");
        assertRefused(2, "does not name the images on which it was trained; choose", "evaluate", save(GENERATOR));
    }

    private static void assertNoted(String note, Path run, String data) {
        Execution result = Execution.easel("evaluate", run, "--data", data, "--count", 10_001);
        assertEquals("Note: " + run.resolve("checkpoint-000000.safetensors") + " " + note, result.out().strip());
    }

    /** The shipped data sets are recognized by these fingerprints, and a folder with images of the same size is not. */
    @Test
    void dataSetsAreRecognizedByTheirFingerprints() throws IOException {
        assertEquals(Optional.of(EvaluatedData.mnist), EvaluatedData.of(DataFingerprint.of(Mnist.train())));
        assertEquals(Optional.of(EvaluatedData.fashion), EvaluatedData.of(DataFingerprint.of(FashionMnist.sample())));
        assertEquals(Optional.empty(), EvaluatedData.of(DataFingerprint.of(Mnist.test())));
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
