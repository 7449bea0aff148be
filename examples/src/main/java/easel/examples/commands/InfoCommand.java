package easel.examples.commands;

import easel.core.Tensor;
import easel.core.state.State;
import easel.datasets.Scaling;
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
            + " the names and shapes of the tensors.",
        footer = {
            "  easel info runs/vanilla-mnist-001",
            "  easel info generator.safetensors --all"})
public final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL",
            description = "A .safetensors file, a checkpoint, or the folder of a run.")
    private Path model;

    @Option(names = "--all", description = "Also print all metadata, and the name and shape of every tensor.")
    private boolean all;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        ModelFile file = ModelFile.open(model);
        State state = file.state();
        PrintWriter out = spec.commandLine().getOut();
        out.println(file.path());
        line(out, "%,d bytes; %,d tensors of %,d numbers", Files.size(file.path()), state.tensors().size(),
                state.tensors().values().stream().mapToLong(Tensor::size).sum());
        if (file.isCheckpoint()) {
            run(out, file.step(), state.within("run").strings());
        }
        for (String name : file.networks()) {
            State part = file.part(name);
            Sequential network = file.network(name);
            out.println();
            out.print(Summary.of(ModelFile.title(name), network));
            line(out, "%s to %s%s; %,d multiply-adds for each", network.input(), network.output(),
                    Generator.scaling(network).map(s -> " from " + (s == Scaling.ZERO_TO_ONE ? 0 : -1) + " to 1")
                            .orElse(""), network.multiplyAdds(network.input()));
            line(out, "written by %s %s", part.strings().get("format"), part.strings().get("library_version"));
        }
        if (all || file.networks().isEmpty()) {
            out.println();
            state.strings().forEach((name, value) -> out.println(name + " = " + value));
            state.tensors().forEach((name, tensor) -> out.println(name + " " + tensor.shape()));
        }
        return 0;
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

    private static void line(PrintWriter out, String format, Object... args) {
        out.println(String.format(Locale.ROOT, format, args));
    }
}
