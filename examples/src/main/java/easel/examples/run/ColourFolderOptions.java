package easel.examples.run;

import easel.datasets.ImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a training on a folder of image files: by default colour images of 64×64 pixels. */
public final class ColourFolderOptions {
    // Not required for the parser: a resumed run takes the folder from its checkpoint.
    @Option(names = "--data", paramLabel = "FOLDER", converter = OptionTypes.AbsolutePath.class,
            description = "Train on the image files of this folder, PNG, JPEG, GIF or BMP. Required for a new run.")
    private Path data;

    @Option(names = "--size", paramLabel = "HxW", converter = ImageSize.Converter.class,
            description = "Resize and crop the images to this height and width, multiples of 16."
                + " Default: ${DEFAULT-VALUE}.")
    private ImageSize size = new ImageSize(64, 64);

    @Option(names = "--channels", paramLabel = "C", converter = OptionTypes.Channels.class,
            description = "1 for gray images, 3 for colour images. Default: ${DEFAULT-VALUE}.")
    private int channels = 3;

    @Mixin
    private ReadingOptions reading;

    ColourFolderOptions() {}

    /**
     * Opens the folder. Reads the header of each file.
     *
     * @param batch the value of {@code --batch}, the least number of images
     * @param out receives the progress if there are many files, and the names of skipped files
     * @return the images of the folder
     * @throws IOException if the folder or a file in it cannot be read
     * @throws IllegalArgumentException if no folder is given, or the generator cannot generate the size
     */
    public ImageFolder images(int batch, PrintWriter out) throws IOException {
        if (data == null) {
            throw new IllegalArgumentException("Which pictures? Name a folder with --data, such as --data photos. It"
                    + " must hold at least " + batch + " image files (--batch), PNG, JPEG, GIF or BMP, of any size;"
                    + " they are resized and cropped to " + size + " pixels.");
        }
        size.requireMultiples(16, "--size " + size);
        return reading.open(data, size, channels, out);
    }

    /**
     * Builds a network for the images. If they are too large for it, the error names {@code --size}.
     *
     * @param <T> the network
     * @param network builds it
     * @return the network
     * @throws IllegalArgumentException if a tensor of the network would exceed the maximum size
     */
    public <T> T network(Supplier<T> network) {
        return ImageSize.network(network, "--size " + size);
    }
}
