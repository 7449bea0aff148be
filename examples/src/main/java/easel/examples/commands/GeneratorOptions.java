package easel.examples.commands;

import easel.core.Shape;
import easel.datasets.Scaling;
import easel.examples.run.ImageSize;
import easel.examples.run.PixelRange;
import easel.gan.Checkpoint;
import easel.gan.LatentSpace;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The MODEL of a command that generates images, and options for properties that its file may lack. */
final class GeneratorOptions {
    /** The layer that determines the range of pixels. */
    enum Range { tanh, sigmoid }

    /** A distribution of latent points. */
    enum Points { normal, uniform }

    @Parameters(index = "0", paramLabel = "MODEL",
            description = "The .safetensors file of a generator, or a checkpoint or the run folder of a GAN.")
    Path model;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of the latent points. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--latent", paramLabel = "DISTRIBUTION",
            description = "normal, or uniform from -1 to 1. Default: as trained, if MODEL is a checkpoint; else"
                + " normal.")
    private Points latent;

    @Option(names = "--class", paramLabel = "N",
            description = "The class of all images, from 0, for a GAN that was trained with classes. Default for a grid"
                + " or an evaluation: all classes.")
    private Integer chosen;

    @Option(names = "--image", paramLabel = "HxW", converter = ImageSize.Converter.class,
            description = "Height and width, for a network whose output is a vector. Default: a square gray image.")
    private ImageSize size;

    @Option(names = "--range", paramLabel = "LAYER",
            description = "tanh for pixels from -1 to 1, sigmoid for 0 to 1. Default: the model's last layer.")
    private Range range;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Opens the model's generator. If there is none, the message of the IOException describes the model's network. */
    Generator open() throws IOException {
        return of(ModelFile.open(model));
    }

    /** Returns the generator of an open file; throws like {@link #open}. */
    Generator of(ModelFile file) throws IOException {
        if (file.isCheckpoint() && !file.isGan()) {
            throw noGenerator(file, "the checkpoint of a classifier has no generator");
        }
        Sequential network = file.network(ModelFile.GENERATOR);
        if (network.input().rank() != 1) {
            throw noGenerator(file, "its network takes " + network.input() + ", which is not a latent point");
        }
        if (network.output().size() == 1) {
            throw noGenerator(file, "its network maps " + network.input()
                    + " to one number, like a discriminator, and not to an image");
        }
        int classes = Checkpoint.classes(file.state());
        return new Generator(network, latent(file, network.input().size() - classes), image(file, network.output()),
                scaling(file, network), classes, chosen(file, classes));
    }

    private OptionalInt chosen(ModelFile file, int classes) {
        if (chosen == null) {
            return OptionalInt.empty();
        }
        if (classes == 0) {
            throw new IllegalArgumentException("--class " + chosen + ": " + file.path() + " has no classes. Omit"
                    + " --class, or name a checkpoint or the run folder of a GAN with classes, such as one of"
                    + " cgan-mnist; the file of a generator alone does not store them");
        }
        if (chosen < 0 || chosen >= classes) {
            throw new IllegalArgumentException("--class " + chosen + ": " + file.path() + " has the classes 0 to "
                    + (classes - 1) + "; choose one of them");
        }
        return OptionalInt.of(chosen);
    }

    private static IOException noGenerator(ModelFile file, String reason) {
        return new IOException(file.path() + ": " + reason + ". Name the file of a generator, or a checkpoint or the"
                + " run folder of a GAN; the commands info and export take any network.");
    }

    /** Prints a note, such as one about an option that contradicts the file. */
    void note(ModelFile file, String text) {
        command.commandLine().getOut().println("Note: " + file.path() + " " + text);
    }

    /** The latent space of points with d coordinates. */
    private LatentSpace latent(ModelFile file, int d) {
        if (d < 1) {
            throw new IllegalArgumentException(file.path() + ": its generator has no inputs in addition to the label,"
                    + " so it has no latent points; the file is damaged, name another one");
        }
        if (latent == null) {
            return trained(file, d);
        }
        LatentSpace chosen = latent == Points.uniform ? LatentSpace.uniform(d) : LatentSpace.normal(d);
        Checkpoint.latentText(file.state()).filter(text -> !text.equals(chosen.text())).ifPresent(text -> note(file,
                "was trained with " + points(text) + "; --latent " + latent + " draws other points"));
        return chosen;
    }

    /** Latent points in words, from the text of a latent space. */
    static String points(String latent) {
        return latent.startsWith("NORMAL ") ? "normal points" : latent.startsWith("UNIFORM ") ? "uniform points"
                : "points of " + latent;
    }

    /** The latent space of the training, or normal points if the file does not name it. */
    private static LatentSpace trained(ModelFile file, int size) {
        try {
            LatentSpace space = Checkpoint.latentSpace(file.state()).orElse(LatentSpace.normal(size));
            if (space.size() != size) {
                throw new IllegalArgumentException("its points are " + space.text() + ", with " + space.size()
                        + " coordinates, but its generator takes " + size);
            }
            return space;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.path() + ": " + e.getMessage() + ". Give --latent normal or"
                    + " --latent uniform to draw other points", e);
        }
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
            throw new IllegalArgumentException(file.path() + ": its network makes " + output + ", which is not an"
                    + " image of " + height + " x " + width + "; give the height and width with --image HxW");
        }
        Shape image = Shape.of(height, width, channels);
        if (output.rank() == 3 && !output.equals(image)) {
            note(file, "makes images of " + output + "; --image cuts their rows into " + image);
        }
        return image;
    }

    private Scaling scaling(ModelFile file, Sequential network) {
        if (range != null) {
            Scaling scaling = range == Range.tanh ? Scaling.MINUS_ONE_TO_ONE : Scaling.ZERO_TO_ONE;
            if (PixelRange.of(network).filter(last -> last != scaling).isPresent()) {
                note(file, "ends in " + (range == Range.tanh ? Range.sigmoid : Range.tanh) + "; --range " + range
                        + " draws its pixels with other levels");
            }
            return scaling;
        }
        return PixelRange.of(network).orElseThrow(() -> new IllegalArgumentException(String.format(Locale.ROOT,
                "%s: its last layer, %s, does not determine the range of pixels; give --range tanh for -1 to 1, or"
                    + " --range sigmoid for 0 to 1", file.path(), network.layers().get(network.layers().size() - 1))));
    }
}
