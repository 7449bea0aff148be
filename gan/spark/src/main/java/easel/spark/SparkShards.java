package easel.spark;

import easel.core.DivergedException;
import easel.gan.ShardExecutor;
import easel.gan.ShardTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Computes the shards of a {@link easel.gan.GanTrainer} on the executors of an Apache Spark application. The driver
 * broadcasts the values of the networks and collects the sums in the order of the tasks. Spark repeats the tasks of a
 * lost executor elsewhere; a task is a pure function, so the results are the same.
 */
public final class SparkShards implements ShardExecutor {
    private final JavaSparkContext spark;
    private final WorkerFactory factory;
    private final Duration limit;
    private final boolean allowMixed;
    private final int shardsPerTask;
    private final Consumer<String> report;
    private final String training = UUID.randomUUID().toString();
    private final Machine driver;
    private final Set<String> executors = new HashSet<>();
    private StepTimes times = new StepTimes();

    private SparkShards(JavaSparkContext spark, WorkerFactory factory, int shardsPerTask, Duration limit,
            boolean allowMixed, Consumer<String> report, Machine driver) {
        if (Integer.bitCount(shardsPerTask) != 1) {
            throw new IllegalArgumentException("shards per task: expected a power of two, found " + shardsPerTask);
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the limit of an update must be positive, found " + limit);
        }
        this.spark = Objects.requireNonNull(spark, "spark");
        this.factory = Objects.requireNonNull(factory, "factory");
        this.shardsPerTask = shardsPerTask;
        this.limit = limit;
        this.allowMixed = allowMixed;
        this.report = Objects.requireNonNull(report, "report");
        this.driver = driver;
    }

    /**
     * One shard per task, at most ten minutes for an update, and executors that give the bits of the driver.
     *
     * @param spark a running context
     * @param factory makes the worker of each executor
     * @return an executor for {@link easel.gan.GanTrainer#computeShardsBy}
     */
    public static SparkShards of(JavaSparkContext spark, WorkerFactory factory) {
        return of(spark, factory, Machine.here());
    }

    /** The same for a driver on another machine. */
    static SparkShards of(JavaSparkContext spark, WorkerFactory factory, Machine driver) {
        return new SparkShards(spark, factory, 1, Duration.ofMinutes(10), false, line -> { }, driver);
    }

    /**
     * A copy with another number of shards per task.
     *
     * @param shards a power of two; fewer tasks send fewer sums
     * @return an executor
     * @throws IllegalArgumentException if the number is no power of two
     */
    public SparkShards withShardsPerTask(int shards) {
        return new SparkShards(spark, factory, shards, limit, allowMixed, report, driver);
    }

    /**
     * A copy with another limit.
     *
     * @param most the longest time of an update, which ends in an exception afterwards
     * @return an executor
     * @throws IllegalArgumentException if the limit is not positive
     */
    public SparkShards withLimit(Duration most) {
        return new SparkShards(spark, factory, shardsPerTask, most, allowMixed, report, driver);
    }

    /**
     * A copy that also accepts executors whose kernels round differently, so that the bits of a run depend on which
     * executor computes a shard.
     *
     * @param allow whether they are accepted
     * @return an executor
     */
    public SparkShards withMixedMachines(boolean allow) {
        return new SparkShards(spark, factory, shardsPerTask, limit, allow, report, driver);
    }

    /**
     * A copy that reports each executor with its machine when it delivers its first sum.
     *
     * @param line receives a line of text, on the thread of the trainer
     * @return an executor
     */
    public SparkShards withReport(Consumer<String> line) {
        return new SparkShards(spark, factory, shardsPerTask, limit, allowMixed, line, driver);
    }

    @Override
    public int shardsPerTask() {
        return shardsPerTask;
    }

    /**
     * Computes the tasks on the executors.
     *
     * @throws DivergedException if a loss or gradient of a shard is not finite
     * @throws UncheckedIOException if the executors do not deliver all sums within the limit, fail repeatedly, or
     *     would give other bits than the driver; the message says what was waited for or how to correct it
     * @throws IllegalStateException if the thread is interrupted
     */
    @Override
    public List<byte[]> sums(List<ShardTask> tasks, byte[] networks) {
        long begin = System.nanoTime();
        Broadcast<byte[]> values = spark.broadcast(networks);
        long broadcast = System.nanoTime();
        CollectionAccumulator<Integer> finished = spark.sc().collectionAccumulator("finished tasks");
        String id = training;
        WorkerFactory workers = factory;
        JavaRDD<ShardResult> sums = spark.parallelize(tasks, tasks.size()).map(task -> {
            ShardResult result = ExecutorWorker.compute(id, workers, task, values.value());
            finished.add(task.from());
            return result;
        });
        spark.sc().setInterruptOnCancel(true);      // a task that takes too long frees its core
        try {
            List<ShardResult> results = await(sums.collectAsync(), tasks, finished);
            results.forEach(this::check);
            times.add(begin, broadcast, System.nanoTime(), networks.length, results);
            return results.stream().map(ShardResult::sum).toList();
        } finally {
            values.destroy(false);
        }
    }

    private List<ShardResult> await(JavaFutureAction<List<ShardResult>> job, List<ShardTask> tasks,
            CollectionAccumulator<Integer> finished) {
        try {
            return job.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            job.cancel(true);
            throw failed(tooLong(tasks, finished.value()), e);
        } catch (ExecutionException e) {
            throw failed(SparkFailure.explain(e.getCause()), e);
        } catch (InterruptedException e) {
            job.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the executors computed an update", e);
        }
    }

    /** A failure of the cluster, whose message is for users; a program prints it without a stack trace. */
    private static UncheckedIOException failed(String message, Exception cause) {
        return new UncheckedIOException(message, new IOException(cause));
    }

    private String tooLong(List<ShardTask> tasks, Collection<Integer> finished) {
        TreeSet<Integer> done = new TreeSet<>(finished);
        String missing = tasks.stream().filter(task -> !done.contains(task.from()))
                .map(task -> task.shards() == 1 ? String.valueOf(task.from() + 1)
                        : (task.from() + 1) + " to " + (task.from() + task.shards()))
                .collect(Collectors.joining(", "));
        int executors = spark.sc().statusTracker().getExecutorInfos().length - 1;       // without the driver
        return "step " + (tasks.get(0).step() + 1) + ": after " + limit.toSeconds() + " s the sums of shards " + missing
                + " are missing; " + executors + (executors == 1 ? " executor is" : " executors are") + " registered."
                + (executors == 0 ? " Check that the cluster has free cores and memory for this application."
                : " Look at their logs, or allow more time.");
    }

    private void check(ShardResult result) {
        if (executors.add(result.executor())) {
            report.accept("executor " + result.executor() + ": " + result.machine().description());
        }
        if (!result.notFinite().isEmpty()) {
            throw new DivergedException(result.notFinite());
        }
        if (!allowMixed && !result.machine().givesTheBitsOf(driver)) {
            throw failed("executor " + result.executor() + " would give other bits than the driver."
                    + " Driver: " + driver.description() + ". Executor: " + result.machine().description()
                    + ". Use the same version of Easel, and either BLAS or fused multiply-add, on all machines, or"
                    + " allow mixed machines.", null);
        }
    }

    /** The times of the steps since the last call, for a line of output. */
    String timesPerStep(long steps) {
        StepTimes all = times;
        times = new StepTimes();
        return all.perStep(steps);
    }
}
