package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.BatchPipeline;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.examples.run.ColourFolderOptions;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
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
 * DCGAN for colour images of 64×64 pixels from a folder: a generator of five transposed convolutions and a
 * discriminator of five strided convolutions, with BatchNorm in both. D's losses on a real and on a fake batch have
 * separate forward passes. Radford, Metz and Chintala, Unsupervised Representation Learning with Deep Convolutional
 * Generative Adversarial Networks, 2016.
 *
 * <p>Networks, initial values, losses and optimizers are those of PyTorch's DCGAN tutorial; {@link GanProgram#DCGAN64}
 * names two differences of the step. {@code --help} says what the tutorial's text reports.
 */
@Command(name = "dcgan-64", sortOptions = false, sortSynopsis = false,
        header = "A DCGAN on colour images of 64x64 pixels from a folder.",
        description = {
            "Trains a DCGAN on the image files of a folder, PNG, JPEG, GIF or BMP, which are",
            "resized and cropped to 64x64 pixels in colour. The folder must have at least as",
            "many images as a batch; photographs of one subject give the best results.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   16 images, every 100 steps and at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and the losses every 100 steps.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of a DCGAN on photographs of faces: PyTorch's",
            "DCGAN tutorial. Its program runs 5 epochs of 1,583 batches and draws every 500",
            "steps. Its text says that the mean of D(x) starts close to 1 and that of D(G(z))",
            "near 0, and that both converge to 0.5 in theory.",
            "",
            "Examples:",
            "  easel train dcgan-64 --data photos",
            "  easel train dcgan-64 --data photos --batch 64 --steps 8000 --every 500"})
public final class Dcgan64 implements Callable<Integer> {
    @Mixin
    private ColourFolderOptions pictures;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}; the tutorial: 7915.")
    private int steps;

    @Option(names = "--every", paramLabel = "N", defaultValue = "100", converter = OptionTypes.AtLeastOne.class,
            description = "Steps between pictures. Default: ${DEFAULT-VALUE}; the tutorial: 500.")
    private int every;

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

    Dcgan64() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Dcgan64(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        ImageSource images = pictures.images(batch, spec.commandLine().getOut());
        Shape image = images.imageShape();                                            // (64, 64, 3)
        options.requireBatch(batch, images.size());
        GanProgram program = GanProgram.DCGAN64;
        Sequential generator = pictures.network(
                () -> program.generator(image, random.stream("generator")));          // (N, 100) to (N, H, W, C)
        Sequential discriminator = pictures.network(
                () -> program.discriminator(image, random.stream("discriminator")));  // to logits (N, 1)
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                adam(), adam(), shards.cut(program.settings(batch).withSeed(options.seed())))
                .sampleEvery(every, 16);

        Pipeline pipeline = Pipeline.of(images, Scaling.MINUS_ONE_TO_ONE)
                .shuffle(images.size(), random)
                .withPartialBatch(false);
        ImageGrid grid = ImageGrid.of(4, 4, image, Scaling.MINUS_ONE_TO_ONE);

        try (BatchPipeline real = pipeline.batch(batch).prefetch(2);                   // (N, 64, 64, 3)
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

    private Adam adam() {
        return Adam.withLearningRate(learningRate).withBeta1(0.5).withEpsilon(1e-8);     // ε of PyTorch
    }

    private static String name(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }
}
