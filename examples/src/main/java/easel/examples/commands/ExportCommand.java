package easel.examples.commands;

import easel.core.state.WholeFile;
import easel.export.Diagram;
import easel.export.Onnx;
import easel.gan.Checkpoint;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code easel export}: writes a network for other programs, or as a diagram. */
@Command(name = "export", header = "Writes a network as ONNX, as safetensors, or as a diagram.",
        description = {
            "Formats:",
            "  onnx         for other libraries, with operators of opset " + Onnx.OPSET,
            "  safetensors  one network of a checkpoint",
            "  svg          a diagram with shapes and counts",
            "  mermaid      the same as text for Mermaid (.mmd)",
            "  dot          the same as text for Graphviz (.dot or .gv)"},
        footer = {
            "  easel export runs/vanilla-mnist-001 generator.safetensors",
            "  easel export generator.safetensors generator.onnx",
            "  easel export runs/conv-mnist-001 networks.svg --network both",
            "  easel export runs/mnist-classifier-001 classifier.onnx"})
public final class ExportCommand implements Callable<Integer> {
    /** The formats. */
    enum Format { onnx, safetensors, svg, mermaid, dot }

    /** The networks of a GAN's checkpoint. */
    enum Part { generator, discriminator, both }

    @Parameters(index = "0", paramLabel = "MODEL",
            description = "A .safetensors file, a checkpoint, or the folder of a run.")
    private Path model;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file to write; an existing file is replaced.")
    private Path out;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "The format. Default: chosen by the extension of FILE.")
    private Format format;

    @Option(names = "--network", paramLabel = "NAME",
            description = "The network of a GAN's checkpoint: generator, discriminator, or both in one diagram."
                + " Default: generator. A classifier has one network and needs no name.")
    private Part part;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        Format as = format == null ? byName(out.toString().toLowerCase(Locale.ROOT)) : format;
        boolean drawn = as == Format.svg || as == Format.mermaid || as == Format.dot;
        if (part == Part.both && !drawn) {
            throw new IllegalArgumentException(as + " holds one network; choose --network generator or discriminator");
        }
        ModelFile file = ModelFile.open(model);
        List<String> networks = file.networks();
        String name = part == Part.both ? ModelFile.GENERATOR : part != null ? part.name()
                : networks.isEmpty() ? ModelFile.NETWORK : networks.get(0);
        Sequential network = file.network(name);
        switch (as) {
            case onnx -> onnx(network);
            case safetensors -> Models.save(network, out);
            case svg -> text(diagram(file, name, network).svg());
            case mermaid -> text(diagram(file, name, network).mermaid());
            case dot -> text(diagram(file, name, network).dot());
        }
        String exported = part == Part.both ? part.name() : name;
        spec.commandLine().getOut().println(out + ": " + (file.isCheckpoint() ? exported + " of " : "") + file.path()
                + " as " + as);
        if (as == Format.safetensors && name.equals(ModelFile.GENERATOR)) {
            Checkpoint.latentText(file.state()).filter(text -> !text.startsWith("NORMAL ")).ifPresent(this::notePoints);
            int classes = Checkpoint.classes(file.state());
            if (classes > 0) {
                spec.commandLine().getOut().println("Note: " + out + " does not store the number of classes. The last "
                        + classes + " inputs of the generator are the label: 1 for the class and 0 for the others");
            }
        }
        return 0;
    }

    /** Prints the latent space of the training. The file does not store it, so other commands draw normal points. */
    private void notePoints(String latent) {
        spec.commandLine().getOut().println("Note: " + out + " does not store the latent space. The generator was"
                + " trained with " + GeneratorOptions.points(latent)
                + (latent.startsWith("UNIFORM ") ? "; sample it with --latent uniform" : ""));
    }

    private static Format byName(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "onnx" -> Format.onnx;
            case "safetensors" -> Format.safetensors;
            case "svg" -> Format.svg;
            case "mmd", "mermaid" -> Format.mermaid;
            case "dot", "gv" -> Format.dot;
            default -> throw new IllegalArgumentException("the extension of " + name + " is not known; use .onnx,"
                    + " .safetensors, .svg, .mmd or .dot, or give --format");
        };
    }

    private void onnx(Sequential network) throws IOException {
        try {
            Onnx.write(network, out);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(model + ": " + e.getMessage(), e);
        }
    }

    private Diagram diagram(ModelFile file, String name, Sequential network) throws IOException {
        if (part == Part.both) {
            return Diagram.of("Generator", network).then("Discriminator", file.network(ModelFile.DISCRIMINATOR));
        }
        return Diagram.of(ModelFile.title(file.isCheckpoint() ? name : ModelFile.NETWORK), network);
    }

    private void text(String text) throws IOException {
        WholeFile.write(out, whole -> whole.bytes(text.getBytes(StandardCharsets.UTF_8)));
    }
}
