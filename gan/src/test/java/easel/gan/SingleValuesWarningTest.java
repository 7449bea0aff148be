package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Sequential;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A trainer warns once at the start if BatchNorm normalizes batches of single values. */
class SingleValuesWarningTest {
    private static final Logger LOG = Logger.getLogger(GanTrainer.class.getName());

    @Test
    void warnsOfABatchOfOneExampleInEachProgramWithBatchNormOfVectors() {
        for (GanProgram program : GanProgram.values()) {
            RandomStream random = RandomStream.of(1);
            Sequential generator = program.generator(random);
            Sequential discriminator = program.discriminator(random);
            assertEquals(List.of(), linesOf(program, generator, discriminator, 2), program.name());
            String first = program == GanProgram.VANILLA ? "256" : program == GanProgram.DCGAN ? "12544" : "";
            assertEquals(first.isEmpty() ? List.of() : List.of("the generator: a batch has 1 example, so BatchNorm "
                    + first + " has 1 value of each feature to normalize: in training mode its output is beta for every"
                    + " input. Use batches of at least 2 examples, or no BatchNorm"),
                    linesOf(program, generator, discriminator, 1), program.name());
        }
    }

    @Test
    void checksBothNetworksAndTheSizesOfTheirBatches() {
        Sequential generator = Sequential.of(Shape.of(2), Dense.of(2, 3, RandomStream.of(1)), BatchNorm.of(3));
        Sequential discriminator = Sequential.of(Shape.of(3), BatchNorm.of(3), Dense.of(3, 1, RandomStream.of(2)));
        LatentSpace latent = LatentSpace.normal(2);
        assertEquals(2, lines(generator, discriminator, GanSettings.of(GanSchedule.SEPARATE, latent, 1)).size());
        assertEquals(1, lines(generator, discriminator, GanSettings.of(GanSchedule.JOINED, latent, 1)).size());
        assertEquals(1, lines(generator, discriminator,
                GanSettings.of(GanSchedule.SEPARATE, latent, 2).withGeneratorBatch(1)).size());
        assertEquals(0, lines(generator, discriminator, GanSettings.of(GanSchedule.SEPARATE, latent, 2)).size());
    }

    private static List<String> linesOf(GanProgram program, Sequential generator, Sequential discriminator, int batch) {
        return lines(generator, discriminator, program.settings(batch));
    }

    private static List<String> lines(Sequential generator, Sequential discriminator, GanSettings settings) {
        List<String> lines = new ArrayList<>();
        LOG.setFilter(record -> {
            lines.add(record.getMessage());
            return false;
        });
        try {
            new GanTrainer(generator, discriminator, Adam.withLearningRate(1e-4), Adam.withLearningRate(1e-4),
                    settings);
        } finally {
            LOG.setFilter(null);
        }
        return lines;
    }
}
