package easel.examples;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every training has. */
@Command(descriptionHeading = "%n",
        exitCodeListHeading = Manual.CODES, exitCodeList = {Manual.WELL, Manual.FAILED, Manual.MISUSED})
final class RunOptions {
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same pictures. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs",
            description = "Where the run's own folder is made, named after the program and the next number that is"
                + " free. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Option(names = "--checkpoint-every", paramLabel = "N", defaultValue = "1000",
            converter = Launch.AtLeastOne.class,
            description = "Steps from one checkpoint-NNNNNN.safetensors to the next; there is one at the end and after"
                + " Ctrl-C too. Default: ${DEFAULT-VALUE}.")
    int checkpointEvery;

    @Option(names = "--keep", paramLabel = "K", defaultValue = "3",
            description = "Checkpoints to keep: the last K, and best.safetensors, before which G's mean loss was"
                + " lowest. 0 for none at all. Default: ${DEFAULT-VALUE}.")
    int keep;

    @Option(names = "--resume", paramLabel = "RUN_FOLDER", defaultValue = Option.NULL_VALUE,
            description = "Go on in a run's folder after its last checkpoint, up to the steps asked for now. Give the"
                + " same options as then.")
    Path resume;

    @Mixin
    Profile profile;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this and ends.")
    private boolean help;
}
