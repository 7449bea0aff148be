package easel.examples;

import easel.examples.commands.ArithmeticCommand;
import easel.examples.commands.BenchmarkCommand;
import easel.examples.commands.CompareCommand;
import easel.examples.commands.EvaluateCommand;
import easel.examples.commands.ExportCommand;
import easel.examples.commands.InfoCommand;
import easel.examples.commands.InterpolateCommand;
import easel.examples.commands.Manual;
import easel.examples.commands.ResumeCommand;
import easel.examples.commands.SampleCommand;
import easel.examples.run.Launch;
import easel.examples.run.TrainingHost;
import easel.layers.Models;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: trains the programs of this package and uses the models that they save. */
@Command(name = "easel", header = "Trains small GANs, and draws images with the trained models.",
        description = {
            "A MODEL is a .safetensors file of one network, a checkpoint, or the folder of a run. In a folder, the last"
                + " checkpoint is used.",
            "`easel COMMAND --help` describes a command."},
        footer = {
            "  easel train vanilla-mnist",
            "  easel sample runs/vanilla-mnist-001",
            "  source <(easel generate-completion)"},
        versionProvider = Easel.Version.class,
        subcommands = {Train.class, ResumeCommand.class, SampleCommand.class, InterpolateCommand.class,
            ArithmeticCommand.class, InfoCommand.class, ExportCommand.class, EvaluateCommand.class,
            CompareCommand.class, BenchmarkCommand.class, Study.class, Shell.class, GenerateCompletion.class})
public final class Easel implements Callable<Integer> {
    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the versions of Easel and Java.")
    private boolean version;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    Easel() {}

    /**
     * Runs a command.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Easel(), args);
    }

    /**
     * The command line, whose programs call a host before they train.
     *
     * @param host see {@link TrainingHost}
     * @return parses arguments and runs commands
     */
    public static CommandLine commandLine(TrainingHost host) {
        CommandLine easel = Launch.commandLine(new Easel());
        TrainingHost.set(easel.getSubcommands().get("train"), host);
        return easel;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which command? One of "
                + String.join(", ", spec.subcommands().keySet()));
    }

    /** For --version. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"easel " + Models.LIBRARY_VERSION, "Java " + Runtime.version()};
        }
    }
}
