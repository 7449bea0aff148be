package easel.gan;

import java.util.List;

/**
 * Computes the shards of updates for a {@link GanTrainer}, for example on other machines, where each has a
 * {@link ShardWorker}. The results do not depend on who computes a shard, or how often.
 */
public interface ShardExecutor {
    /**
     * The largest number of shards of a task. Fewer tasks mean fewer sums to send; more tasks use more workers.
     *
     * @return a power of two
     */
    int shardsPerTask();

    /**
     * Computes {@link ShardWorker#sum} of each task.
     *
     * @param tasks all shards of one update
     * @param networks the values of both networks, and of the optimizers for {@link LocalSteps}. Not modified
     * @return the sums in the order of the tasks
     * @throws easel.core.DivergedException if a loss or gradient of a shard is not finite
     */
    List<byte[]> sums(List<ShardTask> tasks, byte[] networks);
}
