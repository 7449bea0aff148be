package easel.examples;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every training has. */
final class RunOptions {
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The same seed gives the same pictures. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--out", paramLabel = "FOLDER", defaultValue = "runs",
            description = "Where the run's own folder is made, named after the program and the next number that is"
                + " free. Default: ${DEFAULT-VALUE}.")
    Path out;

    @Mixin
    Profile profile;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this and ends.")
    private boolean help;
}
