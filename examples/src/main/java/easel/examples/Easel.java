package easel.examples;

import easel.layers.Models;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: one entry to the programs here and to the models that they leave behind. */
@Command(name = "easel", header = "Trains small GANs, and draws with the models they leave behind.",
        description = {
            "A MODEL is a .safetensors file of one network, a checkpoint, or the folder of a run, which stands for its"
                + " last checkpoint.",
            "`easel COMMAND --help` is a command's manual."},
        footer = {
            "  easel train vanilla-mnist",
            "  easel sample runs/vanilla-mnist-001",
            "  source <(easel generate-completion)"},
        versionProvider = Easel.Version.class,
        subcommands = {Train.class, Resume.class, Sample.class, Interpolate.class, Arithmetic.class, Info.class,
            Export.class, Evaluate.class, Benchmark.class, GenerateCompletion.class})
public final class Easel implements Callable<Integer> {
    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Prints the versions of Easel and Java.")
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
