package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.layers.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvNetworksTest {
    private static final Shape IMAGE = Shape.of(28, 28, 1);
    private static final Shape COLOUR = Shape.of(64, 64, 3);

    private final RandomStream random = RandomStream.of(1);

    @Test
    void networksHaveThePublishedParameterCounts() {
        assertCounts(1_164_289, 0, ConvNetworks.convGenerator(100, IMAGE, random));
        assertCounts(40_705, 0, ConvNetworks.convDiscriminator(IMAGE, random));
        assertCounts(2_330_944, 2 * (12_544 + 128 + 64), ConvNetworks.dcganGenerator(100, IMAGE, random));
        assertCounts(95_489, 2 * (64 + 128), ConvNetworks.dcganDiscriminator(IMAGE, random));
        assertCounts(2_155_137, 0, ConvNetworks.fashionGenerator(128, IMAGE, random));
        assertCounts(1_113_345, 0, ConvNetworks.fashionDiscriminator(IMAGE, random));
        assertCounts(3_576_704 + 1_920, 1_920, ConvNetworks.dcgan64Generator(100, COLOUR, random));
        assertCounts(2_765_568 + 1_792, 1_792, ConvNetworks.dcgan64Discriminator(COLOUR, random));
        assertCounts(857_738, 0, ConvNetworks.classifier(IMAGE, 10, random));
    }

    private static void assertCounts(long total, long fixed, Sequential network) {
        Summary summary = Summary.of("network", network);
        assertEquals(total, summary.total());
        assertEquals(fixed, summary.nonTrainable());
    }

    @Test
    void networksHaveThePublishedLayers() {
        assertLayers("Dense 100→6272, LeakyReLU 0.2, Reshape (7, 7, 128),"
                + " Conv2DTranspose 128→128 4×4 stride 2 same, LeakyReLU 0.2,"
                + " Conv2DTranspose 128→128 4×4 stride 2 same, LeakyReLU 0.2, Conv2D 128→1 7×7 same, Sigmoid",
                ConvNetworks.convGenerator(100, IMAGE, random));
        assertLayers("Conv2D 1→64 3×3 stride 2 same, LeakyReLU 0.2, Dropout 0.4,"
                + " Conv2D 64→64 3×3 stride 2 same, LeakyReLU 0.2, Dropout 0.4, Flatten, Dense 3136→1",
                ConvNetworks.convDiscriminator(IMAGE, random));
        assertLayers("Dense 100→12544, BatchNorm 12544, LeakyReLU 0.3, Reshape (7, 7, 256),"
                + " Conv2DTranspose 256→128 5×5 same, BatchNorm 128, LeakyReLU 0.3,"
                + " Conv2DTranspose 128→64 5×5 stride 2 same, BatchNorm 64, LeakyReLU 0.3,"
                + " Conv2DTranspose 64→1 5×5 stride 2 same, Tanh", ConvNetworks.dcganGenerator(100, IMAGE, random));
        assertLayers("Conv2D 1→32 3×3 stride 2 same, LeakyReLU 0.01,"
                + " Conv2D 32→64 3×3 stride 2 same, BatchNorm 64, LeakyReLU 0.01,"
                + " Conv2D 64→128 3×3 stride 2 same, BatchNorm 128, LeakyReLU 0.01, Flatten, Dense 2048→1",
                ConvNetworks.dcganDiscriminator(IMAGE, random));
        assertLayers("Dense 128→6272, LeakyReLU 0.2, Reshape (7, 7, 128),"
                + " UpSampling2D 2×2, Conv2D 128→128 5×5 same, LeakyReLU 0.2,"
                + " UpSampling2D 2×2, Conv2D 128→128 5×5 same, LeakyReLU 0.2,"
                + " Conv2D 128→128 4×4 same, LeakyReLU 0.2, Conv2D 128→128 4×4 same, LeakyReLU 0.2,"
                + " Conv2D 128→1 4×4 same, Sigmoid", ConvNetworks.fashionGenerator(128, IMAGE, random));
        assertLayers("Conv2D 1→32 5×5 valid, LeakyReLU 0.2, Dropout 0.4, Conv2D 32→64 5×5 valid, LeakyReLU 0.2,"
                + " Dropout 0.4, Conv2D 64→128 5×5 valid, LeakyReLU 0.2, Dropout 0.4, Conv2D 128→256 5×5 valid,"
                + " LeakyReLU 0.2, Dropout 0.4, Flatten, Dropout 0.4, Dense 36864→1",
                ConvNetworks.fashionDiscriminator(IMAGE, random));
        assertLayers("Reshape (1, 1, 100), Conv2DTranspose 100→512 4×4 valid, BatchNorm 512, ReLU,"
                + " Conv2DTranspose 512→256 4×4 stride 2 same, BatchNorm 256, ReLU,"
                + " Conv2DTranspose 256→128 4×4 stride 2 same, BatchNorm 128, ReLU,"
                + " Conv2DTranspose 128→64 4×4 stride 2 same, BatchNorm 64, ReLU,"
                + " Conv2DTranspose 64→3 4×4 stride 2 same, Tanh", ConvNetworks.dcgan64Generator(100, COLOUR, random));
        assertLayers("Conv2D 3→64 4×4 stride 2 same, LeakyReLU 0.2,"
                + " Conv2D 64→128 4×4 stride 2 same, BatchNorm 128, LeakyReLU 0.2,"
                + " Conv2D 128→256 4×4 stride 2 same, BatchNorm 256, LeakyReLU 0.2,"
                + " Conv2D 256→512 4×4 stride 2 same, BatchNorm 512, LeakyReLU 0.2, Conv2D 512→1 4×4 valid, Flatten",
                ConvNetworks.dcgan64Discriminator(COLOUR, random));
        assertLayers("Conv2D 1→32 5×5 same, ReLU, MaxPool2D 2×2 stride 2, Conv2D 32→64 5×5 same, ReLU,"
                + " MaxPool2D 2×2 stride 2, Flatten, Dense 3136→256, ReLU, Dense 256→10",
                ConvNetworks.classifier(IMAGE, 10, random));
    }

    private static void assertLayers(String expected, Sequential network) {
        assertEquals(expected, network.layers().stream().map(Layer::toString).collect(Collectors.joining(", ")));
    }

    @Test
    void layersOfTheDcganFor64PixelsHaveThePublishedShapesAndDefaults() {
        Sequential generator = ConvNetworks.dcgan64Generator(100, COLOUR, random);
        Sequential discriminator = ConvNetworks.dcgan64Discriminator(COLOUR, random);
        assertEquals(List.of("(1, 1, 100)", "(4, 4, 512)", "(8, 8, 256)", "(16, 16, 128)", "(32, 32, 64)",
                "(64, 64, 3)"), outputs(generator));
        assertEquals(List.of("(32, 32, 64)", "(16, 16, 128)", "(8, 8, 256)", "(4, 4, 512)", "(1, 1, 1)", "(1)"),
                outputs(discriminator));
        for (Sequential network : List.of(generator, discriminator)) {
            for (Layer layer : network.layers()) {
                if (layer instanceof BatchNorm) {
                    int features = layer.tensors().get("beta").size();
                    assertEquals(BatchNorm.of(features).withMomentum(0.9).withEpsilon(1e-5).describe(),
                            layer.describe());
                    assertNormal(1, layer.tensors().get("gamma"));
                    assertArrayEquals(new float[features], layer.tensors().get("beta").array());
                } else {
                    layer.tensors().forEach((name, weight) -> {
                        assertEquals("weight", name, "no bias");
                        assertNormal(0, weight);
                    });
                }
            }
        }
    }

    /** The different output shapes of the layers, in order. */
    private static List<String> outputs(Sequential network) {
        List<String> outputs = new ArrayList<>();
        Shape shape = network.input();
        for (Layer layer : network.layers()) {
            shape = layer.outputShape(shape);
            outputs.add(shape.toString());
        }
        return outputs.stream().distinct().toList();
    }

    /** Mean and standard deviation 0.02 of n normal numbers, within five standard errors. */
    private static void assertNormal(double mean, Tensor values) {
        int n = values.size();
        double sum = 0;
        double squares = 0;
        for (float value : values.array()) {
            sum += value - mean;
            squares += (value - mean) * (value - mean);
        }
        assertEquals(0, sum / n, 5 * 0.02 / Math.sqrt(n));
        assertEquals(0.02, Math.sqrt(squares / n), 5 * 0.02 / Math.sqrt(2.0 * n));
    }

    @Test
    void generatorsReturnPixelsInTheDocumentedRange() {
        for (Shape image : List.of(Shape.of(8, 12, 3), Shape.of(4, 4, 1))) {
            assertRange(0, image, ConvNetworks.convGenerator(5, image, random));
            assertRange(-1, image, ConvNetworks.dcganGenerator(5, image, random));
            assertRange(0, image, ConvNetworks.fashionGenerator(5, image, random));
        }
        Shape image = Shape.of(16, 32, 3);
        assertRange(-1, image, ConvNetworks.dcgan64Generator(5, image, random));
    }

    private static void assertRange(float low, Shape image, Layer generator) {
        Tensor z = LatentSpace.normal(5).sample(6, RandomStream.of(2));
        Tensor images = generator.forward(z, Tape.training(RandomStream.of(3)));
        assertEquals(image.batch(6), images.shape());
        float least = 1;
        for (float pixel : images.array()) {
            assertTrue(pixel >= low && pixel <= 1, "pixel " + pixel);
            least = Math.min(least, pixel);
        }
        assertTrue(least < (low + 1) / 2, "no pixel in the lower half of the range: " + least);
    }

    @Test
    void discriminatorsAndClassifierReturnLogits() {
        Shape image = Shape.of(18, 21, 3);
        assertLogits(1, image, ConvNetworks.convDiscriminator(image, random));
        assertLogits(1, image, ConvNetworks.dcganDiscriminator(image, random));
        assertLogits(1, image, ConvNetworks.fashionDiscriminator(image, random));
        assertLogits(1, image, ConvNetworks.dcgan64Discriminator(image, random));
        assertLogits(4, image, ConvNetworks.classifier(image, 4, random));
    }

    private static void assertLogits(int count, Shape image, Layer network) {
        Tensor x = Tensor.zeros(image.batch(20));
        RandomStream.of(4).fillUniform(x.array(), -1, 1);
        Tensor logits = network.infer(x);
        assertEquals(Shape.of(20, count), logits.shape());
        boolean negative = false;
        for (float logit : logits.array()) {
            negative |= logit < 0;
        }
        assertTrue(negative, "logits take both signs; these look like probabilities");
    }

    @ParameterizedTest
    @CsvSource({"30, 28, 28×28 and 32×28", "28, 27, 28×24 and 28×28", "3, 65, 4×64 and 4×68"})
    void sizesThatAreNotMultiplesOfFourAreRefusedAndTheNearestSizesNamed(int height, int width, String nearest) {
        Shape image = Shape.of(height, width, 3);
        String expected = "cannot generate images of " + height + "×" + width
                + ": height and width are doubled twice and must be multiples of 4. The nearest sizes are " + nearest;
        for (Executable build : List.<Executable>of(
                () -> ConvNetworks.convGenerator(5, image, random),
                () -> ConvNetworks.dcganGenerator(5, image, random),
                () -> ConvNetworks.fashionGenerator(5, image, random))) {
            assertEquals(expected, assertThrows(IllegalArgumentException.class, build).getMessage());
        }
    }

    @Test
    void fourDoublingsNeedMultiplesOfSixteen() {
        assertEquals("cannot generate images of 64×60: height and width are doubled 4 times and must be multiples of 16."
                + " The nearest sizes are 64×48 and 64×64", assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.dcgan64Generator(5, Shape.of(64, 60, 3), random)).getMessage());
    }

    @Test
    void imagesWithoutThreeAxesOrSmallerThanTheKernelsAreRefused() {
        String flat = "an image has three axes, (H, W, C); found (784)";
        assertEquals(flat, assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.dcganGenerator(5, Shape.of(784), random)).getMessage());
        assertEquals(flat, assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.dcganDiscriminator(Shape.of(784), random)).getMessage());
        assertEquals(flat, assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.dcgan64Generator(5, Shape.of(784), random)).getMessage());
        assertEquals(flat, assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.dcgan64Discriminator(Shape.of(784), random)).getMessage());
        String small = assertThrows(IllegalArgumentException.class,
                () -> ConvNetworks.fashionDiscriminator(Shape.of(16, 28, 1), random)).getMessage();
        assertTrue(small.contains("5×5 does not fit into 4×16"), small);
    }
}
