package easel.gan;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.gan.GanSteps.Both;
import easel.layers.Layer;
import easel.layers.Models;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongFunction;

/**
 * Trains a generator against a discriminator.
 *
 * <p>All randomness is keyed by the seed, a purpose and the number of the step: step 937 draws the same points whatever
 * was drawn before it. Real batches come from anything: a function from the number of the batch, counted from 0 over
 * the whole training, to a tensor (N, …).
 *
 * <p>Memory, in bytes: at most 4·(N·(2·A_G + 4·A_D) + 5·(P_G + P_D)), and what the virtual machine and the data take. A
 * is the number of values in the outputs of all layers for one example, Dropout's counted twice for its mask, and P that
 * of the parameters: outputs and their gradients of G, and of D on real and fake examples; and a copy of the parameters,
 * their gradients, two moments of Adam, and kernels packed for use. The joined schedule takes 6·A_D, for its batches have
 * two sizes.
 *
 * <p>One thread trains; {@link #stop} may be called from any.
 */
public final class GanTrainer {
    /** Another number where names or meanings change. */
    private static final String CHECKPOINT = "easel GAN 1";

    private final Layer generator;
    private final Layer discriminator;
    private final Optimizer generatorOptimizer;
    private final Optimizer discriminatorOptimizer;
    private final Shape example;
    private final GanSettings settings;
    private final GanSteps steps;
    private final RandomStream random;
    /** What the networks see in a step, drawn anew in each. */
    private final Tensor discriminatorPoints;
    private final Tensor generatorPoints;
    private final List<GanListener> listeners = new CopyOnWriteArrayList<>();
    private long done;
    private long sampleInterval = Long.MAX_VALUE;
    private int sampleCount = 1;
    private long epochLength = Long.MAX_VALUE;
    private volatile boolean stopping;

    /**
     * A trainer at step 0.
     *
     * @param generator takes (N, latent) and makes examples. Its parameters change as it is trained
     * @param discriminator takes examples and makes logits, (N, 1). Its parameters change as it is trained
     * @param generatorOptimizer steps the generator's parameters
     * @param discriminatorOptimizer steps the discriminator's parameters
     * @param settings everything else
     * @throws IllegalArgumentException if the networks do not fit the latent space or each other
     */
    public GanTrainer(Layer generator, Layer discriminator, Optimizer generatorOptimizer,
            Optimizer discriminatorOptimizer, GanSettings settings) {
        Shape example = output(generator, Shape.of(settings.latent().size()),
                "the generator does not take the points of the latent space");
        Shape logit = output(discriminator, example, "the discriminator does not take what the generator makes");
        requireLogit(logit);
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.example = example;
        this.settings = settings;
        this.steps = new GanSteps(generator, discriminator, generatorOptimizer, discriminatorOptimizer, settings);
        this.random = RandomStream.of(settings.seed());
        this.discriminatorPoints = Tensor.zeros(Shape.of(settings.batch(), settings.latent().size()));
        this.generatorPoints = Tensor.zeros(Shape.of(settings.generatorBatch(), settings.latent().size()));
    }

    static void requireLogit(Shape logit) {
        if (!logit.equals(Shape.of(1))) {
            throw new IllegalArgumentException("the discriminator makes (N, " + logit.toString().substring(1)
                    + " of an example; it must end in one logit, (N, 1), without a sigmoid");
        }
    }

    private static Shape output(Layer network, Shape input, String misfit) {
        try {
            return network.outputShape(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(misfit + ": " + e.getMessage(), e);
        }
    }

    /**
     * Adds a listener.
     *
     * @param listener hears of steps, samples and epochs from now on
     * @return this trainer
     */
    public GanTrainer listen(GanListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Draws samples regularly for {@link GanListener#onSample}.
     *
     * @param interval steps from one time to the next, at least 1
     * @param count samples each time, at least 1
     * @return this trainer
     * @throws IllegalArgumentException if a number is below 1
     */
    public GanTrainer sampleEvery(long interval, int count) {
        if (interval < 1 || count < 1) {
            throw new IllegalArgumentException("cannot draw " + count + " samples every " + interval
                    + " steps: both must be at least 1");
        }
        this.sampleInterval = interval;
        this.sampleCount = count;
        return this;
    }

    /**
     * Says how many steps use all data once, for {@link GanListener#onEpoch}.
     *
     * @param steps at least 1
     * @return this trainer
     * @throws IllegalArgumentException if the number is below 1
     */
    public GanTrainer stepsPerEpoch(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("an epoch has at least 1 step, found " + steps);
        }
        this.epochLength = steps;
        return this;
    }

    /**
     * Trains until this many more steps are done or {@link #stop} was called.
     *
     * @param count steps, at least 1
     * @param real from the number of a batch, from 0, to real examples (N, …)
     * @return whether it went on to the end; false if it was told to stop
     * @throws DivergedException if a loss or gradient is not finite; the networks stay as before that update
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

    /** Lets {@link #train} return after the step it is in. */
    public void stop() {
        stopping = true;
    }

    /**
     * One step of the schedule, with its events.
     *
     * @param real from the number of a batch, from 0, to real examples (N, …)
     * @return what it measured
     * @throws DivergedException if a loss or gradient is not finite; the networks stay as before that update
     * @throws IllegalArgumentException if a batch does not fit the discriminator
     */
    public GanStep step(LongFunction<Tensor> real) {
        GanStep step;
        try {
            step = settings.schedule() == GanSchedule.SIMULTANEOUS ? simultaneous(real) : inTurn(real);
        } catch (DivergedException e) {
            throw new DivergedException("step " + (done + 1) + ": " + e.getMessage());
        }
        done = step.step();
        tell(step);
        return step;
    }

    private GanStep inTurn(LongFunction<Tensor> real) {
        DiscriminatorMetrics metrics = null;
        for (int i = 0; i < settings.discriminatorSteps(); i++) {
            long update = done * settings.discriminatorSteps() + i;
            Tensor batch = batch(real, update);
            Tensor z = discriminatorPoints;                                              // (N, latent)
            settings.latent().fill(z, stream("latent points of the discriminator", update));
            RandomStream layers = stream("layers in the discriminator's step", update);
            metrics = switch (settings.schedule()) {
                case SEPARATE -> steps.discriminatorSeparately(batch, z, layers);
                case JOINED -> steps.discriminatorJoined(batch, z, layers);
                case PAIRED -> steps.discriminatorPaired(batch, z, layers);
                case SIMULTANEOUS -> throw new AssertionError("one pass for both networks, not in turn");
            };
        }
        settings.latent().fill(generatorPoints, stream("latent points of the generator", done));
        double generatorLoss = steps.generator(generatorPoints, stream("layers in the generator's step", done));
        return measured(metrics, generatorLoss);
    }

    private GanStep simultaneous(LongFunction<Tensor> real) {
        settings.latent().fill(discriminatorPoints, stream("latent points", done));
        Both both = steps.simultaneous(batch(real, done), discriminatorPoints, stream("layers", done));
        return measured(both.metrics(), both.generatorLoss());
    }

    private Tensor batch(LongFunction<Tensor> real, long number) {
        Tensor batch = real.apply(number);
        Shape expected = example.batch(batch.shape().axis(0));
        if (!batch.shape().equals(expected)) {
            throw new IllegalArgumentException("real batch " + number + " has shape " + batch.shape() + "; expected "
                    + expected + ", since the generator makes " + example + " and the discriminator sees both");
        }
        return batch;
    }

    private GanStep measured(DiscriminatorMetrics metrics, double generatorLoss) {
        DiscriminatorMetrics.Side real = metrics.real();
        DiscriminatorMetrics.Side fake = metrics.fake();
        return new GanStep(done + 1, real.loss(), fake.loss(), generatorLoss, real.accuracy(), fake.accuracy(),
                real.realProbability(), fake.realProbability());
    }

    private RandomStream stream(String purpose, long position) {
        return random.stream(purpose).at(position);
    }

    private void tell(GanStep step) {
        listeners.forEach(listener -> listener.onStep(step));
        if (done % sampleInterval == 0) {
            listeners.forEach(listener -> listener.onSample(done, samples(sampleCount)));
        }
        if (done % epochLength == 0) {
            listeners.forEach(listener -> listener.onEpoch(done / epochLength, done));
        }
    }

    /**
     * Examples from the same latent points each time, through the generator in inference mode.
     *
     * @param count how many, at least 1
     * @return (count, …) in the generator's range
     */
    public Tensor samples(int count) {
        return generator.infer(settings.latent().sample(count, stream("samples", 0)));
    }

    /**
     * What D says of real examples and of generated ones, both networks in inference mode and unchanged. The points are
     * others after each step, and the same whenever this is asked after the same step.
     *
     * @param real real examples, (N, …). Not modified
     * @param fakes how many to generate, at least 1
     * @return D's losses, accuracies and mean probabilities
     * @throws IllegalArgumentException if fakes is below 1 or the real examples do not fit the discriminator
     */
    public DiscriminatorMetrics evaluate(Tensor real, int fakes) {
        if (fakes < 1) {
            throw new IllegalArgumentException("cannot evaluate on " + fakes + " generated examples; give at least 1");
        }
        Tensor z = settings.latent().sample(fakes, stream("latent points of an evaluation", done));
        Tape tape = Tape.training(stream("label noise of an evaluation", done)).inference().unrecorded();
        return new DiscriminatorMetrics(
                steps.judge(real, true, tape),
                steps.judge(generator.forward(z, tape), false, tape));
    }

    /**
     * Steps done so far.
     *
     * @return 0 at first
     */
    public long stepsDone() {
        return done;
    }

    /**
     * A checkpoint: a snapshot between two steps of all that the next ones depend on. Those are both networks, both
     * optimizers, the number of steps done, and the settings, which have the seed; all draws and the number of the next
     * batch follow from these. Each network, {@code within("generator")} and {@code within("discriminator")}, is as
     * {@link Models#state} makes it.
     *
     * @return tensors, copied, and strings
     * @throws UnsupportedOperationException if an optimizer cannot be saved
     */
    public State state() {
        return State.builder().string("checkpoint", CHECKPOINT).string("step", Long.toString(done)).build()
                .plus(settings.state().under("settings"))
                .plus(Models.state(generator).under("generator"))
                .plus(Models.state(discriminator).under("discriminator"))
                .plus(generatorOptimizer.state(generator.tensors()).under("generator_optimizer"))
                .plus(discriminatorOptimizer.state(discriminator.tensors()).under("discriminator_optimizer"));
    }

    /**
     * Goes on from a checkpoint: the next steps are those that would have followed there, bit for bit, given the same
     * real batches. If something does not fit, nothing is changed.
     *
     * @param checkpoint of {@link #state}, from a training with the same networks, optimizers and settings, in this
     *     version of Easel. Not modified
     * @throws IllegalArgumentException if it is none, or naming all that differs
     */
    public void restore(State checkpoint) {
        checkpoint.requireStrings(Map.of("checkpoint", CHECKPOINT));
        State before = state();
        List<String> faults = new ArrayList<>();
        apply(checkpoint, before.strings(), faults);
        if (!faults.isEmpty()) {
            apply(before, Map.of(), new ArrayList<>());
            throw new IllegalArgumentException("the checkpoint is of another training: " + String.join("; ", faults));
        }
    }

    private void apply(State checkpoint, Map<String, String> here, List<String> faults) {
        Map<String, String> fixed = new LinkedHashMap<>(here);
        fixed.keySet().removeIf(name -> !name.matches("settings\\..*|.*\\.(architecture|format|library_version)"));
        attempt("", faults, () -> checkpoint.requireStrings(fixed));
        attempt("generator: ", faults, () -> checkpoint.within("generator").copyTo(generator.tensors()));
        attempt("discriminator: ", faults, () -> checkpoint.within("discriminator").copyTo(discriminator.tensors()));
        attempt("generator's optimizer: ", faults, () -> generatorOptimizer.restore(
                checkpoint.within("generator_optimizer"), generator.tensors()));
        attempt("discriminator's optimizer: ", faults, () -> discriminatorOptimizer.restore(
                checkpoint.within("discriminator_optimizer"), discriminator.tensors()));
        attempt("", faults, () -> done = checkpoint.count("step"));
    }

    private static void attempt(String part, List<String> faults, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            faults.add(part + e.getMessage());
        }
    }
}
