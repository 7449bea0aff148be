package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Augmentation;
import easel.datasets.BatchPipeline;
import easel.datasets.Downloader;
import easel.datasets.FashionMnist;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Pipeline;
import easel.datasets.Scaling;
import easel.examples.run.DataProgress;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.Progress;
import easel.examples.run.ResumableGan;
import easel.examples.run.Run;
import easel.examples.run.RunOptions;
import easel.examples.run.ShardOption;
import easel.examples.run.TrainingLength;
import easel.gan.GanEarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanProgram;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import easel.layers.Summary;
import easel.optim.Adam;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A convolutional GAN on images of clothes. The labels are inverted and noisy, D's learning rate is a tenth of G's, and
 * D runs in inference mode, without dropout, in the step of G.
 *
 * <p>Networks, losses and settings are those of a published tutorial of a GAN on Fashion-MNIST.
 * {@code --help} says what its text reports.
 */
@Command(name = "fashion", sortOptions = false, sortSynopsis = false,
        header = "Convolutional GAN on clothes; inverted, noisy labels.",
        description = {
            "Trains a convolutional GAN on Fashion-MNIST with pixels in [0, 1].",
            "",
            "Creates a folder with:",
            "  data.png                  four training images; their classes are printed",
            "  epoch-001-1.png ... -3    three samples after each epoch, one file each",
            "  step-00000.png ...        16 images of the same points, every 50 batches",
            "  samples.png               16 samples at the end",
            "  losses.csv                losses, accuracies, probabilities of each step",
            "  losses.png                both losses",
            "  quality.png               FCD of the evaluations (--evaluate-every)",
            "  training.gif              the step pictures as an animation",
            "  index.html                a page that shows these files",
            "  settings.json             options, versions, data, and how the run ended",
            "Prints both networks. Every 10 batches it prints the mean time of a step and the",
            "mean losses of the epoch so far.",
            "Ctrl-C ends the run after the current batch and completes all files.",
            ""},
        footer = {
            "",
            "The source is a published tutorial of a GAN on Fashion-MNIST. Its program runs",
            "30 epochs of 469 batches of 128 images, which take days on a small machine; its",
            "text recommends 2,000 epochs. It reports 175 to 183 ms per step on a rented GPU,",
            "and the losses",
            "  epoch  2  d_loss 0.370  g_loss 2.980",
            "  epoch 10  d_loss 0.337  g_loss 0.066",
            "The default data set is the 10,000 images included in Easel; --official",
            "downloads the official training set of 60,000 images once.",
            "",
            "Examples:",
            "  easel train fashion",
            "  easel train fashion --official --batch 128 --epochs 30"})
public final class Fashion implements Callable<Integer> {
    @Mixin
    private final TrainingLength length = new TrainingLength(1);

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", converter = OptionTypes.AtLeastOne.class,
            description = "Real images per step, and equally many fake images. Default: ${DEFAULT-VALUE};"
                + " the tutorial: 128.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0001",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of Adam for G; the rate for D is a tenth of it. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--patience", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = OptionTypes.AtLeastOne.class,
            description = "Stop after N epochs without a lower generator loss.")
    private Integer patience;

    @Option(names = "--flip", description = "Mirror each real image left to right with probability 1/2.")
    private boolean flip;

    @Option(names = "--official", description = "Train on the official training set; downloads 26 MB once.")
    private boolean official;

    @Mixin
    private ShardOption shards;

    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    Fashion() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Fashion(), args);
    }

    @Override
    public Integer call() throws IOException {
        RandomStream random = RandomStream.of(options.seed());
        GanProgram program = GanProgram.FASHION;                                      // inverted, noisy labels
        Sequential generator = program.generator(random.stream("generator"));         // (N, 128) to (N, 28, 28, 1)
        Sequential discriminator = program.discriminator(random.stream("discriminator"));     // to logits (N, 1)

        LabeledImages clothes = official ? download() : FashionMnist.sample();
        options.requireBatch(batch, clothes.size());
        BatchPipeline images = Pipeline.of(clothes, Scaling.ZERO_TO_ONE)
                .shuffle(clothes.size(), random)
                .batch(batch);                                                        // (N, 28, 28, 1)
        int perEpoch = images.batchesPerEpoch();
        long steps = length.steps(perEpoch);

        GanTrainer trainer = new GanTrainer(options.profile().watch("Generator", generator),
                options.profile().watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate),
                Adam.withLearningRate(learningRate / 10), shards.cut(program.settings(batch).withSeed(options.seed())))
                .stepsPerEpoch(perEpoch)
                .sampleEvery(50, 16);
        Optional<GanEarlyStopping> stopping = Optional.ofNullable(patience)
                .map(limit -> GanEarlyStopping.afterEpochs(limit, GanStep::generatorLoss, trainer));
        stopping.ifPresent(trainer::listen);

        try (BatchPipeline real = (flip ? images.map(Augmentation.flip(random)) : images).prefetch(2);
                Run run = Run.start(program.title(), options, new ResumableGan(trainer, real), clothes, steps, batch,
                        spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));
            showData(run, clothes);
            stopping.ifPresent(early -> run.save("early_stopping", early::state, early::restore));

            trainer.listen(new GanListener() {
                private double dLoss;                                                 // means over the epoch so far
                private double gLoss;
                private long n;                                                       // steps in both means
                private long epochStart = System.nanoTime();

                @Override
                public void onStep(GanStep step) {
                    long batchOfEpoch = (step.step() - 1) % perEpoch + 1;
                    n = batchOfEpoch == 1 ? 1 : n + 1;      // a resumed run may begin within an epoch
                    dLoss = n == 1 ? step.discriminatorLoss() : dLoss + (step.discriminatorLoss() - dLoss) / n;
                    gLoss = n == 1 ? step.generatorLoss() : gLoss + (step.generatorLoss() - gLoss) / n;
                    if (batchOfEpoch % 10 == 0 || batchOfEpoch == perEpoch || step.step() == steps) {
                        run.print("epoch %2d  batch %3d of %d  %.0f ms/step  d_loss %.4f  g_loss %.4f",
                                (step.step() - 1) / perEpoch + 1, batchOfEpoch, perEpoch,
                                (System.nanoTime() - epochStart) / 1e6 / n, dLoss, gLoss);
                    }
                }

                @Override
                public void onSample(long step, Tensor samples) {
                    run.frame(grid(4), samples, pictureName(step));
                }

                @Override
                public void onEpoch(long epoch, long step) {
                    RandomStream points = random.stream("epoch samples").at(epoch);
                    for (int i = 1; i <= 3; i++) {
                        Tensor sample = generator.infer(LatentSpace.uniform(128).sample(1, points));
                        run.picture(grid(1), sample, String.format(Locale.ROOT, "epoch-%03d-%d.png", epoch, i));
                    }
                    epochStart = System.nanoTime();
                }
            });
            if (trainer.stepsDone() == 0) {
                run.frame(grid(4), trainer.samples(16), pictureName(0));
            }
            run.train();
            run.frame(grid(4), trainer.samples(16), pictureName(trainer.stepsDone()));
            Tensor points = program.latent().sample(16, random.stream("last samples"));
            run.picture(grid(4), generator.infer(points), "samples.png");
        }
        return 0;
    }

    private LabeledImages download() throws IOException {
        try (DataProgress progress = new DataProgress(spec.commandLine().getOut(), Progress.isTerminal())) {
            return FashionMnist.train(Downloader.standard().withProgress(progress));
        }
    }

    private static void showData(Run run, LabeledImages clothes) {
        int[] first = IntStream.range(0, 4).toArray();
        run.print("data.png shows, row by row: %s", IntStream.of(first)
                .mapToObj(i -> FashionMnist.CLASSES.get(clothes.label(i))).toList());
        run.picture(grid(2), clothes.images(first, Scaling.ZERO_TO_ONE), "data.png");
    }

    private static String pictureName(long step) {
        return String.format(Locale.ROOT, "step-%05d.png", step);
    }

    private static ImageGrid grid(int side) {
        return ImageGrid.of(side, side, Shape.of(28, 28, 1), Scaling.ZERO_TO_ONE);
    }
}
