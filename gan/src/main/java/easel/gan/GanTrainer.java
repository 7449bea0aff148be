package easel.gan;

import easel.core.DivergedException;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.SingleValues;
import easel.optim.Optimizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Trains a generator against a discriminator.
 *
 * <p>Random numbers depend only on the seed, their purpose and the number of the step: step 937 has the same latent
 * points regardless of earlier draws. A function maps the number of a batch, from 0 over the whole run, to (N, …).
 *
 * <p>Memory in bytes: at most 4·(N·(2·A_G + 4·A_D) + 5·(P_G + P_D)), plus the memory of the JVM and the data. A is the
 * number of output values of all layers for one example; Dropout counts twice because of its mask. P is the number of
 * parameters. The first term counts outputs and their gradients: of G once, of D twice, for real and for fake examples.
 * The second counts parameters, their gradients, two moments of Adam, and packed kernels. The joined schedule needs
 * 6·A_D instead of 4·A_D, because D's batch has one size in D's step and another in G's step. An average of G's weights
 * needs 4·P_G bytes. N is that of one shard; sums of S > 1 shards need 4·(log₂ S + 1)·(P_G + P_D) bytes.
 *
 * <p>Not thread-safe, except that any thread may call {@link #stop}.
 */
public final class GanTrainer {
    private static final System.Logger LOG = System.getLogger(GanTrainer.class.getName());

    private final Layer generator;
    private final Shape example;
    private final GanSettings settings;
    private final GanSteps steps;
    /** The average of G's weights, if the settings have one. */
    private final Optional<WeightAverage> average;
    private final Checkpoint checkpoint;
    private final RandomStream random;
    /** Tensors of latent points, which each step reuses. */
    private final Map<StepInputs.PointsKey, Tensor> points = new HashMap<>();
    private final TrainingEvents events = new TrainingEvents();
    private long done;
    private volatile boolean stopping;

    /**
     * A trainer at step 0. Logs a warning if a network normalizes batches of single values; see {@link SingleValues}.
     *
     * @param generator network from (N, latent) to examples (N, …). Training modifies its parameters. With classes, see
     *     {@link GanSettings#withClasses} for the shapes of both networks
     * @param discriminator network from examples (N, …), or packed ones, (N, …, m·C) for packing m, to logits (N, 1).
     *     Training modifies its parameters
     * @param generatorOptimizer updates the generator's parameters
     * @param discriminatorOptimizer updates the discriminator's parameters
     * @param settings schedule, batch sizes, loss and seed
     * @throws IllegalArgumentException if the networks do not fit the latent space or each other, if the discriminator
     *     ends in a layer whose output is never negative, such as a Sigmoid, or if the settings have an average of G's
     *     weights and a layer of G cannot be saved and loaded
     */
    public GanTrainer(Layer generator, Layer discriminator, Optimizer generatorOptimizer,
            Optimizer discriminatorOptimizer, GanSettings settings) {
        Objects.requireNonNull(generatorOptimizer, "generatorOptimizer");
        Objects.requireNonNull(discriminatorOptimizer, "discriminatorOptimizer");
        Shape latent = settings.generatorInput();
        String labels = settings.classes() == 0 ? "" : ", joined with labels of " + settings.classes() + " classes";
        Shape example = output(generator, latent, "the generator does not accept latent points" + labels);
        Shape input = settings.discriminatorInput(example);
        String packed = settings.packing() == 1 ? "" : ", packed by " + settings.packing();
        Logits.requireOne(output(discriminator, input,
                "the discriminator does not accept the generator's output" + labels + packed));
        Logits.requireBothSigns(discriminator);
        this.generator = generator;
        this.example = example;
        this.settings = settings;
        this.steps = new GanSteps(generator, discriminator, generatorOptimizer, discriminatorOptimizer, settings);
        this.average = settings.averageHalfLife() == 0 ? Optional.empty() : Optional.of(
                new WeightAverage(generator, latent, settings.averageHalfLife()));
        this.checkpoint = new Checkpoint(generator, discriminator, average.map(WeightAverage::average),
                generatorOptimizer, discriminatorOptimizer, settings);
        this.random = RandomStream.of(settings.seed());
        int batch = settings.batch() / settings.shards();
        int points = settings.generatorBatch() / settings.shards();
        warn("generator", SingleValues.warning(generator, latent,
                settings.inferenceFakes() ? points : Math.min(batch, points)));
        if (settings.schedule() != GanSchedule.JOINED) {       // a joined batch has at least 2 examples
            warn("discriminator", SingleValues.warning(discriminator, input, batch / settings.packing()));
        }
    }

    private static void warn(String network, Optional<String> warning) {
        warning.ifPresent(text -> LOG.log(System.Logger.Level.WARNING, "the " + network + ": " + text));
    }

    private static Shape output(Layer network, Shape input, String problem) {
        try {
            return network.outputShape(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(problem + ": " + e.getMessage(), e);
        }
    }

    /**
     * Adds a listener.
     *
     * @param listener called before and after steps, and after samples and epochs, from now on
     * @return this trainer
     */
    public GanTrainer listen(GanListener listener) {
        events.listen(listener);
        return this;
    }

    /**
     * Generates samples at regular intervals for {@link GanListener#onSample}.
     *
     * @param interval steps between two calls, at least 1
     * @param count samples in each call, at least 1
     * @return this trainer
     * @throws IllegalArgumentException if a number is below 1
     */
    public GanTrainer sampleEvery(long interval, int count) {
        events.sampleEvery(interval, count);
        return this;
    }

    /**
     * Sets the length of an epoch for {@link GanListener#onEpoch}.
     *
     * @param steps number of steps that use each example once, at least 1
     * @return this trainer
     * @throws IllegalArgumentException if the number is below 1
     */
    public GanTrainer stepsPerEpoch(long steps) {
        events.stepsPerEpoch(steps);
        return this;
    }

    /**
     * Lets another object compute the shards of each step; see {@link GanSettings#shards}. The results are the same.
     *
     * @param executor called from now on, if there is more than one shard. The trainer then reads no real batches
     */
    public void computeShardsBy(ShardExecutor executor) {
        steps.shards().computeBy(Objects.requireNonNull(executor, "executor"));
    }

    /**
     * Trains for a number of steps, or until {@link #stop} is called.
     *
     * @param count steps, at least 1
     * @param real maps the number of a batch, from 0, to real examples (N, …), joined with labels if there are classes
     * @return false if {@link #stop} was called, otherwise true
     * @throws DivergedException if a loss or gradient is not finite; the refused update changes no parameter, but
     *     running statistics of BatchNorm may have changed in its forward pass; see {@link DivergedException}
     * @throws IllegalArgumentException if count is below 1 or a batch does not fit the discriminator
     */
    public boolean train(long count, LongFunction<Tensor> real) {
        if (count < 1) {
            throw new IllegalArgumentException("cannot train for " + count + " steps; give at least 1");
        }
        for (long i = 0; i < count && !stopping; i++) {
            step(real);
        }
        boolean stopped = stopping;
        stopping = false;
        return !stopped;
    }

    /** Makes {@link #train} return after the current step. If no call is running, the next call returns at once. */
    public void stop() {
        stopping = true;
    }

    /**
     * Takes one step of the schedule and calls the listeners.
     *
     * @param real maps the number of a batch, from 0, to real examples (N, …), joined with labels if there are classes
     * @return losses, accuracies and probabilities of the step
     * @throws DivergedException if a loss or gradient is not finite; the refused update changes no parameter, but
     *     running statistics of BatchNorm may have changed in its forward pass; see {@link DivergedException}
     * @throws IllegalArgumentException if a batch does not fit the discriminator
     */
    public GanStep step(LongFunction<Tensor> real) {
        events.before(done + 1);
        StepInputs inputs = new StepInputs(done, real, settings, example, random, points);
        GanSteps.Metrics metrics;
        long generatorSteps = steps.generatorOptimizer().steps();
        steps.begin(done);
        try {
            metrics = settings.schedule().step(steps, inputs);
        } catch (DivergedException e) {
            throw new DivergedException("step " + (done + 1) + ": " + e.getMessage());
        }
        long newSteps = steps.generatorOptimizer().steps() - generatorSteps;
        average.ifPresent(weights -> weights.update(newSteps * settings.generatorBatch()));
        done++;
        GanStep step = GanStep.of(done, metrics);
        events.after(step, this::samples);
        return step;
    }

    /** See {@link ShardWorker#sum}. */
    byte[] sumOfShards(ShardTask task, byte[] networks, LongFunction<Tensor> real) {
        StepInputs inputs = new StepInputs(task.step(), real, settings, example, random, points);
        if (settings.schedule() instanceof LocalSteps local) {
            return local.sum(task, networks, steps, inputs);
        }
        steps.begin(task.step());
        return steps.shards().sum(task, networks, inputs);
    }

    /** {@return the settings of this training} */
    public GanSettings settings() {
        return settings;
    }

    /**
     * The generator for samples: the average of the trained generator's weights if
     * {@link GanSettings#averageHalfLife} is not 0, and the trained generator otherwise.
     *
     * @return network from (N, latent) to examples (N, …). Later steps modify it
     */
    public Layer generator() {
        return average.map(WeightAverage::average).orElse(generator);
    }

    /**
     * Generates examples from the same latent points in each call, with {@link #generator} in inference mode. With K
     * classes example i is of class ⌊i · K / count⌋, so a grid with K rows has one row for each class.
     *
     * @param count number of examples, at least 1
     * @return (count, …) in the generator's range
     */
    public Tensor samples(int count) {
        return generator().infer(settings.points(count, random.stream("samples").at(0)));
    }

    /**
     * Evaluates D on real examples and on examples of {@link #generator}, with both networks in inference mode. Does
     * not change the trainer or the networks. The latent points depend on the seed and the number of completed steps.
     *
     * @param real real examples, (N, …), joined with labels if there are classes. Not modified
     * @param fakes number of generated examples, at least 1
     * @return D's losses, accuracies and mean probabilities
     * @throws IllegalArgumentException if fakes is below 1, the real examples do not fit the discriminator, or one of
     *     both numbers of examples is not a multiple of {@link GanSettings#packing}
     */
    public DiscriminatorMetrics evaluate(Tensor real, int fakes) {
        if (fakes < 1) {
            throw new IllegalArgumentException("cannot evaluate on " + fakes + " generated examples; give at least 1");
        }
        Tensor z = settings.points(fakes, random.stream("latent points of an evaluation").at(done));
        Tape tape = Tape.training(random.stream("label noise of an evaluation").at(done)).inference().unrecorded();
        Tensor fake = ClassLabels.joinLabelsOf(z, generator().forward(z, tape), settings.classes(), tape);
        ClassLabels.requireReal(real, "the real batch", example, settings.classes());
        return steps.evaluate(real, fake, tape);
    }

    /**
     * The number of completed steps.
     *
     * @return 0 at first
     */
    public long stepsDone() {
        return done;
    }

    /**
     * Makes a checkpoint for {@link #restore}. It contains both networks, the average of G's weights if there is one,
     * both optimizers, the state of the schedule, the number of completed steps, and the settings with the seed. These
     * determine the random numbers and the number of the next batch. The networks, {@code within("generator")},
     * {@code within("averaged_generator")} and {@code within("discriminator")}, have the format of
     * {@link Models#state}. {@link Checkpoint} reads the settings and selects the generator for samples.
     *
     * @return copies of tensors, and strings
     * @throws UnsupportedOperationException if an optimizer does not support saving
     */
    public State state() {
        return checkpoint.state(done);
    }

    /**
     * Restores a checkpoint. With the same real batches, the next steps equal those of the saved run, bit for bit.
     *
     * @param checkpoint from {@link #state} of a trainer with the same networks, optimizers and settings, and of the
     *     same version of Easel. Not modified
     * @throws IllegalArgumentException if anything differs; the message names every difference, and nothing changes
     */
    public void restore(State checkpoint) {
        done = this.checkpoint.restore(checkpoint);
    }
}
