package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.core.state.WholeFile;
import easel.datasets.Batches;
import easel.datasets.ImageGrid;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.datasets.Scaling;
import easel.examples.SeededRuns.Measure;
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.Panels;
import easel.examples.run.PictureFile;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.Initializer;
import easel.layers.LeakyReLU;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
import easel.measures.ClassHistogram;
import easel.measures.Evaluator;
import easel.optim.Adam;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Stacked MNIST: how many of 1,000 modes does a GAN generate, with and without packing? The experiment is from Metz,
 * Poole, Pfau and Sohl-Dickstein, Unrolled Generative Adversarial Networks, 2016, section 3.3.1; Lin, Khetan, Fanti and
 * Oh, PacGAN: The power of two samples in generative adversarial networks, 2018, repeat it with packing.
 *
 * <p>G, the layers of D, the initial weights, β1, β2, ε, the loss and the measure are those of the code published with
 * PacGAN, in its folder {@code unrolled_GAN_experiment}. The published setting is {@code --filters 4 --batch 128}, with
 * {@code --filters 2} for a smaller D. These points differ:
 * <ul>
 * <li>Length: the published code trains for 500,000 steps with 50 seeds, G with the learning rate 0.0001 and D with
 *     0.0002. For a short training, here both have 0.001, a batch has 64 packs, and D has 16, 32 and 64 filters. Single
 *     runs (packing 1, batch 64, seed 1) led to these values. After 1,500 steps, 2,600 images had 403 modes; with 8
 *     filters they had 85, and with 8 filters and the rates 0.0005 for G and 0.001 for D they had 4. With 4 filters,
 *     26,000 images had 2 modes after 2,000 steps: all were noise. A long training hides the effect of packing: after
 *     6,000 steps without it, 26,000 images had 999 modes and the divergence 0.312.
 * <li>Generated images: 26,000, the default of the published code; its configuration has 25,600.
 * <li>BatchNorm: the published code generates the m images of the packs in m forward passes, each with its own
 *     statistics, and normalizes the measured images with the statistics of their batch. Here G generates all images
 *     of a step in one pass, and the measured images in inference mode.
 * <li>G's step has new latent points; the published code uses those of D's step.
 * <li>The classifier is {@link Evaluator#mnist}, and it reads images that are rounded to 8 bits.
 * <li>The weights of D's convolutions are normal; the published ones are truncated at two standard deviations.
 * <li>D minimizes half of the published loss. Adam's step does not depend on this factor, except through ε.
 * </ul>
 */
@Command(name = "StackedMnist", header = "Modes of Stacked MNIST that GANs generate, with and without packing.",
        description = {
            "The data are colour images of three random digits, one in each channel. The",
            "three classes are one of 1,000 modes. Trains a GAN for each packing, each with",
            "several seeds, and prints how many modes its images have. Writes",
            "stacked-mnist.csv, with one line for each run, and stacked-mnist.png, 16 images",
            "of seed 1 after the last step in one panel for each packing.",
            "",
            "An evaluator, a classifier of digits, reads the digit in each channel of each",
            "generated image. A mode is covered if at least one image has it. The reverse KL",
            "divergence, in nats, compares the distribution of the images over the modes with",
            "the uniform distribution; 0 is best. The last line of the table has the values",
            "of stacked training digits, in the same number."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.StackedMnist",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.StackedMnist \\",
            "      -Dexec.args=\"--packing 1,2 --seeds 1\""})
public final class StackedMnist implements Callable<Integer> {
    private static final int LATENT = 256;
    private static final int CHUNK = 250;            // images that are generated at once for the measures
    private static final int SIDE = 4;               // rows and columns of a panel
    private static final int MAGNIFICATION = 2;
    private static final int WIDTH = 16;             // of the columns of the table
    private static final Shape IMAGE = Shape.of(28, 28, StackedDigits.CHANNELS);

    @Option(names = "--packing", paramLabel = "M", split = ",", converter = OptionTypes.AtLeastOne.class,
            defaultValue = "1,2,4",
            description = "Images that D reads at once; several numbers are compared. Default: ${DEFAULT-VALUE}.")
    private Set<Integer> packing;

    @Option(names = "--filters", paramLabel = "N", defaultValue = "16", converter = OptionTypes.AtLeastOne.class,
            description = "Filters of D's first convolution; the next two have 2 N and 4 N. The published networks"
                + " have 4 and 2. Default: ${DEFAULT-VALUE}.")
    private int filters;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", converter = OptionTypes.AtLeastOne.class,
            description = "Inputs of D in a step, each with M images; the published code has 128."
                + " Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.001",
            converter = OptionTypes.AboveZero.class,
            description = "Learning rate of both networks. The published code has 0.0001 for G and 0.0002 for D."
                + " Default: ${DEFAULT-VALUE}.")
    private float learningRate;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", converter = OptionTypes.AtLeastOne.class,
            description = "Number of runs with each packing; their seeds are 1 to N. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "2000", converter = OptionTypes.AtLeastOne.class,
            description = "Steps of each run; the published code has 500,000. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--generated", paramLabel = "N", defaultValue = "26000", converter = OptionTypes.AtLeastOne.class,
            description = "Generated images that are measured. Default: ${DEFAULT-VALUE}.")
    private int generated;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs/stacked-mnist",
            description = "Folder of the files; existing ones are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    StackedMnist() {}

    /**
     * Runs the experiment.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new StackedMnist(), args);
    }

    /** The first generated images (16, 28, 28, 3), and how often each of the 1,000 modes occurs among all of them. */
    private record Result(Tensor images, ClassHistogram modes) {}

    private List<Measure<Result>> measures(String evaluator) {
        String of = "_" + generated + "_" + evaluator;
        return List.of(
                new Measure<>("modes" + of, "modes", "%.1f", run -> run.modes.occurringClasses()),
                new Measure<>("reverse_kl" + of, "reverse KL", "%.3f", run -> run.modes.klToUniform()));
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        LabeledImages digits = Mnist.train();
        Evaluator evaluator = Evaluator.mnist();
        SeededRuns<Result> runs = SeededRuns.train(List.copyOf(packing), m -> "packing " + m, seeds,
                (m, seed) -> train(m, seed, digits, evaluator));
        List<Measure<Result>> measures = measures(evaluator.id());
        out().printf(Locale.ROOT, "%nStacked MNIST, modes: %,d, steps: %,d, seeds: %d; mean ± standard error; %s with"
                + " %,d generated images%n", StackedDigits.MODES, steps, seeds, evaluator.id(), generated);
        out().print(runs.table(WIDTH, measures));
        ClassHistogram real = modes(evaluator, stacks(digits));
        out().println(SeededRuns.row("training digits", WIDTH, List.of("" + real.occurringClasses(),
                String.format(Locale.ROOT, "%.3f", real.klToUniform()))));
        String csv = SeededRuns.titles("gan", measures) + runs.lines("", steps, measures);
        WholeFile.write(out.resolve("stacked-mnist.csv"), file -> file.bytes(csv.getBytes(StandardCharsets.UTF_8)));
        draw(runs);
        out().println("Results are in " + out);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Result train(int m, int seed, LabeledImages digits, Evaluator evaluator) {
        RandomStream random = RandomStream.of(seed);
        Batches batches = Batches.uniform(digits.size(), StackedDigits.CHANNELS * batch * m, random);
        GanSettings settings = GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(LATENT), batch * m)
                .withPacking(m).withSeed(seed);
        GanTrainer trainer = new GanTrainer(generator(random.stream("generator")),
                discriminator(m, random.stream("discriminator")), adam(), adam(), settings);
        trainer.train(steps, step -> StackedDigits.stack(digits, batches.indices(step)));
        RandomStream points = random.stream("latent points of the measured images");
        ClassHistogram modes = modes(evaluator, n -> trainer.generator().infer(settings.latent().sample(n, points)));
        out().printf(Locale.ROOT, "packing %d, seed %d: %d of %,d modes, reverse KL %.3f%n", m, seed,
                modes.occurringClasses(), StackedDigits.MODES, modes.klToUniform());
        return new Result(trainer.samples(SIDE * SIDE), modes);
    }

    /** Stacks of training digits, drawn with a fixed seed. */
    private static IntFunction<Tensor> stacks(LabeledImages digits) {
        RandomStream random = RandomStream.of(0).stream("stacked training digits");
        return n -> StackedDigits.stack(digits, IntStream.generate(() -> random.nextInt(digits.size()))
                .limit((long) StackedDigits.CHANNELS * n).toArray());
    }

    /** The modes of {@code generated} images, of which {@code next} makes a given number at a time. */
    private ClassHistogram modes(Evaluator evaluator, IntFunction<Tensor> next) {
        int[] modes = new int[generated];
        for (int from = 0; from < generated; from += CHUNK) {
            int[] chunk = StackedDigits.modes(next.apply(Math.min(CHUNK, generated - from)), evaluator);
            System.arraycopy(chunk, 0, modes, from, chunk.length);
        }
        return ClassHistogram.of(modes, StackedDigits.MODES);
    }

    private static Sequential generator(RandomStream random) {
        return Sequential.of(Shape.of(LATENT),
                Dense.of(LATENT, 4 * 4 * 64, normal(), random).withBias(false), Reshape.to(4, 4, 64),
                norm(64), ReLU.of(),                                                              // (N, 4, 4, 64)
                doubling(64, 32, random).withPadding(Padding.of(1, 1, 1, 1)), norm(32), ReLU.of(), // (N, 7, 7, 32)
                doubling(32, 16, random), norm(16), ReLU.of(),                                    // (N, 14, 14, 16)
                doubling(16, 8, random), norm(8), ReLU.of(),                                      // (N, 28, 28, 8)
                Conv2D.of(8, 3, 3, 3, normal(), random).withPadding(Padding.SAME), Tanh.of());    // (N, 28, 28, 3)
    }

    private Sequential discriminator(int m, RandomStream random) {
        int k = filters;
        return Sequential.of(IMAGE.withColumns(3L * m),
                halving(3 * m, k, random), norm(k), LeakyReLU.withSlope(0.3),                     // (N, 14, 14, k)
                halving(k, 2 * k, random), norm(2 * k), LeakyReLU.withSlope(0.3),                 // (N, 7, 7, 2k)
                halving(2 * k, 4 * k, random), norm(4 * k), LeakyReLU.withSlope(0.3),             // (N, 4, 4, 4k)
                Flatten.of(), Dense.of(4 * 4 * 4 * k, 1, normal(), random));                      // logits (N, 1)
    }

    private static Conv2DTranspose doubling(int channels, int filters, RandomStream random) {
        return Conv2DTranspose.of(channels, filters, 3, 3, normal(), random).withStride(2).withPadding(Padding.SAME)
                .withBias(false);
    }

    private static Conv2D halving(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, 3, 3, normal(), random).withStride(2).withPadding(Padding.SAME)
                .withBias(false);
    }

    private static BatchNorm norm(int channels) {
        return BatchNorm.of(channels).withMomentum(0.9).withEpsilon(1e-5);
    }

    private static Initializer normal() {
        return Initializer.normal(0.02);
    }

    private Adam adam() {
        return Adam.withLearningRate(learningRate).withBeta1(0.5).withBeta2(0.99).withEpsilon(1e-8);
    }

    private void draw(SeededRuns<Result> runs) throws IOException {
        ImageGrid grid = ImageGrid.of(SIDE, SIDE, IMAGE, Scaling.MINUS_ONE_TO_ONE).withMagnification(MAGNIFICATION);
        List<BufferedImage> panels = runs.ofFirstSeed().stream().map(run -> grid.draw(run.images)).toList();
        BufferedImage picture = Panels.draw(runs.names(), panels, "step " + steps, MAGNIFICATION);
        PictureFile.of(out.resolve("stacked-mnist.png"), "--out").write(picture);
    }
}
