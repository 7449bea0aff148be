package easel.export;

import easel.core.state.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in protobuf's wire format: a sequence of fields, each with its number, wire type and value. Arrays of
 * floats are not copied; they are written from the caller's array.
 *
 * <p>The format: <a href="https://protobuf.dev/programming-guides/encoding/">protobuf.dev, encoding</a>.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    /** Each is a byte[], or a float[] that is written as little-endian numbers. */
    private final List<Object> parts = new ArrayList<>();
    private long size;

    /** The number of bytes of the whole message. */
    long size() {
        return size;
    }

    Message number(int field, long value) {
        return key(field, VARINT).varint(value);
    }

    Message real(int field, float value) {
        return key(field, FIXED_32)
                .bytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    }

    Message text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return key(field, LENGTH).varint(utf8.length).bytes(utf8);
    }

    Message floats(int field, float[] values) {
        key(field, LENGTH).varint((long) values.length * Float.BYTES);
        return add(values, (long) values.length * Float.BYTES);
    }

    /** Adds a complete message as a field of this one. */
    Message message(int field, Message inner) {
        key(field, LENGTH).varint(inner.size);
        parts.addAll(inner.parts);
        size += inner.size;
        return this;
    }

    void writeTo(WholeFile file) throws IOException {
        for (Object part : parts) {
            if (part instanceof float[] values) {
                file.floats(values);
            } else {
                file.bytes((byte[]) part);
            }
        }
    }

    private Message key(int field, int wireType) {
        return varint((long) field << 3 | wireType);
    }

    /** Seven bits per byte, the lowest first; the eighth bit is set if more bytes follow. */
    private Message varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long remaining = value;
        while ((remaining & ~0x7FL) != 0) {
            bytes.write((int) (remaining & 0x7F | 0x80));
            remaining >>>= 7;
        }
        bytes.write((int) remaining);
        return bytes(bytes.toByteArray());
    }

    private Message bytes(byte[] bytes) {
        return add(bytes, bytes.length);
    }

    private Message add(Object part, long bytes) {
        parts.add(part);
        size += bytes;
        return this;
    }
}
