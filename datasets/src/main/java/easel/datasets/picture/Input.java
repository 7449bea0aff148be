package easel.datasets.picture;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads numbers from a stream. The end of the stream within a number is a {@link PictureException}. */
final class Input {
    private final InputStream stream;
    private final long length;
    private final byte[] buffer = new byte[1 << 13];
    private int next;
    private int end;
    private long consumed;      // bytes before the buffer

    /** Reads a stream of {@code length} bytes. */
    Input(InputStream stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    /** The number of bytes read so far. */
    long position() {
        return consumed + next;
    }

    long remaining() {
        return Math.max(0, length - position());
    }

    /** The next byte, or -1 at the end of the stream. */
    int read() throws IOException {
        return next < end || fill() ? buffer[next++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        consumed += end;
        next = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }

    /** The first bytes of the stream, without consuming them; fewer than {@code count} in a short stream. */
    byte[] peek(int count) throws IOException {
        while (end < count) {
            int read = stream.read(buffer, end, count - end);
            if (read < 0) {
                break;
            }
            end += read;
        }
        return Arrays.copyOf(buffer, Math.min(count, end));
    }

    int u8() throws IOException {
        int value = read();
        if (value < 0) {
            throw PictureException.truncated();
        }
        return value;
    }

    /** Two bytes, the most significant first. */
    int u16() throws IOException {
        return u8() << 8 | u8();
    }

    /** Four bytes, the most significant first. */
    int i32() throws IOException {
        return u16() << 16 | u16();
    }

    /** Two bytes, the least significant first. */
    int u16LittleEndian() throws IOException {
        return u8() | u8() << 8;
    }

    /** Four bytes, the least significant first. */
    int i32LittleEndian() throws IOException {
        return u16LittleEndian() | u16LittleEndian() << 16;
    }

    byte[] bytes(int count) throws IOException {
        if (count > remaining()) {
            throw PictureException.truncated();      // before the array is allocated
        }
        byte[] bytes = new byte[count];
        read(bytes, 0, count);
        return bytes;
    }

    void read(byte[] target, int start, int count) throws IOException {
        for (int done = 0; done < count;) {
            if (next == end && !fill()) {
                throw PictureException.truncated();
            }
            int part = Math.min(count - done, end - next);
            System.arraycopy(buffer, next, target, start + done, part);
            next += part;
            done += part;
        }
    }

    void skip(long count) throws IOException {
        for (long left = count; left > 0;) {
            if (next == end && !fill()) {
                throw PictureException.truncated();
            }
            int part = (int) Math.min(left, end - next);
            next += part;
            left -= part;
        }
    }
}
