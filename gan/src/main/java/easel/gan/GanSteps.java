package easel.gan;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.sliceRows;

import easel.core.Buffers;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss.Separable;
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
    private final Buffers buffers = new Buffers();
    /** The number of completed steps, for penalties and noise that depend on it. */
    private long done;

    GanSteps(Layer generator, Layer discriminator, Optimizer generatorOptimizer, Optimizer discriminatorOptimizer,
            GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.settings = settings;
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
     * @return network from examples (N, …) to logits (N, 1)
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

    /** Called by the trainer before each step. */
    void begin(long stepsDone) {
        done = stepsDone;
    }

    /** D's metrics without an update. A loss that compares pairs uses the first examples of the larger batch. */
    DiscriminatorMetrics evaluate(Tensor real, Tensor fake, Tape tape) {
        Tensor realLogits = discriminator.forward(real, tape);                        // (N, 1)
        Tensor fakeLogits = discriminator.forward(fake, tape);                        // (M, 1)
        if (settings.loss() instanceof Separable) {
            return terms(realLogits, fakeLogits, 0.5f, tape).metrics(realLogits, fakeLogits, settings.loss());
        }
        int pairs = Math.min(realLogits.rows(), fakeLogits.rows());
        return terms(sliceRows(realLogits, 0, pairs, tape), sliceRows(fakeLogits, 0, pairs, tape), 0.5f, tape)
                .metrics(realLogits, fakeLogits, settings.loss());
    }

    /** Updates D on examples that are all real or all fake. Returns its metrics before the update. */
    static Side updateDiscriminator(Layer discriminator, Optimizer optimizer, Separable criterion, Tensor examples,
            boolean real, Tape tape) {
        Tensor logits = discriminator.forward(examples, tape);                        // (N, 1)
        Tensor loss = real ? criterion.real(logits, tape) : criterion.fake(logits, tape);
        optimizer.step(FiniteGradients.of(loss, discriminator, tape, sideName(real)));
        return Side.of(loss, logits, real, criterion);
    }

    private static String sideName(boolean real) {
        return "discriminator on " + (real ? "real" : "fake") + " examples";
    }

    /** A batch that D has read: its examples, with the noise of {@link Regularization}, and D's logits, (N, 1). */
    private record Scored(Tensor x, Tensor logits) {}

    private Scored score(Tensor examples, String side, Tape tape) {
        Tensor x = noisy(examples, side, tape);
        return new Scored(x, discriminator.forward(x, tape));
    }

    private Tensor noisy(Tensor examples, String side, Tape tape) {
        return settings.regularization().noisy(examples, done, tape.random().stream("noise on " + side), tape);
    }

    /** D's loss: the parts that are reported, and their sum, which is minimized. */
    private record Terms(Tensor real, Tensor fake, Tensor sum) {
        DiscriminatorMetrics metrics(Tensor realLogits, Tensor fakeLogits, AdversarialLoss criterion) {
            return DiscriminatorMetrics.of(real, realLogits, fake, fakeLogits, criterion);
        }
    }

    /** The terms of D's loss. The share of the real term is 1/2 unless both terms are the mean of one joined batch. */
    private Terms terms(Tensor realLogits, Tensor fakeLogits, float realShare, Tape tape) {
        if (settings.loss() instanceof Separable loss) {
            Tensor real = loss.real(realLogits, tape);
            Tensor fake = loss.fake(fakeLogits, tape);
            return new Terms(real, fake,
                    add(scale(real, 2 * realShare, tape), scale(fake, 2 * (1 - realShare), tape), tape));
        }
        Tensor sum = settings.loss().discriminator(realLogits, fakeLogits, tape);
        Tensor half = scale(sum, 0.5, tape);
        return new Terms(half, half, sum);
    }

    /** Updates D with half of the sum of its loss and the penalties of this step. */
    private DiscriminatorMetrics updateDiscriminator(Terms terms, Scored real, Scored fake, Tape tape) {
        stepDiscriminator(discriminatorGradients(terms, real, fake, tape));
        return terms.metrics(real.logits(), fake.logits(), settings.loss());
    }

    private Gradients discriminatorGradients(Terms terms, Scored real, Scored fake, Tape tape) {
        Tensor sum = terms.sum();
        for (GradientPenalty penalty : settings.regularization().penalties()) {
            if (penalty.isDue(done)) {
                sum = add(sum, penalty(penalty, real, fake, tape), tape);
            }
        }
        return FiniteGradients.of(scale(sum, 0.5, tape), discriminator, tape, "discriminator");
    }

    private Tensor penalty(GradientPenalty penalty, Scored real, Scored fake, Tape tape) {
        return switch (penalty.examples()) {
            case REAL -> penalty.of(real.logits(), real.x(), tape);
            case FAKE -> penalty.of(fake.logits(), fake.x(), tape);
            case INTERPOLATED, PERTURBED -> penalty.of(discriminator,
                    penalty.points(real.x(), fake.x(), tape.random().stream("points of the penalty")), tape);
        };
    }

    private void stepDiscriminator(Gradients gradients) {
        discriminatorOptimizer.step(gradients);
        settings.regularization().clip(discriminator);
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
        return new DiscriminatorMetrics(
                discriminatorOnReal(real, random.stream("real")),
                discriminatorOnFake(z, random.stream("fake")));
    }

    private Side discriminatorOnReal(Tensor real, RandomStream random) {
        try (Tape tape = tape(random)) {
            return discriminatorOn(real, true, tape);
        }
    }

    private Side discriminatorOnFake(Tensor z, RandomStream random) {
        try (Tape tape = tape(random)) {
            return discriminatorOn(generateFakes(z, tape), false, tape);
        }
    }

    /** Updates D on one side, with the penalties that need no examples of the other side. */
    private Side discriminatorOn(Tensor examples, boolean real, Tape tape) {
        Scored scored = score(examples, real ? "real" : "fake", tape);
        Separable criterion = separable();
        Tensor loss = real ? criterion.real(scored.logits(), tape) : criterion.fake(scored.logits(), tape);
        Tensor sum = loss;
        for (GradientPenalty penalty : settings.regularization().penalties()) {
            if (penalty.isDue(done) && real == (penalty.examples() != GradientPenalty.Examples.FAKE)) {
                sum = add(sum, penalty(penalty, scored, scored, tape), tape);
            }
        }
        stepDiscriminator(FiniteGradients.of(sum, discriminator, tape, sideName(real)));
        return Side.of(loss, scored.logits(), real, criterion);
    }

    private Separable separable() {
        if (settings.loss() instanceof Separable loss) {
            return loss;
        }
        throw new IllegalArgumentException(settings.loss().text() + " compares real with fake examples, so this update"
                + " needs both; use an update or a schedule with real and fake examples, such as GanSchedule.PAIRED");
    }

    private Tensor generateFakes(Tensor z, Tape tape) {
        return generator.forward(z, settings.inferenceFakes() ? tape.inference() : tape);
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
            Tensor fake = noisy(generateFakes(z, tape), "fake", tape);                // (M, H, W, C)
            Tensor noisyReal = noisy(real, "real", tape);                             // (N, H, W, C)
            int n = real.shape().axis(0);
            int m = fake.shape().axis(0);
            Tensor logits =
                    discriminator.forward(concatenateRows(List.of(noisyReal, fake), tape), tape);      // (N + M, 1)
            Scored realScored = new Scored(noisyReal, sliceRows(logits, 0, n, tape));
            Scored fakeScored = new Scored(fake, sliceRows(logits, n, n + m, tape));
            Terms terms = terms(realScored.logits(), fakeScored.logits(), (float) n / (n + m), tape);
            return updateDiscriminator(terms, realScored, fakeScored, tape);
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
            Tensor fakeExamples = generateFakes(z, tape);                             // (M, H, W, C)
            Scored scored = score(real, "real", tape);
            Scored fake = score(fakeExamples, "fake", tape);
            return updateDiscriminator(terms(scored.logits(), fake.logits(), 0.5f, tape), scored, fake, tape);
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
        Separable loss = separable();
        try (Tape tape = tape(random)) {
            return stepGenerator(loss.generator(scoreOfGenerated(z, tape), tape), tape);
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
            Tensor fakeLogits = scoreOfGenerated(z, tape);                            // (M, 1)
            Tensor realLogits = discriminator.forward(noisy(real, "real", tape), discriminatorMode(tape));   // (N, 1)
            return stepGenerator(settings.loss().generator(realLogits, fakeLogits, tape), tape);
        }
    }

    private Tensor scoreOfGenerated(Tensor z, Tape tape) {
        Tensor fake = noisy(generator.forward(z, tape), "fake", tape);                // (N, H, W, C)
        return discriminator.forward(fake, discriminatorMode(tape));
    }

    private Tape discriminatorMode(Tape tape) {
        return settings.inferenceDiscriminator() ? tape.inference() : tape;
    }

    private double stepGenerator(Tensor loss, Tape tape) {
        generatorOptimizer.step(FiniteGradients.of(loss, generator, tape, "generator"));       // without D's dW
        return loss.item();
    }

    /**
     * Updates both networks. G has one forward pass, and D one on each batch. Both gradients are computed before either
     * update.
     *
     * @param real real examples, (N, …). Not modified
     * @param z latent points, (M, latent). Not modified
     * @param random the stream for dropout and label noise
     * @return D's metrics and G's loss before the updates
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    public Metrics updateBoth(Tensor real, Tensor z, RandomStream random) {
        try (Tape tape = tape(random)) {
            Tensor generated = generator.forward(z, tape);                            // (M, H, W, C)
            Scored scored = score(real, "real", tape);
            Scored fake = score(generated, "fake", tape);
            Terms terms = terms(scored.logits(), fake.logits(), 0.5f, tape);
            Tensor generatorLoss = settings.loss().generator(scored.logits(), fake.logits(), tape);
            // The pass for dD stops at the fake images; the pass for dG goes through D without computing D's dW.
            Gradients dD = discriminatorGradients(terms, scored, fake, tape);
            Gradients dG = FiniteGradients.of(generatorLoss, generator, tape, "generator");
            stepDiscriminator(dD);
            generatorOptimizer.step(dG);
            return new Metrics(terms.metrics(scored.logits(), fake.logits(), settings.loss()), generatorLoss.item());
        }
    }
}
