package easel.examples;

import easel.core.Shape;
import easel.datasets.ImageFolder;
import easel.datasets.ImageSource;
import easel.datasets.Mnist;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a training that takes your own pictures as well as MNIST. */
final class PictureOptions {
    @Option(names = "--data", paramLabel = "FOLDER",
            description = "Train on the pictures of a folder, PNG, JPEG, GIF or BMP, instead of MNIST.")
    private Path data;

    @Option(names = "--size", paramLabel = "HxW", converter = Size.class,
            description = "Resize and crop these pictures to a height and a width. Without it they must all have one"
                + " size.")
    private Size.Pixels size;

    @Option(names = "--channels", paramLabel = "C", defaultValue = "1",
            description = "1 for gray pictures, 3 for colours. Default: ${DEFAULT-VALUE}.")
    private int channels;

    @Option(names = "--skip-broken",
            description = "Leave out pictures that cannot be read, and name them, instead of ending at the first.")
    private boolean skipBroken;

    /** The pictures of the folder, or MNIST without one. */
    ImageSource images(PrintWriter out) throws IOException {
        if (data == null) {
            if (size != null || channels != 1 || skipBroken) {
                throw new IllegalArgumentException("--size, --channels and --skip-broken are about the pictures of a"
                        + " folder; name it with --data.");
            }
            return Mnist.train();
        }
        ImageFolder folder = size == null
                ? ImageFolder.open(data, channels)
                : ImageFolder.open(data, Shape.of(size.height(), size.width(), channels));
        if (!skipBroken) {
            return folder;
        }
        ImageFolder whole = folder.withBrokenSkipped();
        whole.skipped().forEach(file -> out.println("Skipped, for it cannot be read: " + file));
        return whole;
    }

    /** Two numbers with an x between them. */
    static final class Size implements ITypeConverter<Size.Pixels> {
        record Pixels(int height, int width) {
            /** As it was given: a checkpoint's options are given again when its run is resumed. */
            @Override
            public String toString() {
                return height + "x" + width;
            }
        }

        @Override
        public Pixels convert(String text) {
            String[] sides = text.split("x", -1);
            try {
                if (sides.length == 2 && Integer.parseInt(sides[0]) >= 1 && Integer.parseInt(sides[1]) >= 1) {
                    return new Pixels(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
                }
            } catch (NumberFormatException e) {
                // The same answer as to other text.
            }
            throw new TypeConversionException("'" + text + "' is not a height and a width, such as 64x48");
        }
    }
}
