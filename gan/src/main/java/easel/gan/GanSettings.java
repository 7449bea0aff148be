package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.State;
import java.util.Objects;

/**
 * The settings of a training run, except networks and optimizers. {@link #of} returns the defaults.
 *
 * @param latent the distribution of G's input
 * @param batch number of fake examples in one D step
 * @param generatorBatch number of latent points in one G step; equal to batch in {@link GanSchedule#SIMULTANEOUS}
 * @param schedule the order of updates
 * @param discriminatorSteps number of D steps before each G step; 1 in {@link GanSchedule#SIMULTANEOUS}
 * @param loss the losses of D and G
 * @param inferenceFakes whether G generates the fake examples of D's step in inference mode, so BatchNorm uses running
 *     statistics
 * @param inferenceDiscriminator whether D is in inference mode in G's step: without dropout, and using running
 *     statistics without updating them. In training mode D's BatchNorm layers also include G's examples in their
 *     running statistics
 * @param regularization penalties, bounds and noise of D
 * @param packing the number of examples that D reads at once, joined along the last axis: D's input is (N/m, …, m·C);
 *     1 for single examples. Lin, Khetan, Fanti and Oh, PacGAN: The power of two samples in generative adversarial
 *     networks, 2018, section 2
 * @param averageHalfLife the half-life, in images of G's steps, of the exponential moving average of G's weights that
 *     generates samples; 0 for no average. Karras and others, Analyzing and Improving the Image Quality of StyleGAN,
 *     2020, with 10,000 images in the code published with it
 * @param classes the number of classes of a conditional GAN, whose networks read a label next to the latent point and
 *     next to the example; see {@link ClassLabels}. 0 for a GAN without classes. Mirza and Osindero, Conditional
 *     Generative Adversarial Nets, 2014
 * @param shards the number S of shards into which each batch is cut. A step computes the gradients of one shard after
 *     another and takes their mean, so it needs memory for the activations of N/S examples. The images, the latent
 *     points and, except for rounding, the gradients are those of the whole batch, unless an example's output depends
 *     on other examples: BatchNorm, minibatch standard deviation, and losses that compare examples see one shard only.
 *     1 for whole batches. Hoffer, Hubara and Soudry, Train longer, generalize better, 2017, section 4 (ghost batches)
 * @param seed seed of all random numbers of the training run
 */
public record GanSettings(
        LatentSpace latent,
        int batch,
        int generatorBatch,
        UpdateSchedule schedule,
        int discriminatorSteps,
        AdversarialLoss loss,
        boolean inferenceFakes,
        boolean inferenceDiscriminator,
        Regularization regularization,
        int packing,
        long averageHalfLife,
        int classes,
        int shards,
        long seed) {
    /**
     * Checks the numbers and the combination of settings.
     *
     * @param latent the distribution of G's input
     * @param batch number of fake examples in one D step
     * @param generatorBatch number of latent points in one G step
     * @param schedule the order of updates
     * @param discriminatorSteps number of D steps before each G step
     * @param loss the losses of D and G
     * @param inferenceFakes whether G generates the fake examples of D's step in inference mode
     * @param inferenceDiscriminator whether D is in inference mode in G's step
     * @param regularization penalties, bounds and noise of D
     * @param packing the number of examples that D reads at once
     * @param averageHalfLife the half-life of the average of G's weights, in images, or 0
     * @param classes the number of classes, or 0
     * @param shards the number of shards of a batch
     * @param seed seed of all random numbers of the training run
     * @throws IllegalArgumentException if a number is below 1, or the half-life or the number of classes below 0, a
     *     batch size is not a multiple of the packing times the number of shards, or the schedule does not support a
     *     setting
     */
    public GanSettings(LatentSpace latent, int batch, int generatorBatch, UpdateSchedule schedule,
            int discriminatorSteps, AdversarialLoss loss, boolean inferenceFakes, boolean inferenceDiscriminator,
            Regularization regularization, int packing, long averageHalfLife, int classes, int shards,
            long seed) {
        if (batch < 1 || generatorBatch < 1 || discriminatorSteps < 1) {
            throw new IllegalArgumentException("batch " + batch + ", generator batch " + generatorBatch
                    + " and discriminator steps " + discriminatorSteps + " must each be at least 1");
        }
        if (packing < 1 || batch % packing != 0 || generatorBatch % packing != 0) {
            throw new IllegalArgumentException("packing " + packing + " with batch " + batch + " and generator batch "
                    + generatorBatch + ": the packing must be at least 1 and divide both batch sizes");
        }
        if (shards < 1 || batch % ((long) packing * shards) != 0 || generatorBatch % ((long) packing * shards) != 0) {
            throw new IllegalArgumentException(shards + " shards of batch " + batch + " and generator batch "
                    + generatorBatch + ": the number of shards must be at least 1, and shards of equal size are"
                    + " required" + (packing == 1 ? "" : ", each a multiple of the packing " + packing)
                    + "; choose another number, or other batch sizes");
        }
        if (averageHalfLife < 0) {
            throw new IllegalArgumentException("the half-life of the average of G's weights must be a number of images,"
                    + " or 0 for no average, found " + averageHalfLife);
        }
        if (classes < 0) {
            throw new IllegalArgumentException("the number of classes must be at least 1, or 0 for a GAN without"
                    + " classes, found " + classes);
        }
        this.latent = Objects.requireNonNull(latent, "latent");
        this.batch = batch;
        this.generatorBatch = generatorBatch;
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.discriminatorSteps = discriminatorSteps;
        this.loss = Objects.requireNonNull(loss, "loss");
        this.inferenceFakes = inferenceFakes;
        this.inferenceDiscriminator = inferenceDiscriminator;
        this.regularization = Objects.requireNonNull(regularization, "regularization");
        this.packing = packing;
        this.averageHalfLife = averageHalfLife;
        this.classes = classes;
        this.shards = shards;
        this.seed = seed;
        schedule.requireSupported(this);
    }

    /**
     * The defaults: non-saturating loss, labels 1 and 0, equal batches, one D step, training mode, no
     * regularization, packing, average of weights, classes or shards, seed 0.
     *
     * @param schedule the order of updates
     * @param latent the distribution of G's input
     * @param batch number of fake examples in one D step, at least 1
     * @return settings
     * @throws IllegalArgumentException if batch is below 1, or the schedule does not support the defaults
     */
    public static GanSettings of(UpdateSchedule schedule, LatentSpace latent, int batch) {
        return new GanSettings(latent, batch, batch, schedule, 1,
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), false, false, Regularization.none(), 1, 0, 0, 1,
                0);
    }

    /**
     * A copy with another number of latent points in one G step.
     *
     * @param generatorBatch at least 1
     * @return settings
     */
    public GanSettings withGeneratorBatch(int generatorBatch) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another number of D steps before each G step.
     *
     * @param discriminatorSteps at least 1
     * @return settings
     */
    public GanSettings withDiscriminatorSteps(int discriminatorSteps) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another loss.
     *
     * @param loss the losses of D and G
     * @return settings
     */
    public GanSettings withLoss(AdversarialLoss loss) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another mode of G for the fake examples of D's step.
     *
     * @param inferenceFakes whether G generates them in inference mode
     * @return settings
     */
    public GanSettings withInferenceFakes(boolean inferenceFakes) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another mode of D in G's step.
     *
     * @param inferenceDiscriminator whether D is in inference mode there
     * @return settings
     */
    public GanSettings withInferenceDiscriminator(boolean inferenceDiscriminator) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another regularization of D.
     *
     * @param regularization penalties, bounds and noise
     * @return settings
     */
    public GanSettings withRegularization(Regularization regularization) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another packing.
     *
     * @param packing the number of examples that D reads at once, joined along the last axis; 1 for single examples
     * @return settings
     * @throws IllegalArgumentException if packing is below 1 or does not divide both batch sizes
     */
    public GanSettings withPacking(int packing) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another average of G's weights.
     *
     * @param images the half-life of the average, in images of G's steps; 0 for no average
     * @return settings
     * @throws IllegalArgumentException if images is negative
     */
    public GanSettings withAverageHalfLife(long images) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, images, classes, shards, seed);
    }

    /**
     * A copy with another number of classes. G then reads (N, latent + K), D reads (N, …, C + K), and each real batch
     * is joined with its labels by {@link ClassLabels#join}. With packing m, D reads the m examples and then their m
     * labels, (N/m, …, m·C + m·K). The labels of fake examples are drawn uniformly from all classes.
     *
     * @param classes the number of classes K; 0 for a GAN without classes
     * @return settings
     * @throws IllegalArgumentException if classes is negative
     */
    public GanSettings withClasses(int classes) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another number of shards. The number is part of the training: other numbers give other results.
     *
     * @param shards the number of parts of a batch that are computed one after another; 1 for whole batches
     * @return settings
     * @throws IllegalArgumentException if shards is below 1, or shards · packing does not divide both batch sizes
     */
    public GanSettings withShards(int shards) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /**
     * A copy with another seed.
     *
     * @param seed any number
     * @return settings
     */
    public GanSettings withSeed(long seed) {
        return new GanSettings(latent, batch, generatorBatch, schedule, discriminatorSteps, loss, inferenceFakes,
                inferenceDiscriminator, regularization, packing, averageHalfLife, classes, shards, seed);
    }

    /** The shape of G's input. */
    Shape generatorInput() {
        return Shape.of(latent.size() + classes);
    }

    /** The shape of D's input, for the shape of one example. */
    Shape discriminatorInput(Shape example) {
        return Packing.shape(example.withColumns((long) example.columns() + classes), packing);
    }

    /** Latent points, joined with labels in order if there are classes. */
    Tensor points(int n, RandomStream random) {
        return ClassLabels.joinInOrder(latent.sample(n, random), classes);
    }

    /** The settings as strings, for a checkpoint. */
    State state() {
        return State.builder()
                .string("latent", latent.text())
                .string("batch", Integer.toString(batch))
                .string("generator_batch", Integer.toString(generatorBatch))
                .string("schedule", schedule.text())
                .string("discriminator_steps", Integer.toString(discriminatorSteps))
                .string("loss", loss.text())
                .string("inference_fakes", Boolean.toString(inferenceFakes))
                .string("inference_discriminator", Boolean.toString(inferenceDiscriminator))
                .string("regularization", regularization.toString())
                .string("packing", Integer.toString(packing))
                .string("average_half_life", Long.toString(averageHalfLife))
                .string("classes", Integer.toString(classes))
                .string("shards", Integer.toString(shards))
                .string("seed", Long.toString(seed))
                .build();
    }
}
