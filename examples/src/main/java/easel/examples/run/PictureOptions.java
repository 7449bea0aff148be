package easel.examples.run;

import easel.core.Shape;
import easel.datasets.ImageSource;
import easel.datasets.Mnist;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a training on MNIST or on a folder of image files. */
public final class PictureOptions {
    @Option(names = "--data", paramLabel = "FOLDER", converter = OptionTypes.AbsolutePath.class,
            description = "Train on the image files of a folder, PNG, JPEG, GIF or BMP, instead of MNIST.")
    private Path data;

    @Option(names = "--size", paramLabel = "HxW", converter = ImageSize.Converter.class,
            description = "Resize and crop the images to this height and width. Without this option all images must"
                + " have the same size.")
    private ImageSize size;

    @Option(names = "--channels", paramLabel = "C", defaultValue = "1", converter = OptionTypes.Channels.class,
            description = "1 for gray images, 3 for colour images. Default: ${DEFAULT-VALUE}.")
    private int channels;

    @Mixin
    private ReadingOptions reading;

    PictureOptions() {}

    /**
     * Opens the images. Reads the header of each file of a folder.
     *
     * @param out receives the progress if there are many files, and the names of skipped files
     * @return the images of the folder, or MNIST without a folder
     * @throws IOException if the folder or a file in it cannot be read
     * @throws IllegalArgumentException if there are options for a folder but no folder
     */
    public ImageSource images(PrintWriter out) throws IOException {
        if (data != null) {
            return reading.open(data, size, channels, out);
        }
        if (size != null || channels != 1 || !reading.areDefaults()) {
            throw new IllegalArgumentException("--size, --channels, --skip-broken, --ignore-orientation and"
                    + " --max-pixels need a folder of pictures; name it with --data.");
        }
        return Mnist.train();
    }

    /**
     * Refuses images that a network cannot generate.
     *
     * @param image (H, W, C)
     * @param factor of which height and width must be multiples
     * @throws IllegalArgumentException if they are not; names the nearest values of {@code --size}
     */
    public void requireMultiples(Shape image, int factor) {
        ImageSize.of(image).requireMultiples(factor, sizeText(image));
    }

    /**
     * Builds a network for the images. If they are too large for it, the error names {@code --size}.
     *
     * @param <T> the network
     * @param image (H, W, C)
     * @param network builds it
     * @return the network
     * @throws IllegalArgumentException if a tensor of the network would exceed the maximum size
     */
    public <T> T network(Shape image, Supplier<T> network) {
        return ImageSize.network(network, sizeText(image));
    }

    private String sizeText(Shape image) {
        return size == null ? "the images in " + data + " have the size " + ImageSize.of(image) : "--size " + size;
    }
}
