package easel.core.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * Writes a file atomically. The file is written under a temporary name in the same folder, flushed to the disk and then
 * renamed; then the folder is flushed. Readers never see a partial file. If writing fails, an older file of that name
 * is unchanged. The new file has the permissions of the one that it replaces. If the name is a symbolic link, the file
 * that the link names is written.
 */
public final class WholeFile {
    private static final int MAX_LINKS = 40;

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
        Path target = linked(path.toAbsolutePath());
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
            keepPermissions(target, temporary);
            move(temporary, target);
            flushFolder(folder);
        } catch (ClosedByInterruptException e) {
            throw new IOException(path + ": the thread was interrupted while it wrote the file; clear the thread's"
                    + " interrupt status and write the file again", e);
        } catch (IOException e) {
            throw new IOException(path + ": could not be written: " + e
                    + ". Is the disk full, the folder locked or the name too long?", e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Follows symbolic links, also to a file that does not exist yet. */
    private static Path linked(Path path) throws IOException {
        Path target = path;
        for (int i = 0; Files.isSymbolicLink(target); i++) {
            if (i == MAX_LINKS) {
                throw new IOException(path + ": is a symbolic link that leads to itself; name a file to write");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        if (Files.exists(from) && Files.getFileAttributeView(from, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }

    /** Writes the folder's entries to the disk, so that the new name survives a loss of power. */
    private static void flushFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not open folders, and some file systems cannot flush them. The file itself is complete.
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
