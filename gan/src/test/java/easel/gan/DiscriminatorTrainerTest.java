package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class DiscriminatorTrainerTest {
    private static final AdversarialLoss.Separable LOSS = AdversarialLoss.nonSaturating(LabelPolicy.standard());
    private static final Shape IMAGE = Shape.of(8, 8, 1);

    private static DiscriminatorTrainer trainer(Layer discriminator, AdversarialLoss.Separable loss, long seed) {
        return new DiscriminatorTrainer(discriminator, Given.optimizer(), loss, seed);
    }

    private static LongFunction<Tensor> fakes() {
        return number -> Given.normal(2000 + (int) number, 8, 4);
    }

    /** The generator is the identity, so the latent points are the fake examples. */
    @Test
    void aStepEqualsTheDiscriminatorStepOfTheSeparateSchedule() {
        Layer inGan = Given.discriminator();
        Layer alone = Given.discriminator();
        GanSteps steps = new GanSteps(Dropout.withRate(0), inGan, Given.idle(), Given.optimizer(),
                Given.settings(GanSchedule.SEPARATE));
        DiscriminatorTrainer trainer = trainer(alone, LOSS, 0);
        for (int i = 0; i < 3; i++) {
            DiscriminatorMetrics expected = steps.updateDiscriminatorSeparately(Given.real().apply(i), fakes().apply(i),
                    RandomStream.of(0));
            assertEquals(expected, trainer.step(Given.real(), fakes()));
            Given.assertSameBits(Given.copy(inGan), Given.copy(alone));
        }
        assertEquals(3, trainer.stepsDone());
    }

    @Test
    void dropoutAndLabelNoiseDependOnTheSeed() {
        Map<String, float[]> first = threeSteps(7);
        Given.assertSameBits(first, threeSteps(7));
        Given.assertAllChanged(first, threeSteps(8));
    }

    private static Map<String, float[]> threeSteps(long seed) {
        Layer discriminator = Given.discriminatorWithDropout();
        AdversarialLoss.Separable noisy = AdversarialLoss.nonSaturating(LabelPolicy.standard().withNoise(0.2f));
        DiscriminatorTrainer trainer = trainer(discriminator, noisy, seed);
        for (int i = 0; i < 3; i++) {
            trainer.step(Given.real(), fakes());
        }
        return Given.copy(discriminator);
    }

    @Test
    void batchNumbersStartAtZero() {
        List<Long> real = new ArrayList<>();
        List<Long> fake = new ArrayList<>();
        DiscriminatorTrainer trainer = trainer(Given.discriminator(), LOSS, 0);
        for (int i = 0; i < 3; i++) {
            trainer.step(watched(Given.real(), real), watched(fakes(), fake));
        }
        assertEquals(List.of(0L, 1L, 2L), real);
        assertEquals(real, fake);
    }

    private static LongFunction<Tensor> watched(LongFunction<Tensor> batches, List<Long> numbers) {
        return number -> {
            numbers.add(number);
            return batches.apply(number);
        };
    }

    /** All pixels of a real image are equal; fake images are random pixels. */
    @Test
    void itLearnsToDistinguishImagesFromRandomPixels() {
        Sequential discriminator = ConvNetworks.convDiscriminator(IMAGE, RandomStream.of(1));
        DiscriminatorTrainer trainer = new DiscriminatorTrainer(discriminator,
                Adam.withLearningRate(2e-3f).withBeta1(0.5f), LOSS, 3);
        LongFunction<Tensor> pixels = DiscriminatorTrainer.randomPixels(IMAGE.batch(32), 0, 1, 4);
        List<DiscriminatorMetrics> metrics = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            metrics.add(trainer.step(DiscriminatorTrainerTest::images, pixels));
        }
        assertTrue(metrics.get(0).real().accuracy() + metrics.get(0).fake().accuracy() < 1.5, "untrained");
        for (DiscriminatorMetrics late : metrics.subList(60, 80)) {
            assertEquals(1, late.real().accuracy());
            assertEquals(1, late.fake().accuracy());
        }
    }

    private static Tensor images(long number) {
        Tensor images = Tensor.zeros(IMAGE.batch(32));
        RandomStream random = RandomStream.of(5).at(number);
        for (int n = 0; n < 32; n++) {
            Arrays.fill(images.array(), n * 64, (n + 1) * 64, random.nextFloat());
        }
        return images;
    }

    @Test
    void randomPixelsFillTheRangeAndDependOnTheBatchNumber() {
        LongFunction<Tensor> pixels = DiscriminatorTrainer.randomPixels(Shape.of(4, 28, 28, 1), -1, 1, 6);
        Tensor first = pixels.apply(0);
        assertEquals(Shape.of(4, 28, 28, 1), first.shape());
        float low = 0;
        float high = 0;
        for (float pixel : first.array()) {
            low = Math.min(low, pixel);
            high = Math.max(high, pixel);
        }
        assertTrue(-1 <= low && low < -0.99 && 0.99 < high && high < 1, low + " to " + high);
        assertFalse(Arrays.equals(first.array(), pixels.apply(1).array()));
        assertArrayEquals(first.array(), pixels.apply(0).array());
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertEquals("random pixels from 1.0 to 0.0: low must be below high", assertThrows(
                IllegalArgumentException.class,
                () -> DiscriminatorTrainer.randomPixels(Shape.of(2, 4), 1, 0, 0)).getMessage());
    }

    @Test
    void aLossThatIsNotFiniteIsRefusedWithTheNamesOfStepAndUpdate() {
        Layer discriminator = Given.discriminator();
        DiscriminatorTrainer trainer = trainer(discriminator, LOSS, 0);
        trainer.step(Given.real(), fakes());
        Map<String, float[]> before = Given.parametersOf(discriminator);
        String message = assertThrows(DivergedException.class, () -> trainer.step(
                number -> Tensor.full(Shape.of(8, 4), Float.NaN), fakes())).getMessage();
        assertTrue(message.startsWith("step 2: update of the discriminator on real examples refused"), message);
        Given.assertSameBits(before, Given.parametersOf(discriminator));
        assertEquals(1, trainer.stepsDone());
    }

    @Test
    void aDiscriminatorWithTwoOutputsIsRefused() {
        DiscriminatorTrainer trainer = trainer(Dense.of(4, 2, RandomStream.of(0)), LOSS, 0);
        assertEquals("the discriminator's output is (N, 2); expected one logit for each example, (N, 1), without a"
                + " sigmoid",
                assertThrows(IllegalArgumentException.class, () -> trainer.step(Given.real(), fakes())).getMessage());
    }
}
