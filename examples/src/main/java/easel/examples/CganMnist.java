package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
import easel.gan.AdversarialLoss;
import easel.gan.ClassLabels;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.LeakyReLU;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.layers.Tanh;
import easel.optim.Adam;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A conditional GAN on MNIST: G and D also read the label of a digit, so the trained G draws a requested digit. Mirza
 * and Osindero, Conditional Generative Adversarial Nets, 2014.
 *
 * <p>Networks, loss and settings are those of the file implementations/cgan/cgan.py of PyTorch-GAN (Linder-Norén,
 * 2018), with three differences. The images have 28×28 pixels; the file scales them to 32×32. A label is ten numbers, 1
 * for its class and 0 for the others; the file learns ten numbers for each class. BatchNorm has the default ε; the file
 * passes 0.8 as ε, which is the momentum in its Keras version.
 */
@Command(name = "cgan-mnist", sortOptions = false, sortSynopsis = false,
        header = "Dense networks that read the digit's class.",
        description = {
            "Trains a conditional GAN of dense layers on MNIST's handwritten digits. Both",
            "networks read the class of a digit, so the trained generator draws the digit",
            "that `easel sample RUN --class 7` requests.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   100 digits, one row for each class, every 500 steps and",
            "                       at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and the losses every 500 steps.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The source is cgan.py of PyTorch-GAN, after the paper of Mirza and Osindero,",
            "2014. Its program runs 200 epochs of 938 batches.",
            "",
            "Examples:",
            "  easel train cgan-mnist",
            "  easel train cgan-mnist --steps 20000 --seed 7"})
public final class CganMnist implements Callable<Integer> {
    private static final int CLASSES = 10;
    private static final int LATENT = 100;
    private static final int PIXELS = 784;
    /** Digits of each class in a picture. */
    private static final int COLUMNS = 10;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "6000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}; the source: 187600.")
    private int steps;

    @Option(names = "--every", paramLabel = "N", defaultValue = "500", converter = OptionTypes.AtLeastOne.class,
            description = "Steps between pictures. Default: ${DEFAULT-VALUE}; the source: 400.")
    private int every;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step, and equally many fake images. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0002",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of Adam, for both networks. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    CganMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new CganMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        Sequential generator = generator(random.stream("generator"));
        Sequential discriminator = discriminator(random.stream("discriminator"));
        GanSettings settings = shards.cut(GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(LATENT), batch)
                .withLoss(AdversarialLoss.leastSquares())
                .withClasses(CLASSES)
                .withSeed(options.seed()));
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate).withBeta1(0.5),
                Adam.withLearningRate(learningRate).withBeta1(0.5), settings)
                .sampleEvery(every, CLASSES * COLUMNS);

        LabeledImages mnist = Mnist.train();
        options.requireBatch(batch, mnist.size());
        Batches batches = Batches.shuffled(mnist.size(), batch, random);
        LongFunction<Tensor> real = step -> {
            int[] indices = batches.indices(step);
            Tensor images = mnist.images(indices, Scaling.MINUS_ONE_TO_ONE)           // (N, 28, 28, 1)
                    .reshaped(Shape.of(indices.length, PIXELS));                      // (N, 784)
            int[] labels = IntStream.of(indices).map(mnist::label).toArray();
            return ClassLabels.join(images, labels, CLASSES);                         // (N, 794)
        };
        ImageGrid grid = ImageGrid.of(CLASSES, COLUMNS, mnist.imageShape(), Scaling.MINUS_ONE_TO_ONE);

        try (Run run = Run.start("cgan-mnist", options, new ResumableGan(trainer, real), mnist, steps, batch, spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    if (step.step() % every == 0 || step.step() == 1 || step.step() == steps) {
                        run.print("step %6d  d_loss %.4f  g_loss %.4f", step.step(), step.discriminatorLoss(),
                                step.generatorLoss());
                    }
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid, samples, pictureName(step));
                }
            });
            if (trainer.stepsDone() == 0) {
                run.frame(grid, trainer.samples(CLASSES * COLUMNS), pictureName(0));
            }
            run.train();
            run.frame(grid, trainer.samples(CLASSES * COLUMNS), pictureName(trainer.stepsDone()));
        }
        return 0;
    }

    private static Sequential generator(RandomStream random) {
        int input = LATENT + CLASSES;
        return Sequential.of(Shape.of(input),                                         // (N, 110)
                Dense.of(input, 128, random), LeakyReLU.withSlope(0.2),
                Dense.of(128, 256, random), BatchNorm.of(256).withMomentum(0.8), LeakyReLU.withSlope(0.2),
                Dense.of(256, 512, random), BatchNorm.of(512).withMomentum(0.8), LeakyReLU.withSlope(0.2),
                Dense.of(512, 1024, random), BatchNorm.of(1024).withMomentum(0.8), LeakyReLU.withSlope(0.2),
                Dense.of(1024, PIXELS, random), Tanh.of());                           // (N, 784)
    }

    private static Sequential discriminator(RandomStream random) {
        int input = PIXELS + CLASSES;
        return Sequential.of(Shape.of(input),                                         // (N, 794)
                Dense.of(input, 512, random), LeakyReLU.withSlope(0.2),
                Dense.of(512, 512, random), Dropout.withRate(0.4), LeakyReLU.withSlope(0.2),
                Dense.of(512, 512, random), Dropout.withRate(0.4), LeakyReLU.withSlope(0.2),
                Dense.of(512, 1, random));                                            // logits (N, 1)
    }

    private static String pictureName(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }
}
