package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import easel.core.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged, cut off, made up to harm, or of another kind. */
class SafetensorsRefusalTest {
    private static final String GOOD = "{'__metadata__':{'k':'v','step':'12'},"
            + "'w':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}";

    private static final String[] TOKENS = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\0", "\ufeff",
            " ", "\n", "0", "-1", "1e9", "9223372036854775807", "18446744073709551616", "4294967296", "null", "true",
            "\"dtype\"", "\"shape\":[]", "\"__metadata__\":{}", "\"F64\"", "\"w\":", "{\"a\":", "[[[[", "0,", "1,1,"};

    @TempDir
    private Path folder;

    @Test
    void theGoodFileOfTheseTestsIsRead() throws IOException {
        assertEquals(3, Safetensors.read(file(GOOD, 12), "good").tensors().values().stream()
                .mapToInt(Tensor::size).sum());
    }

    /** Headers, written with ' for ", the bytes of data behind them, and what the message says. */
    static List<Arguments> badHeaders() {
        return List.of(
                // Not one flat object.
                arguments("", 0, "does not begin with {"),
                arguments(" {}", 0, "does not begin with {"),
                arguments("[]", 0, "does not begin with {"),
                arguments("\ufeff{}", 0, "does not begin with {"),
                arguments("{", 0, "expected \" but found the end"),
                arguments("{'a'", 0, "expected : but found the end"),
                arguments("{'a", 0, "a string without an end"),
                arguments("{}{}", 0, "expected nothing more but found {"),
                arguments("{}\0", 0, "expected nothing more but found byte 0x00"),
                arguments("{},", 0, "expected nothing more but found ,"),
                arguments("{,}", 0, "expected \" but found ,"),
                arguments("{a:1}", 0, "expected \" but found a"),
                arguments("{'w':1}", 0, "expected { but found 1"),
                arguments("{'w':null}", 0, "expected { but found n"),
                arguments("{'w':" + "[".repeat(100_000), 0, "expected { but found ["),
                arguments("{'w':".repeat(100_000), 0, "tensor \"w\" has \"w\", which the format does not define"),
                arguments(tensor("'F32'", "[1]", "[0,4]").replace("}}", "},}"), 4, "expected \" but found }"),
                arguments(tensor("'F32'", "[1]", "[0,4]").replace(":[1]", " [1]"), 4, "expected : but found ["),
                // Names.
                arguments("{" + member("w", "[0,4]") + "," + member("w", "[4,8]") + "}", 8, "\"w\" occurs twice"),
                arguments("{" + member("w", "[0,4]") + "," + member("\\u0077", "[4,8]") + "}", 8, "\"w\" occurs twice"),
                arguments("{'__metadata__':{},'__metadata__':{}}", 0, "\"__metadata__\" occurs twice"),
                arguments("{'__metadata__':{'a':'1','a':'2'}}", 0, "\"a\" occurs twice"),
                arguments("{'__metadata__':null}", 0, "expected { but found n"),
                arguments("{'__metadata__':{'a':1}}", 0, "expected \" but found 1"),
                arguments("{'__metadata__':{'a':{'b':'c'}}}", 0, "expected \" but found {"),
                arguments("{'w':{'dtype':'F32','dtype':'F32'}}", 0, "\"dtype\" occurs twice"),
                arguments("{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}", 4, "tensor \"w\" has \"x\""),
                arguments("{'w':{}}", 0, "tensor \"w\" must have dtype, shape and data_offsets"),
                arguments("{'w':{'dtype':'F32','shape':[1]}}", 0, "tensor \"w\" must have dtype, shape and"),
                arguments("{'w':{'dtype':'F32','data_offsets':[0,4]}}", 4, "tensor \"w\" must have dtype, shape and"),
                arguments("{'w':{'shape':[1],'data_offsets':[0,4]}}", 4, "tensor \"w\" must have dtype, shape and"),
                // Strings.
                arguments("{'a\nb':{}}", 0, "a control character within a string"),
                arguments("{'\\x41':{}}", 0, "an escape that JSON does not have"),
                arguments("{'\\u00g0':{}}", 0, "expected four hexadecimal digits"),
                arguments("{'\\u00", 0, "a string without an end"),
                arguments("{'\\ud83c':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83cx':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83c\\n':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\ud83c\\u0041':{}}", 0, "an unpaired surrogate"),
                arguments("{'\\udfa8':{}}", 0, "an unpaired surrogate"),
                // Numbers.
                arguments(tensor("'F32'", "[-1]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[+1]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1.0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1e0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1E0]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[01]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1]", "[00,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "['1']", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[[1]]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1,]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[NaN]", "[0,4]"), 4, "expected a plain non-negative integer"),
                arguments(tensor("'F32'", "[1 1]", "[0,4]"), 4, "expected ] but found 1"),
                arguments(tensor("'F32'", "1", "[0,4]"), 4, "expected [ but found 1"),
                arguments(tensor("'F32'", "[1]", "[0,9223372036854775808]"), 4, "a number above 2^63 - 1"),
                arguments(tensor("'F32'", "[1]", "[0," + "9".repeat(9999) + "]"), 4, "a number above 2^63 - 1"),
                // Kinds and shapes.
                arguments(tensor("'F16'", "[2]", "[0,4]"), 4, "tensor \"w\" has dtype \"F16\"; Easel reads F32 only"),
                arguments(tensor("'f32'", "[1]", "[0,4]"), 4, "tensor \"w\" has dtype \"f32\""),
                arguments(tensor("1", "[1]", "[0,4]"), 4, "expected \" but found 1"),
                arguments(tensor("'F32'", "[3,0]", "[0,0]"), 0, "tensor \"w\" has shape [3, 0]: an axis of size 0"),
                arguments(tensor("'F32'", "[1000000,1000000]", "[0,4]"), 4, "tensor \"w\" has shape [1000000, 10000"),
                arguments(tensor("'F32'", "[4294967296,4294967296]", "[0,0]"), 0, "more elements than one Java array"),
                arguments(tensor("'F32'", "[9223372036854775807]", "[0,4]"), 4, "more elements than one Java array"),
                arguments(tensor("'F32'", "[2147483640]", "[0,8589934560]"), 4, "more elements than one Java array"),
                arguments(tensor("'F32'", "[1" + ",1".repeat(64) + "]", "[0,4]"), 4, "expected at most 64 numbers"),
                // Places.
                arguments(tensor("'F32'", "[1]", "[]"), 4, "tensor \"w\" has data_offsets []; expected two"),
                arguments(tensor("'F32'", "[1]", "[4]"), 4, "tensor \"w\" has data_offsets [4]; expected two"),
                arguments(tensor("'F32'", "[1]", "[0,4,8]"), 4, "expected at most 2 numbers"),
                arguments(tensor("'F32'", "[1]", "[4,0]"), 4, "takes 4 bytes, but its data_offsets are 4 and 0"),
                arguments(tensor("'F32'", "[1]", "[0,0]"), 0, "takes 4 bytes, but its data_offsets are 0 and 0"),
                arguments(tensor("'F32'", "[2]", "[0,4]"), 4, "takes 8 bytes, but its data_offsets are 0 and 4"),
                arguments(tensor("'F32'", "[1]", "[0,8]"), 8, "takes 4 bytes, but its data_offsets are 0 and 8"),
                arguments(tensor("'F32'", "[2147483639]", "[0,8589934556]"), 4, "the file has only 4. Was it cut off"),
                arguments(tensor("'F32'", "[1]", "[9223372036854775803,9223372036854775807]"), 4, "has only 4. Was it"),
                arguments(tensor("'F32'", "[1]", "[0,4]"), 3, "ends at byte 4 of the data, but the file has only 3"),
                arguments(tensor("'F32'", "[1]", "[0,4]"), 5, "1 bytes follow the last tensor"),
                arguments("{}", 1, "1 bytes follow the last tensor"),
                arguments(tensor("'F32'", "[1]", "[4,8]"), 8, "tensor \"w\" begins at byte 4 of the data, but"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[8,12]") + "}", 12, "there is a gap"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[2,6]") + "}", 6, "there is an overlap"),
                arguments("{" + member("w", "[0,4]") + "," + member("b", "[0,4]") + "}", 4, "there is an overlap"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("badHeaders")
    void aBadHeaderIsRefused(String header, int dataBytes, String part) throws IOException {
        assertRefused(part, file(header, dataBytes));
    }

    @Test
    void invalidUtf8IsRefused() throws IOException {
        byte[][] invalid = {{(byte) 0xff}, {(byte) 0x80}, {(byte) 0xc3}, {(byte) 0xc0, (byte) 0x80},
                {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                {(byte) 0xe2, (byte) 0x80, '\\', 'n'}};
        for (byte[] bytes : invalid) {
            byte[] file = file("{'__metadata__':{'a':'" + "#".repeat(bytes.length) + "'}}", 0);
            System.arraycopy(bytes, 0, file, 8 + 22, bytes.length);
            assertRefused("a string that is not valid UTF-8", file);
        }
        byte[] outside = file("{#}", 0);
        outside[9] = (byte) 0xa0;
        assertRefused("expected \" but found byte 0xa0", outside);
    }

    @Test
    void moreNamesThanTheLimitAreRefused() throws IOException {
        StringBuilder strings = new StringBuilder("{'__metadata__':{'1':''");
        for (int i = 2; i <= 100_000; i++) {
            strings.append(",'").append(i).append("':''");
        }
        State most = Safetensors.read(file(strings + "}}", 0), "most");
        assertEquals(100_000, most.strings().size());
        assertRefused("more than 100000 names", file(strings + ",'':''}}", 0));
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] good = file(GOOD, 12);
        for (int length = 0; length < good.length; length++) {
            assertRefused("Was it cut off while copying or downloading?", Arrays.copyOf(good, length));
        }
    }

    @Test
    void aHeaderLengthBeyondTheFileOrTheLimitIsRefused() throws IOException {
        assertRefused("declares a header of 4611686018427387904 bytes; at most 100000000", length(1L << 62));
        assertRefused("declares a header of 18446744073709551615 bytes; at most 100000000", length(-1));
        assertRefused("declares a header of 9223372036854775808 bytes; at most 100000000", length(Long.MIN_VALUE));
        assertRefused("declares a header of 100000001 bytes; at most 100000000", length(100_000_001));
        assertRefused("declares a header of 100000000 bytes, but only 2 follow", length(100_000_000));
        assertRefused("declares a header of 3 bytes, but only 2 follow", length(3));
    }

    @Test
    void nothingIsAllocatedOnTheFilesWordAlone() throws IOException {
        byte[] file = file(tensor("'F32'", "[100000,1000]", "[0,400000000]"), 4);
        long before = allocated();
        for (int i = 0; i < 100; i++) {
            assertThrows(IOException.class, () -> Safetensors.read(file, "claim"));
            assertThrows(IOException.class, () -> Safetensors.read(length(100_000_000), "claim"));
        }
        assertTrue(allocated() - before < 50_000_000, "allocated " + (allocated() - before) + " bytes");
    }

    /** Bytes that this thread has allocated so far. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    @Test
    void aFileLargerThanTheHeapIsRefused() {
        long elements = Runtime.getRuntime().maxMemory() / 4;
        Assumptions.assumeTrue(elements < Integer.MAX_VALUE - 8);
        byte[] start = file(tensor("'F32'", "[" + elements + "]", "[0," + 4 * elements + "]"), 0);
        Safetensors.Bytes file = (into, position) -> {
            int count = Math.min(into.remaining(), (int) (start.length - position));
            into.put(start, (int) position, count);
            return count;
        };
        IOException e = assertThrows(IOException.class,
                () -> Safetensors.read("large.safetensors", start.length + 4 * elements, file));
        assertTrue(e.getMessage().contains("large.safetensors: its ") && e.getMessage().contains("a larger -Xmx"),
                e.getMessage());
    }

    @Test
    void aFileShortenedWhileItIsReadIsRefused() {
        byte[] good = file(GOOD, 12);
        Safetensors.Bytes shortened = (into, position) -> {
            int count = Math.min(into.remaining(), good.length - 4 - (int) position);
            into.put(good, (int) position, count);
            return count > 0 ? count : -1;
        };
        IOException e = assertThrows(IOException.class,
                () -> Safetensors.read("model.safetensors", good.length, shortened));
        assertEquals("model.safetensors: ended at byte " + (good.length - 4)
                + " while it was read. Is another program writing it?", e.getMessage());
    }

    @Test
    void anErrorOfTheDiskNamesTheFile() {
        IOException e = assertThrows(IOException.class, () -> Safetensors.read("model.safetensors", 100,
                (into, position) -> {
                    throw new IOException("Input/output error");
                }));
        assertTrue(e.getMessage().startsWith("model.safetensors: could not be read at byte 0: "), e.getMessage());
        assertTrue(e.getMessage().endsWith("Input/output error"), e.getMessage());
    }

    @Test
    void aMissingFileAndAFolderAreRefused() {
        Path absent = folder.resolve("absent.safetensors");
        IOException e = assertThrows(IOException.class, () -> Safetensors.read(absent));
        assertTrue(e.getMessage().startsWith(absent + ": no such file. Relative paths start at "), e.getMessage());
        e = assertThrows(IOException.class, () -> Safetensors.read(folder));
        assertTrue(e.getMessage().startsWith(folder + ": is a folder or a device, not a file"), e.getMessage());
    }

    @Test
    void messagesShowAHostileNameShortened() throws IOException {
        String name = "\\u001b[31m" + "n".repeat(100_000);
        IOException e = assertThrows(IOException.class,
                () -> Safetensors.read(file("{'" + name + "':{}}", 0), "model.safetensors"));
        assertTrue(e.getMessage().contains("tensor \"\\u001b[31mnnn") && e.getMessage().length() < 200, e.getMessage());
    }

    @Test
    void noMutationOfAFileGivesAnythingButAStateOrAnIOException() throws Exception {
        // On a thread of its own, as most of the time goes into the stack traces of exceptions: here they are short.
        FutureTask<Void> task = new FutureTask<>(SafetensorsRefusalTest::readMutants, null);
        new Thread(task).start();
        task.get();
    }

    private static void readMutants() {
        byte[] good = file(GOOD, 12);
        int header = good.length - 12;
        Random random = new Random(20261121);
        int[] refused = new int[3];
        long sizes = 0;
        long all = 0;
        for (int i = 0; i < 102_000; i++) {
            byte[] mutant = i % 3 == 2 ? behind(header, good, random) : mutant(good, random);
            long before = allocated();
            try {
                State state = Safetensors.read(mutant, "mutant");
                int bytes = 4 * state.tensors().values().stream().mapToInt(Tensor::size).sum();
                assertTrue(bytes < mutant.length, "more numbers than the file has bytes for");
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("mutant: "), e.getMessage());
                refused[i % 3]++;
            }
            long bytes = allocated() - before;
            assertTrue(bytes < 1_000_000, bytes + " bytes allocated for " + mutant.length);
            sizes += mutant.length;
            all += bytes;
        }
        // An exception alone is several kilobytes, ten times one of these files.
        assertTrue(all < 64 * sizes, all + " bytes allocated for " + sizes);
        // Both ends were reached: with other bits in a number, or another string, a file is good still.
        int inHeader = refused[0] + refused[1];
        assertTrue(inHeader > 40_000 && inHeader < 66_000, inHeader + " of 68,000 refused");
        assertTrue(refused[2] > 10_000 && refused[2] < 24_000, refused[2] + " of 34,000 refused");
    }

    /** A change past the header only: other numbers, which is a good file, or more or fewer of them, which is not. */
    private static byte[] behind(int header, byte[] good, Random random) {
        byte[] bytes = good.clone();
        int at = header + random.nextInt(good.length - header);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes = Arrays.copyOf(good, at);
            default -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(good, at, good.length));
        }
        return bytes;
    }

    /** One to three changes: bits, bytes, cuts, repeats, tokens, numbers. Half get the right header length again. */
    private static byte[] mutant(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int headerLength = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        boolean repaired = random.nextBoolean();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), new byte[0]);
                case 3 -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(good, at % good.length, good.length));
                case 4 -> bytes = spliced(bytes, at, at,
                        TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8));
                default -> bytes = digitsReplaced(bytes, at, random);
            }
            if (bytes.length < 8) {
                return bytes;
            }
        }
        if (repaired) {
            int length = Math.min(bytes.length - 8, headerLength + bytes.length - good.length);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(Math.max(0, length));
        }
        return bytes;
    }

    /** The next digit from {@code at} on becomes another number, often a huge one. */
    private static byte[] digitsReplaced(byte[] bytes, int at, Random random) {
        int digit = at;
        while (digit < bytes.length && (bytes[digit] < '0' || bytes[digit] > '9')) {
            digit++;
        }
        long number = random.nextLong() >>> random.nextInt(64);
        return digit == bytes.length ? bytes
                : spliced(bytes, digit, digit + 1, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] put) {
        return ByteBuffer.allocate(bytes.length - (to - from) + put.length)
                .put(bytes, 0, from).put(put).put(bytes, to, bytes.length - to).array();
    }

    private void assertRefused(String part, byte[] content) throws IOException {
        Path path = Files.write(folder.resolve("model.safetensors"), content);
        IOException fromDisk = assertThrows(IOException.class, () -> Safetensors.read(path));
        IOException fromMemory = assertThrows(IOException.class, () -> Safetensors.read(content, path.toString()));
        assertTrue(fromDisk.getMessage().startsWith(path + ": "), fromDisk.getMessage());
        assertTrue(fromDisk.getMessage().contains(part), fromDisk.getMessage());
        assertEquals(fromDisk.getMessage(), fromMemory.getMessage());
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{'w':{'dtype':" + dtype + ",'shape':" + shape + ",'data_offsets':" + offsets + "}}";
    }

    private static String member(String name, String offsets) {
        return "'" + name + "':{'dtype':'F32','shape':[1],'data_offsets':" + offsets + "}";
    }

    /** A file of ten bytes that claims this header length. */
    private static byte[] length(long headerLength) {
        return ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength)
                .put((byte) '{').put((byte) '}').array();
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).array();
    }
}
