package easel.core.state;

import static easel.core.state.SafetensorsFiles.GOOD;
import static easel.core.state.SafetensorsFiles.allocated;
import static easel.core.state.SafetensorsFiles.file;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Random mutations of a valid file. */
class SafetensorsFuzzTest {
    private static final String[] TOKENS = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\0", "\ufeff",
            " ", "\n", "0", "-1", "1e9", "9223372036854775807", "18446744073709551616", "4294967296", "null", "true",
            "\"dtype\"", "\"shape\":[]", "\"__metadata__\":{}", "\"F64\"", "\"w\":", "{\"a\":", "[[[[", "0,", "1,1,"};

    @Test
    void everyMutationGivesAStateOrAnIOException() throws Exception {
        Logger log = Logger.getLogger(SafetensorsFile.class.getName());
        log.setLevel(Level.OFF);      // a line about skipped tensors for each mutated type
        // Runs on a new thread, where stack traces are short: creating them takes most of the time.
        FutureTask<Void> task = new FutureTask<>(SafetensorsFuzzTest::readMutants, null);
        new Thread(task).start();
        try {
            task.get();
        } finally {
            log.setLevel(null);
        }
    }

    private static void readMutants() {
        byte[] good = file(GOOD, 12);
        int header = good.length - 12;
        Random random = new Random(20261121);
        int[] refused = new int[3];
        long sizes = 0;
        long all = 0;
        for (int i = 0; i < 102_000; i++) {
            byte[] mutant = i % 3 == 2 ? changedData(header, good, random) : mutant(good, random);
            long before = allocated();
            try {
                State state = Safetensors.read(mutant, "mutant");
                int bytes = 4 * state.tensors().values().stream().mapToInt(Tensor::size).sum();
                assertTrue(bytes < mutant.length, "the tensors have more bytes than the file");
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("mutant: "), e.getMessage());
                refused[i % 3]++;
            }
            long bytes = allocated() - before;
            assertTrue(bytes < 1_000_000, bytes + " bytes allocated for " + mutant.length);
            sizes += mutant.length;
            all += bytes;
        }
        // An exception takes several kilobytes, ten times the size of one of these files.
        assertTrue(all < 64 * sizes, all + " bytes allocated for " + sizes);
        // Both outcomes must occur: a file in which only an element or a string was changed is still valid.
        int inHeader = refused[0] + refused[1];
        assertTrue(inHeader > 40_000 && inHeader < 66_000, inHeader + " of 68,000 refused");
        assertTrue(refused[2] > 10_000 && refused[2] < 24_000, refused[2] + " of 34,000 refused");
    }

    /** One change after the header. Changed bytes give a valid file; added or removed bytes do not. */
    private static byte[] changedData(int header, byte[] good, Random random) {
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

    /**
     * One to three changes of bits, bytes, parts, tokens or numbers. Half of the files get the matching header length.
     */
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

    /** Replaces the next digit, from {@code at} on, by another number, which is often huge. */
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
}
