package easel.core.state;

import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes a {@link State} in the safetensors format, which most other libraries support: 8 bytes of header
 * length, a JSON header with the byte range of each tensor, then the elements, all little-endian. The strings are the
 * header's {@code __metadata__}. Easel reads and writes float32 only.
 *
 * <p>Reading validates everything. The header must conform to the format, names must be unique, the tensors must cover
 * the data without overlap or gap, and each size is compared with the actual file size before memory is allocated. A
 * header has at most 100,000,000 bytes, as in the reference implementation, an object at most 100,000 names, and a
 * shape at most 64 axes. Every fault, including a file that does not fit into the Java heap, causes an
 * {@link IOException} that names the file, the fault and the remedy.
 *
 * <p>The reader copies a file into the tensors' arrays through one small buffer, so the file is never in memory twice.
 * It does not map the file into memory. A mapping lasts until garbage collection, and Windows does not allow the file
 * to be replaced before that. If a mapped file were shortened during the read, the error would be an InternalError
 * instead of an IOException. Mapping would save little: it takes 20 instead of 30 ms for 200 MB in the page cache.
 *
 * <p>Tensors and strings keep the order of the header, and elements keep every bit. A tensor without axes,
 * which the format allows, is read with shape (1). A tensor with an axis of size 0 is refused.
 *
 * <p>The format: <a href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    private Safetensors() {}

    /** Random access to bytes, like {@link FileChannel#read(ByteBuffer, long)}: returns the count, or -1 at the end. */
    @FunctionalInterface
    interface Bytes {
        int read(ByteBuffer into, long position) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @param path a safetensors file with float32 tensors
     * @return its tensors and strings, in the header's order
     * @throws IOException if there is no such file, it cannot be read, it is damaged or cut off, it is not
     *     safetensors, it contains another type than float32, or it does not fit into memory
     */
    public static State read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + (Files.exists(path) ? ": is a folder or a device, not a file"
                    : ": no such file. Relative paths start at " + Path.of("").toAbsolutePath()));
        }
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": no permission to read it; change the permissions, or run as its owner");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(path.toString(), channel.size(), channel::read);
        }
    }

    /**
     * Reads the content of a file, such as a resource in a jar.
     *
     * @param content the whole file. Not modified
     * @param source its name in messages
     * @return its tensors and strings, in the header's order. They do not share {@code content}
     * @throws IOException if the content is damaged, cut off or not safetensors, or contains another type than float32
     */
    public static State read(byte[] content, String source) throws IOException {
        return read(source, content.length, (into, position) -> {
            int count = Math.min(into.remaining(), content.length - (int) position);
            into.put(content, (int) position, count);
            return count;
        });
    }

    static State read(String source, long size, Bytes file) throws IOException {
        try {
            byte[] json = new byte[headerLength(source, size, file)];
            fill(ByteBuffer.wrap(json), LENGTH_BYTES, source, file);
            SafetensorsHeader header = SafetensorsHeader.read(json, source);
            long dataStart = LENGTH_BYTES + json.length;
            header.requireCover(size - dataStart, source);
            ByteBuffer chunk = chunk(Math.min(CHUNK_BYTES, size - dataStart));
            return new State(tensors(header, dataStart, chunk, source, file), header.strings());
        } catch (OutOfMemoryError e) {
            // The sizes were checked against the file, so it really is this large. The caller can handle an
            // IOException.
            throw new IOException(source + ": its " + size + " bytes do not fit into the Java heap of "
                    + Runtime.getRuntime().maxMemory() + "; start Java with a larger -Xmx", e);
        }
    }

    private static int headerLength(String source, long size, Bytes file) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new IOException(source + ": has " + size + " bytes, but the length of the header alone takes "
                    + LENGTH_BYTES + ". Was it cut off while copying or downloading?");
        }
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(buffer, 0, source, file);
        long length = buffer.getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_LENGTH) {
            throw new IOException(source + ": declares a header of " + Long.toUnsignedString(length)
                    + " bytes; at most " + SafetensorsHeader.MAX_LENGTH
                    + " are allowed. This is not a safetensors file.");
        }
        if (length > size - LENGTH_BYTES) {
            throw new IOException(source + ": declares a header of " + length + " bytes, but only "
                    + (size - LENGTH_BYTES) + " follow. Was it cut off while copying or downloading?");
        }
        return (int) length;
    }

    private static Map<String, Tensor> tensors(SafetensorsHeader header, long dataStart, ByteBuffer chunk,
            String source, Bytes file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            float[] values = new float[entry.shape().size()];
            int count;
            for (int i = 0; i < values.length; i += count) {
                count = Math.min(chunk.capacity() / Float.BYTES, values.length - i);
                chunk.clear().limit(count * Float.BYTES);
                fill(chunk, dataStart + entry.begin() + (long) i * Float.BYTES, source, file);
                chunk.flip();
                chunk.asFloatBuffer().get(values, i, count);
            }
            tensors.put(entry.name(), Tensor.wrap(entry.shape(), values));
        }
        return tensors;
    }

    private static ByteBuffer chunk(long bytes) {
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads until the buffer is full. A file that ends earlier was shortened during the read. */
    private static void fill(ByteBuffer buffer, long position, String source, Bytes file) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = read(buffer, at, source, file);
            if (count < 0) {
                throw new IOException(source + ": ended at byte " + at
                        + " while it was read. Is another program writing it?");
            }
            at += count;
        }
    }

    /** Adds the file's name to the operating system's message. */
    private static int read(ByteBuffer buffer, long position, String source, Bytes file) throws IOException {
        try {
            return file.read(buffer, position);
        } catch (IOException e) {
            throw new IOException(source + ": could not be read at byte " + position + ": " + e, e);
        }
    }

    /**
     * Writes a file atomically, with {@link WholeFile}. The same tensors and strings in the same order give the
     * same bytes.
     *
     * @param state what to write. Not modified
     * @param path the file; an existing one is replaced
     * @throws IOException if the folder does not exist or the file cannot be written. No partial file remains
     * @throws IllegalArgumentException if a name or string is not Unicode text, a tensor is named
     *     {@code __metadata__}, or the header would be larger than {@link #read(Path)} allows
     */
    public static void write(State state, Path path) throws IOException {
        byte[] header = SafetensorsHeader.write(state);
        WholeFile.write(path, file -> {
            file.bytes(ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
            file.bytes(header);
            for (Tensor tensor : state.tensors().values()) {
                file.floats(tensor.array());
            }
        });
    }
}
