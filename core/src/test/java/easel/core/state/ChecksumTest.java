package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {
    private static final State STATE = State.builder()
            .string("step", "12").string("generator.format", "easel").string("note", "\u00e9 \ud83c\udfa8")
            .tensor("w", Tensor.of(Shape.of(2, 2), 1, -0.0, Double.NaN, 0.5))
            .tensor("b", Tensor.of(Shape.of(3), 0, 0, 7)).build();

    @TempDir
    private Path folder;

    private byte[] written(State state) throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(state, path);
        return Files.readAllBytes(path);
    }

    @Test
    void checksumIsComputedAsTheJavadocDescribes() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("generator.format\0easel\0note\0\u00e9 \ud83c\udfa8\0step\00012\0b\0(3)\0".getBytes(
                StandardCharsets.UTF_8));
        bytes.putInt(0).putInt(0).putFloat(7);
        bytes.put("w\0(2, 2)\0".getBytes(StandardCharsets.UTF_8));
        bytes.putFloat(1).putInt(0x80000000).putInt(0x7fc00000).putFloat(0.5f);
        CRC32C crc = new CRC32C();
        crc.update(bytes.flip());
        String text = new String(written(STATE), StandardCharsets.UTF_8);
        assertTrue(text.contains(String.format("\"easel_checksum\":\"crc32c:%08x\"", crc.getValue())), text);
        State read = Safetensors.read(folder.resolve("model.safetensors"));
        assertEquals(STATE.strings(), read.strings());
    }

    /** Each single changed bit of a file is an error. */
    @Test
    void everyChangedBitIsNoticed() throws IOException {
        byte[] good = written(STATE);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            int at = bit;
            assertThrows(IOException.class, () -> Safetensors.read(changed, "changed"), () -> "bit " + at);
        }
    }

    @Test
    void everyBlockOfZerosIsNoticed() throws IOException {
        byte[] good = written(STATE);
        for (int length : new int[] {1, 4, 16}) {
            for (int from = 0; from + length <= good.length; from++) {
                byte[] changed = good.clone();
                Arrays.fill(changed, from, from + length, (byte) 0);
                if (!Arrays.equals(good, changed)) {
                    assertThrows(IOException.class, () -> Safetensors.read(changed, "changed"));
                }
            }
        }
    }

    @Test
    void aMessageNamesTheFileAndTheRemedy() throws IOException {
        byte[] changed = written(STATE);
        changed[changed.length - 1] ^= 1;
        String message = assertThrows(IOException.class, () -> Safetensors.read(changed, "model")).getMessage();
        assertTrue(message.matches("model: the checksum in its metadata is \"crc32c:[0-9a-f]{8}\", but that of its"
                + " tensors and strings is crc32c:[0-9a-f]{8}\\. The file is damaged; copy it again, or use an older"
                + " checkpoint\\. If another program changed it, remove easel_checksum from its metadata there\\."),
                message);
    }

    /** Other programs may write the names in another order and with other white space. */
    @Test
    void theOrderOfNamesDoesNotMatter() throws IOException {
        String checksum = Checksum.of(STATE);
        State.Builder other = State.builder();
        STATE.strings().entrySet().stream().sorted((a, b) -> b.getKey().compareTo(a.getKey()))
                .forEach(string -> other.string(string.getKey(), string.getValue()));
        other.tensor("b", STATE.tensor("b")).tensor("w", STATE.tensor("w"));
        assertEquals(checksum, Checksum.of(other.build()));
    }

    @Test
    void aFileWithoutAChecksumIsRead() throws IOException {
        byte[] old = SafetensorsFiles.file("{'__metadata__':{'format':'easel'},"
                + "'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4);
        assertArrayEquals(new float[1], Safetensors.read(old, "old").tensor("w").array());
    }

    @Test
    void noStringOfAStateHasTheNameOfTheChecksum() {
        State state = State.builder().string("easel_checksum", "x").build();
        String message = assertThrows(IllegalArgumentException.class, () -> written(state)).getMessage();
        assertTrue(message.contains("\"easel_checksum\""), message);
    }
}
