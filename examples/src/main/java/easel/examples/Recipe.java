package easel.examples;

import easel.core.random.RandomStream;
import easel.examples.RecipeNetworks.Discriminator;
import easel.examples.RecipeNetworks.Generator;
import easel.examples.RecipeNetworks.Normalization;
import easel.gan.AdversarialLoss;
import easel.gan.GanProgram;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.GradientPenalty;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import easel.layers.Layer;
import easel.layers.Sequential;
import easel.optim.Adam;
import easel.optim.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * A recipe for a GAN on gray images of 28×28 pixels: networks, losses and learning rates. {@link #BEST} is the recipe
 * of {@link BestMnist} and {@link BestFashion}; {@link RecipeAblation} compares it with the others.
 *
 * <p>A penalty R1 or R2 has the weight γ/2 of {@link GradientPenalty#r1}, in every eighth step and there multiplied by
 * 8: (8·γ/2) · mean ‖g‖², for pixels in [-1, 1].
 *
 * @param name one word
 * @param generator G
 * @param discriminator D
 * @param batch real images per step, and equally many fake images
 * @param loss the losses of D and G
 * @param penalties penalties of D
 * @param averageHalfLife the half-life, in images, of the average of G's weights; 0 for no average
 * @param rates learning rates of Adam, for both networks
 */
record Recipe(String name, Generator generator, Discriminator discriminator, int batch, AdversarialLoss loss,
        Regularization penalties, long averageHalfLife, Rates rates) {
    /** Steps from one penalty to the next. */
    private static final int PENALTY_INTERVAL = 8;
    private static final long HALF_LIFE = 10_000;

    /**
     * Learning rates and decay rates of Adam.
     *
     * @param first G's rate up to half of the training
     * @param lastShare the rate at the end, divided by the first rate
     * @param ofDiscriminator D's rate, divided by G's rate
     * @param beta1 β₁
     * @param beta2 β₂
     */
    record Rates(double first, double lastShare, double ofDiscriminator, double beta1, double beta2) {
        /** G's optimizer: the rate is constant for half of the steps and then falls by half a cosine wave. */
        Adam generator(long steps) {
            return adam(first, steps);
        }

        /** D's optimizer. */
        Adam discriminator(long steps) {
            return adam(first * ofDiscriminator, steps);
        }

        private Adam adam(double rate, long steps) {
            return Adam.withSchedule(Schedule.cosine(rate, rate * lastShare, steps - steps / 2).withDelay(steps / 2))
                    .withBeta1(beta1).withBeta2(beta2);
        }
    }

    /** The networks and settings of {@link DcganMnist}. */
    static final Recipe DCGAN = new Recipe("dcgan", Generator.DCGAN, Discriminator.DCGAN, GanProgram.DCGAN.batch(),
            AdversarialLoss.nonSaturating(LabelPolicy.standard()), Regularization.none(), 0,
            new Rates(1e-4, 1, 1, 0.9, 0.999));

    private static final Recipe AVERAGE = DCGAN.named("average").withAverageHalfLife(HALF_LIFE);

    private static final Recipe SMALL = new Recipe("small", Generator.TRANSPOSED,
            new Discriminator(32, Normalization.BATCH, 0, false), 64, DCGAN.loss, Regularization.none(), HALF_LIFE,
            new Rates(2e-4, 0.25, 1, 0.5, 0.99));

    private static final Recipe UPSAMPLED = SMALL.named("upsampled").with(Generator.UPSAMPLED);

    private static final Recipe HINGE = UPSAMPLED.named("hinge")
            .with(UPSAMPLED.discriminator.withNormalization(Normalization.SPECTRAL))
            .with(AdversarialLoss.hinge());

    /** The non-saturating loss with R1. */
    private static Recipe r1(double gamma) {
        return UPSAMPLED.named("r1-" + gamma)
                .with(UPSAMPLED.discriminator.withNormalization(Normalization.NONE))
                .withPenalty(GradientPenalty.r1(gamma / 2));
    }

    /** Relativistic pairing with R1 and R2. */
    private static Recipe relativistic(double gamma) {
        return r1(gamma).named("relativistic-" + gamma)
                .with(AdversarialLoss.relativisticPairing())
                .withPenalty(GradientPenalty.r2(gamma / 2));
    }

    /** The recipe of the programs. */
    static final Recipe BEST = r1(0.5);

    /** The recipes of the ablation, in its order. */
    static List<Recipe> all() {
        List<Recipe> all = new ArrayList<>(List.of(DCGAN, AVERAGE, SMALL, UPSAMPLED, HINGE));
        for (double gamma : new double[] {0.1, 0.5, 1, 5}) {
            all.add(r1(gamma));
            all.add(relativistic(gamma));
        }
        all.add(BEST.named("translation").with(BEST.discriminator.withTranslation(0.3)));
        all.add(BEST.named("deviation").with(BEST.discriminator.withMinibatchDeviation(true)));
        all.add(BEST.named("wide").with(BEST.discriminator.withWidth(64)));
        all.add(BEST.named("fast").with(new Rates(2e-4, 0.25, 2, 0.5, 0.99)));
        all.add(BEST.named("long-average").withAverageHalfLife(50_000));
        return all;
    }

    Recipe named(String name) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe with(Generator generator) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe with(Discriminator discriminator) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe with(AdversarialLoss loss) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe withBatch(int batch) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe with(Rates rates) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    Recipe withLearningRate(double first) {
        return with(new Rates(first, rates.lastShare, rates.ofDiscriminator, rates.beta1, rates.beta2));
    }

    Recipe withAverageHalfLife(long averageHalfLife) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    /** With one more penalty, in every eighth step. */
    Recipe withPenalty(GradientPenalty penalty) {
        return new Recipe(name, generator, discriminator, batch, loss,
                penalties.withPenalty(penalty.withInterval(PENALTY_INTERVAL)), averageHalfLife, rates);
    }

    /** G with initial weights, from (N, latent) to (N, 28, 28, 1). */
    Sequential newGenerator(RandomStream random) {
        return generator.create(random.stream("generator"));
    }

    /** D with initial weights, from (N, 28, 28, 1) to logits (N, 1). */
    Sequential newDiscriminator(RandomStream random) {
        return discriminator.create(random.stream("discriminator"));
    }

    /** A trainer of these networks, for a training of this number of steps. */
    GanTrainer trainer(Layer generator, Layer discriminator, long seed, long steps) {
        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, latent(), batch).withLoss(loss)
                .withRegularization(penalties).withAverageHalfLife(averageHalfLife).withSeed(seed);
        return new GanTrainer(generator, discriminator, rates.generator(steps), rates.discriminator(steps),
                settings);
    }

    /** The distribution of G's input. */
    LatentSpace latent() {
        return LatentSpace.normal(generator.latent);
    }
}
