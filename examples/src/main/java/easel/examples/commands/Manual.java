package easel.examples.commands;

import easel.examples.run.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The headings and exit codes in the help text of every command, and the option that prints it. */
@Command(sortOptions = false, sortSynopsis = false, usageHelpAutoWidth = false,
        descriptionHeading = "%n", parameterListHeading = "%nParameters:%n", optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n", footerHeading = "%nExamples:%n",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.HELP_SUCCESS, ExitCodes.HELP_FAILED, ExitCodes.HELP_MISUSED})
public final class Manual {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

    Manual() {}
}
