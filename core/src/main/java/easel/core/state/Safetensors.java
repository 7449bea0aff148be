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
 * A {@link State} as a file in the safetensors format, which most other libraries read and write too: 8 bytes of
 * header length, a JSON header that says which tensor lies where, then the numbers, all little-endian. The strings
 * are the header's {@code __metadata__}. Only float32 is written and read.
 *
 * <p>Reading trusts nothing in the file. The header must be exactly what the format allows, no name may occur
 * twice, the tensors must cover the data without overlap or gap, and every size is compared with the file's real
 * size before anything is allocated. A header has at most 100,000,000 bytes, as in the reference implementation,
 * at most 100,000 names to an object and 64 axes to a shape. Whatever is wrong is an {@link IOException} that
 * names the file, the fault and the remedy; so is a file that does not fit into the Java heap.
 *
 * <p>A file is copied straight into the tensors' arrays through one small buffer, so that it is never in memory twice.
 * It is not mapped: a mapping lasts until the garbage collector finds it, and as long Windows lets nobody replace the
 * file that a model was loaded from; and a file shortened meanwhile would be an InternalError instead of an
 * IOException. It would save a third of very little: 20 instead of 30 ms for 200 MB, from the system's cache.
 *
 * <p>Tensors and strings keep the order of the header, and the numbers keep every bit. A tensor without axes,
 * which the format allows, is read with shape (1); one with an axis of size 0 is refused.
 *
 * <p>The format: <a href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    private Safetensors() {}

    /** Bytes of known number at any position, as a FileChannel reads them: returns how many, or -1 at the end. */
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
     *     safetensors, it holds other numbers than float32, or it does not fit into memory
     */
    public static State read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + (Files.exists(path) ? ": is not a file but a folder or a device"
                    : ": no such file. Is the path right, seen from " + Path.of("").toAbsolutePath() + "?"));
        }
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": there is no permission to read it; change that, or run as its owner");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(path.toString(), channel.size(), channel::read);
        }
    }

    /**
     * Reads a file that is in memory already, such as a resource of a jar.
     *
     * @param content the whole file. Not modified
     * @param source what messages call it
     * @return its tensors and strings, in the header's order; they share nothing with {@code content}
     * @throws IOException if the content is damaged, cut off, not safetensors, or has other numbers than float32
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
            return State.wrap(tensors(header, dataStart, chunk, source, file), header.strings());
        } catch (OutOfMemoryError e) {
            // All sizes were found real, so the file is large and not lying: an error the caller can act on.
            throw new IOException(source + ": its " + size + " bytes do not fit into the Java heap of "
                    + Runtime.getRuntime().maxMemory() + "; start Java with a larger -Xmx", e);
        }
    }

    private static int headerLength(String source, long size, Bytes file) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new IOException(source + ": has " + size + " bytes, not even the " + LENGTH_BYTES
                    + " of the header's length. Was it cut off while copying or downloading?");
        }
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(buffer, 0, source, file);
        long length = buffer.getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_LENGTH) {
            throw new IOException(source + ": says that its header has " + Long.toUnsignedString(length)
                    + " bytes; at most " + SafetensorsHeader.MAX_LENGTH
                    + " are allowed. This is not a safetensors file.");
        }
        if (length > size - LENGTH_BYTES) {
            throw new IOException(source + ": says that its header has " + length + " bytes, but only "
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

    /** Reads until the buffer is full; what ends sooner was shortened while we read. */
    private static void fill(ByteBuffer buffer, long position, String source, Bytes file) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = read(buffer, at, source, file);
            if (count < 0) {
                throw new IOException(source + ": ended at byte " + at + " while it was read. Is somebody writing it?");
            }
            at += count;
        }
    }

    /** The operating system's own message does not say which file it means. */
    private static int read(ByteBuffer buffer, long position, String source, Bytes file) throws IOException {
        try {
            return file.read(buffer, position);
        } catch (IOException e) {
            throw new IOException(source + ": could not be read at byte " + position + ": " + e, e);
        }
    }

    /**
     * Writes a {@link WholeFile}: nobody ever sees half of it. The same state gives the same bytes.
     *
     * @param state what to write. Not modified
     * @param path where to; an existing file is replaced
     * @throws IOException if the folder does not exist, or the file cannot be written; nothing is left behind then
     * @throws IllegalArgumentException if a name or string is not Unicode text, a tensor is called
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
