package easel.examples.commands;

import easel.core.Tensor;
import easel.datasets.ImageGrid;
import easel.examples.run.ImageSize;
import easel.examples.run.OptionTypes;
import easel.examples.run.PictureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code easel sample}: draws images of random latent points. */
@Command(name = "sample", header = "Draws images of random latent points.",
        description = "Points are numbered from 1, row by row; interpolate and arithmetic take these numbers. A point"
            + " depends on the seed and its number only, not on the number of images.",
        footer = {
            "  easel sample runs/vanilla-mnist-001",
            "  easel sample generator.safetensors --seed 7 --grid 4x8 --out digits.png",
            "  easel sample generator.safetensors --count 1000 --separate digits",
            "  easel sample runs/cgan-mnist-001 --class 7"})
public final class SampleCommand implements Callable<Integer> {
    /** Rows of the default grid of a GAN with many classes. */
    private static final int MOST_ROWS = 20;

    @Mixin
    private GeneratorOptions generator;

    @Option(names = "--grid", paramLabel = "RxC", converter = ImageSize.Converter.class,
            description = "Rows and columns. Default: 5x5, or with --count nearly square. For a GAN with classes: a"
                + " row of 5 for each class.")
    private ImageSize cells;

    @Option(names = "--count", paramLabel = "N", converter = OptionTypes.AtLeastOne.class,
            description = "Number of images, up to " + Generator.MOST + ". Default: fill the grid.")
    private Integer count;

    @Option(names = "--out", paramLabel = "PICTURE",
            description = "The picture of all images, .png, .jpg or .gif. Default: samples.png, or none with"
                + " --separate.")
    private Path out;

    @Option(names = "--separate", paramLabel = "FOLDER",
            description = "Write each image into this folder: 0001.png is point 1. Without --magnify these files have"
                + " the generator's own pixels, without magnification and lines.")
    private Path separate;

    @Mixin
    private DrawingOptions drawing;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    SampleCommand() {}

    @Override
    public Integer call() throws IOException {
        PictureFile picture = PictureFile.of(out == null ? Path.of("samples.png") : out, "--out");
        Generator g = generator.open();
        boolean allClasses = g.classes() > 0 && g.chosen().isEmpty();
        int columns = cells != null ? cells.width() : count == null ? 5 : (int) Math.ceil(Math.sqrt(count));
        int rows = cells != null ? cells.height() : count != null ? (count - 1) / columns + 1
                : allClasses ? Math.min(g.classes(), MOST_ROWS) : 5;
        long images = count == null ? (long) rows * columns : count;
        if (images > Generator.MOST || images > (long) rows * columns) {
            throw new IllegalArgumentException(images + " images for a grid of " + rows + " x " + columns
                    + ": expected at most one for each cell, and at most " + Generator.MOST);
        }
        Tensor generated = g.images(g.points(generator.seed, IntStream.rangeClosed(1, (int) images).toArray()),
                columns);
        PrintWriter text = spec.commandLine().getOut();
        String points = "points 1 to " + images + " of seed " + generator.seed
                + (g.chosen().isPresent() ? ", class " + g.chosen().getAsInt() : "");
        if (separate != null) {
            writeEach(g, generated);
            text.println(separate + ": " + points + ", each a PNG");
        }
        if (separate == null || out != null) {
            picture.write(drawing.apply(g.grid(rows, columns)).draw(generated));
            text.println(picture + ": " + points + ", row by row"
                    + (allClasses ? ", one class in each row, from 0" : ""));
        }
        return 0;
    }

    private void writeEach(Generator g, Tensor images) throws IOException {
        try {
            Files.createDirectories(separate);
        } catch (IOException e) {
            throw new IOException("cannot make the folder " + separate + " (" + e + "). Name another with --separate.",
                    e);
        }
        ImageGrid one = drawing.apply(g.grid(1, 1).withMagnification(1).withLineWidth(0));
        for (int n = 0; n < images.rows(); n++) {
            one.write(Generator.rows(images, n, 1),
                    separate.resolve(String.format(Locale.ROOT, "%04d.png", n + 1)));
        }
    }
}
