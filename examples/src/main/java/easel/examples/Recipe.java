package easel.examples;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Scaling;
import easel.examples.RecipeNetworks.Discriminator;
import easel.examples.RecipeNetworks.Enlargement;
import easel.examples.RecipeNetworks.Generator;
import easel.examples.RecipeNetworks.Normalization;
import easel.gan.AdversarialLoss;
import easel.gan.ClassLabels;
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
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

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
     * @param first the rate at the first step
     * @param lastShare the rate at the end, divided by the first rate
     * @param constantPart the part of the training with the first rate; then the rate falls by half a cosine wave
     * @param beta1 β₁
     * @param beta2 β₂
     */
    record Rates(double first, double lastShare, double constantPart, double beta1, double beta2) {
        /** A new optimizer for a training of this number of steps. */
        Adam adam(long steps) {
            long constant = (long) (steps * constantPart);
            return Adam.withSchedule(Schedule.cosine(first, first * lastShare, steps - constant).withDelay(constant))
                    .withBeta1(beta1).withBeta2(beta2);
        }
    }

    private static final AdversarialLoss NON_SATURATING = AdversarialLoss.nonSaturating(LabelPolicy.standard());

    /** The networks and settings of {@link DcganMnist}. */
    static final Recipe DCGAN = new Recipe("dcgan", Generator.DCGAN, Discriminator.DCGAN, GanProgram.DCGAN.batch(),
            NON_SATURATING, Regularization.none(), 0, new Rates(1e-4, 1, 0, 0.9, 0.999));

    private static final int CLASSES = 10;
    private static final Generator G64 = new Generator(Enlargement.TRANSPOSED, 64, CLASSES);
    private static final Discriminator D16 = new Discriminator(16, Normalization.NONE, 0, false, CLASSES);
    private static final Rates FAST = new Rates(2e-3, 0.05, 0, 0, 0.99);

    /** The recipe of the programs. */
    static final Recipe BEST = new Recipe("best", G64, D16, 64, NON_SATURATING, r1(2), HALF_LIFE, FAST);

    /** The recipes of the ablation: first the steps from the DCGAN to the best recipe, then changes of the best one. */
    static List<Recipe> all() {
        Generator g128 = new Generator(Enlargement.TRANSPOSED, 128, 0);
        Generator g64 = g128.withWidth(64);
        Discriminator d32batch = new Discriminator(32, Normalization.BATCH, 0, false, 0);
        Discriminator d16batch = d32batch.withWidth(16);
        Discriminator d16 = d16batch.withNormalization(Normalization.NONE);
        Discriminator d16spectral = d16batch.withNormalization(Normalization.SPECTRAL);
        Rates slow = new Rates(2e-4, 0.05, 0.5, 0.5, 0.99);
        Rates fastWithMomentum = new Rates(2e-3, 0.05, 0.5, 0.5, 0.99);
        Rates halfConstant = new Rates(2e-3, 0.05, 0.5, 0, 0.99);
        Regularization none = Regularization.none();
        AdversarialLoss ns = NON_SATURATING;
        AdversarialLoss hinge = AdversarialLoss.hinge();
        AdversarialLoss pairing = AdversarialLoss.relativisticPairing();
        return List.of(
                DCGAN,
                new Recipe("average", DCGAN.generator, DCGAN.discriminator, DCGAN.batch, ns, none, HALF_LIFE,
                        DCGAN.rates),
                new Recipe("half", g128, d32batch, 64, ns, none, HALF_LIFE, slow),
                new Recipe("quarter", g64, d16batch, 64, ns, none, HALF_LIFE, slow),
                new Recipe("r1", g64, d16, 64, ns, r1(0.5), HALF_LIFE, slow),
                new Recipe("hinge", g64, d16spectral, 64, hinge, none, HALF_LIFE, slow),
                new Recipe("r1-fast", g64, d16, 64, ns, r1(0.5), HALF_LIFE, fastWithMomentum),
                new Recipe("hinge-fast", g64, d16spectral, 64, hinge, none, HALF_LIFE, fastWithMomentum),
                new Recipe("beta1-0", g64, d16, 64, ns, r1(0.5), HALF_LIFE, halfConstant),
                new Recipe("gamma-2", g64, d16, 64, ns, r1(2), HALF_LIFE, halfConstant),
                BEST.withRates("classes", halfConstant),
                BEST,
                new Recipe("upsampled", new Generator(Enlargement.UPSAMPLED, 64, CLASSES), D16, 64, ns, r1(2),
                        HALF_LIFE, FAST),
                new Recipe("gamma-0.5", G64, D16, 64, ns, r1(0.5), HALF_LIFE, FAST),
                new Recipe("gamma-10", G64, D16, 64, ns, r1(10), HALF_LIFE, FAST),
                new Recipe("relativistic", G64, D16, 64, pairing, r1(2).withPenalty(r2(2)), HALF_LIFE, FAST),
                new Recipe("wide", G64.withWidth(128), D16.withWidth(32), 64, ns, r1(2), HALF_LIFE, FAST),
                new Recipe("batch-32", G64, D16, 32, ns, r1(2), HALF_LIFE, FAST),
                new Recipe("no-average", G64, D16, 64, ns, r1(2), 0, FAST),
                new Recipe("long-average", G64, D16, 64, ns, r1(2), 50_000, FAST),
                BEST.withRates("rate-0.001", new Rates(1e-3, 0.05, 0, 0, 0.99)),
                BEST.withRates("constant-rate", new Rates(2e-3, 1, 0, 0, 0.99)),
                new Recipe("translation", G64, D16.withTranslation(0.3), 64, ns, r1(2), HALF_LIFE, FAST),
                new Recipe("deviation", G64, D16.withMinibatchDeviation(), 64, ns, r1(2), HALF_LIFE, FAST));
    }

    private static Regularization r1(double gamma) {
        return Regularization.none().withPenalty(GradientPenalty.r1(gamma / 2).withInterval(PENALTY_INTERVAL));
    }

    private static GradientPenalty r2(double gamma) {
        return GradientPenalty.r2(gamma / 2).withInterval(PENALTY_INTERVAL);
    }

    Recipe withBatch(int batch) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    /** With another first rate; the shortest decimal text of the number is used, so 0.002f is 0.002. */
    Recipe withLearningRate(float rate) {
        double first = Double.parseDouble(Float.toString(rate));
        return withRates(name, new Rates(first, rates.lastShare, rates.constantPart, rates.beta1, rates.beta2));
    }

    private Recipe withRates(String name, Rates rates) {
        return new Recipe(name, generator, discriminator, batch, loss, penalties, averageHalfLife, rates);
    }

    /** The number of classes; 0 for a GAN without classes. */
    int classes() {
        return generator.classes();
    }

    /** G with initial weights, from (N, latent + classes) to (N, 28, 28, 1). */
    Sequential newGenerator(RandomStream random) {
        return generator.create(random.stream("generator"));
    }

    /** D with initial weights, from (N, 28, 28, 1 + classes) to logits (N, 1). */
    Sequential newDiscriminator(RandomStream random) {
        return discriminator.create(random.stream("discriminator"));
    }

    /** The settings of a training. */
    GanSettings settings(long seed) {
        return GanSettings.of(GanSchedule.SIMULTANEOUS, latent(), batch).withLoss(loss)
                .withRegularization(penalties).withAverageHalfLife(averageHalfLife).withClasses(classes())
                .withSeed(seed);
    }

    /** A trainer of these networks, for a training of this number of steps. */
    GanTrainer trainer(Layer generator, Layer discriminator, GanSettings settings, long steps) {
        return new GanTrainer(generator, discriminator, rates.adam(steps), rates.adam(steps), settings);
    }

    /** A grid for samples of a trainer: a row with K images for each of K classes, or 5×5 without classes. */
    ImageGrid grid() {
        int side = classes() == 0 ? 5 : classes();
        return ImageGrid.of(side, side, RecipeNetworks.IMAGE, Scaling.MINUS_ONE_TO_ONE);
    }

    /** The number of samples in {@link #grid}. */
    int samples() {
        return classes() == 0 ? 25 : classes() * classes();
    }

    /** The distribution of latent points. */
    LatentSpace latent() {
        return generator.latent();
    }

    /** Maps the number of a batch to real images in a random order, (N, 28, 28, 1 + classes). */
    LongFunction<Tensor> batches(LabeledImages images, RandomStream random) {
        Batches batches = Batches.shuffled(images.size(), batch, random).withPartialBatch(false);
        return number -> {
            int[] indices = batches.indices(number);
            Tensor x = images.images(indices, Scaling.MINUS_ONE_TO_ONE);                  // (N, 28, 28, 1)
            return classes() == 0 ? x
                    : ClassLabels.join(x, IntStream.of(indices).map(images::label).toArray(), classes());
        };
    }
}
