package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void writesExactlyTheseBytes() throws IOException {
        State state = State.builder()
                .tensor("w", Tensor.of(Shape.of(1, 2), 1, -2)).tensor("b", Tensor.of(Shape.of(1), 0.5f))
                .string("k", "v\"").build();
        String header = "{\"__metadata__\":{\"easel_checksum\":\"crc32c:CCCCCCCC\",\"k\":\"v\\\"\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}    ";
        assertEquals(176, header.length());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(new byte[] {(byte) 176, 0, 0, 0, 0, 0, 0, 0});
        expected.writeBytes(header.replace("CCCCCCCC", Checksum.of(state).substring(7)).getBytes(
                StandardCharsets.US_ASCII));
        expected.writeBytes(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 0, 0, 0, 0x3f});

        assertArrayEquals(expected.toByteArray(), written(state));
        assertEqualStates(state, Safetensors.read(expected.toByteArray(), "tiny"));
    }

    @Test
    void readsBackWrittenStates() throws IOException {
        State.Builder builder = State.builder();
        Random random = new Random(1);
        int[][] shapes = {{1}, {1, 1}, {3}, {7, 5}, {2, 3, 4}, {1, 28, 28, 1}, {5, 5, 2, 3}, {1, 1, 1, 1, 1, 1, 2},
                {16383}, {16384}, {16385}, {3, 16384}, {100, 501}};
        for (int i = shapes.length - 1; i >= 0; i--) {
            Tensor tensor = Tensor.zeros(Shape.of(shapes[i]));
            for (int k = 0; k < tensor.size(); k++) {
                tensor.array()[k] = random.nextFloat() - 0.5f;
            }
            builder.tensor(i + ".weight", tensor).string(i + ".size", Integer.toString(tensor.size()));
        }
        assertRoundTrip(builder.build());
    }

    @Test
    void namesMayBeAnyUnicode() throws IOException {
        State.Builder builder = State.builder();
        List<String> names = List.of("", " ", ".", "dtype", "a\"b\\c/d",
                "tab\tnewline\nnull\0escape\u001bdelete\u007f", "äöü ß", "重み",
                "\ud83c\udfa8", "\u2028\u2029\uffff\ufeff", "\u0080\u009f", "\\u0041", "n".repeat(5000));
        names.forEach(name -> builder.tensor(name, Tensor.scalar(name.length())).string(name, name));
        assertRoundTrip(builder.string("__metadata__", "an ordinary name for a string").build());
    }

    @Test
    void writesAndReadsStatesWithoutTensors() throws IOException {
        assertRoundTrip(State.builder().build());
        assertArrayEquals(ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(56).put(
                "{\"__metadata__\":{\"easel_checksum\":\"crc32c:00000000\"}}   ".getBytes(StandardCharsets.US_ASCII))
                .array(), written(State.builder().build()));
        assertRoundTrip(State.builder().string("step", "12").string("", "").build());
    }

    @Test
    void elementsKeepEveryBit() throws IOException {
        int[] bits = {0, 0x80000000, 1, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x7fc12345, 0xffffffff};
        Tensor tensor = Tensor.zeros(Shape.of(bits.length));
        for (int i = 0; i < bits.length; i++) {
            tensor.array()[i] = Float.intBitsToFloat(bits[i]);
        }
        assertRoundTrip(State.builder().tensor("bits", tensor).build());
    }

    @Test
    void readsADenseLayerWrittenByAnotherLibrary() throws IOException {
        State dense = Safetensors.read(resource("dense-02.safetensors"), "dense-02");

        assertEquals(List.of("x", "weight", "bias", "dy", "y", "dx", "dweight", "dbias"),
                List.copyOf(dense.tensors().keySet()));
        assertEquals(List.of("op", "units", "bias", "source", "float32_deviation"),
                List.copyOf(dense.strings().keySet()));
        assertEquals("dense", dense.string("op"));
        assertEquals("libtorch 2.10.0, float64", dense.string("source"));
        assertEquals(Shape.of(10, 3), dense.tensor("weight").shape());
        assertEquals(0x1.09bf0ap-1f, dense.tensor("weight").at(0, 0));
        assertEquals(0x1.424670p-3f, dense.tensor("weight").at(0, 1));
        assertEquals(-0x1.e071b0p-4f, dense.tensor("x").at(0, 0));
        assertArrayEquals(new float[] {-0x1.bedd56p-1f, 0x1.ba7dbep-2f, -0x1.ba9822p-2f}, dense.tensor("bias").array());
        assertArrayEquals(new float[] {0x1.b369c2p-5f, -0x1.9f74f6p-2f, -0x1.e0e2b4p+0f}, dense.tensor("y").array());
        assertArrayEquals(dense.tensor("dy").array(), dense.tensor("dbias").array());
    }

    @Test
    void readsALossWrittenByAnotherLibraryFromItsFile() throws IOException {
        Path file = Files.write(folder.resolve("bce-01.safetensors"), resource("bce-01.safetensors"));
        State bce = Safetensors.read(file);

        assertEquals("loss = mean(-(t*log(p) + (1-t)*log(1-p)))", bce.string("formula"));
        assertEquals(0x1.2068d4p-1f, bce.tensor("loss").item());
        assertEquals(Shape.of(8, 1), bce.tensor("target").shape());
        assertEquals(0x1.a3d98ep-14f, bce.tensor("prediction").at(0, 0));
        assertEquals(-0x1.166884p-1f, bce.tensor("dprediction").at(2, 0));
    }

    @Test
    void acceptsAnyOrderWhiteSpaceAndEscapes() throws IOException {
        State state = Safetensors.read(file("""
                {\t"b\\u00e9\\ud83c\\udfa8" : { "data_offsets" : [ 4 , 12 ], "shape":[2], "dtype":"F\\u00332" } ,
                 "a\\/\\b\\f\\n\\r\\t":{"shape":[],"dtype":"F32","data_offsets":[0,4]},
                 "__metadata__" : { "k\\"" : "\\\\" } }\r
                """, 0f, 1f, 2f), "spaced");

        assertEquals(List.of("b\u00e9\ud83c\udfa8", "a/\b\f\n\r\t"), List.copyOf(state.tensors().keySet()));
        assertArrayEquals(new float[] {1, 2}, state.tensor("b\u00e9\ud83c\udfa8").array());
        assertEquals(Shape.of(1), state.tensor("a/\b\f\n\r\t").shape());
        assertEquals("{k\"=\\}", state.strings().toString());
    }

    @Test
    void aReadStateDoesNotShareTheContent() throws IOException {
        byte[] content = written(State.builder().tensor("a", Tensor.scalar(3)).build());
        State state = Safetensors.read(content, "bytes");
        content[content.length - 1] = 0;
        assertEquals(3, state.tensor("a").item());
    }

    @Test
    void replacesAnOlderFileAndLeavesNoTemporaryFile() throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(State.builder().tensor("a", Tensor.zeros(Shape.of(1000))).build(), path);
        Safetensors.write(State.builder().string("b", "c").build(), path);

        assertEquals("{b=c}", Safetensors.read(path).strings().toString());
        assertEquals(List.of(path), contents(folder));
    }

    @Test
    void aFileHasTheDefaultPermissions() throws IOException {
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
        Assumptions.assumeTrue(Files.getFileAttributeView(ordinary, PosixFileAttributeView.class) != null);
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(State.builder().build(), path);
        assertEquals(Files.getPosixFilePermissions(ordinary), Files.getPosixFilePermissions(path));
    }

    @Test
    void theErrorForAMissingFolderNamesIt() {
        Path path = folder.resolve("absent").resolve("model.safetensors");
        IOException e = assertThrows(IOException.class, () -> Safetensors.write(State.builder().build(), path));
        assertTrue(e.getMessage().equals(path + ": cannot be written: folder " + path.getParent()
                + " does not exist; create it first"), e.getMessage());
    }

    @Test
    void refusesToReplaceAFolder() throws IOException {
        Path path = Files.createDirectory(folder.resolve("runs"));
        IOException e = assertThrows(IOException.class, () -> Safetensors.write(State.builder().build(), path));
        assertTrue(e.getMessage().contains(path + ": is a folder"), e.getMessage());
        assertTrue(Files.isDirectory(path));
    }

    @Test
    void aFailedWriteLeavesNoFile() throws IOException {
        Path path = folder.resolve("n".repeat(300));
        State state = State.builder().tensor("a", Tensor.scalar(1)).build();
        IOException e = assertThrows(IOException.class, () -> Safetensors.write(state, path));
        assertTrue(e.getMessage().startsWith(path + ": could not be written: "), e.getMessage());
        assertEquals(List.of(), contents(folder));
    }

    @Test
    void refusesAStateOutsideTheFormatBeforeWriting() throws IOException {
        assertUnwritable("no tensor can be named __metadata__",
                State.builder().tensor("__metadata__", Tensor.scalar(1)).build());
        assertUnwritable("\"a\\ud83c\" has an unpaired surrogate",
                State.builder().tensor("a\ud83c", Tensor.scalar(1)).build());
        assertUnwritable("\"\\udfa8b\" has an unpaired surrogate", State.builder().string("k", "\udfa8b").build());
        int[] axes = new int[65];
        Arrays.fill(axes, 1);
        assertUnwritable("up to 65 axes", State.builder().tensor("deep", Tensor.zeros(Shape.of(axes))).build());
        State.Builder many = State.builder();
        for (int i = 0; i < Json.MAX_NAMES; i++) {
            many.string(Integer.toString(i), "");
        }
        assertUnwritable("with 100000 names", many.build());
        assertEquals(List.of(), contents(folder));
    }

    @Test
    void refusesToWriteAHeaderAboveTheLimit() {
        State state = State.builder().string("k", "a very long string").build();
        SafetensorsHeader.requireReadable(state, 100_000_000);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> SafetensorsHeader.requireReadable(state, 100_000_008));
        assertTrue(e.getMessage().contains("a header of 100000008 bytes with 1 names"), e.getMessage());
    }

    private void assertUnwritable(String part, State state) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(state, folder.resolve("model.safetensors")));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private void assertRoundTrip(State state) throws IOException {
        byte[] content = written(state);
        assertEquals(0, (int) ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
        assertEqualStates(state, Safetensors.read(folder.resolve("written.safetensors")));
        assertEqualStates(state, Safetensors.read(content, "content"));
        assertArrayEquals(content, written(Safetensors.read(content, "content")));
    }

    private byte[] written(State state) throws IOException {
        Path path = folder.resolve("written.safetensors");
        Safetensors.write(state, path);
        return Files.readAllBytes(path);
    }

    private static void assertEqualStates(State expected, State actual) {
        assertEquals(List.copyOf(expected.strings().entrySet()), List.copyOf(actual.strings().entrySet()));
        assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(actual.tensors().keySet()));
        expected.tensors().forEach((name, tensor) -> {
            assertEquals(tensor.shape(), actual.tensor(name).shape());
            assertArrayEquals(bits(tensor), bits(actual.tensor(name)));
        });
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(tensor.array()[i]);
        }
        return bits;
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SafetensorsTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** A file with this header, unpadded, and this data. */
    private static byte[] file(String header, float... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (float x : data) {
            file.putFloat(x);
        }
        return file.array();
    }
}
