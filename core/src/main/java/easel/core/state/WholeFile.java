package easel.core.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file atomically. The file is written under a temporary name in the same folder, flushed to the disk and then
 * renamed. Readers never see a partial file. If writing fails, an older file of that name is unchanged.
 */
public final class WholeFile {
    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    private WholeFile(FileChannel channel) {
        this.channel = channel;
    }

    /** The content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content.
         *
         * @param file receives it, in one or more parts
         * @throws IOException if a part cannot be written
         */
        void writeTo(WholeFile file) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param path the file; an existing one is replaced
     * @param content writes its content
     * @throws IOException if the folder does not exist or the file cannot be written. No partial file remains
     */
    public static void write(Path path, Content content) throws IOException {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new IOException(path + ": is a folder; name a file to write");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(path + ": is a device or a pipe, which Easel does not replace; name a file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(path + ": cannot be written: " + (Files.exists(folder) ? folder + " is not a folder"
                    : "folder " + folder + " does not exist; create it first"));
        }
        // Not Files.createTempFile: it creates files that only the owner may read.
        Path temporary = folder.resolve(".easel-" + UUID.randomUUID() + ".part");
        try {
            writeNew(temporary, content);
            move(temporary, target);
        } catch (IOException e) {
            throw new IOException(path + ": could not be written: " + e
                    + ". Is the disk full, the folder locked or the name too long?", e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeNew(Path path, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            WholeFile file = new WholeFile(channel);
            content.writeTo(file);
            file.flush();
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Appends bytes.
     *
     * @param bytes the bytes. Not modified
     * @throws IOException if they cannot be written
     */
    public void bytes(byte[] bytes) throws IOException {
        int count;
        for (int i = 0; i < bytes.length; i += count) {
            count = Math.min(room(1), bytes.length - i);
            chunk.put(bytes, i, count);
        }
    }

    /**
     * Appends float32 values, little-endian.
     *
     * @param values the values. Not modified
     * @throws IOException if they cannot be written
     */
    public void floats(float[] values) throws IOException {
        int count;
        for (int i = 0; i < values.length; i += count) {
            count = Math.min(room(Float.BYTES) / Float.BYTES, values.length - i);
            chunk.asFloatBuffer().put(values, i, count);
            chunk.position(chunk.position() + count * Float.BYTES);
        }
    }

    /** Returns the free bytes in the chunk, at least {@code least}; flushes the chunk first if it has fewer. */
    private int room(int least) throws IOException {
        if (chunk.remaining() < least) {
            flush();
        }
        return chunk.remaining();
    }

    /** Writes the chunk to the file and empties it. */
    private void flush() throws IOException {
        chunk.flip();
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
        chunk.clear();
    }
}
