package easel.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the help of every command of {@link Easel} has: its headings, its exit codes, and the option that prints it. */
@Command(sortOptions = false, sortSynopsis = false, usageHelpAutoWidth = false,
        descriptionHeading = "%n", parameterListHeading = "%nParameters:%n", optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n", footerHeading = "%nExamples:%n",
        exitCodeListHeading = Manual.CODES, exitCodeList = {Manual.WELL, Manual.FAILED, Manual.MISUSED})
final class Manual {
    static final String CODES = "%nExit codes:%n";
    static final String WELL = "0:all went well";
    static final String FAILED = Launch.FAILED + ":a file, the disk, memory or the training failed; one line says how";
    static final String MISUSED = Launch.MISUSED + ":the options make no sense; one line says why";

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this and ends.")
    private boolean help;
}
