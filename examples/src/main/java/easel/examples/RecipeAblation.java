package easel.examples;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.datasets.Downloader;
import easel.datasets.FashionMnist;
import easel.datasets.ImageSource;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.examples.RecipeResults.Key;
import easel.examples.RecipeResults.Result;
import easel.examples.commands.Manual;
import easel.examples.run.Launch;
import easel.examples.run.OptionTypes;
import easel.examples.run.PictureFile;
import easel.gan.GanTrainer;
import easel.measures.Evaluator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Which parts of a recipe lower the distance between generated and real images? Trains {@linkplain Recipe#all all
 * recipes} for the same time or number of steps, each with several seeds, and compares their images with real ones.
 */
@Command(name = "RecipeAblation", header = "Compares recipes for a GAN by the quality of their images.",
        description = {
            "Trains each variant of a recipe with several seeds, and compares the images of",
            "each trained generator with training images and with test images. Prints a table",
            "of means and standard errors over the seeds. FCD is the Fréchet distance between",
            "the features of an evaluator, a classifier; 0 is best. The first line of the",
            "table compares the test images with the training images. The number of steps for",
            "--seconds comes from a trial of a twentieth of the time, but at least 8 seconds;",
            "its second half is timed.",
            "All times are processor times, summed over the threads, so other programs on the",
            "machine do not change the results; -Deasel.threads=1 gives the most steps.",
            "",
            "Writes results.csv and times.csv after each run, and VARIANT.png, random images of",
            "seed 1. Runs that are in results.csv are not repeated: after Ctrl-C the same",
            "command continues. With --steps, results.csv and the pictures have the same bytes",
            "on each machine."},
        footer = {
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.RecipeAblation",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.RecipeAblation \\",
            "      -Dexec.args=\"--variants dcgan,average --steps 2000 --seeds 1\""})
public final class RecipeAblation implements Callable<Integer> {
    private static final int TRIAL = 20;             // a trial takes this part of the time,
    private static final double LEAST_TRIAL = 8;     // but at least these seconds, for the JIT compiler

    /** The images to train on, and others for comparison. */
    enum Data {
        MNIST,
        FASHION;

        LabeledImages training() throws IOException {
            return this == MNIST ? Mnist.train() : FashionMnist.train(Downloader.standard());
        }

        ImageSource test() throws IOException {
            return this == MNIST ? Mnist.test() : FashionMnist.test(Downloader.standard());
        }

        Evaluator evaluator() {
            return this == MNIST ? Evaluator.mnist() : Evaluator.fashionMnist();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--data", paramLabel = "NAME", defaultValue = "mnist",
            description = "${COMPLETION-CANDIDATES}; fashion downloads the official images once."
                + " Default: ${DEFAULT-VALUE}.")
    private Data data;

    @Option(names = "--variants", paramLabel = "NAME", split = ",",
            description = "Names, separated by commas. Default: all, in their order.")
    private List<String> variants;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", converter = OptionTypes.AtLeastOne.class,
            description = "Number of runs of each variant; their seeds are 1 to N. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(names = "--seconds", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Seconds of processor time of each training. Default: 600.")
    private Integer seconds;

    @Option(names = "--steps", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Steps of each training, instead of seconds.")
    private Integer steps;

    @Option(names = "--images", paramLabel = "N", defaultValue = "10000", converter = OptionTypes.AtLeastOne.class,
            description = "Generated images, training images and test images that are compared."
                + " Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs/recipe",
            description = "The files are in its folder mnist or fashion. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    RecipeAblation() {}

    /**
     * Runs the experiment.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new RecipeAblation(), args);
    }

    @Override
    public Integer call() throws IOException {
        if (seconds != null && steps != null) {
            throw new IllegalArgumentException("--seconds and --steps are two lengths of a training; give one of them");
        }
        List<Recipe> recipes = recipes();
        LabeledImages training = data.training();
        RecipeQuality quality = quality(training, data.test(), data.evaluator());
        Path folder = Files.createDirectories(out.resolve(data.toString()));
        RecipeResults finished = new RecipeResults(folder);
        List<Result> results = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (Recipe recipe : recipes) {
                Key key = new Key(recipe.name(), seed, length(), quality.evaluator(), images);
                Optional<Result> before = finished.find(key);
                results.add(before.isPresent() ? before.get() : run(recipe, key, training, quality, finished, folder));
            }
        }
        out().printf(Locale.ROOT, "%n%s, evaluator %s, %,d images, %s, seeds: %d; mean ± standard error%n%s", data,
                quality.evaluator(), images, length(), seeds,
                RecipeResults.table(results, quality.ofTestImages().training()));
        out().println("Results are in " + folder);
        return 0;
    }

    private List<Recipe> recipes() {
        if (variants == null) {
            return Recipe.all();
        }
        List<Recipe> chosen = new ArrayList<>();
        for (String name : variants) {
            chosen.add(Recipe.all().stream().filter(recipe -> recipe.name().equals(name)).findFirst().orElseThrow(() ->
                    new IllegalArgumentException("--variants " + name + ": there is no such variant; expected "
                            + Recipe.all().stream().map(Recipe::name).collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    private RecipeQuality quality(ImageSource training, ImageSource test, Evaluator evaluator) {
        int least = evaluator.dimensions() + 1;      // of a covariance that is not singular
        int most = Math.min(training.size(), test.size());
        if (images < least || images > most) {
            throw new IllegalArgumentException("--images " + images + ": expected at least " + least + ", more than the"
                    + " features of an image, and at most " + most + ", the number of test images");
        }
        return new RecipeQuality(evaluator, training, test, images);
    }

    private String length() {
        return steps != null ? steps + " steps" : (seconds == null ? 600 : seconds) + " s";
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Result run(Recipe recipe, Key key, LabeledImages training, RecipeQuality quality, RecipeResults finished,
            Path folder) throws IOException {
        long length = steps != null ? steps : finished.steps(recipe.name(), length())
                .orElseGet(() -> trial(recipe, training));
        GanTrainer trainer = trainer(recipe, key.seed(), length);
        LongFunction<Tensor> real = recipe.batches(training, RandomStream.of(key.seed()));
        double start = processorTime();
        trainer.train(length, real);
        double time = (processorTime() - start) * 1e3 / length;
        Result result = new Result(key, length, time, quality.of(trainer.generator(), recipe, key.seed()));
        if (key.seed() == 1) {
            PictureFile.of(folder.resolve(recipe.name() + ".png"), "--out")
                    .write(recipe.grid().draw(trainer.samples(recipe.samples())));
        }
        finished.add(result);
        out().printf(Locale.ROOT, "%s, seed %d: %,d steps of %.1f ms, FCD train %.2f, test %.2f%n", key.variant(),
                key.seed(), length, time, result.figures().training().fcd(), result.figures().fcdTest());
        out().flush();
        return result;
    }

    /** The number of steps that fit the time: times the second half of a trial. */
    private long trial(Recipe recipe, LabeledImages training) {
        double whole = seconds == null ? 600 : seconds;
        double half = Math.min(whole, Math.max(LEAST_TRIAL, whole / TRIAL)) / 2;
        GanTrainer trainer = trainer(recipe, 0, 1);
        LongFunction<Tensor> real = recipe.batches(training, RandomStream.of(0));
        train(trainer, real, half);
        long before = trainer.stepsDone();
        double time = train(trainer, real, half);
        return Math.max(1, Math.round(whole / time * (trainer.stepsDone() - before)));
    }

    /** Trains for at least a number of seconds; returns the time that it took. */
    private static double train(GanTrainer trainer, LongFunction<Tensor> real, double least) {
        double start = processorTime();
        do {
            trainer.train(1, real);
        } while (processorTime() - start < least);
        return processorTime() - start;
    }

    /** The processor time of all threads of this process, in seconds. */
    private static double processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow(() -> new IllegalStateException(
                "this system does not report the processor time of a process; give --steps")).toNanos() / 1e9;
    }

    private static GanTrainer trainer(Recipe recipe, int seed, long steps) {
        RandomStream random = RandomStream.of(seed);
        return recipe.trainer(recipe.newGenerator(random), recipe.newDiscriminator(random),
                recipe.settings(seed), steps);
    }
}
