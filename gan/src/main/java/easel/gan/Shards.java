package easel.gan;

import easel.core.Buffers;
import easel.core.DivergedException;
import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.GanSteps.Metrics;
import easel.layers.Layer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Computes an update shard by shard, so that one shard at a time needs memory for its activations. The gradient is the
 * mean of those of the shards, summed by {@link TreeSum} and divided once. Each shard has its own statistics: its
 * forward passes begin with the running statistics from before the update, and the update leaves their mean.
 */
final class Shards {
    private final Layer generator;
    private final Layer discriminator;
    private final UpdateGradients gradients;
    private final GanSettings settings;
    private final Buffers buffers;
    private Optional<ShardExecutor> executor = Optional.empty();
    private OptionalInt alone = OptionalInt.empty();

    Shards(Layer generator, Layer discriminator, UpdateGradients gradients, GanSettings settings, Buffers buffers) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.gradients = gradients;
        this.settings = settings;
        this.buffers = buffers;
    }

    /** From now on, another object computes the shards of the schedules in {@link GanSchedule}. */
    void computeBy(ShardExecutor other) {
        executor = Optional.of(other);
    }

    Optional<ShardExecutor> executor() {
        return executor;
    }

    /** From now on, an update has the gradients and statistics of this shard instead of the mean of all. */
    void trainAlone(int shard) {
        alone = OptionalInt.of(shard);
    }

    /** From now on, an update has the mean of all shards. */
    void trainTogether() {
        alone = OptionalInt.empty();
    }

    /** An update of {@link GanSchedule}, for the whole batch. Sets the running statistics of both networks. */
    UpdateGradients.Result mean(GanUpdate update, StepInputs step, int i) {
        if (alone.isPresent()) {
            int shard = alone.getAsInt();
            return result(update, sum(update, update.inputs(step, settings, i), shard, shard + 1), 1);
        }
        if (executor.isEmpty()) {
            return mean(update, update.inputs(step, settings, i));
        }
        List<ShardTask> tasks = ShardTask.of(step.step(), update.name(), i, settings.shards(),
                executor.get().shardsPerTask());
        List<byte[]> sums = executor.get().sums(tasks, FloatBytes.of(tensors(), new double[0]));
        TreeSum tree = new TreeSum();
        for (int t = 0; t < tasks.size(); t++) {
            tree.add(read(update, sums.get(t)), tasks.get(t).shards());
        }
        return result(update, tree, settings.shards());
    }

    /** An update with these inputs, in this process. */
    UpdateGradients.Result mean(GanUpdate update, UpdateInputs inputs) {
        if (executor.isPresent()) {
            throw new IllegalArgumentException("this schedule gives tensors to its updates, so other processes cannot"
                    + " compute their shards; use a schedule of GanSchedule");
        }
        return result(update, sum(update, inputs, 0, settings.shards()), settings.shards());
    }

    private UpdateGradients.Result result(GanUpdate update, TreeSum tree, int shards) {
        ShardSum mean = tree.sum().divide(shards);
        copy(mean.statistics(), statistics());
        return mean.result(update, discriminator, generator);
    }

    /** The sum of a task in bytes, for {@link #mean} in another process. */
    byte[] sum(ShardTask task, byte[] networks, StepInputs step) {
        if (task.from() + task.shards() > settings.shards()) {
            throw new IllegalArgumentException("there are " + settings.shards() + " shards, but the task has "
                    + task.shards() + " from shard " + task.from() + "; give the worker the settings of the trainer");
        }
        FloatBytes.read(networks, tensors(), new double[0], "networks");
        GanUpdate update = GanUpdate.valueOf(task.update());
        ShardSum sum = sum(update, update.inputs(step, settings, task.index()), task.from(),
                task.from() + task.shards()).sum();
        return FloatBytes.of(Stream.concat(sum.gradients().stream(), sum.statistics().stream()).toList(),
                sum.metrics().toArray());
    }

    private ShardSum read(GanUpdate update, byte[] bytes) {
        List<Tensor> gradients = Stream.of(update.changesDiscriminator() ? discriminator : null,
                update.changesGenerator() ? generator : null).flatMap(Stream::ofNullable)
                .flatMap(network -> network.parameters().stream()).map(p -> Tensor.zeros(p.shape())).toList();
        List<Tensor> statistics = statistics().stream().map(s -> Tensor.zeros(s.shape())).toList();
        double[] metrics = new double[Metrics.NUMBERS];
        FloatBytes.read(bytes, Stream.concat(gradients.stream(), statistics.stream()).toList(), metrics, "shards");
        return new ShardSum(gradients, statistics, Metrics.of(metrics));
    }

    private TreeSum sum(GanUpdate update, UpdateInputs inputs, int from, int until) {
        List<Tensor> statistics = statistics();
        List<Tensor> before = statistics.stream().map(Tensor::copy).toList();
        TreeSum tree = new TreeSum();
        for (int shard = from; shard < until; shard++) {
            UpdateInputs own = inputs.shard(shard, settings);
            try (Tape tape = Tape.training(own.random(), buffers)) {
                tree.add(ShardSum.of(gradients.of(update, own, tape), statistics), 1);
            } catch (DivergedException e) {
                throw new DivergedException("shard " + (shard + 1) + " of " + settings.shards() + ": "
                        + e.getMessage());
            } finally {
                copy(before, statistics);
            }
        }
        return tree;
    }

    private List<Tensor> statistics() {
        return ShardSum.statistics(discriminator, generator);
    }

    /** All tensors of both networks. */
    private List<Tensor> tensors() {
        return Stream.of(discriminator, generator).flatMap(n -> n.tensors().values().stream()).toList();
    }

    private static void copy(List<Tensor> from, List<Tensor> to) {
        for (int t = 0; t < from.size(); t++) {
            System.arraycopy(from.get(t).array(), 0, to.get(t).array(), 0, from.get(t).size());
        }
    }
}
