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
import easel.gan.AdversarialLoss;
import easel.gan.ConvNetworks;
import easel.gan.EarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LabelPolicy;
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
 * A GAN of convolutions on clothes. Labels are inverted and noisy, the discriminator learns ten times more slowly than
 * the generator, and while the generator learns the discriminator is in inference mode, without dropout.
 */
@Command(name = "fashion", sortOptions = false, sortSynopsis = false,
        header = "Convolutions on clothes; inverted, noisy labels.",
        description = {
            "Trains a GAN of convolutions on Fashion-MNIST, pixels in [0, 1].",
            "",
            "Writes into a new folder of its own:",
            "  data.png                  four images of the data; their classes are printed",
            "  epoch-001-1.png ... -3    three samples after each epoch, one file each",
            "  step-00050.png ...        16 samples of the same points, every 50 batches",
            "  samples.png               16 samples at the end",
            "  losses.csv, losses.png    losses, accuracies, probabilities; both losses",
            "  training.gif              the pictures of the same points, one by one",
            "  index.html                a page that shows all this",
            "  settings.json             options, versions, data, and how it ended",
            "Prints both networks, and every 10 batches the time of a step and the losses, as",
            "means over the epoch so far.",
            "Ctrl-C ends it after the current batch, with everything written.",
            ""},
        footer = {
            "",
            "The published program runs 30 epochs of 469 batches of 128: days on a small",
            "machine. By default 10,000 images, which are part of Easel, are used;",
            "--official downloads the 60,000 of the official training set once.",
            "",
            "Examples:",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.Fashion",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.Fashion \\",
            "      -Dexec.args=\"--official --batch 128 --epochs 30\""})
public final class Fashion implements Callable<Integer> {
    @Option(names = "--epochs", paramLabel = "N", defaultValue = "1", converter = Launch.AtLeastOne.class,
            description = "How often all images are seen. Default: ${DEFAULT-VALUE}; published: 30.")
    private int epochs;

    @Option(names = "--steps", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = Launch.AtLeastOne.class,
            description = "Batches, instead of whole epochs; --epochs then does not count.")
    private Integer stepsInstead;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", converter = Launch.AtLeastOne.class,
            description = "Real images, and as many fake ones, in a step. Default: ${DEFAULT-VALUE}; published: 128.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.0001",
            converter = Launch.AboveZero.class,
            description = "Of G's Adam; D's is a tenth of it. Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--patience", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = Launch.AtLeastOne.class,
            description = "Stop early, after so many epochs without a lower generator loss.")
    private Integer patience;

    @Option(names = "--flip", description = "Mirror each real image left to right with probability 1/2.")
    private boolean flip;

    @Option(names = "--official", description = "Use the official training set; downloads 26 MB once.")
    private boolean official;

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
        RandomStream random = RandomStream.of(options.seed);
        Shape image = Shape.of(28, 28, 1);
        Sequential generator = ConvNetworks.fashionGenerator(128, image, random.stream("generator"));
        Sequential discriminator = ConvNetworks.fashionDiscriminator(image, random.stream("discriminator"));

        LatentSpace latent = LatentSpace.normal(128);
        GanSettings settings = GanSettings.of(GanSchedule.JOINED, latent, batch)
                .withLoss(AdversarialLoss.nonSaturating(LabelPolicy.standard().withInversion().withNoise(0.15f)))
                .withInferenceFakes()
                .withInferenceDiscriminator()
                .withSeed(options.seed);

        LabeledImages clothes = official ? download() : FashionMnist.sample();
        BatchPipeline images = Pipeline.of(clothes, Scaling.ZERO_TO_ONE)
                .shuffle(clothes.size(), random)
                .batch(batch);                                                        // (N, 28, 28, 1)
        int perEpoch = images.batchesPerEpoch();
        long steps = stepsInstead == null ? (long) epochs * perEpoch : stepsInstead;

        GanTrainer trainer = new GanTrainer(options.profile.watch("Generator", generator),
                options.profile.watch("Discriminator", discriminator),
                Adam.withLearningRate(learningRate),
                Adam.withLearningRate(learningRate / 10), settings)
                .stepsPerEpoch(perEpoch)
                .sampleEvery(50, 16);
        Optional<EarlyStopping> stopping = Optional.ofNullable(patience)
                .map(limit -> EarlyStopping.afterEpochs(limit, GanStep::generatorLoss, trainer));
        stopping.ifPresent(trainer::listen);

        try (BatchPipeline real = (flip ? images.map(Augmentation.flip(random)) : images).prefetch(2);
                Run run = Run.start("fashion", options, trainer, clothes, steps, batch, spec)) {
            run.print("%s%n%s", Summary.of("Generator", generator), Summary.of("Discriminator", discriminator));
            showData(run, clothes);
            stopping.ifPresent(run::save);

            trainer.listen(new GanListener() {
                private double d;
                private double g;
                private long n;                                                       // steps in these means
                private long start = System.nanoTime();                               // of the epoch

                @Override
                public void onStep(GanStep step) {
                    long of = (step.step() - 1) % perEpoch + 1;                       // this batch of the epoch
                    n = of == 1 ? 1 : n + 1;      // a resumed run begins within an epoch
                    d = n == 1 ? step.discriminatorLoss() : d + (step.discriminatorLoss() - d) / n;
                    g = n == 1 ? step.generatorLoss() : g + (step.generatorLoss() - g) / n;
                    if (of % 10 == 0 || of == perEpoch || step.step() == steps) {
                        run.print("epoch %2d  batch %3d of %d  %.0f ms/step  d_loss %.4f  g_loss %.4f",
                                (step.step() - 1) / perEpoch + 1, of, perEpoch,
                                (System.nanoTime() - start) / 1e6 / n, d, g);
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
                    start = System.nanoTime();
                }
            });
            run.train(real);
            run.frame(grid(4), trainer.samples(16), pictureName(trainer.stepsDone()));
            run.picture(grid(4), generator.infer(latent.sample(16, random.stream("last samples"))), "samples.png");
        }
        return 0;
    }

    private LabeledImages download() throws IOException {
        try (DownloadProgress progress = new DownloadProgress(spec.commandLine().getOut(), Progress.isTerminal())) {
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
        return ImageGrid.of(side, side, Shape.of(28, 28, 1), Scaling.ZERO_TO_ONE).withMagnification(2);
    }
}
