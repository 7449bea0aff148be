package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.layers.Tanh;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseNetworksTest {
    private static final Shape FLAT = Shape.of(784);
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    @Test
    void vanillaNetworksHaveThePublishedParameterCounts() {
        for (Shape image : List.of(FLAT, IMAGE)) {
            assertCounts(1_489_936, 3_584, DenseNetworks.vanillaGenerator(100, image, RandomStream.of(1)));
            assertCounts(533_505, 0, DenseNetworks.vanillaDiscriminator(image, 0, RandomStream.of(1)));
            assertCounts(533_505, 0, DenseNetworks.vanillaDiscriminator(image, 0.4f, RandomStream.of(1)));
        }
    }

    @Test
    void smallNetworksHaveThePublishedParameterCounts() {
        assertCounts(114_064, 0, DenseNetworks.smallGenerator(100, IMAGE, RandomStream.of(1)));
        assertCounts(100_609, 0, DenseNetworks.smallDiscriminator(IMAGE, RandomStream.of(1)));
    }

    @Test
    void theVanillaNetworksHaveThePublishedSlopeAndMomentum() {
        RandomStream random = RandomStream.of(1);
        assertEqualNetworks(Sequential.of(Shape.of(2),
                Dense.of(2, 256, random), LeakyReLU.withSlope(0.2f), BatchNorm.of(256).withMomentum(0.8f),
                Dense.of(256, 512, random), LeakyReLU.withSlope(0.2f), BatchNorm.of(512).withMomentum(0.8f),
                Dense.of(512, 1024, random), LeakyReLU.withSlope(0.2f), BatchNorm.of(1024).withMomentum(0.8f),
                Dense.of(1024, 3, random), Tanh.of()),
                DenseNetworks.vanillaGenerator(2, Shape.of(3), RandomStream.of(1)));
        random = RandomStream.of(1);
        assertEqualNetworks(Sequential.of(Shape.of(3),
                Dense.of(3, 512, random), LeakyReLU.withSlope(0.2f), Dropout.withRate(0.4f),
                Dense.of(512, 256, random), LeakyReLU.withSlope(0.2f), Dropout.withRate(0.4f),
                Dense.of(256, 1, random)), DenseNetworks.vanillaDiscriminator(Shape.of(3), 0.4f, RandomStream.of(1)));
    }

    @Test
    void theSmallNetworksHaveThePublishedSlope() {
        RandomStream random = RandomStream.of(1);
        assertEqualNetworks(Sequential.of(Shape.of(2),
                Dense.of(2, 128, random), LeakyReLU.withSlope(0.01f), Dense.of(128, 3, random), Tanh.of()),
                DenseNetworks.smallGenerator(2, Shape.of(3), RandomStream.of(1)));
        random = RandomStream.of(1);
        assertEqualNetworks(Sequential.of(Shape.of(3),
                Dense.of(3, 128, random), LeakyReLU.withSlope(0.01f), Dense.of(128, 1, random)),
                DenseNetworks.smallDiscriminator(Shape.of(3), RandomStream.of(1)));
    }

    /** Equal outputs of a training pass, and equal parameters and running statistics after it. */
    private static void assertEqualNetworks(Sequential expected, Sequential network) {
        Tensor x = Tensor.zeros(expected.input().batch(4));
        RandomStream.of(2).fillUniform(x.array(), -1, 1);
        float[] y = expected.forward(x, Tape.training(RandomStream.of(3))).array();
        assertArrayEquals(y, network.forward(x, Tape.training(RandomStream.of(3))).array());
        List<Tensor> numbers = List.copyOf(network.tensors().values());
        List<Tensor> expectedNumbers = List.copyOf(expected.tensors().values());
        assertEquals(expectedNumbers.size(), numbers.size());
        for (int i = 0; i < numbers.size(); i++) {
            assertArrayEquals(expectedNumbers.get(i).array(), numbers.get(i).array());
        }
    }

    @Test
    void generatorsMakeImagesBetweenMinusOneAndOne() {
        for (Shape image : List.of(FLAT, IMAGE)) {
            assertImages(image, DenseNetworks.vanillaGenerator(100, image, RandomStream.of(1)));
            assertImages(image, DenseNetworks.smallGenerator(100, image, RandomStream.of(1)));
        }
    }

    @Test
    void discriminatorsMakeOneLogit() {
        for (Shape image : List.of(FLAT, IMAGE)) {
            assertLogits(image, DenseNetworks.vanillaDiscriminator(image, 0, RandomStream.of(1)));
            assertLogits(image, DenseNetworks.vanillaDiscriminator(image, 0.4f, RandomStream.of(1)));
            assertLogits(image, DenseNetworks.smallDiscriminator(image, RandomStream.of(1)));
        }
    }

    @Test
    void theShapeOfTheImageChangesNoValue() {
        Tensor z = LatentSpace.normal(100).sample(2, RandomStream.of(2));
        Tensor flat = DenseNetworks.vanillaGenerator(100, FLAT, RandomStream.of(1)).infer(z);
        Tensor image = DenseNetworks.vanillaGenerator(100, IMAGE, RandomStream.of(1)).infer(z);
        assertArrayEquals(flat.array(), image.array());
    }

    @Test
    void dropoutFollowsEachHiddenLayerAndOnlyWhenAskedFor() {
        Sequential plain = DenseNetworks.vanillaDiscriminator(IMAGE, 0, RandomStream.of(1));
        Sequential dropping = DenseNetworks.vanillaDiscriminator(IMAGE, 0.4f, RandomStream.of(1));
        assertEquals(0, plain.layers().stream().filter(Dropout.class::isInstance).count());
        assertEquals(2, dropping.layers().stream().filter(Dropout.class::isInstance).count());
        Tensor x = Tensor.full(IMAGE.batch(2), 0.5f);
        assertArrayEquals(plain.infer(x).array(), dropping.infer(x).array());
        Tensor trained = dropping.forward(x, Tape.training(RandomStream.of(3)));
        assertFalse(Arrays.equals(plain.infer(x).array(), trained.array()));
    }

    private static void assertCounts(long trainable, long fixed, Sequential network) {
        Summary summary = Summary.of("network", network);
        assertEquals(trainable, summary.trainable());
        assertEquals(fixed, summary.nonTrainable());
    }

    private static void assertImages(Shape image, Layer generator) {
        Tensor z = LatentSpace.normal(100).sample(3, RandomStream.of(2));
        Tensor images = generator.forward(z, Tape.training(RandomStream.of(3)));
        assertEquals(image.batch(3), images.shape());
        float largest = 0;
        for (float pixel : images.array()) {
            assertTrue(pixel >= -1 && pixel <= 1, "pixel " + pixel);
            largest = Math.max(largest, Math.abs(pixel));
        }
        assertTrue(largest > 0.1, "all gray: " + largest);
    }

    private static void assertLogits(Shape image, Layer discriminator) {
        Tensor x = Tensor.zeros(image.batch(20));
        RandomStream.of(4).fillUniform(x.array(), -1, 1);
        Tensor logits = discriminator.infer(x);
        assertEquals(Shape.of(20, 1), logits.shape());
        boolean negative = false;
        for (float logit : logits.array()) {
            negative |= logit < 0;
        }
        assertTrue(negative, "logits take both signs; these look like probabilities");
    }
}
