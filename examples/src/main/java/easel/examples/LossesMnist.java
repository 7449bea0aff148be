package easel.examples;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.ops.Rearrange;
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
import easel.examples.run.RealFeatures;
import easel.examples.run.RealFeatures.Figures;
import easel.gan.GanListener;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.LeakyReLU;
import easel.layers.ReLU;
import easel.layers.Reshape;
import easel.layers.Sequential;
import easel.layers.Tanh;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The losses of {@link ComparedLoss} on MNIST, with the same generator, discriminator, data and number of steps.
 *
 * <p>D has no BatchNorm, because a gradient penalty requires that a logit depends on one example only. All losses have
 * Adam with learning rate 0.0002, β1 0.5 and β2 0.999, the values of Radford, Metz and Chintala, 2015. A step is one D
 * step and one G step; for WGAN-GP it is five D steps, as in its paper, and one G step. With one D step (simultaneous
 * updates, seed 1), the digits of WGAN-GP at step 2,000 were broken strokes, and its D loss was -0.20.
 */
@Command(name = "LossesMnist", header = "Five losses on MNIST, side by side.",
        description = {
            "Trains the same GAN with each loss and several seeds. A step updates D once, or",
            "five times for WGAN-GP, and then G once. Writes losses-mnist.png, 36 digits of",
            "seed 1 after the last step in one panel for each loss, from the same latent",
            "points, and losses-mnist.csv, with one line for each run. Prints the measures",
            "of generated digits and, for comparison, of the same number of training digits.",
            "",
            "FCD is the Fréchet distance of the evaluator's features to those of the 10,000",
            "test digits; 0 is best. Coverage is the share of test digits, in the number of",
            "the generated ones, with a generated digit nearby (k = 5); 1 is best.",
            "Effective classes is exp(entropy) of the classes that the evaluator reads: 10 if",
            "all are equally frequent, 1 if there is only one. D loss and G loss are means of",
            "the last 100 steps; values of different losses cannot be compared."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.LossesMnist",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.LossesMnist \\",
            "      -Dexec.args=\"--losses hinge,r1 --seeds 1\""})
public final class LossesMnist implements Callable<Integer> {
    private static final int LATENT = 64;
    private static final int BATCH = 64;
    private static final int WASSERSTEIN_STEPS = 5;  // D steps for each G step of WGAN-GP
    private static final int TEST = 10_000;          // test digits for FCD
    private static final int SIDE = 6;               // rows and columns of a panel
    private static final int LAST = 100;             // steps in the means of the losses
    private static final int WIDTH = 19;             // of the columns of the table
    private static final int FONT = 3;               // magnification of the texts of the picture

    @Option(names = "--losses", paramLabel = "NAME", split = ",", converter = LossName.class,
            defaultValue = "non-saturating,least-squares,hinge,wgan-gp,r1",
            description = "Losses to compare. Default: ${DEFAULT-VALUE}.")
    private Set<ComparedLoss> losses;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", converter = OptionTypes.AtLeastOne.class,
            description = "Number of runs with each loss; their seeds are 1 to N. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "2000", converter = OptionTypes.AtLeastOne.class,
            description = "Steps of each run. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--generated", paramLabel = "N", defaultValue = "2000",
            description = "Generated digits that are measured; more than the 128 features of the evaluator and at most"
                    + " 10000. FCD and coverage depend on it. Default: ${DEFAULT-VALUE}.")
    private int generated;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs/losses-mnist",
            description = "Folder of the files; existing ones are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    LossesMnist() {}

    /**
     * Runs the experiment.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new LossesMnist(), args);
    }

    /** Parses the name of a loss. */
    static final class LossName implements ITypeConverter<ComparedLoss> {
        @Override
        public ComparedLoss convert(String text) {
            return Stream.of(ComparedLoss.values()).filter(loss -> loss.toString().equals(text)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is not a loss; expected one of "
                            + Stream.of(ComparedLoss.values()).map(ComparedLoss::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private List<Measure<Result>> measures(String evaluator) {
        String of = "_" + generated + "_" + evaluator;
        return List.of(
                new Measure<>("d_loss", "D loss", "%.3f", Result::lossD),
                new Measure<>("g_loss", "G loss", "%.3f", Result::lossG),
                new Measure<>("fcd" + of, "FCD", "%.2f", run -> run.quality.fcd()),
                new Measure<>("coverage" + of, "coverage", "%.3f", run -> run.quality.coverage()),
                new Measure<>("classes" + of, "effective classes", "%.2f", run -> run.quality.effectiveClasses()));
    }

    /** The mean losses of the last steps, the first generated digits (36, 28, 28, 1), and the measures of all. */
    private record Result(double lossD, double lossG, Tensor digits, Figures quality) {}

    @Override
    public Integer call() throws IOException {
        Evaluator evaluator = Evaluator.mnist();
        if (generated <= evaluator.dimensions() || generated > TEST) {
            throw new ParameterException(spec.commandLine(), "--generated " + generated + ": expected "
                    + (evaluator.dimensions() + 1) + " to " + TEST);
        }
        Files.createDirectories(out);
        LabeledImages mnist = Mnist.train();
        RealFeatures test = new RealFeatures(evaluator, Mnist.test(), IntStream.range(0, TEST).toArray(), generated);
        SeededRuns<Result> runs = SeededRuns.train(List.copyOf(losses), loss -> loss.title, seeds,
                (loss, seed) -> train(loss, seed, mnist, test));
        int[] first = IntStream.range(0, generated).toArray();
        printTable(runs, test.compare(test.evaluator().features(mnist, first)), test.evaluator().id());
        List<Measure<Result>> measures = measures(test.evaluator().id());
        String csv = SeededRuns.titles("loss", measures) + runs.lines("", steps, measures);
        WholeFile.write(out.resolve("losses-mnist.csv"), file -> file.bytes(csv.getBytes(StandardCharsets.UTF_8)));
        draw(runs);
        out().println("Results are in " + out);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Result train(ComparedLoss loss, int seed, LabeledImages mnist, RealFeatures test) {
        RandomStream random = RandomStream.of(seed);
        Batches batches = Batches.shuffled(mnist.size(), BATCH, random).withPartialBatch(false);
        GanSettings settings = loss.in(GanSettings.of(GanSchedule.PAIRED, LatentSpace.normal(LATENT), BATCH))
                .withDiscriminatorSteps(loss == ComparedLoss.WGAN_GP ? WASSERSTEIN_STEPS : 1)
                .withSeed(seed);
        GanTrainer trainer = new GanTrainer(generator(random.stream("generator")),
                discriminator(loss, random.stream("discriminator")), adam(), adam(), settings);
        double[] sums = new double[2];
        int last = Math.min(LAST, steps);
        trainer.listen(new GanListener() {
            @Override
            public void onStep(GanStep step) {
                if (step.step() > steps - last) {
                    sums[0] += step.discriminatorLoss();
                    sums[1] += step.generatorLoss();
                }
            }
        });
        trainer.train(steps, step -> mnist.images(batches.indices(step), Scaling.MINUS_ONE_TO_ONE));
        Tensor fakes = trainer.samples(generated);                                                // (N, 28, 28, 1)
        Result result = new Result(sums[0] / last, sums[1] / last,
                Rearrange.sliceRows(fakes, 0, SIDE * SIDE, Tape.forInference()),
                test.compare(test.features(fakes, Scaling.MINUS_ONE_TO_ONE)));
        out().printf(Locale.ROOT, "%s, seed %d: FCD %.2f%n", loss.title, seed, result.quality.fcd());
        return result;
    }

    private static Sequential generator(RandomStream random) {
        return Sequential.of(Shape.of(LATENT),
                Dense.of(LATENT, 7 * 7 * 64, random).withBias(false), BatchNorm.of(7 * 7 * 64).withMomentum(0.9),
                ReLU.of(), Reshape.to(7, 7, 64),
                Conv2DTranspose.of(64, 32, 4, random).withStride(2).withPadding(Padding.SAME).withBias(false),
                BatchNorm.of(32).withMomentum(0.9), ReLU.of(),                                    // (N, 14, 14, 32)
                Conv2DTranspose.of(32, 1, 4, random).withStride(2).withPadding(Padding.SAME),
                Tanh.of());                                                                       // (N, 28, 28, 1)
    }

    private static Sequential discriminator(ComparedLoss loss, RandomStream random) {
        return Sequential.of(Shape.of(28, 28, 1),
                loss.layer(halving(1, 32, random), random), LeakyReLU.withSlope(0.2),             // (N, 14, 14, 32)
                loss.layer(halving(32, 64, random), random), LeakyReLU.withSlope(0.2),            // (N, 7, 7, 64)
                Flatten.of(), loss.layer(Dense.of(7 * 7 * 64, 1, random), random));               // logits (N, 1)
    }

    private static Conv2D halving(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
    }

    private static Adam adam() {
        return Adam.withLearningRate(2e-4).withBeta1(0.5);
    }

    private void printTable(SeededRuns<Result> runs, Figures real, String evaluator) {
        out().printf(Locale.ROOT, "%nMNIST, steps: %,d, seeds: %d; mean ± standard error; %s with %,d generated"
                + " digits%n", steps, seeds, evaluator, generated);
        out().print(runs.table(WIDTH, measures(evaluator)));
        out().println(SeededRuns.row("training digits", WIDTH, List.of("", "",
                String.format(Locale.ROOT, "%.2f", real.fcd()), String.format(Locale.ROOT, "%.3f", real.coverage()),
                String.format(Locale.ROOT, "%.2f", real.effectiveClasses()))));
    }

    private void draw(SeededRuns<Result> runs) throws IOException {
        ImageGrid grid = ImageGrid.of(SIDE, SIDE, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE).withMagnification(2);
        List<BufferedImage> panels = runs.ofFirstSeed().stream().map(run -> grid.draw(run.digits)).toList();
        BufferedImage picture = Panels.draw(runs.names(), panels, "step " + steps, FONT);
        PictureFile.of(out.resolve("losses-mnist.png"), "--out").write(picture);
    }
}
