package easel.core.state;

import static easel.core.state.SafetensorsFiles.GOOD;
import static easel.core.state.SafetensorsFiles.allocated;
import static easel.core.state.SafetensorsFiles.assertRefused;
import static easel.core.state.SafetensorsFiles.file;
import static easel.core.state.SafetensorsFiles.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut off, too large, unreadable or not files; {@link SafetensorsHeaderTest} tests headers. */
class SafetensorsRefusalTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheValidFileOfTheseTests() throws IOException {
        assertEquals(3, Safetensors.read(file(GOOD, 12), "good").tensors().values().stream()
                .mapToInt(Tensor::size).sum());
    }

    @Test
    void refusesAFileCutOffAtAnyByte() throws IOException {
        byte[] good = file(GOOD, 12);
        for (int length = 0; length < good.length; length++) {
            assertRefused("Was it cut off while copying or downloading?", Arrays.copyOf(good, length), folder);
        }
    }

    @Test
    void refusesAHeaderLengthAboveTheFileSizeOrTheLimit() throws IOException {
        assertRefused("declares a header of 4611686018427387904 bytes; at most 100000000", length(1L << 62), folder);
        assertRefused("declares a header of 18446744073709551615 bytes; at most 100000000", length(-1), folder);
        assertRefused("declares a header of 9223372036854775808 bytes; at most 100000000",
                length(Long.MIN_VALUE), folder);
        assertRefused("declares a header of 100000001 bytes; at most 100000000", length(100_000_001), folder);
        assertRefused("declares a header of 100000000 bytes, but only 2 follow", length(100_000_000), folder);
        assertRefused("declares a header of 3 bytes, but only 2 follow", length(3), folder);
    }

    @Test
    void allocatesNothingForSizesThatTheFileDoesNotHave() throws IOException {
        byte[] file = file(tensor("'F32'", "[100000,1000]", "[0,400000000]"), 4);
        long before = allocated();
        for (int i = 0; i < 100; i++) {
            assertThrows(IOException.class, () -> Safetensors.read(file, "claim"));
            assertThrows(IOException.class, () -> Safetensors.read(length(100_000_000), "claim"));
        }
        assertTrue(allocated() - before < 50_000_000, "allocated " + (allocated() - before) + " bytes");
    }

    @Test
    void refusesAFileLargerThanTheHeap() {
        long elements = Runtime.getRuntime().maxMemory() / 4;
        Assumptions.assumeTrue(elements < Integer.MAX_VALUE - 8);
        byte[] start = file(tensor("'F32'", "[" + elements + "]", "[0," + 4 * elements + "]"), 0);
        ByteSource.Bytes file = (into, position) -> {
            int count = Math.min(into.remaining(), (int) (start.length - position));
            into.put(start, (int) position, count);
            return count;
        };
        IOException e = assertThrows(IOException.class,
                () -> read("large.safetensors", start.length + 4 * elements, file));
        assertTrue(e.getMessage().contains("large.safetensors: its ") && e.getMessage().contains("a larger -Xmx"),
                e.getMessage());
    }

    @Test
    void refusesASingleTensorLargerThanTheHeap() throws IOException {
        long elements = Runtime.getRuntime().maxMemory() / 4;
        Assumptions.assumeTrue(elements < Integer.MAX_VALUE - 8);
        byte[] start = file(tensor("'U32'", "[" + elements + "]", "[0," + 4 * elements + "]"), 0);
        SafetensorsFile file = SafetensorsFile.open(new ByteSource("large.safetensors", start.length + 4 * elements,
                () -> (into, position) -> {
                    int count = Math.min(into.remaining(), (int) (start.length - position));
                    into.put(start, (int) position, count);
                    return count;
                }));
        for (Executable read : List.<Executable>of(() -> file.tensorRounded("w"), () -> file.integers("w"))) {
            String message = assertThrows(IOException.class, read).getMessage();
            assertTrue(message.startsWith("large.safetensors: the " + elements) && message.contains(" of tensor \"w\" "
                    + "do not fit into the Java heap") && message.endsWith("a larger -Xmx"), message);
        }
    }

    @Test
    void refusesAFileThatIsShortenedDuringTheRead() {
        byte[] good = file(GOOD, 12);
        ByteSource.Bytes shortened = (into, position) -> {
            int count = Math.min(into.remaining(), good.length - 4 - (int) position);
            into.put(good, (int) position, count);
            return count > 0 ? count : -1;
        };
        IOException e = assertThrows(IOException.class,
                () -> read("model.safetensors", good.length, shortened));
        assertEquals("model.safetensors: ended at byte " + (good.length - 4)
                + " while it was read. Is another program writing it?", e.getMessage());
    }

    @Test
    void aReadErrorNamesTheFile() {
        IOException e = assertThrows(IOException.class, () -> read("model.safetensors", 100,
                (into, position) -> {
                    throw new IOException("Input/output error");
                }));
        assertTrue(e.getMessage().startsWith("model.safetensors: could not be read at byte 0: "), e.getMessage());
        assertTrue(e.getMessage().endsWith("Input/output error"), e.getMessage());
    }

    @Test
    void refusesAMissingFileAndAFolder() {
        Path absent = folder.resolve("absent.safetensors");
        IOException e = assertThrows(IOException.class, () -> Safetensors.read(absent));
        assertTrue(e.getMessage().startsWith(absent + ": no such file. Relative paths start at "), e.getMessage());
        e = assertThrows(IOException.class, () -> Safetensors.read(folder));
        assertTrue(e.getMessage().startsWith(folder + ": is a folder or a device, not a file"), e.getMessage());
    }

    @Test
    void messagesShortenAMaliciousName() throws IOException {
        String name = "\\u001b[31m" + "n".repeat(100_000);
        IOException e = assertThrows(IOException.class,
                () -> Safetensors.read(file("{'" + name + "':{}}", 0), "model.safetensors"));
        assertTrue(e.getMessage().contains("tensor \"\\u001b[31mnnn") && e.getMessage().length() < 200, e.getMessage());
    }

    private static State read(String name, long size, ByteSource.Bytes file) throws IOException {
        return SafetensorsFile.open(new ByteSource(name, size, () -> file)).state();
    }

    /** A file of ten bytes that declares this header length. */
    private static byte[] length(long headerLength) {
        return ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength)
                .put((byte) '{').put((byte) '}').array();
    }
}
