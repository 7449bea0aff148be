package easel.gan;

import easel.core.DivergedException;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.gan.GanSteps.Metrics;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Local steps between averagings: each shard trains alone for k steps, on its own part of k batches, with copies of the
 * networks and of the optimizers' moments. Then the copies are averaged. All this is one step of the trainer, which
 * reads k times as many batches. Executors exchange values once in k steps, so this suits slow networks. It is another
 * algorithm than {@link GanSettings#shards} alone, with other results. Lin, Stich, Patel and Jaggi, Don't use large
 * mini-batches, use local SGD, 2020, algorithm 1.
 *
 * <p>The values after a step are a pure function of those before, of the number of the step, and of the settings, so
 * they have the same bits in one process and on any number of executors.
 *
 * @param schedule the updates of a local step
 * @param steps the number k of local steps
 */
public record LocalSteps(GanSchedule schedule, int steps) implements UpdateSchedule {
    /** The name in {@link ShardTask#update}. */
    private static final String TASK = "LOCAL_STEPS";
    private static final String METRICS = "metrics";
    private static final String VALUES = "values";

    /**
     * Checks the number.
     *
     * @param schedule the updates of a local step
     * @param steps the number of local steps
     * @throws IllegalArgumentException if there are fewer than 2 local steps
     */
    public LocalSteps {
        Objects.requireNonNull(schedule, "schedule");
        if (steps < 2) {
            throw new IllegalArgumentException("local steps: expected at least 2 between two averagings, found " + steps
                    + "; leave them out for averages of gradients in each step");
        }
    }

    /**
     * A copy of settings whose steps are rounds of local steps.
     *
     * @param settings with at least 2 shards, and a schedule of {@link GanSchedule}
     * @param steps the number of local steps, at least 2
     * @return settings
     * @throws IllegalArgumentException if there is one shard, another schedule, or a number below 2
     */
    public static GanSettings in(GanSettings settings, int steps) {
        if (!(settings.schedule() instanceof GanSchedule schedule)) {
            throw new IllegalArgumentException("local steps need a schedule of GanSchedule, found "
                    + settings.schedule().text());
        }
        return new GanSettings(settings.latent(), settings.batch(), settings.generatorBatch(),
                new LocalSteps(schedule, steps), settings.discriminatorSteps(), settings.loss(),
                settings.inferenceFakes(), settings.inferenceDiscriminator(), settings.regularization(),
                settings.packing(), settings.averageHalfLife(), settings.classes(), settings.shards(),
                settings.seed());
    }

    @Override
    public void requireSupported(GanSettings settings) {
        schedule.requireSupported(settings);
        if (settings.shards() == 1) {
            throw new IllegalArgumentException("local steps with one shard: there is nothing to average; use at least"
                    + " 2 shards");
        }
    }

    @Override
    public Metrics step(GanSteps gan, StepInputs inputs) {
        State start = values(gan);
        try {
            Optional<ShardExecutor> executor = gan.shards().executor();
            Sum sum = executor.isPresent() ? from(executor.get(), gan, inputs, start)
                    : sum(gan, inputs, start, 0, gan.settings().shards());
            ShardSum mean = sum.tree.sum().divide(gan.settings().shards());
            restore(gan, sum.state(mean));
            return mean.metrics();
        } catch (RuntimeException e) {
            restore(gan, start);
            throw e;
        }
    }

    /** Sums of the tensors of {@link #values}, and values of one shard for their names and for the strings. */
    private record Sum(TreeSum tree, State one) {
        State state(ShardSum sum) {
            State.Builder state = State.builder();
            for (Map.Entry<String, String> string : one.strings().entrySet()) {
                state.string(string.getKey(), string.getValue());
            }
            int t = 0;
            for (String name : one.tensors().keySet()) {
                state.tensor(name, sum.gradients().get(t++));
            }
            return state.build();
        }
    }

    private Sum from(ShardExecutor executor, GanSteps gan, StepInputs inputs, State start) {
        List<ShardTask> tasks = ShardTask.of(inputs.step(), TASK, 0, gan.settings().shards(), executor.shardsPerTask());
        List<byte[]> sums = executor.sums(tasks, Safetensors.bytes(start));
        TreeSum tree = new TreeSum();
        State one = start;
        for (int t = 0; t < tasks.size(); t++) {
            State sum = read(sums.get(t));
            one = sum.within(VALUES);
            tree.add(new ShardSum(List.copyOf(one.tensors().values()), List.of(), metrics(sum)),
                    tasks.get(t).shards());
        }
        return new Sum(tree, one);
    }

    /** The sum of a task, for {@link #step} in another process. */
    byte[] sum(ShardTask task, byte[] values, GanSteps gan, StepInputs inputs) {
        State start = read(values);
        Sum sum = sum(gan, inputs, start, task.from(), task.from() + task.shards());
        ShardSum all = sum.tree.sum();
        return Safetensors.bytes(sum.state(all).under(VALUES).plus(
                State.builder().string(METRICS, Arrays.toString(all.metrics().toArray())).build()));
    }

    private static Metrics metrics(State sum) {
        String[] texts = sum.string(METRICS).replaceAll("[\\[\\],]", "").split(" ");
        double[] numbers = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            numbers[i] = Double.parseDouble(texts[i]);
        }
        return Metrics.of(numbers);
    }

    private Sum sum(GanSteps gan, StepInputs inputs, State start, int from, int until) {
        TreeSum tree = new TreeSum();
        State one = start;
        for (int shard = from; shard < until; shard++) {
            restore(gan, start);
            Metrics metrics = new Metrics(DiscriminatorMetrics.NONE, 0);
            gan.shards().trainAlone(shard);
            try {
                for (int i = 0; i < steps; i++) {
                    metrics = metrics.plus(localStep(gan, inputs, i));
                }
            } finally {
                gan.shards().trainTogether();
            }
            one = values(gan);
            tree.add(new ShardSum(List.copyOf(one.tensors().values()), List.of(), metrics.dividedBy(steps)), 1);
        }
        return new Sum(tree, one);
    }

    private Metrics localStep(GanSteps gan, StepInputs inputs, int i) {
        long number = inputs.step() * steps + i;
        gan.begin(number);
        try {
            return schedule.step(gan, inputs.at(number));
        } catch (DivergedException e) {
            throw new DivergedException("local step " + (i + 1) + ": " + e.getMessage());
        }
    }

    private static State read(byte[] values) {
        try {
            return Safetensors.read(values, "values of local steps");
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** All that a step changes: the tensors of both networks, and the optimizers. */
    private static State values(GanSteps gan) {
        return values(gan.generator(), gan.generatorOptimizer()).under("generator")
                .plus(values(gan.discriminator(), gan.discriminatorOptimizer()).under("discriminator"));
    }

    private static State values(Layer network, Optimizer optimizer) {
        State.Builder tensors = State.builder();
        for (Map.Entry<String, Tensor> tensor : network.tensors().entrySet()) {
            tensors.tensor(tensor.getKey(), tensor.getValue());
        }
        return tensors.build().under("network").plus(optimizer.state(network.tensors()).under("optimizer"));
    }

    private static void restore(GanSteps gan, State values) {
        restore(gan.generator(), gan.generatorOptimizer(), values.within("generator"));
        restore(gan.discriminator(), gan.discriminatorOptimizer(), values.within("discriminator"));
    }

    private static void restore(Layer network, Optimizer optimizer, State values) {
        Map<String, Tensor> tensors = network.tensors();
        values.within("network").copyTo(tensors);
        optimizer.restore(values.within("optimizer"), tensors);
    }
}
