package easel.core.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file or an array of bytes.
 *
 * @param name its name in messages
 * @param size its bytes
 * @param opener opens it for reading
 */
record ByteSource(String name, long size, Opener opener) {
    /** Opens the file. */
    @FunctionalInterface
    interface Opener {
        Bytes open() throws IOException;
    }

    /** Random access to bytes, like {@link FileChannel#read(ByteBuffer, long)}: returns the count, or -1 at the end. */
    @FunctionalInterface
    interface Bytes extends AutoCloseable {
        int read(ByteBuffer into, long position) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    static ByteSource of(byte[] content, String name) {
        return new ByteSource(name, content.length, () -> (into, position) -> {
            int count = Math.min(into.remaining(), content.length - (int) position);
            into.put(content, (int) position, count);
            return count;
        });
    }

    static ByteSource of(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException(path + (Files.exists(path) ? ": is a folder or a device, not a file"
                    : ": no such file. Relative paths start at " + Path.of("").toAbsolutePath()));
        }
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": no permission to read it; change the permissions, or run as its owner");
        }
        return new ByteSource(path.toString(), Files.size(path), () -> {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new Bytes() {
                @Override
                public int read(ByteBuffer into, long position) throws IOException {
                    return channel.read(into, position);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        });
    }

    Bytes open() throws IOException {
        return opener.open();
    }

    /** Reads until the buffer is full. A file that ends earlier was shortened during the read. */
    void fill(ByteBuffer buffer, long position, Bytes file) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = read(buffer, at, file);
            if (count < 0) {
                throw new IOException(name + ": ended at byte " + at
                        + " while it was read. Is another program writing it?");
            }
            at += count;
        }
    }

    /** Adds the file's name to the operating system's message. */
    private int read(ByteBuffer buffer, long position, Bytes file) throws IOException {
        try {
            return file.read(buffer, position);
        } catch (ClosedByInterruptException e) {
            throw new IOException(name + ": the thread was interrupted while it read the file; clear the thread's"
                    + " interrupt status and read the file again", e);
        } catch (IOException e) {
            throw new IOException(name + ": could not be read at byte " + position + ": " + e, e);
        }
    }
}
