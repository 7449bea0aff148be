package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.PictureOptions;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
import easel.gan.DenseNetworks;
import easel.gan.GanListener;
import easel.gan.GanProgram;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Sgd;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The networks of {@link VanillaMnist} on images of shape (28, 28, 1), trained by plain SGD.
 *
 * <p>Networks, losses and settings are those of a published tutorial of a GAN of dense layers, trained by plain SGD.
 * {@code --help} says what its text reports.
 */
@Command(name = "vanilla-sgd-mnist", sortOptions = false, sortSynopsis = false,
        header = "The networks of vanilla-mnist with plain SGD; also for image folders.",
        description = {
            "Trains the GAN of vanilla-mnist with plain stochastic gradient descent. It learns",
            "much more slowly than with Adam. --dropout sets the dropout rate of each hidden",
            "layer of the discriminator; --data trains on a folder of image files.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   25 digits, every 200 steps and at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and at every step the losses and D's accuracy.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of a GAN of dense layers on MNIST, trained by",
            "plain SGD. Its program runs 10,000 steps without dropout. Its text suggests these",
            "variants: dropout in the discriminator, your own images, BatchNorm, strided",
            "convolutions, ReLU.",
            "",
            "Examples:",
            "  easel train vanilla-sgd-mnist",
            "  easel train vanilla-sgd-mnist --steps 2000 --dropout 0.3",
            "  easel train vanilla-sgd-mnist --data photos --size 28x28"})
public final class VanillaSgdMnist implements Callable<Integer> {
    @Option(names = "--steps", paramLabel = "N", defaultValue = "10000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}, as in the tutorial.")
    private int steps;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step, and equally many fake images. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.01",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of SGD, for both networks. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--dropout", paramLabel = "P", defaultValue = "0", converter = OptionTypes.DropoutRate.class,
            description = "Dropout rate of each hidden layer of the discriminator, from 0 to below 1."
                + " Default: ${DEFAULT-VALUE}.")
    private float dropout;

    @Mixin
    private PictureOptions pictures;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    VanillaSgdMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new VanillaSgdMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        ImageSource images = pictures.images(spec.commandLine().getOut());
        options.requireBatch(batch, images.size());
        Shape image = images.imageShape();                                            // (28, 28, 1) for MNIST
        GanProgram program = GanProgram.VANILLA;                                      // separate updates
        Sequential generator = program.generator(image, random.stream("generator"));
        Sequential discriminator = DenseNetworks.vanillaDiscriminator(image, dropout, random.stream("discriminator"));

        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Sgd.withLearningRate(learningRate),
                Sgd.withLearningRate(learningRate), shards.cut(program.settings(batch).withSeed(options.seed())))
                .sampleEvery(200, 25);

        Batches batches = Batches.uniform(images.size(), batch, random);
        LongFunction<Tensor> real = step ->
                images.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE);       // (N, 28, 28, 1)
        ImageGrid grid = ImageGrid.of(5, 5, image, Scaling.MINUS_ONE_TO_ONE);

        try (Run run = Run.start("vanilla-sgd-mnist", options, new ResumableGan(trainer, real), images, steps,
                batch, spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    run.print("step %5d  d_loss %.4f  d_acc %.4f  g_loss %.4f", step.step(),
                            step.discriminatorLoss(), step.discriminatorAccuracy(), step.generatorLoss());
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid, samples, pictureName(step));
                }
            });
            if (trainer.stepsDone() == 0) {
                run.frame(grid, trainer.samples(25), pictureName(0));
            }
            run.train();
            run.frame(grid, trainer.samples(25), pictureName(trainer.stepsDone()));
        }
        return 0;
    }

    private static String pictureName(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }
}
