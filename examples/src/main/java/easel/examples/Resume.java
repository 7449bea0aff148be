package easel.examples;

import easel.core.state.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine;

/** {@code easel resume}: the program of a run's last checkpoint, with the options that it had. */
@Command(name = "resume", header = "Goes on with a run after its last checkpoint.",
        customSynopsis = "easel resume [-h] RUN [OPTION]...",
        description = {
            "Finds the program and its options in the checkpoint and goes on as far as was asked for; N steps, another"
                + " process and M steps more give the bits of N + M. Any OPTION of the program may follow and goes to"
                + " it: --steps to go further, --every, --checkpoint-every, --keep, --profile. Options that say what a"
                + " step is must stay as they were, and are refused otherwise."},
        footer = "  easel resume runs/vanilla-mnist-001 --steps 12000")
final class Resume implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The folder of the run, such as runs/vanilla-mnist-001.")
    private Path run;

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path checkpoint = Run.lastCheckpoint(RunFolder.existing(run));
        State then = Checkpoints.read(checkpoint).within("run");
        CommandLine train = Launch.commandLine(new Train())
                .setOut(spec.commandLine().getOut())
                .setErr(spec.commandLine().getErr())
                .setOverwrittenOptionsAllowed(true);
        String name = then.strings().get("program");
        CommandLine program = train.getSubcommands().get(name);
        if (program == null) {
            throw new IllegalArgumentException("cannot resume " + checkpoint + ": it is of "
                    + (name == null ? "no program of the command line" : "\"" + name + "\", which is none of "
                    + train.getSubcommands().keySet()) + ". Resume it with what wrote it.");
        }
        List<String> args = new ArrayList<>(List.of(name, "--resume=" + run));
        for (OptionSpec option : program.getCommandSpec().options()) {
            String value = then.strings().get(option.longestName());
            if (option.arity().max() == 0 && "true".equals(value)) {
                args.add(option.longestName());
            } else if (option.arity().max() > 0 && value != null && !"null".equals(value)) {
                args.add(option.longestName() + "=" + value);
            }
        }
        if (options.stream().noneMatch(option -> option.startsWith("--steps") || option.startsWith("--epochs"))) {
            stepsWanted().ifPresent(steps -> args.add("--steps=" + steps));
        }
        args.addAll(options);
        return Launch.execute(train, args.toArray(new String[0]));
    }

    /** How far the run was to go, if its settings.json says so. */
    private Optional<String> stepsWanted() throws IOException {
        Path settings = run.resolve("settings.json");
        if (!Files.isRegularFile(settings)) {
            return Optional.empty();
        }
        Matcher steps = Pattern.compile("\"steps_wanted\": *([0-9]+)")
                .matcher(Files.readString(settings, StandardCharsets.ISO_8859_1));
        return steps.find() ? Optional.of(steps.group(1)) : Optional.empty();
    }
}
