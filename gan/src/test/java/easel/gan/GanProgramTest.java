package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import easel.layers.Summary;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GanProgramTest {
    private final RandomStream random = RandomStream.of(1);

    @Test
    void titlesAreTheNamesOnTheCommandLine() {
        assertEquals(List.of("vanilla-mnist", "small-mnist", "dcgan-mnist", "conv-mnist", "fashion", "dcgan-64"),
                Stream.of(GanProgram.values()).map(GanProgram::title).toList());
    }

    @Test
    void networksHaveThePublishedParameterCounts() {
        assertCounts(1_493_520, 533_505, GanProgram.VANILLA);
        assertCounts(114_064, 100_609, GanProgram.SMALL);
        assertCounts(2_330_944, 95_489, GanProgram.DCGAN);
        assertCounts(1_164_289, 40_705, GanProgram.CONV);
        assertCounts(2_155_137, 1_113_345, GanProgram.FASHION);
        assertCounts(3_576_704 + 1_920, 2_765_568 + 1_792, GanProgram.DCGAN64);
    }

    private void assertCounts(long generator, long discriminator, GanProgram program) {
        assertEquals(generator, Summary.of("generator", program.generator(random)).total(), program.title());
        assertEquals(discriminator, Summary.of("discriminator", program.discriminator(random)).total(),
                program.title());
    }

    @Test
    void settingsAreThePublishedOnes() {
        LatentSpace normal = LatentSpace.normal(100);
        assertEquals(GanSettings.of(GanSchedule.SEPARATE, normal, 32).withInferenceFakes(true),
                GanProgram.VANILLA.settings(32));
        assertEquals(GanSettings.of(GanSchedule.SIMULTANEOUS, normal, 128), GanProgram.SMALL.settings(128));
        assertEquals(GanSettings.of(GanSchedule.SIMULTANEOUS, normal, 64), GanProgram.DCGAN.settings(64));
        assertEquals(GanSettings.of(GanSchedule.JOINED, normal, 10).withGeneratorBatch(20),
                GanProgram.CONV.settings(10));
        assertEquals(new GanSettings(LatentSpace.normal(128), 16, 16, GanSchedule.JOINED, 1,
                AdversarialLoss.nonSaturating(new LabelPolicy(true, 0, 0.15f)), true, true,
                Regularization.none(), 1, 0, 0, 1, 0),
                GanProgram.FASHION.settings(16));
        assertEquals(GanSettings.of(GanSchedule.PAIRED, normal, 64), GanProgram.DCGAN64.settings(64));
    }

    @Test
    void defaultBatchSizesAreTheDocumentedOnes() {
        assertEquals(List.of(32, 128, 128, 128, 16, 128),
                Stream.of(GanProgram.values()).map(GanProgram::batch).toList());
    }

    @Test
    void imagesMayHaveAnotherShape() {
        Shape image = Shape.of(32, 24, 3);
        assertEquals(image, GanProgram.DCGAN.generator(image, random).output());
        assertEquals(image, GanProgram.DCGAN.discriminator(image, random).input());
        assertEquals(image, GanProgram.VANILLA.generator(image, random).output());
    }

    @ParameterizedTest
    @EnumSource
    void networksFitTheSettings(GanProgram program) {
        Sequential generator = program.generator(random);
        assertEquals(Shape.of(program.latent().size()), generator.input());
        assertEquals(program.image(), generator.output());
        assertTrue(generator.layers().stream().anyMatch(layer -> layer instanceof Tanh || layer instanceof Sigmoid));
        GanTrainer trainer = new GanTrainer(generator, program.discriminator(random), Adam.withLearningRate(1e-4f),
                Adam.withLearningRate(1e-4f), program.settings(2));
        Tensor real = Tensor.full(program.image().batch(2), 0.5f);
        assertEquals(1, trainer.step(number -> real).step());
    }
}
