package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.BatchPipeline;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.PictureOptions;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
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
 * DCGAN: a generator of transposed convolutions, a discriminator of strided convolutions, BatchNorm in both, and
 * simultaneous updates. Radford, Metz and Chintala, Unsupervised Representation Learning with Deep Convolutional
 * Generative Adversarial Networks, 2015.
 *
 * <p>Networks, losses and settings are those of the second of two programs in a published tutorial of GANs on MNIST;
 * the first one is {@link SmallMnist}. {@code --help} says what its text reports.
 */
@Command(name = "dcgan-mnist", sortOptions = false, sortSynopsis = false,
        header = "A DCGAN on digits or on a folder of image files.",
        description = {
            "Trains a DCGAN on MNIST's digits, or on a folder of image files. The networks",
            "are built for the size of the images; height and width must be multiples of 4.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   16 digits, every 100 steps and at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and the losses every 100 steps.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of two GANs on MNIST. This is the second one,",
            "small-mnist the first. Its program runs 20,000 steps and draws every 1,000 steps.",
            "Its text reports digits that are readable by step 3,000.",
            "",
            "Examples:",
            "  easel train dcgan-mnist",
            "  easel train dcgan-mnist --steps 20000 --every 1000",
            "  easel train dcgan-mnist --data photos --size 32x32 --channels 3"})
public final class DcganMnist implements Callable<Integer> {
    @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}; the tutorial: 20000.")
    private int steps;

    @Option(names = "--every", paramLabel = "N", defaultValue = "100", converter = OptionTypes.AtLeastOne.class,
            description = "Steps between pictures. Default: ${DEFAULT-VALUE}; the tutorial: 1000.")
    private int every;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step, and equally many fake images. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0001",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of Adam, for both networks. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private PictureOptions pictures;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    DcganMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new DcganMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        ImageSource images = pictures.images(spec.commandLine().getOut());
        Shape image = images.imageShape();
        pictures.requireMultiples(image, 4);                                          // doubled twice by the generator
        options.requireBatch(batch, images.size());
        GanProgram program = GanProgram.DCGAN;                                        // simultaneous updates
        Sequential generator = pictures.network(image,
                () -> program.generator(image, random.stream("generator")));          // (N, 100) to (N, H, W, C)
        Sequential discriminator = pictures.network(image,
                () -> program.discriminator(image, random.stream("discriminator")));  // to logits (N, 1)
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate),
                Adam.withLearningRate(learningRate), shards.cut(program.settings(batch).withSeed(options.seed())))
                .sampleEvery(every, 16);

        Pipeline pipeline = Pipeline.of(images, Scaling.MINUS_ONE_TO_ONE)
                .shuffle(images.size(), random)
                .withPartialBatch(false);
        ImageGrid grid = ImageGrid.of(4, 4, image, Scaling.MINUS_ONE_TO_ONE);

        try (BatchPipeline real = pipeline.batch(batch).prefetch(2);                   // (N, 28, 28, 1) for MNIST
                Run run = Run.start(program.title(), options, new ResumableGan(trainer, real), images, steps, batch,
                        spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    if (step.step() % every == 0 || step.step() == 1 || step.step() == steps) {
                        run.print("step %5d  d_loss %.4f  g_loss %.4f", step.step(), step.discriminatorLoss(),
                                step.generatorLoss());
                    }
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid, samples, name(step));
                }
            });
            if (trainer.stepsDone() == 0) {
                run.frame(grid, trainer.samples(16), name(0));
            }
            run.train();
            run.frame(grid, trainer.samples(16), name(trainer.stepsDone()));
        }
        return 0;
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }
}
