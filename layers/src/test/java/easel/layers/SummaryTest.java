package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.LayerCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The expected counts come from published tutorials that build the same networks. */
class SummaryTest {
    private final RandomStream random = RandomStream.of(1);

    private Sequential vanillaGenerator() {
        List<Layer> layers = new ArrayList<>();
        int[] sizes = {100, 256, 512, 1024};
        for (int i = 1; i < sizes.length; i++) {
            layers.add(Dense.of(sizes[i - 1], sizes[i], random));
            layers.add(LeakyReLU.withSlope(0.2f));
            layers.add(BatchNorm.of(sizes[i]).withMomentum(0.8f));
        }
        layers.add(Dense.of(1024, 784, random));
        layers.add(Tanh.of());
        return Sequential.of(Shape.of(100), layers.toArray(Layer[]::new));
    }

    private Sequential vanillaDiscriminator() {
        return Sequential.of(Shape.of(784),
                Dense.of(784, 512, random), LeakyReLU.withSlope(0.2f),
                Dense.of(512, 256, random), LeakyReLU.withSlope(0.2f),
                Dense.of(256, 1, random));
    }

    @Test
    void countsTheVanillaNetworks() {
        Summary generator = Summary.of("Generator", vanillaGenerator());
        assertCounts(1_493_520, 1_489_936, 3_584, generator);
        Summary discriminator = Summary.of("Discriminator", vanillaDiscriminator());
        assertCounts(533_505, 533_505, 0, discriminator);
        assertCounts(533_505, 0, 533_505, discriminator.withAllFrozen());
        assertCounts(2_027_025, 1_489_936, 537_089, Summary.combined("GAN", generator, discriminator.withAllFrozen()));
    }

    @Test
    void countsTheSmallNetworks() {
        Sequential generator = Sequential.of(Shape.of(100), Dense.of(100, 128, random), LeakyReLU.withSlope(0.01f),
                Dense.of(128, 784, random), Tanh.of(), Reshape.to(28, 28, 1));
        Sequential discriminator = Sequential.of(Shape.of(28, 28, 1), Flatten.of(), Dense.of(784, 128, random),
                LeakyReLU.withSlope(0.01f), Dense.of(128, 1, random));
        assertCounts(114_064, 114_064, 0, Summary.of("Generator", generator));
        assertCounts(100_609, 100_609, 0, Summary.of("Discriminator", discriminator));
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#ROWS")
    void everyLayerHasItsOutputShapeAndItsCounts(Case c) {
        Layer layer = c.layer();
        Shape input = c.x().example();
        Summary summary = Summary.of("One layer", Sequential.of(input, layer));
        long all = layer.tensors().values().stream().mapToLong(Tensor::size).sum();
        long trainable = layer.parameters().stream().mapToLong(Tensor::size).sum();
        assertEquals(List.of(new Summary.Row(layer.toString(), layer.outputShape(input), trainable, all - trainable)),
                summary.rows());
        assertCounts(all, trainable, all - trainable, summary);
    }

    @Test
    void aSharedLayerCountsOnce() {
        Dense shared = Dense.of(3, 3, random);
        Summary summary = Summary.of("Shared", Sequential.of(Shape.of(3), shared, shared));
        assertCounts(12, 12, 0, summary);
        assertEquals(List.of(12L, 0L), summary.rows().stream().map(Summary.Row::trainable).toList());
    }

    @Test
    void aNestedModelIsOneRow() {
        Sequential inner = Sequential.of(Shape.of(4), Dense.of(4, 2, random), BatchNorm.of(2));
        Summary summary = Summary.of("Outer", Sequential.of(Shape.of(4), inner, Tanh.of()));
        assertEquals(List.of(new Summary.Row("Sequential (4)→(2)", Shape.of(2), 14, 4),
                new Summary.Row("Tanh", Shape.of(2), 0, 0)), summary.rows());
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void theTableIsTheSameInEveryLocale() {
        Summary summary = Summary.combined("GAN", Summary.of("Generator", vanillaGenerator()),
                Summary.of("Discriminator", vanillaDiscriminator()).withAllFrozen());
        String expected = """
                GAN
                ------------------------------------------------------------------
                Layer                              Output               Parameters
                ------------------------------------------------------------------
                Generator                          (784)                 1,493,520
                Discriminator (frozen)             (1)                     533,505
                ------------------------------------------------------------------
                Total parameters: 2,027,025
                Trainable: 1,489,936
                Non-trainable: 537,089
                """;
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("en-US", "de-DE", "fr-FR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals(expected, summary.toString(), tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    private static void assertCounts(long total, long trainable, long nonTrainable, Summary summary) {
        assertEquals(List.of(total, trainable, nonTrainable),
                List.of(summary.total(), summary.trainable(), summary.nonTrainable()));
    }
}
