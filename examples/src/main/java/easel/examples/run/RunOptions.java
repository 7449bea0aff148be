package easel.examples.run;

import easel.datasets.ImageSource;
import easel.examples.profile.Profile;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every training. */
@Command(descriptionHeading = "%n",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.HELP_SUCCESS, ExitCodes.HELP_FAILED, ExitCodes.HELP_MISUSED})
public final class RunOptions {
    private static final int DEFAULT_INTERVAL = 1000;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of all random numbers: the same seed gives the same results."
                + " Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs",
            description = "The folder in which the run creates its own folder, named after the program and the next"
                + " free number. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Option(names = "--checkpoint-every", paramLabel = "N", defaultValue = "1000",
            converter = OptionTypes.AtLeastOne.class,
            description = "Steps from one checkpoint-NNNNNN.safetensors to the next. A run also writes one at its end"
                + " and after Ctrl-C. Default: ${DEFAULT-VALUE}.")
    int checkpointEvery;

    @Option(names = "--keep", paramLabel = "K", defaultValue = "3",
            description = "Checkpoints to keep: the last K, and best.safetensors. For a GAN that is evaluated"
                + " (--evaluate-every), the best one has the lowest FCD, and other GANs have none; for a classifier, it"
                + " has the lowest mean loss since the previous checkpoint. 0 writes none. Default: ${DEFAULT-VALUE}.")
    int keep;

    @Option(names = "--evaluate-every", paramLabel = "N", defaultValue = Option.NULL_VALUE,
            converter = OptionTypes.AtLeastZero.class,
            description = "Steps from one evaluation of a GAN to the next. It compares generated with training images:"
                + " FCD, precision, coverage and effective classes in losses.csv, FCD in quality.png, and"
                + " best.safetensors. Requires MNIST or Fashion-MNIST as training images. 0 turns it off. Default:"
                + " " + DEFAULT_INTERVAL + " for these images, otherwise 0.")
    Integer evaluateEvery;

    @Option(names = "--evaluate-count", paramLabel = "N", defaultValue = "1500",
            converter = OptionTypes.AtLeastOne.class,
            description = "Generated images of an evaluation, at least 129. They are compared with five times as many"
                + " training images; precision and coverage use at most 1000 of each. Default: ${DEFAULT-VALUE}.")
    int evaluateCount;

    @Option(names = "--resume", paramLabel = "RUN_FOLDER", defaultValue = Option.NULL_VALUE,
            description = "Continue the run in this folder from its last checkpoint. Options that are not given have"
                + " the values of that run. --steps trains longer; options that affect the result of a step must not"
                + " change.")
    Path resume;

    @Option(names = "--accept-changed-data",
            description = "With --resume: continue although the training images differ from those of the checkpoint,"
                + " for example because files were added, replaced or removed.")
    boolean acceptChangedData;

    @Option(names = "--stop-when-collapsed",
            description = "End the run when the training of a GAN fails: D's loss stays near 0, G's samples are nearly"
                + " equal or no longer change, or a value is not finite. Without this option the run prints a line and"
                + " continues.")
    boolean stopWhenCollapsed;

    @Option(names = "--study",
            description = "Show the training of a GAN on a page for the browser: images, D's opinion of them, losses"
                + " and feature maps. Prints its address. The page can pause the training; its results do not"
                + " change.")
    boolean study;

    @Mixin
    Profile profile;

    TrainingHost host = (program, trainer, real) -> { };

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

    RunOptions() {}

    /**
     * The seed of all random numbers.
     *
     * @return any number
     */
    public long seed() {
        return seed;
    }

    /**
     * Refuses a batch that is larger than the data set.
     *
     * @param batch the value of {@code --batch}
     * @param images training images
     * @throws IllegalArgumentException if the batch has more images; names the option and its range
     */
    public void requireBatch(int batch, int images) {
        if (batch > images) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "--batch %d: there are only %d training images; expected 1 to %d", batch, images, images));
        }
    }

    /**
     * The trainer with the evaluation that the options request.
     *
     * @param trainer not modified
     * @param run has the training images
     * @throws IllegalArgumentException if an evaluation is requested that the trainer or the images do not allow
     */
    ResumableTrainer evaluated(ResumableTrainer trainer, RunIdentity run) {
        if (evaluateEvery != null && evaluateEvery == 0) {
            return trainer;
        }
        int interval = evaluateEvery == null ? DEFAULT_INTERVAL : evaluateEvery;
        Optional<ResumableTrainer> evaluated = EvaluatedData.of(run.data())
                .flatMap(known -> trainer.evaluated(known.evaluator(), run.images(), interval, evaluateCount));
        if (evaluateEvery != null && evaluated.isEmpty()) {
            throw new IllegalArgumentException("--evaluate-every " + evaluateEvery + ": an evaluation requires a GAN"
                    + " with training images of MNIST or Fashion-MNIST, and a generator that ends in Tanh or Sigmoid;"
                    + " leave the option out");
        }
        return evaluated.orElse(trainer);
    }

    /** With --study, opens the page of the training; the result closes the page and the lock of the run's folder. */
    Closeable studied(ResumableTrainer trainer, String program, ImageSource images, Closeable lock, PrintWriter out)
            throws IOException {
        return study ? StudiedRun.open(trainer, program, images, lock, out) : lock;
    }

    /**
     * The profile of the training, on or off.
     *
     * @return the profile
     */
    public Profile profile() {
        return profile;
    }
}
