package easel.examples.run;

import easel.core.Tensor;
import easel.gan.GanTrainer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Where a program's training is computed: in its own process, unless a host is set. */
public interface TrainingHost {
    /**
     * Called when networks, data and options of a GAN are ready, before its run folder is created.
     *
     * @param program the command that starts the same training in another process, without a run folder: the name of
     *     the program and its options
     * @param trainer the trainer. A resumed run is not yet restored
     * @param real maps the number of a batch, from 0, to real images
     */
    void begin(List<String> program, GanTrainer trainer, LongFunction<Tensor> real);

    /**
     * Called when the run has its folder, before the first step. By default this does nothing.
     *
     * @param print prints a line above the progress bar
     */
    default void started(Consumer<String> print) {}

    /**
     * Sets the host of each program among the subcommands of a command.
     *
     * @param train the command
     * @param host is called by the programs
     */
    static void set(CommandLine train, TrainingHost host) {
        for (CommandLine program : train.getSubcommands().values()) {
            for (CommandSpec mixin : program.getCommandSpec().mixins().values()) {
                if (mixin.userObject() instanceof RunOptions options) {
                    options.host = host;
                }
            }
        }
    }
}
