package easel.examples.commands;

import easel.core.state.SafetensorsFile;
import easel.core.state.State;
import easel.datasets.Scaling;
import easel.examples.run.PixelRange;
import easel.examples.run.TerminalText;
import easel.layers.Sequential;
import easel.layers.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel info}: prints the content of a model's file. */
@Command(name = "info", header = "Prints the content of a model or a checkpoint.",
        description = "Prints the layers, shapes and counts of each network, and the version that wrote it. For"
            + " a checkpoint, also prints the program, its options and the step. For a file of another library, prints"
            + " its strings and the names, types and shapes of its tensors; reads only the header, so the file may be"
            + " larger than the memory.",
        footer = {
            "  easel info runs/vanilla-mnist-001",
            "  easel info generator.safetensors --all"})
public final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL",
            description = "A .safetensors file, a checkpoint, or the folder of a run.")
    private Path model;

    @Option(names = "--all", description = "Also print all metadata, and the name, type and shape of every tensor.")
    private boolean all;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        Path path = ModelFile.path(model);
        SafetensorsFile header = SafetensorsFile.open(path);
        ModelFile file = ModelFile.withoutTensors(path, header.strings());
        PrintWriter out = spec.commandLine().getOut();
        line(out, "%s", path);
        line(out, "%,d bytes; %,d tensors of %,d numbers", Files.size(path), header.entries().size(),
                header.entries().stream().mapToLong(InfoCommand::numbers).sum());
        if (file.isCheckpoint()) {
            run(out, file.step(), file.state().within("run").strings());
        }
        boolean hasNetworks = !file.networks().isEmpty();
        if (hasNetworks) {
            networks(out, ModelFile.open(path));
        }
        if (all || !hasNetworks) {
            out.println();
            header.strings().forEach((name, value) -> line(out, "%s = %s", name, value));
            header.entries().forEach(entry -> line(out, "%s %s %s", entry.name(), entry.type(), shape(entry)));
        }
        return 0;
    }

    private static long numbers(SafetensorsFile.Entry entry) {
        return entry.axes().stream().reduce(1L, (a, b) -> a * b);
    }

    /** Such as (3, 4). */
    private static String shape(SafetensorsFile.Entry entry) {
        return entry.axes().stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    private static void networks(PrintWriter out, ModelFile file) throws IOException {
        for (String name : file.networks()) {
            State part = file.part(name);
            Sequential network = file.network(name);
            out.println();
            out.print(Summary.of(ModelFile.title(name), network));
            line(out, "%s to %s%s; %,d multiply-adds for each", network.input(), network.output(),
                    PixelRange.of(network).map(s -> " from " + (s == Scaling.ZERO_TO_ONE ? 0 : -1) + " to 1")
                            .orElse(""), network.multiplyAdds(network.input()));
            line(out, "written by %s %s", part.strings().get("format"), part.strings().get("library_version"));
        }
    }

    /** Prints the origin of a checkpoint. One that an application wrote has neither program nor data nor options. */
    private static void run(PrintWriter out, String step, Map<String, String> run) {
        if (!run.containsKey("program")) {
            line(out, "checkpoint after step %s, written by an application; names neither program nor data", step);
            return;
        }
        line(out, "checkpoint of %s after step %s", run.get("program"), step);
        line(out, "trained on %s", run.get("data"));
        line(out, "%s", run.entrySet().stream()
                .filter(option -> option.getKey().startsWith("--"))
                .map(option -> option.getKey() + " " + option.getValue())
                .collect(Collectors.joining(", ")));
    }

    /** Prints one line, also if a string of the file has line breaks or escape sequences. */
    private static void line(PrintWriter out, String format, Object... args) {
        out.println(TerminalText.line(String.format(Locale.ROOT, format, args)));
    }
}
