package easel.examples.run;

import easel.core.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
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
        replaceUnknownHome();
        CommandLine command = commandLine(program);
        command.setOut(TerminalEncoding.writer(command.getOut(), TerminalEncoding.of("stdout.encoding")));
        TerminalEncoding.replaceInStandardOutput();
        command.setErr(TerminalEncoding.writer(command.getErr(), TerminalEncoding.of("stderr.encoding")));
        int code = execute(command, args);
        if (code == 0 && outputIsLost(command)) {
            printError(command, ExitCodes.OUTPUT_LOST);
            code = ExitCodes.FAILED;
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    private static boolean outputIsLost(CommandLine command) {
        boolean unwritten = command.getOut().checkError();      // also flushes
        return System.out.checkError() || unwritten;
    }

    /**
     * Keeps the JDK's font code from creating a folder named "?" in the working directory: without a home folder,
     * user.home is a question mark. No folder can be created below the device /dev/null.
     */
    private static void replaceUnknownHome() {
        if (System.getProperty("user.home", "?").equals("?")) {
            String home = System.getenv("HOME");
            System.setProperty("user.home", home == null || home.isBlank() ? "/dev/null" : home);
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
        LibraryLog log = LibraryLog.to(command.getErr());
        try {
            return command.execute(args);
        } catch (OutOfMemoryError e) {
            command.getErr().println(OutOfMemory.explain(e));
            return ExitCodes.FAILED;
        } finally {
            log.close();
        }
    }

    /**
     * Wraps a program with the option types and error messages of all programs.
     *
     * @param program a picocli command
     * @return the command line
     */
    public static CommandLine commandLine(Callable<Integer> program) {
        return withOptionTypes(MavenExamples.in(new CommandLine(program)))
                .setParameterExceptionHandler(Launch::reportMisuse)
                .setExecutionExceptionHandler((e, command, result) -> reportFailure(e, command))
                .setExecutionStrategy(Launch::run);
    }

    static CommandLine withOptionTypes(CommandLine command) {
        return command.registerConverter(Path.class, new OptionTypes.FilePath())
                .registerConverter(Integer.class, new OptionTypes.Int())
                .registerConverter(Integer.TYPE, new OptionTypes.Int())
                .registerConverter(Long.class, new OptionTypes.WholeNumber())
                .registerConverter(Long.TYPE, new OptionTypes.WholeNumber());
    }

    /** Runs the parsed command. Its output is made harmless for the terminal, except help texts, which have colours. */
    private static int run(ParseResult parsed) {
        if (asksForHelp(parsed)) {
            return new RunLast().execute(parsed);
        }
        ParseResult complete = ResumedOptions.complete(parsed);
        CommandLine command = parsed.commandSpec().commandLine();
        PrintWriter out = command.getOut();
        PrintWriter harmless = new PrintWriter(new TerminalWriter(out), true);
        command.setOut(harmless);
        try {
            return new RunLast().execute(complete);
        } finally {
            harmless.flush();
            command.setOut(out);
        }
    }

    private static boolean asksForHelp(ParseResult parsed) {
        return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()
                || parsed.hasSubcommand() && asksForHelp(parsed.subcommand());
    }

    private static void printError(CommandLine command, String message) {
        command.getErr().println(TerminalText.line(message));
    }

    private static int reportMisuse(ParameterException e, String... args) {
        List<String> similar = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions() : List.of();
        CommandLine command = e.getCommandLine();
        String program = e instanceof UnmatchedArgumentException u ? subcommand(command, u.getUnmatched().get(0)) : "";
        String meant = !program.isEmpty() ? program : similar.isEmpty() ? "" : similar.get(0);
        String remedy = meant.isEmpty() ? "." + minusHint(e, args) : "; did you mean " + meant + "?";
        if (e instanceof UnmatchedArgumentException u && !u.isUnknownOption() && !command.getSubcommands().isEmpty()) {
            printError(command, "There is no '" + u.getUnmatched().get(0) + "'" + remedy + " Expected one of "
                    + String.join(", ", command.getSubcommands().keySet()) + ".");
        } else {
            printError(command, e.getMessage().replaceAll("\\.+$", "") + remedy + " --help lists all options.");
        }
        return ExitCodes.MISUSED;
    }

    /** The command that has a subcommand of this name, such as easel train vanilla-mnist; empty without one. */
    private static String subcommand(CommandLine command, String name) {
        return command.getSubcommands().values().stream().filter(sub -> sub.getSubcommands().containsKey(name))
                .map(sub -> sub.getCommandSpec().qualifiedName() + " " + name).findFirst().orElse("");
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
            printError(command, message(e));
            return ExitCodes.FAILED;
        }
        if (e instanceof IllegalArgumentException) {
            printError(command, e.getMessage());
            return ExitCodes.MISUSED;
        }
        throw e;
    }

    /** A FileSystemException is printed with its class, because its message may be only a path. */
    private static String message(Exception e) {
        return e instanceof FileSystemException ? "cannot read or write: " + e : e.getMessage();
    }
}
