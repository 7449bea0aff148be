package easel.gan;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * The GANs of published tutorials that the examples train and the benchmarks time. Each has an image shape, networks, a
 * schedule and labels.
 *
 * <p>This is a closed set, because it records published programs. An application gives its own networks and
 * {@link GanSettings} to a {@link GanTrainer}.
 *
 * <p>The caller chooses optimizers and the number of steps. The settings have seed 0; see {@link GanSettings#withSeed}.
 */
public enum GanProgram {
    /**
     * From a tutorial of a vanilla GAN on MNIST. Dense layers on flat images in [-1, 1]; two updates of D in each
     * step, batch 32.
     */
    VANILLA("vanilla-mnist", Shape.of(784), 32,
            DenseNetworks::vanillaGenerator,
            (image, random) -> DenseNetworks.vanillaDiscriminator(image, 0, random),
            batch -> GanSettings.of(GanSchedule.SEPARATE, LatentSpace.normal(100), batch).withInferenceFakes(true)),

    /**
     * The first GAN of a tutorial of two GANs on MNIST. One hidden layer in each network, images in [-1, 1];
     * simultaneous updates, batch 128.
     */
    SMALL("small-mnist", Shape.of(28, 28, 1), 128,
            DenseNetworks::smallGenerator,
            DenseNetworks::smallDiscriminator,
            batch -> GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(100), batch)),

    /**
     * The second GAN of the same tutorial as {@link #SMALL}. A DCGAN on MNIST images in [-1, 1]; simultaneous updates,
     * batch 128.
     */
    DCGAN("dcgan-mnist", Shape.of(28, 28, 1), 128,
            ConvNetworks::dcganGenerator,
            ConvNetworks::dcganDiscriminator,
            batch -> GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(100), batch)),

    /**
     * From a tutorial of a convolutional GAN on MNIST. Images in [0, 1]; joined batches, batch 128, 256 latent points
     * in G's step.
     */
    CONV("conv-mnist", Shape.of(28, 28, 1), 128,
            ConvNetworks::convGenerator,
            ConvNetworks::convDiscriminator,
            batch -> GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(100), batch)
                    .withGeneratorBatch(2 * batch)),

    /**
     * From a tutorial of a GAN on Fashion-MNIST. Convolutions, images in [0, 1]; joined batches, inverted and noisy
     * labels. Batch 16; the tutorial uses 128.
     */
    FASHION("fashion", Shape.of(28, 28, 1), 16,
            ConvNetworks::fashionGenerator,
            ConvNetworks::fashionDiscriminator,
            batch -> GanSettings.of(GanSchedule.JOINED, LatentSpace.normal(128), batch)
                    .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withInversion(true).withNoise(0.15)))
                    .withInferenceFakes(true)
                    .withInferenceDiscriminator(true)),

    /**
     * The DCGAN for colour images of 64×64 pixels in [-1, 1], as in PyTorch's DCGAN tutorial. D's losses on a real and
     * on a fake batch have separate forward passes and one update; then G is updated. Batch 128.
     *
     * <p>G's step has new latent points. The tutorial takes those of D's step, and D's loss there is the sum of its two
     * parts instead of their mean, which Adam's update does not depend on, except through its ε.
     */
    DCGAN64("dcgan-64", Shape.of(64, 64, 3), 128,
            ConvNetworks::dcgan64Generator,
            ConvNetworks::dcgan64Discriminator,
            batch -> GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(100), batch));

    /** The signature of the generator methods of {@link DenseNetworks} and {@link ConvNetworks}. */
    private interface GeneratorFactory {
        Sequential create(int latent, Shape image, RandomStream random);
    }

    private final String title;
    private final Shape image;
    private final int batch;
    private final GeneratorFactory generator;
    private final BiFunction<Shape, RandomStream, Sequential> discriminator;
    private final IntFunction<GanSettings> settings;

    GanProgram(String title, Shape image, int batch, GeneratorFactory generator,
            BiFunction<Shape, RandomStream, Sequential> discriminator, IntFunction<GanSettings> settings) {
        this.title = title;
        this.image = image;
        this.batch = batch;
        this.generator = generator;
        this.discriminator = discriminator;
        this.settings = settings;
    }

    /**
     * The name of the program on the command line.
     *
     * @return such as {@code vanilla-mnist}
     */
    public String title() {
        return title;
    }

    /**
     * The shape of one image of the program's data set.
     *
     * @return (H·W) for {@link #VANILLA}, (H, W, C) for the others
     */
    public Shape image() {
        return image;
    }

    /**
     * The distribution of the generator's input.
     *
     * @return standard normal, of size 100 or 128
     */
    public LatentSpace latent() {
        return settings(batch).latent();
    }

    /**
     * The default batch size: the number of real examples, and also of fake examples, in one D step.
     *
     * @return the size in the tutorial; for {@link #FASHION} an eighth of it
     */
    public int batch() {
        return batch;
    }

    /**
     * The generator for images of the program's data set.
     *
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, image)
     */
    public Sequential generator(RandomStream random) {
        return generator(image, random);
    }

    /**
     * The generator for other images.
     *
     * @param image the shape of one image; (H, W, C) for convolutional networks, with H and W multiples of 4, for
     *     {@link #DCGAN64} of 16
     * @param random the random stream for the initial weights
     * @return a network from (N, latent) to (N, image)
     * @throws IllegalArgumentException if the network cannot generate images of this shape
     */
    public Sequential generator(Shape image, RandomStream random) {
        return generator.create(latent().size(), image, random);
    }

    /**
     * The discriminator for images of the program's data set.
     *
     * @param random the random stream for the initial weights
     * @return a network from (N, image) to logits (N, 1)
     */
    public Sequential discriminator(RandomStream random) {
        return discriminator(image, random);
    }

    /**
     * The discriminator for other images.
     *
     * @param image the shape of one image; (H, W, C) for convolutional networks
     * @param random the random stream for the initial weights
     * @return a network from (N, image) to logits (N, 1)
     * @throws IllegalArgumentException if the network does not accept images of this shape
     */
    public Sequential discriminator(Shape image, RandomStream random) {
        return discriminator.apply(image, random);
    }

    /**
     * Schedule, latent space, labels, and training or inference modes of the tutorial, with seed 0.
     *
     * @param batch number of real examples, and also of fake examples, in one D step; at least 1
     * @return settings
     * @throws IllegalArgumentException if batch is below 1
     */
    public GanSettings settings(int batch) {
        return settings.apply(batch);
    }
}
