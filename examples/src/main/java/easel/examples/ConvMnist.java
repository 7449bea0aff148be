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
import easel.examples.run.TrainingLength;
import easel.export.Diagram;
import easel.gan.AdversarialLoss;
import easel.gan.DiscriminatorMetrics;
import easel.gan.DiscriminatorTrainer;
import easel.gan.GanListener;
import easel.gan.GanProgram;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LabelPolicy;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Adam;
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
 * A convolutional GAN whose discriminator is trained on real and generated images joined into one batch. Before that,
 * another discriminator of the same architecture is trained on an easy task, to distinguish digits from random pixels,
 * and then discarded.
 *
 * <p>Networks, losses and settings are those of a published tutorial of a convolutional GAN on MNIST.
 * {@code --help} says what its text reports.
 */
@Command(name = "conv-mnist", sortOptions = false, sortSynopsis = false,
        header = "Convolutional GAN on digits; real and fake images in one batch.",
        description = {
            "Trains a convolutional GAN on MNIST's digits with pixels in [0, 1].",
            "",
            "Creates a folder with:",
            "  networks.svg         both networks, and G followed by D, as diagrams",
            "  step-00000.png       25 images of the untrained generator: noise",
            "  step-00050.png ...   images of the same points every 50 batches",
            "  epoch-010.png ...    100 digits every 10 epochs and at the end",
            "  generator-epoch-010.safetensors ...   the generator after these epochs; easel",
            "                       sample and SampleConvMnist draw digits with such a file",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, the accuracy of a discriminator that is trained on digits",
            "and random pixels, and the losses of every batch. With each epoch picture it",
            "prints D's accuracy on 100 real and 100 fake images.",
            "Ctrl-C ends the run after the current batch and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of a convolutional GAN on MNIST. Its program",
            "runs 100 epochs, which take many hours. Its text reports that the discriminator",
            "of digits and random pixels reaches 100 %% on both within about 40 batches.",
            "An epoch has 60,000 / (2 * batch) batches, 234 by default.",
            "",
            "Examples:",
            "  easel train conv-mnist",
            "  easel train conv-mnist --epochs 100"})
public final class ConvMnist implements Callable<Integer> {
    @Mixin
    private final TrainingLength length = new TrainingLength(2);

    @Option(names = "--pretraining", paramLabel = "N", defaultValue = "100", converter = OptionTypes.AtLeastOne.class,
            description = "Training batches of the discriminator of digits and random pixels; at most the number of"
                + " steps. Default: ${DEFAULT-VALUE}.")
    private int pretraining;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "128", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step of D, and equally many fake images. A step of G has twice this"
                + " number. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0002",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of Adam, for all networks. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    ConvMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new ConvMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        GanProgram program = GanProgram.CONV;                                         // D's step on one joined batch
        Sequential generator = program.generator(random.stream("generator"));         // (N, 100) to (N, 28, 28, 1)
        Sequential discriminator = program.discriminator(random.stream("discriminator"));     // to logits (N, 1)
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                adam(), adam(), shards.cut(program.settings(batch).withSeed(options.seed())))
                .sampleEvery(50, 25);

        LabeledImages mnist = Mnist.train();
        options.requireBatch(batch, mnist.size());
        Batches batches = Batches.uniform(mnist.size(), batch, random);
        LongFunction<Tensor> real = step -> mnist.images(batches.indices(step), Scaling.ZERO_TO_ONE);
        int perEpoch = Math.max(1, mnist.size() / (2 * batch));                       // 234
        long steps = length.steps(perEpoch);

        try (Run run = Run.start(program.title(), options, new ResumableGan(trainer, real), mnist, steps, batch,
                spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));
            run.diagram(Diagram.of("Generator", generator).beside("Discriminator", discriminator)
                    .beside("Generator", generator).then("Discriminator", discriminator), "networks.svg");
            if (trainer.stepsDone() == 0) {
                run.frame(grid(5), trainer.samples(25), pictureName(0));
                trainOnRandomPixels(run, program, random, real, Math.min(pretraining, steps));
            }

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    long epoch = (step.step() - 1) / perEpoch + 1;
                    long batchOfEpoch = (step.step() - 1) % perEpoch + 1;
                    run.print("epoch %3d  batch %3d of %d  d_loss %.4f  g_loss %.4f", epoch, batchOfEpoch,
                            perEpoch, step.discriminatorLoss(), step.generatorLoss());
                    if (batchOfEpoch == perEpoch && epoch % 10 == 0) {
                        show(run, trainer, mnist, epoch);
                    }
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid(5), samples, pictureName(step));
                }
            });
            run.train();
            run.frame(grid(5), trainer.samples(25), pictureName(trainer.stepsDone()));
            show(run, trainer, mnist, (trainer.stepsDone() + perEpoch - 1) / perEpoch);
        }
        return 0;
    }

    /** Trains a separate discriminator on digits and random pixels, and discards it. */
    private void trainOnRandomPixels(Run run, GanProgram program, RandomStream random, LongFunction<Tensor> real,
            long steps) {
        DiscriminatorTrainer separate = new DiscriminatorTrainer(
                program.discriminator(random.stream("discriminator of random pixels")), adam(),
                AdversarialLoss.nonSaturating(LabelPolicy.standard()), options.seed());
        LongFunction<Tensor> noise =
                DiscriminatorTrainer.randomPixels(program.image().batch(batch), 0, 1, options.seed());
        for (long i = 1; i <= steps && !run.isInterrupted(); i++) {
            DiscriminatorMetrics metrics = separate.step(real, noise);
            run.print("digits or random pixels  batch %3d  real %3.0f %%  random %3.0f %%", i,
                    100 * metrics.real().accuracy(), 100 * metrics.fake().accuracy());
        }
    }

    private static void show(Run run, GanTrainer trainer, LabeledImages mnist, long epoch) {
        int[] hundred = Batches.uniform(mnist.size(), 100, RandomStream.of(epoch)).indices(0);
        DiscriminatorMetrics metrics = trainer.evaluate(mnist.images(hundred, Scaling.ZERO_TO_ONE), 100);
        run.print("epoch %3d  D takes %.0f %% of 100 digits for real, %.0f %% of 100 of G's for fake", epoch,
                100 * metrics.real().accuracy(), 100 * metrics.fake().accuracy());
        run.picture(grid(10), trainer.samples(100), String.format(Locale.ROOT, "epoch-%03d.png", epoch));
        run.model(trainer.generator(), String.format(Locale.ROOT, "generator-epoch-%03d.safetensors", epoch));
    }

    private static String pictureName(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }

    private static ImageGrid grid(int side) {
        return ImageGrid.of(side, side, Shape.of(28, 28, 1), Scaling.ZERO_TO_ONE);
    }

    private Adam adam() {
        return Adam.withLearningRate(learningRate).withBeta1(0.5f);
    }
}
