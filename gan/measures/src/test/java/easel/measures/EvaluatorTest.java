package easel.measures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.ops.Matrices;
import easel.core.random.RandomStream;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.layers.Softmax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class EvaluatorTest {
    @TempDir
    Path folder;

    /** The evaluators of the module, each with images that its accuracy is tested on. */
    enum Case {
        MNIST(ShippedEvaluator.MNIST, Evaluator::mnist, Mnist::test, 2000, 0.992),
        FASHION(ShippedEvaluator.FASHION_MNIST, Evaluator::fashionMnist, FashionMnist::sample, 1000, 0.93);

        final ShippedEvaluator shipped;
        final Supplier<Evaluator> factory;
        final Supplier<LabeledImages> images;
        final int count;
        final double accuracy;

        Case(ShippedEvaluator shipped, Supplier<Evaluator> factory, Supplier<LabeledImages> images, int count,
                double accuracy) {
            this.shipped = shipped;
            this.factory = factory;
            this.images = images;
            this.count = count;
            this.accuracy = accuracy;
        }

        Tensor images(int count) {
            return images.get().images(IntStream.range(0, count).toArray(), Scaling.ZERO_TO_ONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void classifiesItsImagesWithFeaturesThatVary(Case c) {
        Evaluator evaluator = c.factory.get();
        LabeledImages images = c.images.get();
        Tensor features = evaluator.features(c.images(c.count));
        int[] classes = evaluator.classesOf(features);
        long correct = IntStream.range(0, c.count).filter(n -> classes[n] == images.label(n)).count();
        assertTrue(correct >= c.accuracy * c.count, correct + " of " + c.count);
        assertEquals(Shape.of(28, 28, 1), evaluator.image());
        assertEquals(128, evaluator.dimensions());
        assertEquals(10, evaluator.classCount());
        for (int i = 0; i < 128; i++) {
            int column = i;
            assertTrue(IntStream.range(0, c.count).mapToDouble(n -> features.at(n, column)).distinct().count() > 100,
                    "feature " + i + " is almost constant");
        }
    }

    @ParameterizedTest
    @EnumSource
    void idNamesTheFileAndItsHash(Case c) {
        Evaluator evaluator = c.factory.get();
        assertEquals(c.shipped.name() + "-" + c.shipped.sha256().substring(0, 8), evaluator.id());
        assertEquals("Evaluator " + evaluator.id() + " of (28, 28, 1) with 128 features and 10 classes",
                evaluator.toString());
    }

    @ParameterizedTest
    @EnumSource
    void resourceIsSmall(Case c) throws IOException {
        byte[] content = content(c);
        assertTrue(content.length < 2_000_000, content.length + " bytes");
        Path copy = Files.write(folder.resolve(c.shipped.name() + ".safetensors"), content);
        assertEquals(c.factory.get().id(), Evaluator.load(copy).id());
    }

    private static byte[] content(Case c) throws IOException {
        try (InputStream in = Evaluator.class.getResourceAsStream(c.shipped.name() + ".safetensors")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedResourceIsRefused(Case c) throws IOException {
        byte[] content = content(c);
        content[content.length / 2] ^= 1;
        IOException e = assertThrows(IOException.class, () -> c.shipped.load(content));
        assertTrue(e.getMessage().matches("its \\d+ bytes have SHA-256 [0-9a-f]{64}; expected " + c.shipped.sha256()),
                e.getMessage());
        ShippedEvaluator other = new ShippedEvaluator(c.shipped.name(), "0".repeat(64));
        String message = assertThrows(UncheckedIOException.class, other::load).getMessage();
        assertTrue(message.startsWith("The resource easel/measures/" + c.shipped.name() + ".safetensors of the jar"
                + " easel-measures cannot be used: its "), message);
        assertTrue(message.endsWith(" Build or download the jar again."), message);
    }

    @Test
    void absentResourceIsRefused() {
        assertEquals("The resource easel/measures/none.safetensors of the jar easel-measures cannot be used: it is"
                + " absent. Build or download the jar again.",
                assertThrows(UncheckedIOException.class, new ShippedEvaluator("none", "")::load).getMessage());
    }

    @Test
    void resultsDoNotDependOnTheBatch() {
        Evaluator evaluator = Evaluator.mnist();
        Tensor images = Case.MNIST.images(253);                                // more than one batch
        Tensor features = evaluator.features(images);                          // (253, 128)
        assertEquals(Shape.of(253, 128), features.shape());
        for (int n : new int[] {0, 1, 249, 250, 252}) {
            Tensor alone = evaluator.features(Matrices.gather(images, new int[] {n}, Tensor::zeros));
            assertArrayEquals(alone.array(), features.toArray2D()[n], "image " + n);
        }
        assertArrayEquals(features.array(),
                evaluator.features(Mnist.test(), IntStream.range(0, 253).toArray()).array());
    }

    @Test
    void logitsProbabilitiesAndClassesFollowFromFeatures() {
        Evaluator evaluator = Evaluator.fashionMnist();
        Tensor images = Case.FASHION.images(20);
        Tensor p = evaluator.probabilities(images);                            // (20, 10)
        assertEquals(Shape.of(20, 10), p.shape());
        Tensor features = evaluator.features(images);
        assertArrayEquals(p.array(), Softmax.of().infer(evaluator.logitsOf(features)).array());
        assertArrayEquals(evaluator.classes(images), evaluator.classesOf(features));
        assertThrows(IllegalArgumentException.class, () -> evaluator.logitsOf(p));
        for (int n = 0; n < 20; n++) {
            float[] row = p.toArray2D()[n];
            double sum = IntStream.range(0, 10).mapToDouble(k -> row[k]).sum();
            assertEquals(1, sum, 1e-6);
            double largest = IntStream.range(0, 10).mapToDouble(k -> row[k]).max().orElseThrow();
            assertEquals(largest, row[evaluator.classes(images)[n]]);
        }
    }

    @Test
    void imagesAreRoundedToEightBits() {
        Evaluator evaluator = Evaluator.mnist();
        Tensor images = Case.MNIST.images(5);
        Tensor near = images.copy();
        for (int i = 0; i < near.size(); i++) {
            near.array()[i] = Math.max(0, Math.min(1, near.array()[i] + (i % 3 - 1) * 0.4f / 255));
        }
        assertFalse(Arrays.equals(images.array(), near.array()));
        assertArrayEquals(evaluator.features(images).array(), evaluator.features(near).array());
    }

    @Test
    void severalThreadsShareAnEvaluator() {
        Evaluator evaluator = Evaluator.mnist();
        Tensor images = Case.MNIST.images(40);
        float[] expected = evaluator.features(images).array();
        IntStream.range(0, 8).parallel().forEach(
                i -> assertArrayEquals(expected, evaluator.features(images).array()));
    }

    @Test
    void wrongImagesAreRefused() {
        Evaluator evaluator = Evaluator.mnist();
        String id = evaluator.id();
        assertRefused(evaluator, Tensor.zeros(Shape.of(2, 784)), id + ": images of shape (2, 784); expected"
                + " (N, 28, 28, 1). Reshape them with images.reshaped(evaluator.image().batch(n))");
        assertRefused(evaluator, Tensor.zeros(Shape.of(2, 32, 32, 1)), id + ": images of shape (2, 32, 32, 1); expected"
                + " (N, 28, 28, 1)");
        Tensor images = Tensor.zeros(Shape.of(3, 28, 28, 1));
        for (float wrong : new float[] {-0.5f, 1.001f, Float.NaN, Float.POSITIVE_INFINITY}) {
            images.array()[784 + 5] = wrong;
            assertRefused(evaluator, images, id + ": image 1 has the value " + wrong + "; expected values in [0, 1]."
                    + " Convert images in [-1, 1] with EightBit.round(images, Scaling.MINUS_ONE_TO_ONE)");
        }
        assertEquals(id + ": no images; give at least 1", assertThrows(IllegalArgumentException.class,
                () -> evaluator.features(Mnist.test(), new int[0])).getMessage());
    }

    private static void assertRefused(Evaluator evaluator, Tensor images, String message) {
        for (Consumer<Tensor> method : List.<Consumer<Tensor>>of(evaluator::features,
                evaluator::probabilities, evaluator::classes)) {
            assertEquals(message, assertThrows(IllegalArgumentException.class, () -> method.accept(images))
                    .getMessage());
        }
    }

    @Test
    void loadsAClassifierOfOtherImages() throws IOException {
        RandomStream random = RandomStream.of(1);
        Path file = save("mine.safetensors", Shape.of(4, 4, 3), Flatten.of(), Dense.of(48, 7, random), ReLU.of(),
                Dense.of(7, 3, random));
        Evaluator evaluator = Evaluator.load(file);
        assertTrue(evaluator.id().matches("mine-[0-9a-f]{8}"), evaluator.id());
        assertEquals(Shape.of(2, 7), evaluator.features(Tensor.zeros(Shape.of(2, 4, 4, 3))).shape());
        assertEquals(Shape.of(2, 3), evaluator.probabilities(Tensor.zeros(Shape.of(2, 4, 4, 3))).shape());
        assertEquals(7, evaluator.dimensions());
        assertEquals(3, evaluator.classCount());
        assertThrows(IllegalArgumentException.class, () -> evaluator.features(Mnist.test(), new int[] {0}));
    }

    private Path save(String name, Shape input, Layer... layers) throws IOException {
        Path file = folder.resolve(name);
        Models.save(Sequential.of(input, layers), file);
        return file;
    }

    @Test
    void otherNetworksAndFilesAreRefused() throws IOException {
        RandomStream random = RandomStream.of(1);
        Path vectors = save("vectors.safetensors", Shape.of(5), Dense.of(5, 4, random), Dense.of(4, 3, random));
        Path softmax = save("softmax.safetensors", Shape.of(2, 2, 1), Flatten.of(), Dense.of(4, 3, random),
                Softmax.of());
        Path single = save("single.safetensors", Shape.of(2, 2, 1), Flatten.of());
        for (Path file : new Path[] {vectors, softmax, single}) {
            String message = assertThrows(IOException.class, () -> Evaluator.load(file)).getMessage();
            assertTrue(message.startsWith(file + ": is not a classifier of images: it takes ("), message);
            assertTrue(message.endsWith("; expected (H, W, C), and a Dense layer with one logit for each class at the"
                    + " end"), message);
        }
        Path text = Files.writeString(folder.resolve("text.safetensors"), "not a model");
        Path absent = folder.resolve("absent.safetensors");
        for (Path file : new Path[] {text, absent}) {
            String message = assertThrows(IOException.class, () -> Evaluator.load(file)).getMessage();
            assertTrue(message.startsWith(file + ": "), message);
        }
    }

    /** A distance that did not grow would not see such a defect in generated images. */
    @ParameterizedTest
    @EnumSource
    void distanceGrowsWithEachDegradation(Case c) {
        Evaluator evaluator = c.factory.get();
        Tensor images = c.images(400);
        Tensor real = evaluator.features(images);                              // (400, 128)
        for (Degradation degradation : Degradation.values()) {
            double before = 0;
            for (double strength : degradation.strengths()) {
                double distance = FrechetDistance.between(real, evaluator.features(degradation.of(images, strength)));
                assertTrue(distance > before, String.format(Locale.ROOT, "%s %s: %s after %s", degradation, strength,
                        distance, before));
                before = distance;
            }
        }
    }
}
