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
 * A file that is written beside its place, in the same folder, and moved there when it is complete and on the disk. So
 * nobody ever sees half a file, and an older one stays as it is if something fails.
 */
public final class WholeFile {
    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    private WholeFile(FileChannel channel) {
        this.channel = channel;
    }

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param file takes it, piece by piece
         * @throws IOException if a piece cannot be written
         */
        void writeTo(WholeFile file) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param path where to; an existing file is replaced
     * @param content what it shall hold
     * @throws IOException if the folder does not exist, or the file cannot be written; nothing is left behind then
     */
    public static void write(Path path, Content content) throws IOException {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new IOException(path + ": is a folder; name a file to write");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(path + ": is a device or a pipe, which a file would replace; name a file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(path + ": cannot be written, as there is no folder " + folder + "; create it first");
        }
        // Not Files.createTempFile, whose files only their owner may read.
        Path beside = folder.resolve(".easel-" + UUID.randomUUID() + ".part");
        try {
            writeNew(beside, content);
            move(beside, target);
        } catch (IOException e) {
            throw new IOException(path + ": could not be written: " + e
                    + ". Is the disk full, the folder locked or the name too long?", e);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void writeNew(Path path, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            WholeFile file = new WholeFile(channel);
            content.writeTo(file);
            file.drain();
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
     * Adds bytes.
     *
     * @param bytes all of them. Not modified
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
     * Adds numbers, four bytes each, little-endian.
     *
     * @param values all of them. Not modified
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

    /** How many bytes the chunk takes now, at least these few. */
    private int room(int least) throws IOException {
        if (chunk.remaining() < least) {
            drain();
        }
        return chunk.remaining();
    }

    private void drain() throws IOException {
        chunk.flip();
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
        chunk.clear();
    }
}
