package easel.examples.run;

import easel.core.Shape;
import easel.datasets.ImageFolder;
import easel.datasets.PictureSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options for reading the image files of a folder. */
final class ReadingOptions {
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

    boolean areDefaults() {
        return !skipBroken && settings().equals(PictureSettings.standard());
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
     * Opens a folder. Reads the header of each file, so that a file that is no picture is an error before the first
     * step. A size of null keeps the size of the files.
     */
    ImageFolder open(Path data, ImageSize size, int channels, PrintWriter out) throws IOException {
        ImageFolder folder;
        try (DataProgress progress = new DataProgress(out, Progress.isTerminal())) {
            folder = skipBroken ? readable(data, size, channels, out, progress) : all(data, size, channels, progress);
        }
        if (!folder.ignored().isEmpty()) {
            out.println("Not used in " + data + ": " + folder.ignored());
        }
        return folder;
    }

    private ImageFolder all(Path data, ImageSize size, int channels, DataProgress progress) throws IOException {
        if (size == null) {
            return ImageFolder.open(data, channels, settings(), progress);
        }
        ImageFolder folder = resized(data, size, channels);
        folder.checkHeaders(progress);
        return folder;
    }

    private ImageFolder readable(Path data, ImageSize size, int channels, PrintWriter out, DataProgress progress)
            throws IOException {
        ImageFolder readable = size == null
                ? ImageFolder.openReadable(data, channels, settings(), progress)
                : resized(data, size, channels).withBrokenSkipped(progress);
        progress.close();
        readable.skipped().forEach(file -> out.println("Skipped, because it cannot be read: "
                + TerminalText.line(file.toString())));
        return readable;
    }

    private ImageFolder resized(Path data, ImageSize size, int channels) throws IOException {
        return ImageFolder.open(data, Shape.of(size.height(), size.width(), channels), settings());
    }
}
