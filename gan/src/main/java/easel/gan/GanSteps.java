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

    /** D's metrics on examples that are all real or all fake, without an update. */
    Side evaluate(Tensor examples, boolean real, Tape tape) {
        Tensor logits = discriminator.forward(examples, tape);                        // (N, 1)
        return Side.of(loss(settings.loss(), logits, real, tape), logits, real, settings.loss());
    }

    /** Updates D on examples that are all real or all fake. Returns its metrics before the update. */
    static Side updateDiscriminator(Layer discriminator, Optimizer optimizer, AdversarialLoss criterion,
            Tensor examples, boolean real, Tape tape) {
        Tensor logits = discriminator.forward(examples, tape);                        // (N, 1)
        Tensor loss = loss(criterion, logits, real, tape);
        String update = "discriminator on " + (real ? "real" : "fake") + " examples";
        optimizer.step(FiniteGradients.of(loss, discriminator, tape, update));
        return Side.of(loss, logits, real, criterion);
    }

    private static Tensor loss(AdversarialLoss criterion, Tensor logits, boolean real, Tape tape) {
        return real ? criterion.real(logits, tape) : criterion.fake(logits, tape);
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
            return updateDiscriminator(discriminator, discriminatorOptimizer, settings.loss(), real, true, tape);
        }
    }

    private Side discriminatorOnFake(Tensor z, RandomStream random) {
        try (Tape tape = tape(random)) {
            Tensor fake = generateFakes(z, tape);                                     // (N, H, W, C)
            return updateDiscriminator(discriminator, discriminatorOptimizer, settings.loss(), fake, false, tape);
        }
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
            Tensor fake = generateFakes(z, tape);                                     // (M, H, W, C)
            int n = real.shape().axis(0);
            int m = fake.shape().axis(0);
            Tensor logits = discriminator.forward(concatenateRows(List.of(real, fake), tape), tape);   // (N + M, 1)
            Tensor realLogits = sliceRows(logits, 0, n, tape);
            Tensor fakeLogits = sliceRows(logits, n, n + m, tape);
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor loss = mean(realLoss, n, fakeLoss, m, tape);
            discriminatorOptimizer.step(FiniteGradients.of(loss, discriminator, tape, "discriminator"));
            return metrics(realLoss, realLogits, fakeLoss, fakeLogits);
        }
    }

    /** The mean of two means, weighted by their numbers of examples. */
    private static Tensor mean(Tensor a, int n, Tensor b, int m, Tape tape) {
        float share = (float) n / (n + m);
        return add(scale(a, share, tape), scale(b, 1 - share, tape), tape);
    }

    private DiscriminatorMetrics metrics(Tensor realLoss, Tensor realLogits, Tensor fakeLoss, Tensor fakeLogits) {
        return DiscriminatorMetrics.of(realLoss, realLogits, fakeLoss, fakeLogits, settings.loss());
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
            Tensor fake = generateFakes(z, tape);                                     // (N, H, W, C)
            Tensor realLogits = discriminator.forward(real, tape);                    // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                    // (N, 1)
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor loss = mean(realLoss, 1, fakeLoss, 1, tape);
            discriminatorOptimizer.step(FiniteGradients.of(loss, discriminator, tape, "discriminator"));
            return metrics(realLoss, realLogits, fakeLoss, fakeLogits);
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
        try (Tape tape = tape(random)) {
            Tensor fake = generator.forward(z, tape);                                 // (N, H, W, C)
            Tensor logits = discriminator.forward(fake, settings.inferenceDiscriminator() ? tape.inference() : tape);
            Tensor loss = settings.loss().generator(logits, tape);
            generatorOptimizer.step(FiniteGradients.of(loss, generator, tape, "generator"));   // without D's dW
            return loss.item();
        }
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
            Tensor fake = generator.forward(z, tape);                                 // (N, H, W, C)
            Tensor realLogits = discriminator.forward(real, tape);                    // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                    // (N, 1)
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor discriminatorLoss = mean(realLoss, 1, fakeLoss, 1, tape);
            Tensor generatorLoss = settings.loss().generator(fakeLogits, tape);
            // The pass for dD stops at the fake images; the pass for dG goes through D without computing D's dW.
            Gradients dD = FiniteGradients.of(discriminatorLoss, discriminator, tape, "discriminator");
            Gradients dG = FiniteGradients.of(generatorLoss, generator, tape, "generator");
            discriminatorOptimizer.step(dD);
            generatorOptimizer.step(dG);
            return new Metrics(metrics(realLoss, realLogits, fakeLoss, fakeLogits), generatorLoss.item());
        }
    }
}
