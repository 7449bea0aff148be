package easel.datasets;

import easel.core.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The pictures of a folder: PNG, JPEG, GIF (the first frame) and BMP, with the extensions .png, .jpg, .jpeg, .gif and
 * .bmp in upper or lower case. The pictures are either in the folder itself and have no labels, or in its sub-folders,
 * one per class. Pictures are sorted as text by the name of the sub-folder, then of the file, so an index refers to the
 * same picture on every file system. Hidden files and folders, files with other extensions, sub-folders without
 * pictures and folders within sub-folders are ignored.
 *
 * <p>Only the list of files is kept in memory. A picture is decoded at every use, so the pictures may need more memory
 * than the machine has; {@link Pipeline#cache} keeps the decoded pixels.
 *
 * <p>A picture of another size is cropped to the largest centred part with the shape's proportions, and resized: each
 * new pixel is the mean of the area it covers, or is interpolated bilinearly if the picture is smaller than the shape.
 * A picture with more than 2^24 pixels may be subsampled first: only every n-th row and column is used. Colours are
 * converted to gray by the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B. Transparent pixels are blended with
 * white. 16-bit samples are rounded to 8 bits. Embedded colour profiles and the EXIF orientation are ignored.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * ImageFolder faces = ImageFolder.open(Path.of("faces"), Shape.of(64, 64, 3));
 * Tensor real = faces.images(new int[] {0, 1, 2}, Scaling.MINUS_ONE_TO_ONE);   // (3, 64, 64, 3)
 * }</pre>
 */
public final class ImageFolder implements ImageSource {
    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpe?g|gif|bmp)", Pattern.DOTALL);
    private static final String EXTENSIONS = ".png, .jpg, .jpeg, .gif or .bmp";

    private final Shape imageShape;
    private final List<String> classes;
    private final List<Entry> entries;
    private final List<Path> skipped;

    private ImageFolder(Shape imageShape, List<String> classes, List<Entry> entries, List<Path> skipped) {
        this.imageShape = imageShape;
        this.classes = classes;
        this.entries = entries;
        this.skipped = skipped;
    }

    /** A file and the index of its class, 0 in a folder without classes. */
    private record Entry(Path file, int label) {}

    /**
     * The pictures of a folder, cropped and resized to one shape. Lists the files without opening them.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param image the shape (H, W, C) of the results; C is 1 for gray or 3 for red, green, blue
     * @return the pictures
     * @throws IOException if the folder does not exist, cannot be listed or has no pictures; the message names it
     * @throws IllegalArgumentException if the shape is not (H, W, 1) or (H, W, 3)
     */
    public static ImageFolder open(Path folder, Shape image) throws IOException {
        if (image.rank() != 3) {
            throw new IllegalArgumentException("image shape " + image
                    + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue");
        }
        checkChannels(image.columns());
        List<String> classes = new ArrayList<>();
        List<Entry> entries = list(folder, classes);
        return new ImageFolder(image, List.copyOf(classes), List.copyOf(entries), List.of());
    }

    /**
     * The pictures of a folder, which must all have the same size. Reads the header of each.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param channels 1 for gray or 3 for red, green, blue
     * @return the pictures, of shape (H, W, channels)
     * @throws IOException if the folder does not exist, cannot be listed or has no pictures, if a header cannot be
     *         read, or if sizes differ; the message names the folder or the files
     * @throws IllegalArgumentException if {@code channels} is not 1 or 3
     */
    public static ImageFolder open(Path folder, int channels) throws IOException {
        checkChannels(channels);
        List<String> classes = new ArrayList<>();
        List<Entry> entries = list(folder, classes);
        Path first = entries.get(0).file;
        Picture.Size expected = Picture.size(first);
        for (Entry entry : entries) {
            Picture.Size size = Picture.size(entry.file);
            if (!size.equals(expected)) {
                throw new IOException(first + " has " + expected + " pixels (height x width) and " + entry.file
                        + " has " + size + "; expected pictures of one size. Give a shape (in the examples --size)"
                        + " to crop and resize all of them.");
            }
        }
        return new ImageFolder(Shape.of(expected.height(), expected.width(), channels), List.copyOf(classes),
                List.copyOf(entries), List.of());
    }

    private static void checkChannels(int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(channels + " channels: expected 1 for gray or 3 for red, green, blue");
        }
    }

    private static List<Entry> list(Path folder, List<String> classes) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + (Files.exists(folder) ? " is a file" : " does not exist")
                    + "; expected a folder of pictures. Check the path.");
        }
        List<Entry> entries = new ArrayList<>();
        for (Path picture : pictures(folder)) {
            entries.add(new Entry(picture, 0));
        }
        for (Path sub : visible(folder)) {
            List<Path> pictures = Files.isDirectory(sub) ? pictures(sub) : List.of();
            if (!pictures.isEmpty() && classes.isEmpty() && !entries.isEmpty()) {
                throw new IOException(folder + " has pictures and a sub-folder with pictures, " + sub.getFileName()
                        + "; expected pictures in the folder or in sub-folders, not both. Move the pictures into a"
                        + " sub-folder, or move the sub-folder out.");
            }
            for (Path picture : pictures) {
                entries.add(new Entry(picture, classes.size()));
            }
            if (!pictures.isEmpty()) {
                classes.add(sub.getFileName().toString());
            }
        }
        if (entries.isEmpty()) {
            throw new IOException(folder + " has no pictures; expected files ending in " + EXTENSIONS
                    + ", in the folder or in one sub-folder for each class.");
        }
        return entries;
    }

    private static List<Path> pictures(Path folder) throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (Path path : visible(folder)) {
            if (PICTURE.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT)).matches()
                    && Files.isRegularFile(path)) {
                pictures.add(path);
            }
        }
        return pictures;
    }

    private static List<Path> visible(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                if (!path.getFileName().toString().startsWith(".") && !Files.isHidden(path)) {
                    paths.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IOException("the folder " + folder + " cannot be listed (" + e
                    + "); expected a readable folder. Check its permissions.", e);
        }
        // Sorts names as text, because the order of Path objects depends on the file system.
        paths.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return paths;
    }

    /**
     * The pictures that can be decoded. Decodes every picture once, which takes as long as one pass over the folder,
     * and keeps no pixels in memory. Classes and their indices do not change.
     *
     * @return the readable pictures; {@link #skipped} names the others
     * @throws IOException if no picture can be read; the message names the first file
     */
    public ImageFolder withBrokenSkipped() throws IOException {
        List<Entry> readable = new ArrayList<>();
        List<Path> broken = new ArrayList<>(skipped);
        IOException first = null;
        byte[] levels = new byte[imageShape.size()];
        for (Entry entry : entries) {
            try {
                Picture.read(entry.file, imageShape, levels, 0);
                readable.add(entry);
            } catch (IOException e) {
                broken.add(entry.file);
                first = first == null ? e : first;
            }
        }
        if (readable.isEmpty()) {
            throw new IOException("none of " + entries.size() + " pictures can be read; the first: "
                    + first.getMessage(), first);
        }
        return new ImageFolder(imageShape, classes, List.copyOf(readable), List.copyOf(broken));
    }

    /**
     * The broken pictures that {@link #withBrokenSkipped} left out.
     *
     * @return their files in order; empty if it was not called
     */
    public List<Path> skipped() {
        return skipped;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    /**
     * The names of the classes, which are the names of the sub-folders.
     *
     * @return a list whose element i is the name of class i; empty if the pictures are in the folder itself
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * The file of one picture.
     *
     * @param index from 0 to {@code size() - 1}
     * @return its path, which starts with the folder passed to {@code open}
     * @throws IllegalArgumentException if the index is out of range
     */
    public Path file(int index) {
        return entry(index).file;
    }

    @Override
    public void levels(int index, byte[] levels, int start) {
        try {
            Picture.read(entry(index).file, imageShape, levels, start);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public int label(int index) {
        Entry entry = entry(index);
        return classes.isEmpty() ? ImageSource.super.label(index) : entry.label;
    }

    private Entry entry(int index) {
        Images.checkIndices(new int[] {index}, size());
        return entries.get(index);
    }
}
