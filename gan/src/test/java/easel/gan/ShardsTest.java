package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Dense;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.SpectralNorm;
import easel.layers.Tanh;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
    private static final Tensor REAL = Given.normal(1, 8, 4);
    private static final Tensor Z = Given.normal(2, 8, 3);

    private static Sequential plainGenerator() {
        RandomStream random = RandomStream.of(3);
        return Sequential.of(Shape.of(3), Dense.of(3, 5, random), LeakyReLU.withSlope(0.2), Dense.of(5, 4, random),
                Tanh.of());
    }

    private static Sequential plainDiscriminator(int packing) {
        RandomStream random = RandomStream.of(4);
        return Sequential.of(Shape.of(4 * packing), Dense.of(4 * packing, 6, random), LeakyReLU.withSlope(0.2),
                Dense.of(6, 1, random));
    }

    /** Settings whose gradients are means of terms of single examples, or of groups of the packing. */
    static List<GanSettings> meansOverExamples() {
        GanSettings paired = Given.settings(GanSchedule.PAIRED);
        return List.of(
                Given.settings(GanSchedule.SEPARATE),
                Given.settings(GanSchedule.JOINED),
                Given.settings(GanSchedule.JOINED).withGeneratorBatch(16),
                paired,
                Given.settings(GanSchedule.SIMULTANEOUS),
                paired.withDiscriminatorSteps(2),
                paired.withPacking(2),
                paired.withAverageHalfLife(20),
                paired.withLoss(AdversarialLoss.hinge()),
                paired.withLoss(AdversarialLoss.relativisticPairing()),
                paired.withRegularization(Regularization.none().withPenalty(GradientPenalty.r1(0.5))
                        .withPenalty(GradientPenalty.r2(0.5)).withWeightClip(0.3)));
    }

    /** Only the rounding differs, because shards have the examples of the batch. */
    @ParameterizedTest
    @MethodSource("meansOverExamples")
    void withoutStatisticsOfTheBatchShardsGiveTheGradientsOfTheBatch(GanSettings settings) {
        GanTrainer whole = Given.trainer(plainGenerator(), plainDiscriminator(settings.packing()), settings);
        GanTrainer cut = Given.trainer(plainGenerator(), plainDiscriminator(settings.packing()),
                settings.withShards(4));
        for (int step = 0; step < 3; step++) {
            GanStep expected = whole.step(Given.real());
            GanStep actual = cut.step(Given.real());
            assertEquals(expected.realLoss(), actual.realLoss(), 1e-5);
            assertEquals(expected.fakeLoss(), actual.fakeLoss(), 1e-5);
            assertEquals(expected.generatorLoss(), actual.generatorLoss(), 1e-5);
            assertEquals(expected.realAccuracy(), actual.realAccuracy(), 1e-12);
            assertEquals(expected.fakeProbability(), actual.fakeProbability(), 1e-6);
            assertEquals(expected.penalty(), actual.penalty(), 1e-5);
        }
        Map<String, Tensor> tensors = whole.state().tensors();
        cut.state().tensors().forEach((name, tensor) ->
                assertTrue(Given.deviation(tensor.array(), tensors.get(name).array()) < 1e-5, name));
    }

    /** Bit for bit: each shard is a batch of its own, from the same parameters and running statistics. */
    @ParameterizedTest
    @EnumSource(GanSchedule.class)
    void anUpdateIsTheMeanOfIndependentShards(GanSchedule schedule) {
        Update cut = new Update(Given.settings(schedule).withShards(4));
        cut.take(REAL, Z, RandomStream.of(0));
        List<Update> shards = IntStream.range(0, 4).mapToObj(s -> {
            Update shard = new Update(Given.settings(schedule));
            shard.take(rows(REAL, 2 * s, 2 * s + 2), rows(Z, 2 * s, 2 * s + 2), RandomStream.of(0));
            return shard;
        }).toList();
        assertMeans(cut.gradients(), shards.stream().map(Update::gradients).toList());
        assertMeans(cut.statistics(), shards.stream().map(Update::statistics).toList());
    }

    /** One update of networks with BatchNorm by an optimizer that changes nothing. */
    private static final class Update {
        private final RecordingOptimizer optimizer = new RecordingOptimizer(Given.idle());
        private final Sequential generator = Given.generator();
        private final Sequential discriminator = Given.discriminator();
        private final GanSteps steps;
        private final GanSchedule schedule;

        Update(GanSettings settings) {
            steps = new GanSteps(generator, discriminator, optimizer, optimizer, settings);
            schedule = (GanSchedule) settings.schedule();
        }

        void take(Tensor real, Tensor z, RandomStream random) {
            switch (schedule) {
                // Its second update begins with the statistics that the first one leaves, so it would not be a mean.
                case SEPARATE -> steps.updateGenerator(z, random);
                case JOINED -> steps.updateDiscriminatorJoined(real, z, random);
                case PAIRED -> steps.updateDiscriminatorPaired(real, z, random);
                case SIMULTANEOUS -> steps.updateBoth(real, z, random);
            }
        }

        List<Tensor> gradients() {
            return optimizer.seen.stream().flatMap(g -> g.sources().stream().map(g::of)).toList();
        }

        List<Tensor> statistics() {
            return ShardSum.statistics(discriminator, generator);
        }
    }

    private static void assertMeans(List<Tensor> means, List<List<Tensor>> shards) {
        assertFalse(means.isEmpty());
        for (int t = 0; t < means.size(); t++) {
            for (int i = 0; i < means.get(t).size(); i++) {
                float sum = (value(shards, 0, t, i) + value(shards, 1, t, i))
                        + (value(shards, 2, t, i) + value(shards, 3, t, i));
                assertEquals(sum / 4, means.get(t).array()[i], "tensor " + t + ", element " + i);
            }
        }
    }

    private static float value(List<List<Tensor>> shards, int shard, int tensor, int element) {
        return shards.get(shard).get(tensor).array()[element];
    }

    private static Tensor rows(Tensor x, int from, int until) {
        int size = x.columns();
        return Tensor.of(Shape.of(until - from, size), Arrays.copyOfRange(x.array(), from * size, until * size));
    }

    /** Both iterate u ← W·v from the same u, so the mean is that of one shard, also for a number that is no 2^k. */
    @Test
    void statisticsThatDoNotDependOnTheExamplesAreThoseOfTheWholeBatch() {
        GanSettings settings = GanSettings.of(GanSchedule.PAIRED, Given.LATENT, 9);
        Map<String, float[]> whole = statisticsAfterTwoSteps(settings);
        statisticsAfterTwoSteps(settings.withShards(3)).forEach((name, values) ->
                assertArrayEquals(whole.get(name), values, 1e-5f, name));
        assertFalse(whole.isEmpty());
    }

    private static Map<String, float[]> statisticsAfterTwoSteps(GanSettings settings) {
        RandomStream random = RandomStream.of(5);
        Sequential discriminator = Sequential.of(Shape.of(4), SpectralNorm.of(Dense.of(4, 6, random), random),
                LeakyReLU.withSlope(0.2), SpectralNorm.of(Dense.of(6, 1, random), random));
        GanTrainer trainer = Given.trainer(plainGenerator(), discriminator, settings);
        trainer.train(2, number -> Given.normal(1000 + (int) number, 9, 4));
        return Given.statisticsOf(discriminator);
    }

    /** The reference: the definition, as a recursion. */
    private static float sum(float[] x, int from, int until) {
        if (until - from == 1) {
            return x[from];
        }
        int left = Integer.highestOneBit(until - from - 1);
        return sum(x, from, from + left) + sum(x, from + left, until);
    }

    private static ShardSum leaf(float value) {
        return new ShardSum(List.of(Tensor.scalar(value)), List.of(),
                new GanSteps.Metrics(DiscriminatorMetrics.NONE, value));
    }

    @Test
    void theTreeIsFixedAndAcceptsAlignedSumsOfPowersOfTwo() {
        float[] x = new float[37];
        RandomStream.of(6).fillNormal(x, 0, 1);
        for (int n = 1; n <= x.length; n++) {
            for (int block = 1; block <= 8; block *= 2) {
                TreeSum tree = new TreeSum();
                for (int from = 0; from < n; from += block) {
                    int until = Math.min(from + block, n);
                    if (until - from == block) {
                        tree.add(sumOf(x, from, until), block);
                    } else {
                        IntStream.range(from, until).forEach(i -> tree.add(leaf(x[i]), 1));
                    }
                }
                assertEquals(sum(x, 0, n), tree.sum().gradients().get(0).item(), n + " terms, blocks of " + block);
            }
        }
    }

    private static ShardSum sumOf(float[] x, int from, int until) {
        TreeSum tree = new TreeSum();
        IntStream.range(from, until).forEach(i -> tree.add(leaf(x[i]), 1));
        return tree.sum();
    }

    @Test
    void valuesThatAreNotFiniteNameTheShardAndChangeNothing() {
        Sequential generator = Given.generator();
        Sequential discriminator = Given.discriminator();
        GanTrainer trainer = Given.trainer(generator, discriminator,
                Given.settings(GanSchedule.PAIRED).withShards(4));
        Map<String, float[]> before = Given.copy(discriminator);
        Map<String, float[]> beforeG = Given.copy(generator);
        Tensor real = Given.normal(1, 8, 4);
        real.array()[5 * 4] = Float.NaN;                              // example 5 is in the third pair
        String message = assertThrows(DivergedException.class, () -> trainer.step(number -> real)).getMessage();
        assertTrue(message.startsWith("step 1: shard 3 of 4: update of the discriminator refused: "), message);
        Given.assertSameBits(before, Given.copy(discriminator));
        Given.assertSameBits(beforeG, Given.copy(generator));
    }

    @ParameterizedTest
    @CsvSource({"8, 8, 0", "8, 8, -1", "8, 8, 3", "8, 8, 16", "8, 12, 8"})
    void shardsOfUnequalSizeAreRefused(int batch, int generatorBatch, int shards) {
        String message = assertThrows(IllegalArgumentException.class, () -> GanSettings.of(GanSchedule.PAIRED,
                Given.LATENT, batch).withGeneratorBatch(generatorBatch).withShards(shards)).getMessage();
        assertEquals(shards + " shards of batch " + batch + " and generator batch " + generatorBatch
                + ": the number of shards must be at least 1, and shards of equal size are required;"
                + " choose another number, or other batch sizes", message);
    }

    @Test
    void aShardHasWholePacks() {
        GanSettings packed = Given.settings(GanSchedule.PAIRED).withPacking(4);
        assertEquals(2, packed.withShards(2).shards());
        String message = assertThrows(IllegalArgumentException.class, () -> packed.withShards(4)).getMessage();
        assertTrue(message.contains("each a multiple of the packing 4"), message);
    }

    /** Such as the last batch of an epoch. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7})
    void aSmallerRealBatchIsCutIntoNearlyEqualParts(int n) {
        GanSettings settings = Given.settings(GanSchedule.PAIRED).withShards(4);
        Tensor real = Given.normal(1, n, 4);
        UpdateInputs inputs = UpdateInputs.of(Z, RandomStream.of(0)).withReal(real);
        List<Tensor> shards = IntStream.range(0, 4).mapToObj(s -> inputs.shard(s, settings).real()).toList();
        assertEquals(n, shards.stream().mapToInt(Tensor::rows).sum());
        assertTrue(shards.stream().allMatch(x -> x.rows() == n / 4 || x.rows() == n / 4 + 1));
        float[] joined = new float[real.size()];
        int at = 0;
        for (Tensor shard : shards) {
            System.arraycopy(shard.array(), 0, joined, at, shard.size());
            at += shard.size();
        }
        assertArrayEquals(real.array(), joined);
    }

    @Test
    void aRealBatchWithoutAnExampleForEachShardIsRefused() {
        GanTrainer trainer = Given.trainer(Given.settings(GanSchedule.PAIRED).withShards(4));
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer.step(number -> Given.normal(1, 3, 4))).getMessage();
        assertEquals("a batch of 3 real examples cannot be cut into 4 shards of at least 1; use a larger batch or"
                + " fewer shards", message);
    }

    /** Copies are made of gradients that a tape's buffers will hold again. */
    @Test
    void gradientsOfAnUpdateAreThoseOfTheParametersInOrder() {
        RecordingOptimizer optimizer = new RecordingOptimizer(Given.idle());
        Sequential generator = Given.generator();
        Sequential discriminator = Given.discriminator();
        new GanSteps(generator, discriminator, optimizer, optimizer,
                Given.settings(GanSchedule.SIMULTANEOUS).withShards(2)).updateBoth(REAL, Z, RandomStream.of(0));
        List<Parameter> parameters = Stream.of(discriminator, generator).flatMap(n -> n.parameters().stream()).toList();
        List<Tensor> sources = optimizer.seen.stream().map(Gradients::sources).flatMap(List::stream).toList();
        assertEquals(parameters.size(), sources.size());
        for (int i = 0; i < sources.size(); i++) {
            assertTrue(sources.get(i) == parameters.get(i), "source " + i);
        }
    }
}
