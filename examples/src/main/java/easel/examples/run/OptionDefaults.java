package easel.examples.run;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine;

/** The defaults of a program's options, as a checkpoint stores them. */
final class OptionDefaults {
    private OptionDefaults() {}

    /** Parses an empty command line with a new instance of the program; option names to values. */
    static Map<String, String> of(CommandSpec program) {
        CommandLine fresh = Launch.withOptionTypes(new CommandLine(program.userObject().getClass()));
        fresh.parseArgs();
        Map<String, String> defaults = new HashMap<>();
        for (OptionSpec option : fresh.getCommandSpec().options()) {
            defaults.put(option.longestName(), String.valueOf(option.<Object>getValue()));
        }
        return defaults;
    }
}
