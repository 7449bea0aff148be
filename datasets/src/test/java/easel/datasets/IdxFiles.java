package easel.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Builds the bytes of small IDX files. */
final class IdxFiles {
    static final int IMAGES = 0x803;
    static final int LABELS = 0x801;

    private IdxFiles() {}

    /** A magic number, the sizes of the axes, and {@code length} bytes of data counting up from 0. */
    static byte[] idx(int length, int magic, int... axes) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * axes.length + length);
        bytes.putInt(magic);
        for (int axis : axes) {
            bytes.putInt(axis);
        }
        for (int i = 0; i < length; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    static byte[] labels(int... labels) {
        byte[] bytes = idx(labels.length, LABELS, labels.length);
        for (int i = 0; i < labels.length; i++) {
            bytes[8 + i] = (byte) labels[i];
        }
        return bytes;
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
