package easel.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShardExecutorTest {
    private static final int STEPS = 4;

    /** Workers in this process, which take the tasks in a random order, and some tasks twice. */
    private static final class Workers implements ShardExecutor {
        private final List<ShardWorker> workers;
        private final int shardsPerTask;
        private final RandomStream random = RandomStream.of(8);

        Workers(int count, int shardsPerTask, GanSettings settings) {
            this.workers = IntStream.range(0, count).mapToObj(i -> {
                GanTrainer replica = EveryTrickTest.trainer(settings);
                replica.train(i + 1, EveryTrickTest.real(settings));      // other weights, optimizers and statistics
                return ShardWorker.of(replica, EveryTrickTest.real(settings));
            }).toList();
            this.shardsPerTask = shardsPerTask;
        }

        @Override
        public int shardsPerTask() {
            return shardsPerTask;
        }

        @Override
        public List<byte[]> sums(List<ShardTask> tasks, byte[] networks) {
            List<byte[]> sums = new ArrayList<>(tasks.stream().map(task -> new byte[0]).toList());
            for (int t : random.permutation(tasks.size())) {
                anyWorker().sum(tasks.get(0), networks);                  // a speculative copy
                sums.set(t, anyWorker().sum(tasks.get(t), networks.clone()));
            }
            return sums;
        }

        private ShardWorker anyWorker() {
            return workers.get(random.nextInt(workers.size()));
        }
    }

    static Stream<Arguments> settings() {
        return EveryTrickTest.CASES.stream().filter(c -> c.settings().shards() == 1)
                .map(c -> Arguments.of(c.name(), c.settings().withShards(4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void workersGiveTheBitsOfOneProcess(String name, GanSettings settings) {
        GanTrainer alone = EveryTrickTest.trainer(settings);
        alone.train(STEPS, EveryTrickTest.real(settings));
        GanTrainer driver = EveryTrickTest.trainer(settings);
        driver.computeShardsBy(new Workers(2, 2, settings));
        driver.train(STEPS, number -> {
            throw new AssertionError("the driver read batch " + number);
        });
        assertEquals(EveryTrickTest.digests(alone, settings), EveryTrickTest.digests(driver, settings));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "2, 4", "3, 8"})
    void theNumberOfWorkersAndTheSizeOfTasksDoNotMatter(int workers, int shardsPerTask) {
        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(8), 96).withShards(12)
                .withAverageHalfLife(200);
        GanTrainer alone = EveryTrickTest.trainer(settings);
        alone.train(STEPS, EveryTrickTest.real(settings));
        GanTrainer driver = EveryTrickTest.trainer(settings);
        driver.computeShardsBy(new Workers(workers, shardsPerTask, settings));
        driver.train(STEPS, EveryTrickTest.real(settings));
        assertEquals(EveryTrickTest.digests(alone, settings), EveryTrickTest.digests(driver, settings));
    }

    @Test
    void aWorkerNamesTheShardWhoseValuesAreNotFinite() {
        GanSettings settings = Given.settings(GanSchedule.PAIRED).withShards(4);
        LongFunction<Tensor> real = number -> {
            Tensor x = Given.normal(1, 8, 4);
            x.array()[7 * 4] = Float.POSITIVE_INFINITY;
            return x;
        };
        ShardWorker worker = ShardWorker.of(Given.trainer(settings), real);
        GanTrainer trainer = Given.trainer(settings);
        trainer.computeShardsBy(new ShardExecutor() {
            @Override
            public int shardsPerTask() {
                return 1;
            }

            @Override
            public List<byte[]> sums(List<ShardTask> tasks, byte[] networks) {
                return tasks.stream().map(task -> worker.sum(task, networks)).toList();
            }
        });
        String message = assertThrows(DivergedException.class, () -> trainer.step(real)).getMessage();
        assertTrue(message.startsWith("step 1: shard 4 of 4: update of the discriminator refused"), message);
    }

    @Test
    void aWorkerRefusesOtherNetworksAndOtherSettings() {
        GanSettings settings = Given.settings(GanSchedule.PAIRED).withShards(4);
        ShardWorker worker = ShardWorker.of(Given.trainer(settings), Given.real());
        ShardTask task = new ShardTask(0, "DISCRIMINATOR_PAIRED", 0, 0, 1);
        String bytes = assertThrows(IllegalArgumentException.class, () -> worker.sum(task, new byte[12])).getMessage();
        assertTrue(bytes.startsWith("the values of the networks have 12 bytes; expected "), bytes);
        ShardTask later = new ShardTask(0, "DISCRIMINATOR_PAIRED", 0, 4, 2);
        String shards = assertThrows(IllegalArgumentException.class, () -> worker.sum(later, new byte[12])).getMessage();
        assertEquals("there are 4 shards, but the task has 2 from shard 4; give the worker the settings of the"
                + " trainer", shards);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0, 1", "0, -1, 0, 1", "0, 0, -2, 2", "0, 0, 0, 0", "0, 0, 0, 3", "0, 0, 2, 4"})
    void aTaskIsANodeOfTheTree(long step, int index, int from, int shards) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> new ShardTask(step, "GENERATOR", index, from, shards)).getMessage();
        assertTrue(message.contains("must be a power of two"), message);
    }

    @Test
    void aScheduleThatGivesTensorsToItsUpdatesIsRefused() {
        GanSettings settings = GanSettings.of((gan, inputs) -> gan.updateBoth(inputs.real(0),
                inputs.latent("z", 8), inputs.random("layers")), Given.LATENT, 8).withShards(2);
        Given.trainer(settings).step(Given.real());
        GanTrainer trainer = Given.trainer(settings);
        trainer.computeShardsBy(new Workers(0, 1, settings));
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.step(Given.real())).getMessage();
        assertTrue(message.endsWith("use a schedule of GanSchedule"), message);
    }
}
