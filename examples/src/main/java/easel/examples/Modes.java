package easel.examples;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.WholeFile;
import easel.datasets.Batches;
import easel.examples.SeededRuns.Measure;
import easel.examples.commands.Manual;
import easel.examples.run.AnimatedGif;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.PictureFile;
import easel.gan.GanSchedule;
import easel.gan.GanSettings;
import easel.gan.GanTrainer;
import easel.gan.LatentSpace;
import easel.layers.BatchNorm;
import easel.layers.Dense;
import easel.layers.Initializer;
import easel.layers.Layer;
import easel.layers.Maxout;
import easel.layers.ReLU;
import easel.layers.Sequential;
import easel.measures.ModeCoverage;
import easel.optim.Adam;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Mode coverage of GANs on 2-D data: the experiments of Lin, Khetan, Fanti and Oh, PacGAN: The power of two samples in
 * generative adversarial networks, 2018, section 4.1, on a ring of 8 and a grid of 25 Gaussians. With {@code --losses},
 * five losses with the same data, networks and number of steps. Each step has one D step; WGAN-GP's paper has five.
 *
 * <p>Data, networks, initial weights, optimizers, loss, batch size and measure are those of the published code. These
 * points differ:
 * <ul>
 * <li>Length: by default 15,000 steps and three seeds; the published runs have 400,000 steps and ten seeds.
 * <li>Packs: the published code draws m columns of 100,000 examples with replacement before the training and uses the
 *     same 100,000 packs in each epoch, in a new order. Here each step draws 100·m examples with replacement, and
 *     consecutive examples form a pack. In both cases the m examples of a pack are independent.
 * <li>Loss: D minimizes half of the published loss. Adam's step does not depend on this factor, except through ε.
 * <li>BatchNorm: the published code generates the m columns of a batch in m forward passes of 100 points, each with its
 *     own statistics. Here G generates all 100·m points in one pass.
 * </ul>
 */
@Command(name = "Modes", header = "Mode coverage of GANs on 2-D data: packing, or five losses.",
        description = {
            "Trains each GAN with several seeds and prints how many modes of the data its",
            "points cover. Writes packing.csv, with one line per run, and packing-ring.gif",
            "and packing-grid.gif, the generated points of seed 1 during the training. With",
            "--losses, writes losses.csv, losses-ring.png and losses-grid.png, the points",
            "after the last step.",
            "",
            "A generated point has high quality if it is less than 3 standard deviations",
            "from the nearest mean. A mode is covered if it has a high-quality point. The",
            "reverse KL divergence, in nats, compares the distribution of the high-quality",
            "points over the modes with the uniform distribution; 0 is best."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.Modes",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.Modes \\",
            "      -Dexec.args=\"--losses --data ring\""})
public final class Modes implements Callable<Integer> {
    private static final int EXAMPLES = 100_000;
    private static final int BATCH = 100;            // inputs of D, each of them a pack of m examples
    private static final int POINTS = 2500;          // generated points that are measured and drawn
    private static final int FRAMES = 40;            // of the animation, after the one of step 0
    private static final Duration FRAME_TIME = Duration.ofMillis(150);
    private static final int WIDTH = 17;             // of the columns of the table
    private static final Measure<Result> MODES = new Measure<>("modes", "modes", "%.2f", run -> run.coverage.modes());
    private static final Measure<Result> REVERSE_KL = new Measure<>("reverse_kl", "reverse KL", "%.3f",
            run -> run.coverage.reverseKl());
    private static final List<Measure<Result>> TABLE = List.of(MODES,
            new Measure<>("percent", "high quality, %", "%.1f", run -> 100 * run.coverage.highQuality()), REVERSE_KL);
    private static final List<Measure<Result>> CSV = List.of(MODES,
            new Measure<>("high_quality", "high quality", "%.3f", run -> run.coverage.highQuality()), REVERSE_KL,
            new Measure<>("jsd", "JSD", "%.3f", run -> run.coverage.jsd()));

    @Option(names = "--data", paramLabel = "NAME", split = ",", defaultValue = "ring,grid",
            description = "${COMPLETION-CANDIDATES}, or both, separated by a comma. Default: ${DEFAULT-VALUE}.")
    private Set<Mixture> data;

    @Option(names = "--packing", paramLabel = "M", split = ",", converter = OptionTypes.AtLeastOne.class,
            description = "Examples that D reads at once; several numbers are compared. Default: 1,2,4.")
    private Set<Integer> packing;

    @Option(names = "--losses", description = "Compare losses, without packing.")
    private boolean losses;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", converter = OptionTypes.AtLeastOne.class,
            description = "Number of runs of each GAN; their seeds are 1 to N. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "15000", converter = OptionTypes.AtLeastOne.class,
            description = "Steps of each run; the paper has 400,000. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs/modes",
            description = "Folder of the files; existing ones are replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    Modes() {}

    /**
     * Runs the experiment.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Modes(), args);
    }

    /** One of the GANs that are compared. */
    private record Variant(String name, int packing, ComparedLoss loss) {}

    /** The generated points (2500, 2) of each frame, and the measure of the last ones. */
    private record Result(List<Tensor> frames, ModeCoverage coverage) {}

    private List<Variant> variants() {
        if (losses) {
            return Stream.of(ComparedLoss.values()).map(loss -> new Variant(loss.title, 1, loss)).toList();
        }
        return (packing == null ? List.of(1, 2, 4) : packing).stream()
                .map(m -> new Variant("packing " + m, m, ComparedLoss.NON_SATURATING)).toList();
    }

    @Override
    public Integer call() throws IOException {
        if (losses && packing != null) {
            throw new IllegalArgumentException("--losses compares losses without packing; leave --packing out");
        }
        String experiment = losses ? "losses" : "packing";
        Files.createDirectories(out);
        StringBuilder csv = new StringBuilder("data," + SeededRuns.titles("gan", CSV));
        for (Mixture set : data) {
            SeededRuns<Result> runs = SeededRuns.train(variants(), variant -> variant.name, seeds,
                    (variant, seed) -> train(set, variant, seed));
            printTable(set, runs);
            csv.append(runs.lines(set + ",", steps, CSV));
            WholeFile.write(out.resolve(experiment + ".csv"),
                    file -> file.bytes(csv.toString().getBytes(StandardCharsets.UTF_8)));
            draw(set, runs, experiment + "-" + set);
        }
        out().println("Results are in " + out);
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Result train(Mixture set, Variant variant, int seed) {
        RandomStream random = RandomStream.of(seed);
        Tensor examples = set.examples.sample(EXAMPLES, random.stream("examples"));           // (100000, 2)
        Batches batches = Batches.uniform(EXAMPLES, BATCH * variant.packing, random);
        GanSettings settings = variant.loss.in(GanSettings.of(GanSchedule.SIMULTANEOUS, LatentSpace.normal(2),
                BATCH * variant.packing)).withPacking(variant.packing).withSeed(seed);
        GanTrainer trainer = new GanTrainer(generator(random.stream("generator")),
                discriminator(variant, random.stream("discriminator")), adam(), adam(), settings);
        List<Tensor> frames = new ArrayList<>(List.of(trainer.samples(POINTS)));              // (2500, 2)
        for (int frame = 1; frame <= frames(); frame++) {
            trainer.train(stepOf(frame) - trainer.stepsDone(), step -> rows(examples, batches.indices(step)));
            frames.add(trainer.samples(POINTS));
        }
        ModeCoverage coverage = ModeCoverage.of(frames.get(frames()), set.means, set.sigma);
        out().printf(Locale.ROOT, "%s, %s, seed %d: %d of %d modes, high quality %.1f %%%n", set, variant.name, seed,
                coverage.modes(), set.means.length, 100 * coverage.highQuality());
        return new Result(frames, coverage);
    }

    private int frames() {
        return Math.min(FRAMES, steps);
    }

    private long stepOf(int frame) {
        return (long) frame * steps / frames();
    }

    private static Sequential generator(RandomStream random) {
        List<Layer> layers = new ArrayList<>();
        int in = 2;
        for (int i = 0; i < 4; i++) {
            layers.add(dense(in, 400, random).withBias(false));                               // (N, 400)
            layers.add(BatchNorm.of(400).withMomentum(0.95).withEpsilon(1e-4));
            layers.add(ReLU.of());
            in = 400;
        }
        layers.add(dense(in, 2, random));                                                     // (N, 2)
        return Sequential.of(Shape.of(2), layers.toArray(Layer[]::new));
    }

    private static Sequential discriminator(Variant variant, RandomStream random) {
        List<Layer> layers = new ArrayList<>();
        int in = 2 * variant.packing;
        for (int i = 0; i < 3; i++) {
            layers.add(variant.loss.layer(dense(in, 200 * 5, random), random));              // (N, 1000)
            layers.add(Maxout.of(5));                                                         // (N, 200)
            in = 200;
        }
        layers.add(variant.loss.layer(dense(in, 1, random), random));                        // (N, 1)
        return Sequential.of(Shape.of(2 * variant.packing), layers.toArray(Layer[]::new));
    }

    private static Dense dense(int in, int out, RandomStream random) {
        return Dense.of(in, out, Initializer.normal(0.02), random);
    }

    private static Adam adam() {
        return Adam.withLearningRate(1e-4).withBeta1(0.8).withEpsilon(1e-8);
    }

    private static Tensor rows(Tensor examples, int[] indices) {
        Tensor rows = Tensor.zeros(Shape.of(indices.length, 2));
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(examples.array(), 2 * indices[i], rows.array(), 2 * i, 2);
        }
        return rows;
    }

    private void printTable(Mixture set, SeededRuns<Result> runs) {
        out().printf(Locale.ROOT, "%n%s, modes: %d, steps: %,d, seeds: %d; mean ± standard error%n", set,
                set.means.length, steps, seeds);
        out().println(runs.table(WIDTH, TABLE));
    }

    /** Draws one panel per variant: the last points as a PNG for losses, an animation for packing. */
    private void draw(Mixture set, SeededRuns<Result> runs, String name) throws IOException {
        List<BufferedImage> frames = IntStream.rangeClosed(losses ? frames() : 0, frames())
                .mapToObj(frame -> Scatter.draw(set, "step " + stepOf(frame),
                        runs.names(), runs.ofFirstSeed().stream().map(run -> run.frames.get(frame)).toList()))
                .toList();
        if (losses) {
            PictureFile.of(out.resolve(name + ".png"), "--out").write(frames.get(0));
        } else {
            AnimatedGif.write(out.resolve(name + ".gif"), frames, FRAME_TIME);
        }
    }
}
