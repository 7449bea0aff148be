package easel.examples;

import easel.core.Shape;
import easel.core.random.RandomStream;
import easel.datasets.BatchPipeline;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
import easel.examples.run.TrainingLength;
import easel.gan.GanListener;
import easel.gan.GanProgram;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
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
 * The smallest GAN on MNIST, with one hidden layer in each network. The updates are simultaneous: one forward pass
 * gives the gradients of both networks.
 *
 * <p>Networks, losses and settings are those of the first of two programs in a published tutorial of GANs on MNIST;
 * the second one is {@link DcganMnist}. {@code --help} says what its text reports.
 */
@Command(name = "small-mnist", sortOptions = false, sortSynopsis = false,
        header = "One hidden layer in each network; simultaneous updates.",
        description = {
            "Trains a GAN with one hidden layer in each network on MNIST's digits, epoch by",
            "epoch. One forward pass of each batch gives the gradients of both networks.",
            "",
            "Creates a folder with:",
            "  epoch-01-batch-000.png ...   16 digits, every 10 batches and at the end",
            "  losses.csv                   losses, accuracies, probabilities of each step",
            "  losses.png                   both losses",
            "  quality.png                  FCD of the evaluations (--evaluate-every)",
            "  training.gif                 the epoch pictures as an animation",
            "  index.html                   a page that shows these files",
            "  settings.json                options, versions, data, and how the run ended",
            "Prints both networks, and the losses every 100 batches and after each epoch.",
            "Ctrl-C ends the run after the current batch and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of two GANs on MNIST. This is the first one,",
            "dcgan-mnist the second. Its program runs 10 epochs of 469 batches; the last batch",
            "is smaller. Its text reports that its digits after 2,220 batches are less",
            "readable than those of the DCGAN after 3,000 steps.",
            "",
            "Examples:",
            "  easel train small-mnist",
            "  easel train small-mnist --epochs 1 --seed 7"})
public final class SmallMnist implements Callable<Integer> {
    @Mixin
    private final TrainingLength length = new TrainingLength(10);

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = OptionTypes.AtLeastOne.class,
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
        RandomStream random = RandomStream.of(options.seed());
        GanProgram program = GanProgram.SMALL;                                        // one hidden layer each
        Sequential generator = program.generator(random.stream("generator"));         // (N, 100) to (N, 28, 28, 1)
        Sequential discriminator = program.discriminator(random.stream("discriminator"));     // to logits (N, 1)
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate).withBeta1(0.5f),
                Adam.withLearningRate(learningRate).withBeta1(0.5f),
                shards.cut(program.settings(batch).withSeed(options.seed())));

        LabeledImages mnist = Mnist.train();
        options.requireBatch(batch, mnist.size());
        BatchPipeline real = Pipeline.of(mnist, Scaling.MINUS_ONE_TO_ONE)
                .shuffle(1000, random)
                .batch(batch);                                                        // (N, 28, 28, 1)
        int perEpoch = real.batchesPerEpoch();                                     // 469; the last has 96 images
        long steps = length.steps(perEpoch);

        try (Run run = Run.start(program.title(), options, new ResumableGan(trainer, real), mnist, steps, batch,
                spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    long epoch = (step.step() - 1) / perEpoch + 1;
                    long batchOfEpoch = (step.step() - 1) % perEpoch + 1;
                    if (batchOfEpoch % 100 == 1 || batchOfEpoch == perEpoch || step.step() == steps) {
                        run.print("epoch %2d  batch %3d of %d  d_loss %.4f  g_loss %.4f", epoch, batchOfEpoch,
                                perEpoch, step.discriminatorLoss(), step.generatorLoss());
                    }
                    if (batchOfEpoch % 10 == 0) {
                        draw(run, trainer, perEpoch);
                    }
                }
            });
            if (trainer.stepsDone() == 0) {
                draw(run, trainer, perEpoch);
            }
            run.train();
            draw(run, trainer, perEpoch);
        }
        return 0;
    }

    private static void draw(Run run, GanTrainer trainer, int perEpoch) {
        ImageGrid grid = ImageGrid.of(4, 4, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE);
        run.frame(grid, trainer.samples(16), pictureName(trainer.stepsDone(), perEpoch));
    }

    /** Names a picture by epoch and batch, both counted from 1. Before the first step, the batch is 0. */
    static String pictureName(long step, int perEpoch) {
        return String.format(Locale.ROOT, "epoch-%02d-batch-%03d.png", (step - 1) / perEpoch + 1,
                (step - 1) % perEpoch + 1);
    }
}
