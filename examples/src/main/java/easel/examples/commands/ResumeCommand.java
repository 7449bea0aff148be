package easel.examples.commands;

import easel.examples.run.Checkpoints;
import easel.examples.run.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine;

/**
 * {@code easel resume}: runs the program of a run's last checkpoint with {@code --resume}. Options that are not given
 * have the values of the checkpoint. The programs are the subcommands of {@code train}, a sibling of this command.
 */
@Command(name = "resume", header = "Continues a run from its last checkpoint.",
        customSynopsis = "easel resume [-h] RUN [OPTION]...",
        description = {
            "Reads the program and all its options from the checkpoint and continues up to the planned last step of"
                + " the run. N steps, then M steps in another process, give exactly the results of N + M steps in one"
                + " process. Options of the program may follow: --steps to train longer, --every, --checkpoint-every,"
                + " --keep, --patience, --profile, --skip-broken, --accept-changed-data. It is an error to change"
                + " an option that affects the result of a step."},
        footer = "  easel resume runs/vanilla-mnist-001 --steps 12000")
public final class ResumeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The folder of the run, such as runs/vanilla-mnist-001.")
    private Path run;

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    ResumeCommand() {}

    @Override
    public Integer call() throws IOException {
        Path file = Checkpoints.toResume(run);
        String name = Checkpoints.program(Checkpoints.strings(file)).orElse(null);
        CommandLine train = spec.parent().subcommands().get("train");
        CommandLine program = train.getSubcommands().get(name);
        if (program == null) {
            throw new IOException("cannot resume " + file + ": "
                    + (name == null ? "it names no program of the command line" : "its program, \"" + name
                    + "\", is not one of " + train.getSubcommands().keySet())
                    + ". Resume it with the program that wrote it.");
        }
        List<String> args = new ArrayList<>(List.of(name, "--resume=" + run));
        args.addAll(options);
        return Launch.execute(train, args.toArray(new String[0]));
    }
}
