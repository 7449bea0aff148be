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
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.Panels;
import easel.examples.run.PictureFile;
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
import easel.measures.ClassHistogram;
import easel.measures.EightBit;
import easel.measures.Evaluator;
import easel.measures.FrechetDistance;
import easel.measures.Moments;
import easel.measures.PrecisionRecall;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "of 2,000 generated digits and, for comparison, of 2,000 training digits.",
            "",
            "FCD is the Fréchet distance of the evaluator's features to those of the 10,000",
            "test digits; 0 is best. Coverage is the share of 2,000 test digits with a",
            "generated one nearby (k = 5); 1 is best. Effective classes is exp(entropy) of",
            "the classes that the evaluator reads: 10 if all are equally frequent, 1 if there",
            "is only one. D loss and G loss are means of the last 100 steps; values of",
            "different losses cannot be compared."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.LossesMnist",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.LossesMnist \\",
            "      -Dexec.args=\"--losses hinge,r1 --seeds 1\""})
public final class LossesMnist implements Callable<Integer> {
    private static final int LATENT = 64;
    private static final int BATCH = 64;
    private static final int WASSERSTEIN_STEPS = 5;  // D steps for each G step of WGAN-GP
    private static final int FAKES = 2000;           // generated digits that are measured
    private static final int SIDE = 6;               // rows and columns of a panel
    private static final int LAST = 100;             // steps in the means of the losses
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

    /** A column of the CSV file and of the table. */
    private record Measure(String column, String title, String format, ToDoubleFunction<Result> value) {}

    private static List<Measure> measures(String evaluator) {
        String of = "_" + FAKES + "_" + evaluator;
        return List.of(
                new Measure("d_loss", "D loss", "%.3f", Result::lossD),
                new Measure("g_loss", "G loss", "%.3f", Result::lossG),
                new Measure("fcd" + of, "FCD", "%.2f", run -> run.quality.fcd),
                new Measure("coverage" + of, "coverage", "%.3f", run -> run.quality.coverage),
                new Measure("classes" + of, "effective classes", "%.2f", run -> run.quality.effectiveClasses));
    }

    /** The mean losses of the last steps, the first generated digits (36, 28, 28, 1), and the measures of all. */
    private record Result(ComparedLoss loss, int seed, double lossD, double lossG, Tensor digits, Quality quality) {}

    /** The measures of digits that do not depend on the loss. */
    private record Quality(double fcd, double coverage, double effectiveClasses) {}

    /** Measures digits by their evaluator's features. */
    private static final class Judge {
        private final Evaluator evaluator = Evaluator.mnist();
        private final Moments test;
        private final Tensor someTest;                                                            // (2000, 128)

        Judge() {
            Tensor features = evaluator.features(Mnist.test(), IntStream.range(0, 10_000).toArray());
            test = Moments.of(features);
            someTest = Rearrange.sliceRows(features, 0, FAKES, Tape.forInference());
        }

        Quality ofFeatures(Tensor features) {
            return new Quality(FrechetDistance.between(test, Moments.of(features)),
                    PrecisionRecall.between(someTest, features).coverage(),
                    ClassHistogram.ofLogits(evaluator.logitsOf(features)).effectiveClasses());
        }

        Quality of(Tensor digits) {
            return ofFeatures(evaluator.features(EightBit.round(digits, Scaling.MINUS_ONE_TO_ONE)));
        }
    }

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        LabeledImages mnist = Mnist.train();
        Judge judge = new Judge();
        List<Result> results = trainAll(mnist, judge);
        int[] first = IntStream.range(0, FAKES).toArray();
        printTable(results, judge.ofFeatures(judge.evaluator.features(mnist, first)), judge.evaluator.id());
        String csv = csv(results, judge.evaluator.id());
        WholeFile.write(out.resolve("losses-mnist.csv"), file -> file.bytes(csv.getBytes(StandardCharsets.UTF_8)));
        draw(results.subList(0, losses.size()));                                                  // seed 1
        out().println("Results are in " + out);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Trains one run per processor at a time. The results are in the order of the seeds, then of the losses. */
    private List<Result> trainAll(LabeledImages mnist, Judge judge) {
        List<ComparedLoss> compared = List.copyOf(losses);
        return IntStream.range(0, seeds * compared.size()).parallel()
                .mapToObj(i -> train(compared.get(i % compared.size()), 1 + i / compared.size(), mnist, judge))
                .toList();
    }

    private Result train(ComparedLoss loss, int seed, LabeledImages mnist, Judge judge) {
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
        Tensor fakes = trainer.samples(FAKES);                                                    // (2000, 28, 28, 1)
        Result result = new Result(loss, seed, sums[0] / last, sums[1] / last,
                Rearrange.sliceRows(fakes, 0, SIDE * SIDE, Tape.forInference()), judge.of(fakes));
        out().printf(Locale.ROOT, "%s, seed %d: FCD %.2f%n", loss.title, seed, result.quality.fcd);
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

    private void printTable(List<Result> results, Quality real, String evaluator) {
        out().printf(Locale.ROOT, "%nMNIST, steps: %,d, seeds: %d; mean ± standard error; %s with %,d generated"
                + " digits%n", steps, seeds, evaluator, FAKES);
        out().printf("%-20s", "");
        measures(evaluator).forEach(measure -> out().printf("%19s", measure.title));
        out().println();
        for (ComparedLoss loss : losses) {
            out().printf("%-20s", loss.title);
            measures(evaluator).forEach(measure -> out().printf("%19s", SeedMean.of(results.stream()
                    .filter(result -> result.loss == loss).mapToDouble(measure.value), measure.format)));
            out().println();
        }
        out().printf(Locale.ROOT, "%-20s%19s%19s%19.2f%19.3f%19.2f%n%n", "training digits", "", "", real.fcd,
                real.coverage, real.effectiveClasses);
    }

    private String csv(List<Result> results, String evaluator) {
        StringBuilder csv = new StringBuilder("loss,seed,steps");
        measures(evaluator).forEach(measure -> csv.append(',').append(measure.column));
        for (Result result : results) {
            csv.append('\n').append(result.loss.title).append(',').append(result.seed).append(',').append(steps);
            measures(evaluator).forEach(measure -> csv.append(',').append(measure.value.applyAsDouble(result)));
        }
        return csv.append('\n').toString();
    }

    private void draw(List<Result> results) throws IOException {
        ImageGrid grid = ImageGrid.of(SIDE, SIDE, Shape.of(28, 28, 1), Scaling.MINUS_ONE_TO_ONE).withMagnification(2);
        List<BufferedImage> panels = results.stream().map(result -> grid.draw(result.digits)).toList();
        BufferedImage picture = Panels.draw(results.stream().map(result -> result.loss.title).toList(), panels,
                "step " + steps, FONT);
        PictureFile.of(out.resolve("losses-mnist.png"), "--out").write(picture);
    }
}
