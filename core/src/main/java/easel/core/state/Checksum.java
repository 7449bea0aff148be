package easel.core.state;

import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The checksum of a state, which {@link Safetensors} documents. It does not depend on the order of names, so another
 * program may write the tensors and strings in another order.
 */
final class Checksum {
    /** The name of the string in the metadata. */
    static final String NAME = "easel_checksum";

    private static final Pattern VALUE = Pattern.compile("crc32c:[0-9a-f]{8}");

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    private Checksum() {}

    static String of(State state) {
        Checksum checksum = new Checksum();
        new TreeMap<>(state.strings()).forEach((name, value) -> checksum.add(name + '\0' + value + '\0'));
        for (Map.Entry<String, Tensor> tensor : new TreeMap<>(state.tensors()).entrySet()) {
            checksum.add(tensor.getKey() + '\0' + tensor.getValue().shape() + '\0');
            checksum.add(tensor.getValue().array());
        }
        return "crc32c:" + HexFormat.of().toHexDigits((int) checksum.crc.getValue());
    }

    private void add(String text) {
        crc.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(float[] values) {
        int count;
        for (int i = 0; i < values.length; i += count) {
            count = Math.min(chunk.capacity() / Float.BYTES, values.length - i);
            chunk.clear().asFloatBuffer().put(values, i, count);
            crc.update(chunk.limit(count * Float.BYTES));
        }
    }

    /** Refuses a state whose checksum differs from the saved one. */
    static void require(Optional<String> saved, State state, String source) throws IOException {
        // If a string of another name has the form of a checksum, its name is damaged.
        Optional<String> expected = saved.or(
                () -> state.strings().values().stream().filter(value -> VALUE.matcher(value).matches()).findAny());
        if (expected.isPresent() && (saved.isEmpty() || !expected.get().equals(of(state)))) {
            throw new IOException(source + ": the checksum in its metadata is " + MessageText.brief(expected.get())
                    + ", but that of its tensors and strings is " + of(state) + ". The file is damaged; copy it"
                    + " again, or use an older checkpoint. If another program changed it, remove " + NAME
                    + " from its metadata there.");
        }
    }
}
