package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxTest {
    @Test
    void givesThePublishedKnownAnswers() {
        assertKnown("6627e8d5 e169c58d bc57ac4c 9b00dbd8", 0, 0, 0);
        assertKnown("408f276d 41c83b0e a20bc7c6 6d5451fd", -1, -1, -1);
        assertKnown("d16cfe09 94fdcceb 5001e420 24126ea1",
                0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L);
    }

    /** Computes the block alone and as block i of a run that starts i counters earlier. */
    private static void assertKnown(String expected, long key, long upper, long lower) {
        assertEquals(expected, hex(new Philox(1).words(key, upper, lower), 0));
        for (int i = 0; i < 67; i++) {
            assertEquals(expected, hex(new Philox(67).words(key, upper, lower - i), i), "block " + i + " of a run");
        }
    }

    private static String hex(int[] words, int block) {
        return String.format("%08x %08x %08x %08x",
                words[4 * block], words[4 * block + 1], words[4 * block + 2], words[4 * block + 3]);
    }

    @Test
    void agreesWithThePlainFormula() {
        RandomStream inputs = RandomStream.of(1);
        for (int trial = 0; trial < 500; trial++) {
            long key = inputs.nextLong();
            long upper = inputs.nextLong();
            // Half of the runs carry from the lower word of the counter into the next.
            long lower = trial % 2 == 0 ? inputs.nextLong() : inputs.nextLong() | 0xFFFFFFF0L;
            int[] words = new Philox(64).words(key, upper, lower);
            for (int i = 0; i < 64; i++) {
                assertArrayEquals(plain(key, upper, lower + i), Arrays.copyOfRange(words, 4 * i, 4 * i + 4));
            }
        }
    }

    /** One block, word by word. */
    static int[] plain(long key, long upper, long lower) {
        int[] c = {(int) lower, (int) (lower >>> 32), (int) upper, (int) (upper >>> 32)};
        for (int round = 0; round < 10; round++) {
            int k0 = (int) key + round * 0x9E3779B9;
            int k1 = (int) (key >>> 32) + round * 0xBB67AE85;
            long a = 0xD2511F53L * Integer.toUnsignedLong(c[0]);
            long b = 0xCD9E8D57L * Integer.toUnsignedLong(c[2]);
            c = new int[] {(int) (b >>> 32) ^ c[1] ^ k0, (int) b, (int) (a >>> 32) ^ c[3] ^ k1, (int) a};
        }
        return c;
    }
}
