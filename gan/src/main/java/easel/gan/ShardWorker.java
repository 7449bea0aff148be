package easel.gan;

import easel.core.Tensor;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * Computes shards of the updates of a training in another process, with a replica of its trainer. A replica has
 * networks and settings equal to those of the trainer; its weights and its optimizers do not matter. Not thread-safe.
 */
public final class ShardWorker {
    private final GanTrainer replica;
    private final LongFunction<Tensor> real;

    private ShardWorker(GanTrainer replica, LongFunction<Tensor> real) {
        this.replica = Objects.requireNonNull(replica, "replica");
        this.real = Objects.requireNonNull(real, "real");
    }

    /**
     * A worker with its own replica.
     *
     * @param replica a trainer with the same networks and settings. Modified by {@link #sum}
     * @param real the same real batches
     * @return a worker
     */
    public static ShardWorker of(GanTrainer replica, LongFunction<Tensor> real) {
        return new ShardWorker(replica, real);
    }

    /**
     * The sum of the shards of a task: a pure function of its arguments.
     *
     * @param task shards of one update
     * @param networks from the trainer; see {@link ShardExecutor#sums}. Not modified
     * @return sums of gradients, running statistics and metrics, for {@link ShardExecutor#sums}
     * @throws IllegalArgumentException if the networks are not those of the replica, or it has other settings
     * @throws easel.core.DivergedException if a loss or gradient is not finite; the message names the shard
     */
    public byte[] sum(ShardTask task, byte[] networks) {
        return replica.sumOfShards(task, networks, real);
    }
}
