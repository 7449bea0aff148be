package easel.gan;

import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.sliceRows;

import easel.core.Buffers;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss.Separable;
import easel.gan.DiscriminatorObjective.Input;
import easel.gan.DiscriminatorObjective.Scored;
import easel.gan.DiscriminatorObjective.SideUpdate;
import easel.gan.DiscriminatorObjective.Terms;
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
    private final Buffers buffers = new Buffers();

    GanSteps(Layer generator, Layer discriminator, Optimizer generatorOptimizer, Optimizer discriminatorOptimizer,
            GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.settings = settings;
        this.objective = new DiscriminatorObjective(discriminator, discriminatorOptimizer, settings);
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
        return ClassLabels.joinLabelsOf(z, generator.forward(z, tape), settings.classes(), tape);
    }

    /** Called by the trainer before each step. */
    void begin(long stepsDone) {
        objective.begin(stepsDone);
    }

    /** D's metrics without an update. */
    DiscriminatorMetrics evaluate(Tensor real, Tensor fake, Tape tape) {
        return objective.evaluate(real, fake, tape);
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
        return SideUpdate.metrics(
                discriminatorOnReal(real, random.stream("real")),
                discriminatorOnFake(z, random.stream("fake")));
    }

    private SideUpdate discriminatorOnReal(Tensor real, RandomStream random) {
        try (Tape tape = tape(random)) {
            return objective.update(real, true, tape);
        }
    }

    private SideUpdate discriminatorOnFake(Tensor z, RandomStream random) {
        try (Tape tape = tape(random)) {
            return objective.update(generateFakes(z, tape), false, tape);
        }
    }

    private Tensor generateFakes(Tensor z, Tape tape) {
        return generate(z, settings.inferenceFakes() ? tape.inference() : tape);
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
        try (Tape tape = tape(random)) {
            Input fakeX = objective.input(generateFakes(z, tape), "fake", tape);      // (M, H, W, C)
            Input realX = objective.input(real, "real", tape);                        // (N, H, W, C)
            int n = realX.all().shape().axis(0);
            Tensor batch = concatenateRows(List.of(realX.all(), fakeX.all()), tape);  // (N + M, H, W, C)
            Tensor logits = discriminator.forward(batch, tape);                       // (N + M, 1)
            Scored scored = new Scored(realX, sliceRows(logits, 0, n, tape));
            Scored fake = new Scored(fakeX, sliceRows(logits, n, logits.rows(), tape));
            Terms terms = objective.terms(scored.logits(), fake.logits(), (float) n / logits.rows(), tape);
            return objective.update(terms, scored, fake, tape);
        }
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
        try (Tape tape = tape(random)) {
            Tensor generated = generateFakes(z, tape);                                // (M, H, W, C)
            Scored scored = objective.score(real, "real", tape);
            Scored fake = objective.score(generated, "fake", tape);
            Terms terms = objective.terms(scored.logits(), fake.logits(), tape);
            return objective.update(terms, scored, fake, tape);
        }
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
        if (!(settings.loss() instanceof Separable loss)) {
            throw DiscriminatorObjective.needsBothSides(settings.loss());
        }
        try (Tape tape = tape(random)) {
            Tensor fakeLogits = objective.readByGenerator(generate(z, tape), "fake", tape);                // (N, 1)
            return stepGenerator(loss.generator(fakeLogits, tape), tape);
        }
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
        try (Tape tape = tape(random)) {
            Tensor ofFakes = objective.readByGenerator(generate(z, tape), "fake", tape);                   // (M, …)
            Tensor ofReals = objective.readByGenerator(real, "real", tape);           // (N, …)
            return stepGenerator(settings.loss().generator(ofReals, ofFakes, tape), tape);
        }
    }

    private double stepGenerator(Tensor loss, Tape tape) {
        generatorOptimizer.step(FiniteGradients.of(loss, generator, tape, "generator"));       // without D's dW
        return loss.item();
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
        try (Tape tape = tape(random)) {
            Tensor generated = generate(z, tape);                                     // (M, H, W, C)
            Scored scored = objective.score(real, "real", tape);
            Scored fake = objective.score(generated, "fake", tape);
            Terms terms = objective.terms(scored.logits(), fake.logits(), tape);
            Tensor generatorLoss = settings.loss().generator(objective.readByGenerator(scored, tape),
                    objective.readByGenerator(fake, tape), tape);
            Terms all = objective.plusPenalties(terms, scored, fake, tape);
            // The pass for dD stops at the fake images; the pass for dG goes through D without computing D's dW.
            Gradients dD = objective.gradients(all, tape);
            Gradients dG = FiniteGradients.of(generatorLoss, generator, tape, "generator");
            objective.step(dD);
            generatorOptimizer.step(dG);
            return new Metrics(all.metrics(scored.logits(), fake.logits(), settings.loss()), generatorLoss.item());
        }
    }
}
