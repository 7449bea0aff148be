package easel.examples.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine;

/**
 * Completes the command line of a run with {@code --resume}: each missing option gets the value that the checkpoint
 * stores. Only options that define a run are taken from a checkpoint, and they are parsed like options of the command
 * line. So a checkpoint cannot choose the folder in which the program writes.
 */
final class ResumedOptions {
    private ResumedOptions() {}

    /** Returns the arguments unchanged unless a run of the same program is resumed. */
    static ParseResult complete(ParseResult parsed) {
        ParseResult program = parsed;
        while (program.hasSubcommand()) {
            program = program.subcommand();
        }
        Path folder = program.commandSpec().findOption("--resume") == null ? null
                : program.matchedOptionValue("--resume", (Path) null);
        if (folder == null) {
            return parsed;
        }
        Path checkpoint;
        Map<String, String> saved;
        try {
            checkpoint = Checkpoints.toResume(folder);
            saved = Checkpoints.strings(checkpoint);
        } catch (IOException e) {
            return parsed;      // the program opens the checkpoint again and reports the error
        }
        List<String> missing = missing(program, saved);
        return missing.isEmpty() ? parsed : parse(parsed, missing, checkpoint);
    }

    private static List<String> missing(ParseResult program, Map<String, String> saved) {
        CommandSpec spec = program.commandSpec();
        List<String> missing = new ArrayList<>();
        if (!spec.name().equals(RunIdentity.program(saved).orElse(""))) {
            return missing;      // the options of another program; the program refuses the checkpoint
        }
        for (OptionSpec option : spec.options()) {
            Optional<String> value = RunIdentity.option(option.longestName(), saved);
            if (!program.hasMatchedOption(option) && value.isPresent()) {
                argument(option, value.get()).ifPresent(missing::add);
            }
        }
        if (!program.hasMatchedOption("--steps") && !program.hasMatchedOption("--epochs")) {
            Checkpoints.stepsWanted(saved).ifPresent(steps -> missing.add("--steps=" + steps));
        }
        return missing;
    }

    /** The argument that sets an option to a saved value; none for an option that was not set. */
    private static Optional<String> argument(OptionSpec option, String value) {
        boolean flag = option.arity().max() == 0;
        boolean unset = value.equals("null") || flag && value.equals("false");
        return unset ? Optional.empty()
                : Optional.of(option.longestName() + (flag && value.equals("true") ? "" : "=" + value));
    }

    private static ParseResult parse(ParseResult parsed, List<String> missing, Path checkpoint) {
        CommandLine command = parsed.commandSpec().commandLine();
        List<String> args = new ArrayList<>(parsed.originalArgs());
        args.addAll(missing);
        try {
            return command.parseArgs(args.toArray(new String[0]));
        } catch (ParameterException e) {
            String message = "cannot resume " + checkpoint + ": it stores an option that its program does not take: "
                    + e.getMessage() + ". Give the option with a valid value.";
            throw new ExecutionException(command, message, new IOException(message, e));
        }
    }
}
