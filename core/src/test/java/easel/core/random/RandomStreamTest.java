package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected values were computed in Python: with integers, and for Gaussians with 40 decimal digits. */
class RandomStreamTest {
    @Test
    void singleDrawsHaveTheseValues() {
        RandomStream ints = RandomStream.of(2026);
        for (int expected : new int[] {0x6e5b28e3, 0x85b7be5b, 0xb3ceb6b8, 0x4be9bf2c, 0xfcfff50e, 0x594f0d6a}) {
            assertEquals(expected, ints.nextInt());
        }
        assertEquals(0x6e5b28e385b7be5bL, RandomStream.of(2026).nextLong());
        assertEquals(0.4310784869646501, RandomStream.of(2026).nextDouble());
        RandomStream floats = RandomStream.of(2026);
        assertEquals(0.4310784339904785f, floats.nextFloat());
        assertEquals(0.5223349332809448f, floats.nextFloat());
        assertEquals(0.7023729085922241f, floats.nextFloat());
    }

    @Test
    void gaussiansHaveTheseValues() {
        RandomStream random = RandomStream.of(2026);
        for (double expected : new double[] {1.483871454575054, -2.007749579666493, -0.8331752426175549,
            0.8293098217142707, -0.029380411461026493, 1.031566987698824, 1.536449589821344}) {
            assertEquals(expected, random.nextGaussian(), 4e-15);
        }
    }

    @Test
    void boundedDrawsAndPermutationsHaveTheseValues() {
        RandomStream random = RandomStream.of(2026);
        for (int expected : new int[] {4, 5, 7, 2, 9, 3, 4, 8, 6, 7, 9, 9}) {
            assertEquals(expected, random.nextInt(10));
        }
        // These four numbers consume seven words, of which three are rejected.
        RandomStream wide = RandomStream.of(2026);
        for (int expected : new int[] {477603760, 1591737317, 561882375, 705103584}) {
            assertEquals(expected, wide.nextInt(3 << 29));
        }
        assertTrue(wide.save().endsWith(":0000000000000007"), wide.save());
        assertArrayEquals(new int[] {0, 3, 6, 8, 1, 7, 2, 5, 9, 4}, RandomStream.of(2026).permutation(10));
    }

    @Test
    void derivedStreamsHaveTheseValues() {
        assertEquals(0x11d962a081d9a5c7L, RandomStream.of(2026).stream("latent").nextLong());
        assertEquals(0xfe90168a7cbfcfffL, RandomStream.of(2026).stream("latent").at(3).nextLong());
        RandomStream accented = RandomStream.of(2026).at(3).stream("gr\u00f6\u00dfe");
        assertEquals("philox4x32-10:e7ac9478b2112081:66d6e19ae829b75b:0000000000000000", accented.save());
        assertEquals(0x840afc6f, accented.nextInt());
    }

    @Test
    void drawsFromOtherStreamsChangeNothing() {
        RandomStream quiet = RandomStream.of(7);
        long latent = quiet.stream("latent").at(5).nextLong();
        long own = quiet.nextLong();

        RandomStream busy = RandomStream.of(7);
        busy.stream("latent").fillNormal(new float[1000], 0, 1);
        busy.stream("labels").at(5).fillUniform(new float[77], 0, 1);
        busy.at(4).nextGaussian();
        assertEquals(own, busy.nextLong(), "draws from children do not move the parent");
        busy.fillUniform(new float[333], 0, 1);
        assertEquals(latent, busy.stream("latent").at(5).nextLong(), "the parent's position does not change a child");
    }

    @Test
    void namesStepsAndTheirOrderGiveDifferentStreams() {
        RandomStream root = RandomStream.of(0);
        Set<String> seen = new HashSet<>(List.of(root.save()));
        for (long seed : new long[] {1, -1, Long.MIN_VALUE, 1L << 32}) {
            assertTrue(seen.add(RandomStream.of(seed).save()));
        }
        for (String name : List.of("", "a", "b", "ab", "ba", "Aa", "BB", "AaAa", "AaBB", "BBBB", "0",
                "\u00e4", "\0")) {
            assertTrue(seen.add(root.stream(name).save()), name);
            assertTrue(seen.add(root.stream(name).at(0).save()), name + " at 0");
            assertTrue(seen.add(root.at(0).stream(name).save()), name + " below 0");
            assertTrue(seen.add(root.stream(name).stream("a").save()), name + " then a");
        }
        for (long step : new long[] {0, 1, 2, 1L << 32, 1L << 33, (1L << 62) - 1}) {
            assertTrue(seen.add(root.at(step).save()), "step " + step);
            assertTrue(seen.add(root.at(step).at(step).save()), "step " + step + " twice");
        }
        assertEquals(root.stream("x").at(9).save(), RandomStream.of(0).stream("x").at(9).save());
    }

    @Test
    void manyNamesAndStepsGiveDifferentStreams() {
        Set<Long> first = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            first.add(RandomStream.of(3).stream("layer." + i).nextLong());
            first.add(RandomStream.of(3).at(i).nextLong());
        }
        assertEquals(100_000, first.size());
    }

    @Test
    void shufflingKeepsTheNumbers() {
        RandomStream random = RandomStream.of(29);
        for (int n : new int[] {0, 1, 2, 1000}) {
            int[] sorted = random.permutation(n);
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
        }
        int[] indices = {5, 5, -1, 9};
        random.shuffle(indices);
        Arrays.sort(indices);
        assertArrayEquals(new int[] {-1, 5, 5, 9}, indices);
        assertRefused("a permutation of -1 numbers: expected at least 0", () -> random.permutation(-1));
    }

    @Test
    void stepsOutOfRangeAreRefused() {
        for (long step : new long[] {-1, Long.MIN_VALUE, 1L << 62, Long.MAX_VALUE}) {
            assertRefused("step " + step + ": steps count from 0 to 2^62 - 1", () -> RandomStream.of(0).at(step));
        }
    }

    @Test
    void invalidArgumentsAreRefusedAndDrawNothing() {
        RandomStream random = RandomStream.of(35);
        float[] to = new float[3];
        assertRefused("uniform from 1.0 to 1.0: expected finite low < high", () -> random.fillUniform(to, 1, 1));
        assertRefused("uniform from 2.0 to -1.0: expected finite low < high", () -> random.fillUniform(to, 2, -1));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertRefused("expected finite low < high", () -> random.fillUniform(to, bad, 1));
            assertRefused("expected finite low < high", () -> random.fillUniform(to, 0, bad));
            assertRefused("expected finite numbers", () -> random.fillNormal(to, bad, 1));
            assertRefused("expected finite numbers", () -> random.fillNormal(to, 0, bad));
        }
        assertRefused("normal with mean 0.0 and standard deviation -1.0", () -> random.fillNormal(to, 0, -1));
        assertRefused("bound 0: expected at least 1", () -> random.nextInt(0));
        assertRefused("bound -5: expected at least 1", () -> random.nextInt(-5));
        assertArrayEquals(new float[3], to);
        assertEquals(RandomStream.of(35).save(), random.save());
    }

    @Test
    void aRestoredStreamContinuesFromEveryPosition() {
        RandomStream random = RandomStream.of(36).stream("latent").at(8);
        RandomStream twin = RandomStream.of(36).stream("latent").at(8);
        int[] words = twin.ints(1200).toArray();
        for (int i = 0; i < 600; i++) {
            RandomStream restored = RandomStream.restore(random.save());
            assertEquals(random.save(), restored.save());
            assertArrayEquals(Arrays.copyOfRange(words, i, i + 300), restored.ints(300).toArray(), "at " + i);
            random.nextInt();
        }
    }

    @Test
    void aRestoredStreamContinuesAfterFillsOfAnyLength() {
        float[] expected = new float[100];
        float[] found = new float[100];
        for (int length = 0; length < 600; length += 7) {
            RandomStream random = RandomStream.of(37);
            random.fillNormal(new float[length], 0, 1);
            RandomStream restored = RandomStream.restore(random.save());
            random.fillNormal(expected, 0, 1);
            restored.fillNormal(found, 0, 1);
            assertArrayEquals(expected, found);
            assertEquals(random.nextGaussian(), restored.nextGaussian());
            assertEquals(random.stream("a").nextLong(), restored.stream("a").nextLong());
        }
    }

    @Test
    void drawsAtLargePositionsAreCorrect() {
        for (String position : List.of("00000003fffffffe", "7ffffffffffffffe", "fffffffffffffffc")) {
            RandomStream random = RandomStream.restore("philox4x32-10:0000000000000005:0000000000000000:" + position);
            long at = Long.parseUnsignedLong(position, 16);
            for (int i = 0; i < 8; i++) {
                int expected = PhiloxTest.plain(5, 0, (at + i) >>> 2)[(int) (at + i) & 3];
                assertEquals(expected, random.nextInt(), position + " + " + i);
            }
        }
    }

    @Test
    void malformedTextIsRefused() {
        String good = RandomStream.of(38).save();
        assertEquals("philox4x32-10:0000000000000026:0000000000000000:0000000000000000", good);
        for (String bad : List.of("", "philox4x32-10", good + "0", good + "\n", " " + good, good.substring(1),
                good.replace("26", "2"), good.replace("26", "2G"), good.replace("26", "2\u0666"),
                good.replace("26", "AB"), good.replace("x32-10", "x32-7"), good.replaceFirst(":", ";"),
                good.replaceFirst(":0", ":-"), good.replaceFirst(":0", ":+"))) {
            assertRefused("expected the text of save()", () -> RandomStream.restore(bad));
        }
        assertThrows(NullPointerException.class, () -> RandomStream.restore(null));
    }

    private static void assertRefused(String message, Runnable call) {
        String found = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(found.contains(message), found);
    }
}
