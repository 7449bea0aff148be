package easel.examples;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.BatchPipeline;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.gan.DenseNetworks;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Adam;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The smallest GAN on MNIST: one hidden layer each, and the simultaneous step, in which both networks learn from one
 * and the same pass.
 */
@Command(name = "small-mnist", sortOptions = false, sortSynopsis = false,
        header = "One hidden layer each, on digits; both learn from one pass.",
        description = {
            "Trains a GAN with one hidden layer in each network on MNIST's digits, epoch by",
            "epoch. Both networks learn from one and the same pass of each batch.",
            "",
            "Writes into a new folder of its own:",
            "  epoch-01-batch-010.png ...   16 digits, every 10 batches and at the end",
            "  losses.csv                   losses, accuracies, probabilities of each step",
            "  losses.png                   both losses",
            "  training.gif                 the pictures of the same points, one by one",
            "  index.html                   a page that shows all this",
            "  settings.json                options, versions, data, and how it ended",
            "Prints both networks, and the losses every 100 batches and after each epoch.",
            "Ctrl-C ends it after the current batch, with everything written.",
            ""},
        footer = {
            "",
            "The published program runs 10 epochs of 469 batches, the last of them smaller.",
            "",
            "Examples:",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.SmallMnist",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.SmallMnist \\",
            "      -Dexec.args=\"--epochs 1 --seed 7\""})
public final class SmallMnist implements Callable<Integer> {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", converter = Launch.AtLeastOne.class,
            description = "How often all images are seen. Default: ${DEFAULT-VALUE}, as published.")
    private int epochs;

    @Option(names = "--steps", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = Launch.AtLeastOne.class,
            description = "Batches, instead of whole epochs; --epochs then does not count.")
    private Integer stepsInstead;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = Launch.AtLeastOne.class,
            description = "Real images, and as many fake ones, in a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0002",
            converter = Launch.AboveZero.class, description = "Of Adam, for both networks. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    SmallMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new SmallMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed);
        Shape image = Shape.of(28, 28, 1);
        Sequential generator = DenseNetworks.smallGenerator(100, image, random.stream("generator"));
        Sequential discriminator = DenseNetworks.smallDiscriminator(image, random.stream("discriminator"));

        GanSettings settings = GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(100), batch)
                .withSeed(options.seed);
        GanTrainer trainer = new GanTrainer(options.profile.watch("Generator", generator),
                options.profile.watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate).withBeta1(0.5f),
                Adam.withLearningRate(learningRate).withBeta1(0.5f), settings);

        LabeledImages mnist = Mnist.train();
        BatchPipeline real = Pipeline.of(mnist, Scaling.MINUS_ONE_TO_ONE)
                .shuffle(1000, random)
                .batch(batch);                                                        // (N, 28, 28, 1)
        int perEpoch = real.batchesPerEpoch();                                     // 469, the last of 96 images
        long steps = stepsInstead == null ? (long) epochs * perEpoch : stepsInstead;

        try (Run run = Run.start("small-mnist", options, trainer, mnist, steps, batch, spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    long epoch = (step.step() - 1) / perEpoch + 1;
                    long of = (step.step() - 1) % perEpoch + 1;                       // this batch of the epoch
                    if (of % 100 == 1 || of == perEpoch || step.step() == steps) {
                        run.print("epoch %2d  batch %3d of %d  d_loss %.4f  g_loss %.4f", epoch, of, perEpoch,
                                step.discriminatorLoss(), step.generatorLoss());
                    }
                    if (of % 10 == 0) {
                        draw(run, trainer, perEpoch);
                    }
                }
            });
            run.train(real);
            draw(run, trainer, perEpoch);
        }
        return 0;
    }

    private static void draw(Run run, GanTrainer trainer, int perEpoch) {
        ImageGrid grid = ImageGrid.of(4, 4, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE).withMagnification(2);
        run.frame(grid, trainer.samples(16), pictureName(trainer.stepsDone(), perEpoch));
    }

    /** By the epoch and its batch, both from 1, that this step was. */
    static String pictureName(long step, int perEpoch) {
        return String.format(Locale.ROOT, "epoch-%02d-batch-%03d.png", (step - 1) / perEpoch + 1,
                (step - 1) % perEpoch + 1);
    }
}
