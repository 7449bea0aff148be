package easel.examples.run;

import easel.core.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Runs a program with its command-line options. An error becomes one line and an exit code. */
public final class Launch {
    private Launch() {}

    /**
     * Runs a program, and ends the JVM with its exit code unless that is 0.
     *
     * @param program a picocli command
     * @param args its options
     */
    public static void main(Callable<Integer> program, String... args) {
        // Images are drawn in memory. Without this property, macOS shows an icon although the program has no windows.
        System.setProperty("java.awt.headless", "true");
        int code = execute(commandLine(program), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Runs a command and reports its errors.
     *
     * @param command from {@link #commandLine}, or a subcommand of one
     * @param args its options
     * @return the exit code
     */
    public static int execute(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (OutOfMemoryError e) {
            command.getErr().println("Out of memory. Choose a smaller --batch or --count, or give Java more"
                    + " memory: java -Xmx4g -jar easel.jar, or MAVEN_OPTS=-Xmx4g for Maven.");
            return ExitCodes.FAILED;
        }
    }

    /**
     * Wraps a program with the option types and error messages of all programs.
     *
     * @param program a picocli command
     * @return the command line
     */
    public static CommandLine commandLine(Callable<Integer> program) {
        return MavenExamples.in(new CommandLine(program))
                .registerConverter(Path.class, new OptionTypes.FilePath())
                .registerConverter(Long.class, new OptionTypes.WholeNumber())
                .registerConverter(Long.TYPE, new OptionTypes.WholeNumber())
                .setParameterExceptionHandler(Launch::reportMisuse)
                .setExecutionExceptionHandler((e, command, result) -> reportFailure(e, command));
    }

    private static int reportMisuse(ParameterException e, String... args) {
        List<String> similar = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions() : List.of();
        CommandLine command = e.getCommandLine();
        String remedy = similar.isEmpty() ? "." + minusHint(e, args) : "; did you mean " + similar.get(0) + "?";
        if (e instanceof UnmatchedArgumentException u && !u.isUnknownOption() && !command.getSubcommands().isEmpty()) {
            command.getErr().println("There is no '" + u.getUnmatched().get(0) + "'" + remedy + " Expected one of "
                    + String.join(", ", command.getSubcommands().keySet()) + ".");
        } else {
            command.getErr().println(e.getMessage().replaceAll("\\.+$", "") + remedy + " --help lists all options.");
        }
        return ExitCodes.MISUSED;
    }

    /** Picocli takes an argument such as -5+8, unless it is the value of an option, for an unknown option. */
    private static String minusHint(ParameterException e, String... args) {
        if (e instanceof UnmatchedArgumentException || e instanceof MissingParameterException) {
            for (int i = 1; i < args.length; i++) {
                if (args[i].matches("-\\d.*") && !args[i - 1].startsWith("-")) {
                    return " Put -- before an argument that begins with minus: -- " + args[i] + ".";
                }
            }
        }
        return "";
    }

    /** Expected failures have a message for users. Any other exception is a bug and keeps its stack trace. */
    private static int reportFailure(Exception e, CommandLine command) throws Exception {
        if (e instanceof DivergedException || e instanceof IOException || e instanceof UncheckedIOException) {
            command.getErr().println(message(e));
            return ExitCodes.FAILED;
        }
        if (e instanceof IllegalArgumentException) {
            command.getErr().println(e.getMessage());
            return ExitCodes.MISUSED;
        }
        throw e;
    }

    /** A FileSystemException is printed with its class, because its message may be only a path. */
    private static String message(Exception e) {
        return e instanceof FileSystemException ? "cannot read or write: " + e : e.getMessage();
    }
}
