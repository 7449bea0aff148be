package application;

import easel.gan.ShardExecutor;
import easel.gan.ShardTask;
import easel.gan.ShardWorker;
import java.util.List;

/** Computes all shards with one worker in this process. */
record SameProcess(ShardWorker worker) implements ShardExecutor {
    @Override
    public int shardsPerTask() {
        return 2;
    }

    @Override
    public List<byte[]> sums(List<ShardTask> tasks, byte[] networks) {
        return tasks.stream().map(task -> worker.sum(task, networks)).toList();
    }
}
