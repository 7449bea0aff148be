package easel.examples.run;

import easel.core.Shape;
import easel.datasets.ImageFolder;
import easel.datasets.ImageSource;
import easel.datasets.Mnist;
import easel.datasets.PictureSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
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

    @Option(names = "--skip-broken",
            description = "Skip image files that cannot be read, and print their names. Without this option such a"
                + " file is an error. A resumed run may add or omit this option if its readable files are the same.")
    private boolean skipBroken;

    @Option(names = "--ignore-orientation",
            description = "Use the rows and columns that a file stores. Without this option a picture is rotated and"
                + " flipped by its EXIF orientation, as viewers do.")
    private boolean ignoreOrientation;

    @Option(names = "--max-pixels", paramLabel = "N", defaultValue = "67108864",
            description = "Refuse image files with more pixels, before they are decoded. Default: ${DEFAULT-VALUE},"
                + " 8192 x 8192.")
    private long maxPixels;

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
        if (data == null) {
            if (size != null || channels != 1 || skipBroken || !settings().equals(PictureSettings.standard())) {
                throw new IllegalArgumentException("--size, --channels, --skip-broken, --ignore-orientation and"
                        + " --max-pixels need a folder of pictures; name it with --data.");
            }
            return Mnist.train();
        }
        ImageFolder folder;
        try (DataProgress progress = new DataProgress(out, Progress.isTerminal())) {
            folder = folder(out, progress);
        }
        if (!folder.ignored().isEmpty()) {
            out.println("Not used in " + data + ": " + folder.ignored());
        }
        return folder;
    }

    private PictureSettings settings() {
        try {
            PictureSettings limit = PictureSettings.standard().withMaxPixels(maxPixels);
            return ignoreOrientation ? limit.withoutOrientation() : limit;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--max-pixels: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses images that a network cannot generate.
     *
     * @param image (H, W, C)
     * @param factor of which height and width must be multiples
     * @throws IllegalArgumentException if they are not; names the nearest values of {@code --size}
     */
    public void requireMultiples(Shape image, int factor) {
        ImageSize found = new ImageSize(image.axis(0), image.axis(1));
        ImageSize smaller = new ImageSize(Math.max(factor, found.height() / factor * factor),
                Math.max(factor, found.width() / factor * factor));
        ImageSize larger = new ImageSize((found.height() + factor - 1) / factor * factor,
                (found.width() + factor - 1) / factor * factor);
        if (!found.equals(larger)) {
            throw new IllegalArgumentException(sizeText(found) + ": height and width must be multiples of " + factor
                    + ", because the generator doubles them several times. Give --size "
                    + (smaller.equals(larger) ? "" : smaller + " or --size ") + larger + ".");
        }
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
        try {
            return network.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(sizeText(new ImageSize(image.axis(0), image.axis(1)))
                    + ": too large for the networks, " + e.getMessage() + ". Give a smaller --size.", e);
        }
    }

    private String sizeText(ImageSize found) {
        return size == null ? "the images in " + data + " have the size " + found : "--size " + found;
    }

    /** Opens the folder, so that a file that is no picture is an error before the first step. */
    private ImageFolder folder(PrintWriter out, DataProgress progress) throws IOException {
        if (!skipBroken && size == null) {
            return ImageFolder.open(data, channels, settings(), progress);
        }
        if (!skipBroken) {
            ImageFolder folder = resized();
            folder.checkHeaders(progress);
            return folder;
        }
        ImageFolder readable = size == null
                ? ImageFolder.openReadable(data, channels, settings(), progress)
                : resized().withBrokenSkipped(progress);
        progress.close();
        readable.skipped().forEach(file -> out.println("Skipped, because it cannot be read: "
                + TerminalText.line(file.toString())));
        return readable;
    }

    private ImageFolder resized() throws IOException {
        return ImageFolder.open(data, Shape.of(size.height(), size.width(), channels), settings());
    }
}
