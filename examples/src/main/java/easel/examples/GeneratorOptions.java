package easel.examples;

import easel.core.Shape;
import easel.datasets.Scaling;
import easel.gan.Checkpoint;
import easel.gan.LatentSpace;
import easel.gan.LatentSpace.Distribution;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A MODEL that makes images, and what its file may leave open. */
final class GeneratorOptions {
    /** The layer whose range the pixels have. */
    enum Range { tanh, sigmoid }

    /** A distribution of latent points. */
    enum Points { normal, uniform }

    @Parameters(index = "0", paramLabel = "MODEL",
            description = "The .safetensors file of a generator, a checkpoint, or the folder of a run.")
    Path model;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Latent points come from it; other seeds give other ones. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--latent", paramLabel = "DISTRIBUTION",
            description = "normal or uniform, from -1 to 1. Default: what a checkpoint was trained with; else normal.")
    private Points latent;

    @Option(names = "--image", paramLabel = "HxW", converter = PictureOptions.Size.class,
            description = "Height and width of images that are made as rows of numbers. Default: a gray square.")
    private PictureOptions.Size.Pixels size;

    @Option(names = "--range", paramLabel = "LAYER",
            description = "tanh for pixels from -1 to 1, sigmoid for 0 to 1. Default: the model's last layer.")
    private Range range;

    /** Opens the file, or says what it holds instead of a generator. */
    Generator open() throws IOException {
        return of(ModelFile.open(model));
    }

    /** The generator of an open file, or says what it holds instead. */
    Generator of(ModelFile file) throws IOException {
        Sequential network = file.network("generator");
        if (network.input().rank() != 1) {
            throw noGenerator(file, "its network takes " + network.input() + ", which is no latent point");
        }
        if (network.output().size() == 1) {
            throw noGenerator(file, "its network makes one number of " + network.input()
                    + ", as a discriminator does, and no image");
        }
        return new Generator(network, latent(file, network), image(file, network.output()), scaling(file, network));
    }

    private static IOException noGenerator(ModelFile file, String what) {
        return new IOException(file.path() + ": " + what + ". Name the file of a generator, a checkpoint, or the folder"
                + " of a run.");
    }

    private LatentSpace latent(ModelFile file, Sequential network) {
        boolean uniform = latent == null
                ? Checkpoint.latentSpace(file.state()).filter(z -> z.distribution() == Distribution.UNIFORM).isPresent()
                : latent == Points.uniform;
        int d = network.input().size();
        return uniform ? LatentSpace.uniform(d) : LatentSpace.normal(d);
    }

    private Shape image(ModelFile file, Shape output) {
        if (size == null && output.rank() == 3) {
            return output;
        }
        int side = (int) Math.round(Math.sqrt(output.size()));
        int height = size == null ? side : size.height();
        int width = size == null ? side : size.width();
        int channels = Math.max(1, (int) (output.size() / ((long) height * width)));
        if ((long) height * width * channels != output.size()) {
            throw new IllegalArgumentException(file.path() + ": its network makes " + output + ", which is no image of "
                    + height + " x " + width + "; give its height and width with --image HxW");
        }
        return Shape.of(height, width, channels);
    }

    private Scaling scaling(ModelFile file, Sequential network) {
        if (range != null) {
            return range == Range.tanh ? Scaling.MINUS_ONE_TO_ONE : Scaling.ZERO_TO_ONE;
        }
        return Generator.scaling(network).orElseThrow(() -> new IllegalArgumentException(String.format(Locale.ROOT,
                "%s: its last layer, %s, does not say the range of pixels; give --range tanh for -1 to 1, or --range"
                + " sigmoid for 0 to 1", file.path(), network.layers().get(network.layers().size() - 1))));
    }
}
