package easel.examples;

import easel.examples.commands.Manual;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code easel train}: starts a training program. The names of its run folders begin with its name. */
@Command(name = "train", header = "Runs one of the training programs.",
        description = "`easel train PROGRAM --help` lists the options of a program and the files of its run. Each"
            + " program creates a folder in runs with index.html, losses.csv, losses.png, settings.json, pictures and"
            + " checkpoints. Each program is also a Java main class.",
        commandListHeading = "%nPrograms:%n",
        footer = {
            "  easel train vanilla-mnist",
            "  easel train dcgan-mnist --data photos --size 32x32 --channels 3",
            "  easel train dcgan-64 --data photos",
            "  easel train mnist-classifier --epochs 5"},
        subcommands = {VanillaMnist.class, VanillaSgdMnist.class, SmallMnist.class, ConvMnist.class, DcganMnist.class,
            Dcgan64.class, Fashion.class, CganMnist.class, BestMnist.class, BestFashion.class, MnistClassifier.class})
final class Train implements Callable<Integer> {
    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which program? One of "
                + String.join(", ", spec.subcommands().keySet()));
    }
}
