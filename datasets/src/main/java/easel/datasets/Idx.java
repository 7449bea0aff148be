package easel.datasets;

import easel.core.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files, the format of MNIST and its successors: a magic number with the data type and the number of axes,
 * the size of each axis as a big-endian 32-bit number, then the data. Gzip and plain files are distinguished by their
 * first bytes; the file name has no effect.
 *
 * <p>A wrong header cannot exhaust the memory: sizes above half of the heap are rejected, and the array is allocated
 * after the first megabyte of data is read. Source of the format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database
 * of handwritten digits".
 */
public final class Idx {
    private static final int IMAGES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final Map<Integer, String> TYPES = Map.of(0x08, "unsigned bytes", 0x09, "signed bytes",
            0x0B, "16-bit integers", 0x0C, "32-bit integers", 0x0D, "32-bit floats", 0x0E, "64-bit floats");

    private static final int FIRST_CHUNK = 1 << 20;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int GZIP_BUFFER = 1 << 16;
    private static final String FETCH_AGAIN = "Fetch the file again.";
    private static final String GIVE_IDX_FILE = "Give the path of an IDX file such as train-images-idx3-ubyte.gz.";

    private final InputStream in;
    private final String name;

    private Idx(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /**
     * Reads a file of gray images: unsigned bytes with three axes, magic 0x00000803.
     *
     * @param file its path; gzip or plain
     * @return images of shape (H, W, 1)
     * @throws IOException if the file cannot be read, is damaged or has another format; the message names the
     *         file, the expected format and the remedy
     */
    public static Images readImages(Path file) throws IOException {
        try (InputStream raw = open(file)) {
            return images(raw, file.toString());
        }
    }

    /**
     * Reads a file of labels: unsigned bytes with one axis, magic 0x00000801.
     *
     * @param file its path; gzip or plain
     * @return one class index 0..255, as an unsigned byte, for each image
     * @throws IOException if the file cannot be read, is damaged or has another format; the message names the
     *         file, the expected format and the remedy
     */
    public static byte[] readLabels(Path file) throws IOException {
        try (InputStream raw = open(file)) {
            return labels(raw, file.toString());
        }
    }

    static Images images(InputStream raw, String name) throws IOException {
        Content content = content(raw, name, IMAGES);
        return new Images(Shape.of(content.axes[1], content.axes[2], 1), content.data);
    }

    static byte[] labels(InputStream raw, String name) throws IOException {
        return content(raw, name, LABELS).data;
    }

    private record Content(int[] axes, byte[] data) {}

    private static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder; expected a file. " + GIVE_IDX_FILE);
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist. " + GIVE_IDX_FILE, e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be opened (" + e + "); expected a readable file. "
                    + "Check its permissions.", e);
        }
    }

    private static Content content(InputStream raw, String name, int magic) throws IOException {
        try {
            Idx idx = new Idx(uncompressed(raw, name), name);
            idx.checkMagic(magic);
            int[] axes = idx.axes(magic & 0xFF);
            return new Content(axes, idx.data(axes));
        } catch (EOFException e) {
            throw new IOException(name + ": the gzip stream is truncated; expected a complete one. " + FETCH_AGAIN, e);
        } catch (ZipException e) {
            throw new IOException(name + ": the gzip stream is damaged (" + e.getMessage()
                    + "); expected an undamaged one. " + FETCH_AGAIN, e);
        }
    }

    private static InputStream uncompressed(InputStream raw, String name) throws IOException {
        byte[] first = raw.readNBytes(2);
        if (first.length < 2) {
            throw new IOException(name + (first.length == 0 ? " is empty" : " ends after one byte")
                    + "; expected an IDX file, gzip or plain. " + FETCH_AGAIN);
        }
        PushbackInputStream all = new PushbackInputStream(raw, 2);
        all.unread(first);
        if (first[0] == 0x1F && first[1] == (byte) 0x8B) {
            return new GZIPInputStream(all, GZIP_BUFFER);
        }
        if (first[0] == 0 && first[1] == 0) {
            return all;
        }
        throw new IOException(String.format("%s starts with the bytes %02x %02x: neither gzip (1f 8b) nor plain IDX"
                + " (00 00). %s", name, first[0], first[1], GIVE_IDX_FILE));
    }

    private void checkMagic(int expected) throws IOException {
        int found = headerNumber("the magic number");
        if (found != expected) {
            throw new IOException(String.format("%s: magic 0x%08x, which is %s; expected 0x%08x, %s. %s",
                    name, found, meaning(found), expected, meaning(expected), remedy(found)));
        }
    }

    private static String meaning(int magic) {
        String type = TYPES.get(magic >>> 8);   // the two bytes above the type must be zero
        if (magic == IMAGES || magic == LABELS) {
            return magic == IMAGES ? "images (unsigned bytes, 3 axes)" : "labels (unsigned bytes, 1 axis)";
        }
        return type == null ? "not IDX" : "IDX of " + type + " with " + (magic & 0xFF) + " axes";
    }

    private static String remedy(int found) {
        return found == IMAGES || found == LABELS ? "Are the paths of images and labels swapped?" : GIVE_IDX_FILE;
    }

    private int[] axes(int rank) throws IOException {
        long[] declared = new long[rank];
        for (int i = 0; i < rank; i++) {
            declared[i] = Integer.toUnsignedLong(headerNumber("the size of axis " + i));
        }
        checkSizes(declared);
        return Arrays.stream(declared).mapToInt(Math::toIntExact).toArray();
    }

    private void checkSizes(long[] axes) throws IOException {
        long bytes = 1;
        for (long axis : axes) {
            if (axis == 0) {
                throw new IOException(name + ": its header declares sizes " + Arrays.toString(axes)
                        + "; expected each to be at least 1. " + FETCH_AGAIN);
            }
            bytes *= axis;   // cannot overflow: the old product is below 2^31, the axis below 2^32
            if (bytes > LARGEST_ARRAY) {
                throw new IOException(name + ": its header declares sizes " + Arrays.toString(axes)
                        + "; expected at most " + LARGEST_ARRAY + " bytes in all, the largest array. " + FETCH_AGAIN);
            }
        }
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new IOException(name + ": its header declares sizes " + Arrays.toString(axes) + ", " + needed(bytes)
                    + " If the file is smaller, it is damaged; fetch it again.");
        }
    }

    private static String needed(long bytes) {
        long megabytes = (bytes >> 20) + 1;
        return megabytes + " MB, which need a heap of " + 2 * megabytes + " MB; this JVM's heap has "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB. Start java with -Xmx" + 2 * megabytes
                + "m or more.";
    }

    private int headerNumber(String field) throws IOException {
        byte[] four = in.readNBytes(4);
        if (four.length < 4) {
            throw new IOException(name + " ends within " + field + "; expected a complete IDX header. " + FETCH_AGAIN);
        }
        return four[0] << 24 | (four[1] & 0xFF) << 16 | (four[2] & 0xFF) << 8 | four[3] & 0xFF;
    }

    private byte[] data(int[] axes) throws IOException {
        int length = Arrays.stream(axes).reduce(1, Math::multiplyExact);
        byte[] data = new byte[Math.min(length, FIRST_CHUNK)];
        int filled = 0;
        while (filled < length) {
            if (filled == data.length) {
                data = lengthened(data, length);
            }
            int read = in.read(data, filled, data.length - filled);
            if (read < 0) {
                throw new IOException(name + " ends after " + filled + " bytes of data; its sizes "
                        + Arrays.toString(axes) + " need " + length + ". " + FETCH_AGAIN);
            }
            filled += read;
        }
        // Expects the end. When GZIPInputStream reaches it, it also verifies the gzip checksum.
        if (in.read() >= 0) {
            throw new IOException(name + " continues after the " + length + " bytes of data that its sizes "
                    + Arrays.toString(axes) + " need; expected the end. " + FETCH_AGAIN);
        }
        return data;
    }

    private byte[] lengthened(byte[] data, int length) throws IOException {
        try {
            return Arrays.copyOf(data, length);
        } catch (OutOfMemoryError e) {
            throw new IOException(name + " has " + (length >> 20) + " MB of data, for which the heap has no room left;"
                    + " it has " + (Runtime.getRuntime().maxMemory() >> 20) + " MB in all. Start java with a larger"
                    + " -Xmx.", e);
        }
    }
}
