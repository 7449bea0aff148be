package easel.gan;

import easel.core.Buffers;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.DiscriminatorMetrics.Side;
import easel.layers.FiniteGradients;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.util.List;
import java.util.Objects;

/**
 * Two networks with their optimizers, and the updates of the schedules in {@link GanSchedule}. An
 * {@link UpdateSchedule} receives this object in each step. An application's schedule combines these updates, or makes
 * another update in the same way: it opens a {@link #tape}, computes the losses, and gives the gradients of
 * {@link FiniteGradients} to the optimizers.
 *
 * <p>Each update requests gradients for the parameters of one network only. The backward pass computes only the
 * gradients on paths from the loss to those parameters: a D update stops at the fake images, and a G update passes
 * through D without computing D's weight gradients. So there is no need to detach the fake images or to freeze D. A
 * table with the row "Discriminator (frozen)" counts parameters as libraries do that freeze D; see
 * {@link easel.layers.Summary#withAllFrozen}.
 */
public final class GanSteps {
    private final Layer generator;
    private final Layer discriminator;
    private final Optimizer generatorOptimizer;
    private final Optimizer discriminatorOptimizer;
    private final GanSettings settings;
    private final DiscriminatorObjective objective;
    private final UpdateGradients gradients;
    private final Buffers buffers = new Buffers();
    private final Shards shards;

    GanSteps(Layer generator, Layer discriminator, Optimizer generatorOptimizer, Optimizer discriminatorOptimizer,
            GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.settings = settings;
        this.objective = new DiscriminatorObjective(discriminator, discriminatorOptimizer, settings);
        this.gradients = new UpdateGradients(generator, discriminator, objective, settings);
        this.shards = new Shards(generator, discriminator, gradients, settings, buffers);
    }

    /**
     * Measurements of one step, from before the updates; see {@link GanStep}.
     *
     * @param discriminator D's metrics on real and on fake examples, of the last D step
     * @param generatorLoss G's loss
     */
    public record Metrics(DiscriminatorMetrics discriminator, double generatorLoss) {
        /**
         * Refuses null.
         *
         * @param discriminator D's metrics
         * @param generatorLoss G's loss
         */
        public Metrics {
            Objects.requireNonNull(discriminator, "discriminator");
        }

        /** The sum of each number. */
        Metrics plus(Metrics other) {
            return new Metrics(discriminator.plus(other.discriminator), generatorLoss + other.generatorLoss);
        }

        Metrics dividedBy(int n) {
            return new Metrics(discriminator.dividedBy(n), generatorLoss / n);
        }

        /** The length of {@link #toArray}. */
        static final int NUMBERS = 8;

        double[] toArray() {
            Side real = discriminator.real();
            Side fake = discriminator.fake();
            return new double[] {real.loss(), real.accuracy(), real.realProbability(), fake.loss(), fake.accuracy(),
                fake.realProbability(), discriminator.penalty(), generatorLoss};
        }

        static Metrics of(double[] x) {
            return new Metrics(new DiscriminatorMetrics(new Side(x[0], x[1], x[2]), new Side(x[3], x[4], x[5]), x[6]),
                    x[7]);
        }
    }

    /**
     * The generator.
     *
     * @return network from (N, latent) to examples (N, …)
     */
    public Layer generator() {
        return generator;
    }

    /**
     * The discriminator.
     *
     * @return network from {@link #discriminatorInput} (N, …) to logits (N, 1)
     */
    public Layer discriminator() {
        return discriminator;
    }

    /**
     * The optimizer of the generator.
     *
     * @return updates the generator's parameters
     */
    public Optimizer generatorOptimizer() {
        return generatorOptimizer;
    }

    /**
     * The optimizer of the discriminator.
     *
     * @return updates the discriminator's parameters
     */
    public Optimizer discriminatorOptimizer() {
        return discriminatorOptimizer;
    }

    /**
     * The settings of the training run.
     *
     * @return batch sizes, loss and modes
     */
    public GanSettings settings() {
        return settings;
    }

    /**
     * A training tape that reuses the buffers of earlier steps. Close it after the update, in a try statement.
     *
     * @param random the stream for dropout and label noise
     * @return a new tape
     */
    public Tape tape(RandomStream random) {
        return Tape.training(random, buffers);
    }

    /**
     * D's input for a batch: the examples with the noise of {@link Regularization}, packed as
     * {@link GanSettings#packing} says. The updates of this class give D such inputs. Labels have no noise.
     *
     * @param examples real or fake examples, (N, …, C), or (N, …, C + K) with labels of K classes. Not modified
     * @param side a name for the random stream of the noise, such as {@code real}
     * @param tape records the operations
     * @return (N/m, …, m·(C + K)) for packing m; the examples themselves without noise and packing
     * @throws IllegalArgumentException if N is not a multiple of m
     */
    public Tensor discriminatorInput(Tensor examples, String side, Tape tape) {
        return objective.input(examples, side, tape).all();
    }

    /**
     * Generates fake examples, joined with the labels of their latent points if there are classes.
     *
     * @param z latent points, (N, latent + K) for K classes. Not modified
     * @param tape records the operations and selects the mode of G
     * @return (N, …, C + K) for {@link #discriminatorInput}
     */
    public Tensor generate(Tensor z, Tape tape) {
        return gradients.generate(z, tape);
    }

    Shards shards() {
        return shards;
    }

    /** Called by the trainer before each step. */
    void begin(long stepsDone) {
        objective.begin(stepsDone);
    }

    /** D's metrics without an update. */
    DiscriminatorMetrics evaluate(Tensor real, Tensor fake, Tape tape) {
        return objective.evaluate(real, fake, tape);
    }

    /** Takes an update of the schedules in {@link GanSchedule}, from D step i of this step. */
    Metrics update(GanUpdate update, StepInputs step, int i) {
        return settings.shards() > 1 ? apply(shards.mean(update, step, i))
                : update(update, update.inputs(step, settings, i));
    }

    private Metrics update(GanUpdate update, UpdateInputs inputs) {
        if (settings.shards() > 1) {
            return apply(shards.mean(update, inputs));
        }
        try (Tape tape = tape(inputs.random())) {
            return apply(gradients.of(update, inputs, tape));
        }
    }

    private Metrics apply(UpdateGradients.Result result) {
        result.discriminator().ifPresent(objective::step);
        result.generator().ifPresent(generatorOptimizer::step);
        return result.metrics();
    }

    /**
     * Updates D on a real batch, then on a fake batch.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return D's metrics before the updates
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    public DiscriminatorMetrics updateDiscriminatorSeparately(Tensor real, Tensor z, RandomStream random) {
        UpdateInputs inputs = UpdateInputs.of(z, random).withReal(real);
        return update(GanUpdate.DISCRIMINATOR_ON_REAL, inputs.withStream("real"))
                .plus(update(GanUpdate.DISCRIMINATOR_ON_FAKE, inputs.withStream("fake"))).discriminator();
    }

    /**
     * Updates D once, on one batch that contains the real examples and then the fake ones.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return D's metrics before the update
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    public DiscriminatorMetrics updateDiscriminatorJoined(Tensor real, Tensor z, RandomStream random) {
        return update(GanUpdate.DISCRIMINATOR_JOINED, UpdateInputs.of(z, random).withReal(real)).discriminator();
    }

    /**
     * Updates D once, with the mean of its losses on a real and on a fake batch, each with a separate forward pass.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return D's metrics before the update
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    public DiscriminatorMetrics updateDiscriminatorPaired(Tensor real, Tensor z, RandomStream random) {
        return update(GanUpdate.DISCRIMINATOR_PAIRED, UpdateInputs.of(z, random).withReal(real)).discriminator();
    }

    /**
     * Updates G through the current D.
     *
     * @param z latent points, (N, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return G's loss before the update
     * @throws easel.core.DivergedException if the loss or a gradient is not finite
     */
    public double updateGenerator(Tensor z, RandomStream random) {
        return update(GanUpdate.GENERATOR, UpdateInputs.of(z, random)).generatorLoss();
    }

    /**
     * Updates G through the current D, for a loss that compares fake with real examples.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout, noise and labels
     * @return G's loss before the update
     * @throws easel.core.DivergedException if the loss or a gradient is not finite
     */
    public double updateGenerator(Tensor real, Tensor z, RandomStream random) {
        return update(GanUpdate.GENERATOR_COMPARED, UpdateInputs.of(z, random).withReal(real)).generatorLoss();
    }

    /**
     * Updates both networks from one forward pass of G and one of D on each batch. Computes both gradients first.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return D's metrics and G's loss before the updates
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    public Metrics updateBoth(Tensor real, Tensor z, RandomStream random) {
        return update(GanUpdate.BOTH, UpdateInputs.of(z, random).withReal(real));
    }
}
