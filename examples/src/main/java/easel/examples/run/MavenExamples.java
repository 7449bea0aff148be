package easel.examples.run;

import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The examples in the help text of a training program. The program declares them as commands of {@code easel}. If the
 * program is started as a main class, its help text has the same examples as Maven commands.
 */
final class MavenExamples {
    private static final String EASEL = "  easel train ";

    private MavenExamples() {}

    /** Replaces the examples of a program that is not a subcommand of easel. */
    static CommandLine in(CommandLine program) {
        String[] footer = program.getCommandSpec().usageMessage().footer();
        String example = EASEL + program.getCommandName();
        program.getCommandSpec().usageMessage().footer(Arrays.stream(footer)
                .flatMap(line -> line.startsWith(example)
                        ? maven(program.getCommand().getClass(), line.substring(example.length()).strip())
                        : Stream.of(line))
                .toArray(String[]::new));
        return program;
    }

    private static Stream<String> maven(Class<?> main, String args) {
        String command = "  mvn -q compile exec:java -Dexec.mainClass=" + main.getName();
        return args.isEmpty() ? Stream.of(command)
                : Stream.of(command + " \\", "      -Dexec.args=\"" + args + "\"");
    }
}
