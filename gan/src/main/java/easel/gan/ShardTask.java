package easel.gan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Consecutive shards of one update, whose sum is one node of the tree in which a {@link GanTrainer} sums all shards.
 * Together with the values of both networks it determines that sum; see {@link ShardWorker}.
 *
 * @param step the number of completed steps
 * @param update the name of the update
 * @param index the index of the D step within the step, from 0
 * @param from the first shard, a multiple of {@code shards}
 * @param shards the number of shards, a power of two
 */
public record ShardTask(long step, String update, int index, int from, int shards) implements Serializable {
    /**
     * Checks the numbers.
     *
     * @param step the number of completed steps
     * @param update the name of the update
     * @param index the index of the D step
     * @param from the first shard
     * @param shards the number of shards
     * @throws IllegalArgumentException if a number is negative, or the shards are no node of the tree
     */
    public ShardTask {
        Objects.requireNonNull(update, "update");
        if (step < 0 || index < 0 || from < 0 || Integer.bitCount(shards) != 1 || from % shards != 0) {
            throw new IllegalArgumentException("step " + step + ", D step " + index + ", " + shards
                    + " shards from shard " + from + ": the number of shards must be a power of two, the first shard a"
                    + " multiple of it, and all numbers at least 0");
        }
    }

    /** The tasks of all shards of an update, each with at most this power of two of them. */
    static List<ShardTask> of(long step, String update, int index, int shards, int most) {
        List<ShardTask> tasks = new ArrayList<>();
        for (int from = 0; from < shards; from += tasks.get(tasks.size() - 1).shards) {
            int rest = Integer.highestOneBit(shards - from);
            tasks.add(new ShardTask(step, update, index, from, Math.min(most, rest)));
        }
        return tasks;
    }
}
