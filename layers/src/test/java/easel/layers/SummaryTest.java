package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.LayerCases.Case;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The longest texts that fit the narrowest columns, and longer ones. */
    @Test
    void aColumnIsAsWideAsItsLongestText() {
        for (int layer : new int[] {1, 34, 35, 90}) {
            for (int axes : new int[] {1, 4, 9}) {
                for (long count : new long[] {0, 9_999_999_999L, 1_000_000_000_000L}) {
                    int[] output = new int[axes];
                    Arrays.fill(output, 10);
                    List<Summary.Row> rows = List.of(new Summary.Row("n".repeat(layer), Shape.of(output), count, 0),
                            new Summary.Row("Tanh", Shape.of(7), 0, 3));
                    assertColumns(rows, new Summary("Title", rows));
                }
            }
        }
    }

    @Test
    void longLayerNamesKeepTheColumns() {
        String expected = """
                Generator
                -------------------------------------------------------------------------
                Layer                                     Output               Parameters
                -------------------------------------------------------------------------
                Conv2DTranspose 128→128 4×4 stride 2 same (14, 14, 128)           262,272
                LeakyReLU 0.2                             (14, 14, 128)                 0
                -------------------------------------------------------------------------
                Total parameters: 262,272
                Trainable: 262,272
                Non-trainable: 0
                """;
        assertEquals(expected, Summary.of("Generator", Sequential.of(Shape.of(7, 7, 128),
                Conv2DTranspose.of(128, 128, 4, random).withStride(2).withPadding(Padding.SAME),
                LeakyReLU.withSlope(0.2f))).toString());
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#ROWS")
    void everyLayerKeepsTheColumns(Case c) {
        Summary summary = Summary.of("Layers", Sequential.of(c.x().example(), c.layer(), Tanh.of()));
        assertColumns(summary.rows(), summary);
    }

    /** Cuts each line at the columns of the header. */
    private static void assertColumns(List<Summary.Row> rows, Summary summary) {
        List<String> lines = summary.toString().lines().toList();
        int output = lines.get(2).indexOf("Output");
        int outputEnd = rows.stream().mapToInt(row -> row.output().toString().length()).reduce(18, Math::max) + output;
        assertTrue(output >= 35);
        for (int i = 0; i < rows.size(); i++) {
            String line = lines.get(i + 4);
            assertEquals(lines.get(1).length(), line.length(), line);
            assertEquals(rows.get(i).layer(), line.substring(0, output).stripTrailing());
            assertEquals(rows.get(i).output().toString(), line.substring(output, outputEnd).stripTrailing());
            assertEquals(String.format(Locale.ROOT, "%,d", rows.get(i).trainable() + rows.get(i).fixed()),
                    line.substring(outputEnd + 1).strip());
        }
    }

    private static void assertCounts(long total, long trainable, long nonTrainable, Summary summary) {
        assertEquals(List.of(total, trainable, nonTrainable),
                List.of(summary.total(), summary.trainable(), summary.nonTrainable()));
    }
}
