package easel.examples.run;

import easel.examples.profile.Profile;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every training. */
@Command(descriptionHeading = "%n",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.HELP_SUCCESS, ExitCodes.HELP_FAILED, ExitCodes.HELP_MISUSED})
public final class RunOptions {
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
            description = "Checkpoints to keep: the last K, and best.safetensors, the one with the lowest mean loss"
                + " since the previous checkpoint; the loss of a GAN is that of G. 0 writes none."
                + " Default: ${DEFAULT-VALUE}.")
    int keep;

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

    @Mixin
    Profile profile;

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
     * The profile of the training, on or off.
     *
     * @return the profile
     */
    public Profile profile() {
        return profile;
    }
}
