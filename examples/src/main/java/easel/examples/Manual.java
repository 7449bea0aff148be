package easel.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the help of every command of {@link Easel} has: its headings, its exit codes, and the option that prints it. */
@Command(sortOptions = false, sortSynopsis = false, usageHelpAutoWidth = false,
        descriptionHeading = "%n", parameterListHeading = "%nParameters:%n", optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n", footerHeading = "%nExamples:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:a file, the disk, memory or the training failed; one line says how",
            "2:the options make no sense; one line says why"})
final class Manual {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this and ends.")
    private boolean help;
}
