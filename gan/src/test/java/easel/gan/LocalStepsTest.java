package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalStepsTest {
    private static final int STEPS = 3;

    private static GanTrainer trainer(GanSettings settings) {
        return Given.trainer(Given.generator(), Given.discriminator(), settings);
    }

    /** Computes one shard only, for all tasks. Half of the sum of two equal gradients is the gradient of this shard. */
    private record OnlyShard(int shard, ShardWorker worker) implements ShardExecutor {
        @Override
        public int shardsPerTask() {
            return 1;
        }

        @Override
        public List<byte[]> sums(List<ShardTask> tasks, byte[] networks) {
            return tasks.stream().map(task -> worker.sum(
                    new ShardTask(task.step(), task.update(), task.index(), shard, 1), networks)).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMeanOfTwoTrainingsThatEachUseOneShard(GanSchedule schedule) {
        GanSettings settings = Given.settings(schedule).withShards(2);
        GanTrainer[] alone = new GanTrainer[2];
        for (int shard = 0; shard < 2; shard++) {
            alone[shard] = trainer(settings);
            alone[shard].computeShardsBy(new OnlyShard(shard, ShardWorker.of(trainer(settings), Given.real())));
            alone[shard].train(STEPS, Given.real());
        }
        GanTrainer together = trainer(LocalSteps.in(settings, STEPS));
        together.step(Given.real());
        State values = together.state();
        State first = alone[0].state();
        State second = alone[1].state();
        values.tensors().forEach((name, tensor) -> {
            float[] expected = first.tensor(name).array().clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (expected[i] + second.tensor(name).array()[i]) / 2;
            }
            assertArrayEquals(expected, tensor.array(), name);
        });
        assertEquals(1, together.stepsDone());
        assertEquals(first.string("generator_optimizer.steps"), values.string("generator_optimizer.steps"));
    }

    /** A round reads batches that no other round reads. */
    @Test
    void aStepReadsTheNextBatches() {
        GanTrainer trainer = trainer(LocalSteps.in(Given.settings(GanSchedule.PAIRED).withShards(2), STEPS));
        Set<Long> numbers = new TreeSet<>();
        LongFunction<Tensor> real = number -> {
            numbers.add(number);
            return Given.real().apply(number);
        };
        trainer.train(2, real);
        assertEquals(Set.of(0L, 1L, 2L, 3L, 4L, 5L), numbers);
    }

    @Test
    void aShardThatDivergesChangesNothing() {
        GanTrainer trainer = trainer(LocalSteps.in(Given.settings(GanSchedule.PAIRED).withShards(2), STEPS));
        trainer.step(Given.real());
        State before = trainer.state();
        DivergedException error = assertThrows(DivergedException.class, () -> trainer.step(number -> {
            Tensor batch = Given.real().apply(number).copy();
            batch.array()[batch.size() - 1] = number == 4 ? Float.NaN : 0;
            return batch;
        }));
        assertTrue(error.getMessage().startsWith("step 2: local step 2: shard 2 of 2: "), error.getMessage());
        assertEquals(before.strings(), trainer.state().strings());
        before.tensors().forEach((name, tensor) ->
                assertArrayEquals(tensor.array(), trainer.state().tensor(name).array(), name));
    }

    @Test
    void impossibleSettingsAreRefused() {
        GanSettings settings = Given.settings(GanSchedule.PAIRED);
        assertEquals("local steps with one shard: there is nothing to average; use at least 2 shards",
                assertThrows(IllegalArgumentException.class, () -> LocalSteps.in(settings, 2)).getMessage());
        GanSettings cut = settings.withShards(2);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LocalSteps.in(cut, 1)).getMessage()
                .startsWith("local steps: expected at least 2 between two averagings, found 1"));
        assertEquals("local steps need a schedule of GanSchedule, found LocalSteps[schedule=PAIRED, steps=2]",
                assertThrows(IllegalArgumentException.class, () -> LocalSteps.in(LocalSteps.in(cut, 2), 2))
                        .getMessage());
    }
}
