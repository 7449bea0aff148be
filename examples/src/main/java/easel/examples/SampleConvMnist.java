package easel.examples;

import easel.core.random.RandomStream;
import easel.datasets.ImageGrid;
import easel.datasets.Scaling;
import easel.examples.run.Launch;
import easel.examples.run.PictureFile;
import easel.gan.LatentSpace;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Sequential;
import easel.layers.Sigmoid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws digits with a generator that {@link ConvMnist} saved. Needs only the generator's file. */
@Command(name = "SampleConvMnist", sortOptions = false, sortSynopsis = false,
        description = {
            "Draws 25 digits with a generator that ConvMnist saved.",
            ""},
        footer = {
            "",
            "Example:",
            "  mvn -q compile exec:java -Dexec.mainClass=easel.examples.SampleConvMnist \\",
            "      -Dexec.args=\"runs/conv-mnist-001/generator-epoch-010.safetensors\""})
public final class SampleConvMnist implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A generator, such as generator-epoch-010.safetensors in a run's"
            + " folder.")
    private Path file;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of the latent points. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--out", paramLabel = "PICTURE", defaultValue = "samples.png",
            description = "The picture file to write, .png, .jpg or .gif. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this help and exit.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    SampleConvMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new SampleConvMnist(), args);
    }

    @Override
    public Integer call() throws IOException {
        PictureFile picture = PictureFile.of(out, "--out");
        Sequential generator = Models.load(file);
        Layer last = generator.layers().get(generator.layers().size() - 1);
        if (generator.input().rank() != 1 || !(last instanceof Sigmoid)) {
            throw new IOException(file + ": not a generator of ConvMnist, which maps latent points to pixels from 0 to"
                    + " 1 and ends in Sigmoid. `easel sample` draws with other generators.");
        }
        LatentSpace latent = LatentSpace.normal(generator.input().size());
        ImageGrid grid = ImageGrid.of(5, 5, generator.outputShape(generator.input()), Scaling.ZERO_TO_ONE);
        picture.write(grid.draw(generator.infer(latent.sample(25, RandomStream.of(seed)))));    // (25, 28, 28, 1)
        spec.commandLine().getOut().println("25 digits are in " + out);
        return 0;
    }
}
