package easel.datasets;

import easel.core.Shape;
import easel.datasets.picture.PictureReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures of a folder: PNG, JPEG, GIF (the first frame) and BMP, with the extensions .png, .jpg, .jpeg, .gif and
 * .bmp in upper or lower case. The content decides the format. The pictures are either in the folder itself and have no
 * labels, or in its sub-folders, one per class. Pictures are sorted by the bytes of the name of the sub-folder, then of
 * the file, so an index refers to the same picture on every file system and in every locale. Hidden files and folders
 * are ignored. {@link #ignored} counts what else is not used: files with other extensions, folders within sub-folders,
 * sub-folders that cannot be read, and links without a target or to a folder above.
 *
 * <p>Only the list of files is kept in memory. A picture is decoded at every use, so the pictures may need more memory
 * than the machine has; {@link Pipeline#cache} keeps the decoded pixels.
 *
 * <p>A picture of another size is cropped to the largest centred part with the shape's proportions, and resized: each
 * new pixel is the mean of the area it covers, or is interpolated bilinearly if the picture is smaller than the shape.
 * A picture with more than 2^24 pixels may be subsampled first: only every n-th row and column is used. Colours are
 * converted to gray by the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B. Transparent pixels are blended with
 * white. 16-bit samples are rounded to 8 bits. CMYK is converted to RGB by (1 - C)·(1 - K) and so on. Embedded colour
 * profiles are ignored. The EXIF orientation of a JPEG or PNG is applied first; {@link PictureSettings} can switch that
 * off, and sets the limit on the number of pixels.
 *
 * <p>The decoders are part of this module. They give the same levels on every Java version and class path, within one
 * level of libjpeg-turbo and Pillow. JPEGs with arithmetic codes, 12 bits or lossless compression are rejected.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * ImageFolder faces = ImageFolder.open(Path.of("faces"), Shape.of(64, 64, 3));
 * Tensor real = faces.images(new int[] {0, 1, 2}, Scaling.MINUS_ONE_TO_ONE);   // (3, 64, 64, 3)
 * }</pre>
 */
public final class ImageFolder implements ImageSource {
    private final Shape imageShape;
    private final List<String> classes;
    private final List<FolderListing.Entry> entries;
    private final List<Path> skipped;
    private final String ignored;
    private final PictureReader reader;

    private ImageFolder(Shape imageShape, List<String> classes, List<FolderListing.Entry> entries, List<Path> skipped,
            String ignored, PictureReader reader) {
        this.imageShape = imageShape;
        this.classes = classes;
        this.entries = entries;
        this.skipped = skipped;
        this.ignored = ignored;
        this.reader = reader;
    }

    /** Receives the progress of a method that reads every picture. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after each picture.
         *
         * @param pictures the number of pictures read so far, from 1
         * @param all the number of pictures to read
         */
        void advanced(int pictures, int all);
    }

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
        return open(folder, image, PictureSettings.standard());
    }

    /**
     * Does the same as {@link #open(Path, Shape)} with other settings.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param image the shape (H, W, C) of the results; C is 1 for gray or 3 for red, green, blue
     * @param settings for every picture
     * @return the pictures
     * @throws IOException if the folder does not exist, cannot be listed or has no pictures; the message names it
     * @throws IllegalArgumentException if the shape is not (H, W, 1) or (H, W, 3)
     */
    public static ImageFolder open(Path folder, Shape image, PictureSettings settings) throws IOException {
        PictureReader reader = settings.reader();
        if (image.rank() != 3) {
            throw new IllegalArgumentException("image shape " + image
                    + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue");
        }
        checkChannels(image.columns());
        FolderListing listing = FolderListing.of(folder);
        return new ImageFolder(image, listing.classes(), listing.entries(), List.of(), listing.ignored(), reader);
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
        return open(folder, channels, PictureSettings.standard(), (pictures, all) -> { });
    }

    /**
     * Does the same as {@link #open(Path, int)} and reports its progress.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param channels 1 for gray or 3 for red, green, blue
     * @param progress called after each header
     * @return the pictures, of shape (H, W, channels)
     * @throws IOException for the same reasons as {@link #open(Path, int)}
     */
    public static ImageFolder open(Path folder, int channels, Progress progress) throws IOException {
        return open(folder, channels, PictureSettings.standard(), progress);
    }

    /**
     * Does the same as {@link #open(Path, int)} with other settings, and reports its progress.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param channels 1 for gray or 3 for red, green, blue
     * @param settings for every picture
     * @param progress called after each header
     * @return the pictures, of shape (H, W, channels)
     * @throws IOException for the same reasons as {@link #open(Path, int)}
     */
    public static ImageFolder open(Path folder, int channels, PictureSettings settings, Progress progress)
            throws IOException {
        return open(folder, channels, settings.reader(), false, progress);
    }

    /**
     * The pictures of a folder that can be decoded, which must all have the same size. Reads the header of each, then
     * does the same as {@link #withBrokenSkipped(Progress)}.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param channels 1 for gray or 3 for red, green, blue
     * @param progress called after each header, and again after each decoded picture
     * @return the readable pictures, of shape (H, W, channels); {@link #skipped} names the others
     * @throws IOException if the folder does not exist, cannot be listed or has no readable pictures, or if sizes
     *         differ; the message names the folder or the files
     * @throws IllegalArgumentException if {@code channels} is not 1 or 3
     */
    public static ImageFolder openReadable(Path folder, int channels, Progress progress) throws IOException {
        return openReadable(folder, channels, PictureSettings.standard(), progress);
    }

    /**
     * Does the same as {@link #openReadable(Path, int, Progress)} with other settings.
     *
     * @param folder an existing folder with at least one picture, or with sub-folders of pictures, but not both
     * @param channels 1 for gray or 3 for red, green, blue
     * @param settings for every picture
     * @param progress called after each header, and again after each decoded picture
     * @return the readable pictures, of shape (H, W, channels); {@link #skipped} names the others
     * @throws IOException for the same reasons as {@link #openReadable(Path, int, Progress)}
     */
    public static ImageFolder openReadable(Path folder, int channels, PictureSettings settings, Progress progress)
            throws IOException {
        return open(folder, channels, settings.reader(), true, progress).withBrokenSkipped(progress);
    }

    private static ImageFolder open(Path folder, int channels, PictureReader reader, boolean skipBroken,
            Progress progress) throws IOException {
        checkChannels(channels);
        FolderListing listing = FolderListing.of(folder);
        CommonSize headers = new CommonSize(listing.entries(), reader, skipBroken, progress);
        return new ImageFolder(headers.shape(channels), listing.classes(), headers.readable(), headers.broken(),
                listing.ignored(), reader);
    }

    private static void checkChannels(int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(channels + " channels: expected 1 for gray or 3 for red, green, blue");
        }
    }

    /**
     * The pictures that can be decoded. Decodes every picture once, which takes as long as one pass over the folder,
     * and keeps no pixels in memory. Classes and their indices do not change.
     *
     * @return the readable pictures; {@link #skipped} names the others
     * @throws IOException if no picture can be read; the message names the first file
     */
    public ImageFolder withBrokenSkipped() throws IOException {
        return withBrokenSkipped((pictures, all) -> { });
    }

    /**
     * Does the same as {@link #withBrokenSkipped()} and reports its progress.
     *
     * @param progress called after each picture
     * @return the readable pictures; {@link #skipped} names the others
     * @throws IOException if no picture can be read; the message names the first file
     */
    public ImageFolder withBrokenSkipped(Progress progress) throws IOException {
        byte[] levels = new byte[imageShape.size()];
        PictureCheck pictures = new PictureCheck(entries,
                file -> reader.read(file, imageShape, levels, 0), progress);
        pictures.requireOne(skipped.size());
        List<Path> broken = new ArrayList<>(skipped);
        broken.addAll(pictures.broken());
        return new ImageFolder(imageShape, classes, pictures.readable(), List.copyOf(broken), ignored, reader);
    }

    /**
     * Reads the header of every picture, so that a file that is no picture is found before a training starts. Finds no
     * damage after the header, which {@link #withBrokenSkipped()} does.
     *
     * @param progress called after each picture
     * @throws IOException if a header cannot be read; the message names the first such file
     */
    public void checkHeaders(Progress progress) throws IOException {
        new PictureCheck(entries, reader::size, progress).requireAll();
    }

    /**
     * The broken pictures that {@link #withBrokenSkipped()} or {@link #openReadable} left out.
     *
     * @return their files; empty if no method left out pictures
     */
    public List<Path> skipped() {
        return skipped;
    }

    /**
     * The files and folders that are not used because of their name or kind, as counts, such as {@code 40 files ending
     * in .jfif, 1 sub-folder without permission to read}. Hidden files and folders are not counted.
     *
     * @return one line; empty if there are none
     */
    public String ignored() {
        return ignored;
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
        return entry(index).file();
    }

    @Override
    public void levels(int index, byte[] levels, int start) {
        try {
            reader.read(entry(index).file(), imageShape, levels, start);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public int label(int index) {
        FolderListing.Entry entry = entry(index);
        return classes.isEmpty() ? ImageSource.super.label(index) : entry.label();
    }

    private FolderListing.Entry entry(int index) {
        Images.checkIndices(new int[] {index}, size());
        return entries.get(index);
    }
}
