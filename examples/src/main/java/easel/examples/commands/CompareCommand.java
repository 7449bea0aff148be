package easel.examples.commands;

import easel.examples.run.PictureFile;
import easel.examples.run.QualityCurve;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel compare}: draws the quality of runs over their training. */
@Command(name = "compare", header = "Draws the FCD of several runs in one plot.",
        description = {
            "Reads the evaluations in losses.csv of each run, prints the lowest and the last FCD and draws all of them"
                + " over the steps, on logarithmic axes.",
            "The name of a figure has the number of generated images, the number of real images, and the evaluator;"
                + " only figures with equal names can be compared. Give the runs the same --evaluate-count."},
        footer = {
            "  easel compare runs/vanilla-mnist-001 runs/dcgan-mnist-001",
            "  easel compare runs/*-mnist-* --out plots/compare.png"})
public final class CompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "The folders of runs.")
    private List<Path> runs;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "compare.png",
            description = "The plot, as .png, .jpg or .gif; an existing file is replaced. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        PictureFile plot = PictureFile.of(out, "--out");
        List<QualityCurve> curves = new ArrayList<>();
        for (Path run : runs) {
            curves.add(QualityCurve.read(run));
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(String.format("%-24s %12s %8s %12s %8s  %s", "run", "lowest FCD", "step", "last FCD", "step",
                "figure"));
        for (QualityCurve curve : curves) {
            int lowest = curve.lowest();
            int last = curve.steps().size() - 1;
            terminal.println(String.format(Locale.ROOT, "%-24s %12.2f %8d %12.2f %8d  %s", curve.run(),
                    curve.distances().get(lowest), curve.steps().get(lowest), curve.distances().get(last),
                    curve.steps().get(last), curve.column()));
        }
        plot.write(QualityCurve.draw(curves));
        terminal.println(out);
        return 0;
    }
}
