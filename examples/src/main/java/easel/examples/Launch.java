package easel.examples;

import easel.gan.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Runs an example: its options, one line for each error, its exit code. */
final class Launch {
    /** Something stopped the run: a loss that is not finite, a disk that is full, too little memory. */
    static final int FAILED = 1;
    /** The options make no sense. */
    static final int MISUSED = 2;

    private Launch() {}

    /** Runs an example and ends the JVM unless all is well; then it ends by itself. */
    static void main(Callable<Integer> example, String... args) {
        // Pictures are drawn in memory. Without this, macOS would show an icon for a program without windows.
        System.setProperty("java.awt.headless", "true");
        int code = execute(commandLine(example), args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int execute(CommandLine command, String... args) {
        try {
            return command.execute(args);
        } catch (OutOfMemoryError e) {
            command.getErr().println("Out of memory. Choose a smaller --batch or --count, or give Java more,"
                    + " for example with MAVEN_OPTS=-Xmx4g.");
            return FAILED;
        }
    }

    static CommandLine commandLine(Callable<Integer> example) {
        return new CommandLine(example)
                .registerConverter(Path.class, new FilePath())
                .registerConverter(Long.class, new Whole())
                .registerConverter(Long.TYPE, new Whole())
                .setParameterExceptionHandler((e, args) -> refuse(e))
                .setExecutionExceptionHandler((e, command, result) -> explain(e, command));
    }

    private static int refuse(ParameterException e) {
        List<String> similar = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions() : List.of();
        CommandLine command = e.getCommandLine();
        String remedy = similar.isEmpty() ? "." : "; did you mean " + similar.get(0) + "?";
        if (e instanceof UnmatchedArgumentException u && !u.isUnknownOption() && !command.getSubcommands().isEmpty()) {
            command.getErr().println("There is no '" + u.getUnmatched().get(0) + "'" + remedy + " Expected one of "
                    + String.join(", ", command.getSubcommands().keySet()) + ".");
        } else {
            command.getErr().println(e.getMessage().replaceAll("\\.+$", "") + remedy + " --help lists all options.");
        }
        return MISUSED;
    }

    /** Expected failures carry their explanation; anything else is a defect of ours and keeps its stack trace. */
    private static int explain(Exception e, CommandLine command) throws Exception {
        if (e instanceof DivergedException || e instanceof IOException || e instanceof UncheckedIOException) {
            command.getErr().println(message(e));
            return FAILED;
        }
        if (e instanceof IllegalArgumentException) {
            command.getErr().println(e.getMessage());
            return MISUSED;
        }
        throw e;
    }

    /** That of a file system names the file only, or the reason only. */
    private static String message(Exception e) {
        return e instanceof FileSystemException ? "cannot read or write: " + e : e.getMessage();
    }

    /** For files and folders. */
    static final class FilePath implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "' cannot be the name of a file here (" + e.getReason()
                        + "). If it has letters beyond ASCII, choose a locale that has them, such as LC_ALL=C.UTF-8");
            }
        }
    }

    /** For seeds. */
    static final class Whole implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a whole number from " + Long.MIN_VALUE
                        + " to " + Long.MAX_VALUE);
            }
        }
    }

    /** For numbers of steps, epochs and examples. */
    static final class AtLeastOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int value = Integer.parseInt(text);
                if (value >= 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // The same answer as to a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a whole number from 1 to " + Integer.MAX_VALUE);
        }
    }

    /** For learning rates. */
    static final class AboveZero implements ITypeConverter<Float> {
        @Override
        public Float convert(String text) {
            try {
                float value = Float.parseFloat(text);
                if (value > 0 && value <= Float.MAX_VALUE) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // The same answer as to a number out of range.
            }
            throw new TypeConversionException("'" + text + "' is not a finite number above 0, such as 0.0002");
        }
    }
}
