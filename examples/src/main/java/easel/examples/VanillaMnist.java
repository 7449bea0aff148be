package easel.examples;

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
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The vanilla GAN on MNIST: dense networks, Adam, and three updates in a step: D on real images, D on fake images, then
 * G through the updated D.
 *
 * <p>Networks, losses and settings are those of a published tutorial of a vanilla GAN on MNIST.
 * {@code --help} says what its text reports.
 */
@Command(name = "vanilla-mnist", sortOptions = false, sortSynopsis = false,
        header = "Dense networks on MNIST's digits, Adam.",
        description = {
            "Trains a GAN of dense layers on MNIST's handwritten digits with Adam, and draws",
            "the images of 25 fixed latent points during the training.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   25 digits, every 200 steps and at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and every 300 steps the losses and D's accuracy.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of a vanilla GAN on MNIST. Its program runs",
            "30,000 steps; the pictures show strokes at first, then digits. Its text reports",
            "single runs:",
            "  step      1  d_loss 0.53  d_acc 0.80  g_loss 0.74",
            "  step    301  d_loss 0.09  d_acc 0.98  g_loss 3.89",
            "  step 29,701  d_loss 0.71  d_acc 0.58  g_loss 1.34",
            "",
            "Examples:",
            "  easel train vanilla-mnist",
            "  easel train vanilla-mnist --steps 30000 --seed 7"})
public final class VanillaMnist implements Callable<Integer> {
    private static final String FROZEN = "The published program freezes D in this combined model; so the table counts"
            + " D's parameters%nas non-trainable. Easel freezes nothing: G's update computes the gradients of G's"
            + " parameters only.";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "6000", converter = OptionTypes.AtLeastOne.class,
            description = "Training steps. Default: ${DEFAULT-VALUE}; the tutorial: 30000.")
    private int steps;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32", converter = OptionTypes.AtLeastOne.class,
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

    VanillaMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new VanillaMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        GanProgram program = GanProgram.VANILLA;                                      // separate updates
        Sequential generator = program.generator(random.stream("generator"));         // (N, 100) to (N, 784)
        Sequential discriminator = program.discriminator(random.stream("discriminator"));     // (N, 784) to (N, 1)
        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate).withBeta1(0.5f),
                Adam.withLearningRate(learningRate).withBeta1(0.5f),
                shards.cut(program.settings(batch).withSeed(options.seed())))
                .sampleEvery(200, 25);

        LabeledImages mnist = Mnist.train();
        options.requireBatch(batch, mnist.size());
        Batches batches = Batches.uniform(mnist.size(), batch, random);
        LongFunction<Tensor> real = step ->
                mnist.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE)         // (N, 28, 28, 1)
                        .reshaped(program.image().batch(batch));                      // (N, 784)
        ImageGrid grid = ImageGrid.of(5, 5, mnist.imageShape(), Scaling.MINUS_ONE_TO_ONE);

        try (Run run = Run.start(program.title(), options, new ResumableGan(trainer, real), mnist, steps, batch,
                spec)) {
            Summary summaryG = Summary.of("Generator", generator);
            Summary summaryD = Summary.of("Discriminator", discriminator);
            run.print("%s%n%s%n%s" + FROZEN, summaryG, summaryD,
                    Summary.combined("Generator, then the discriminator, frozen", summaryG, summaryD.withAllFrozen()));

            trainer.listen(new GanListener() {
                @Override
                public void onStep(GanStep step) {
                    if (step.step() % 300 == 1 || step.step() == steps) {
                        run.print("step %6d  d_loss %.4f  d_acc %.4f  g_loss %.4f", step.step(),
                                step.discriminatorLoss(), step.discriminatorAccuracy(), step.generatorLoss());
                    }
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
