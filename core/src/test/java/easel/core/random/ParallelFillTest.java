package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Fills of arrays, through the public methods of {@link RandomStream}. */
class ParallelFillTest {
    /** CRC-32 of ten thousand floats, big-endian: uniform in [-1, 1), and normal with mean 0.5 and deviation 0.25. */
    private static final String UNIFORM_BITS = "b2a33b76";
    private static final String NORMAL_BITS = "35cdb791";

    @Test
    void interpretedAndCompiledFillsHaveTheseBits() {
        float[] to = new float[10_000];
        for (int i = 0; i < 100; i++) {
            RandomStream.of(2026).fillUniform(to, -1, 1);
            assertEquals(UNIFORM_BITS, bits(to), "uniform, fill " + i);
            RandomStream.of(2026).fillNormal(to, 0.5f, 0.25f);
            assertEquals(NORMAL_BITS, bits(to), "normal, fill " + i);
        }
    }

    private static String bits(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    @Test
    void fillsAndSingleDrawsConsumeTheSameWords() {
        for (int length = 0; length < 600; length += 1 + length / 16) {
            RandomStream bulk = RandomStream.of(31);
            RandomStream single = RandomStream.of(31);
            for (int repeat = 0; repeat < 3; repeat++) {
                float[] uniform = new float[length];
                float[] normal = new float[length];
                bulk.fillUniform(uniform, 0, 1);
                bulk.fillNormal(normal, 3, 0.5f);
                for (float u : uniform) {
                    assertEquals(single.nextFloat(), u);
                }
                for (float z : normal) {
                    assertEquals((float) (3 + 0.5 * single.nextGaussian()), z);
                }
                assertEquals(single.nextInt(), bulk.nextInt());
            }
        }
    }

    /** Spans several chunks of 2,048 numbers and several runs of 256 words. */
    @Test
    void longFillsEqualSingleDraws() {
        for (int before : new int[] {0, 1, 6, 255}) {
            RandomStream filled = RandomStream.of(3);
            RandomStream single = RandomStream.of(3);
            for (int i = 0; i < before; i++) {
                assertEquals(single.nextInt(), filled.nextInt());
            }
            float[] uniform = new float[4099];
            filled.fillUniform(uniform, 0, 1);
            for (int i = 0; i < uniform.length; i++) {
                assertEquals(single.nextFloat(), uniform[i], "number " + i + " after " + before);
            }
            float[] normal = new float[6200];
            filled.fillNormal(normal, 9, 6190, 0, 1);
            for (int i = 9; i < 6190; i++) {
                assertEquals((float) single.nextGaussian(), normal[i], "normal " + i + " after " + before);
            }
            assertEquals(single.nextInt(), filled.nextInt());
        }
    }

    @Test
    void partialFillsLeaveTheRestUnchanged() {
        float[] whole = new float[40];
        RandomStream.of(32).fillUniform(whole, -1, 1);
        float[] part = new float[100];
        RandomStream.of(32).fillUniform(part, 30, 70, -1, 1);
        assertArrayEquals(whole, Arrays.copyOfRange(part, 30, 70));
        RandomStream.of(32).fillNormal(whole, 0, 1);
        RandomStream.of(32).fillNormal(part, 30, 70, 0, 1);
        assertArrayEquals(whole, Arrays.copyOfRange(part, 30, 70));
        Arrays.fill(part, 30, 70, 0);
        assertArrayEquals(new float[100], part);
        assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.of(32).fillUniform(part, 30, 101, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.of(32).fillNormal(part, -1, 5, 0, 1));
    }

    @Test
    void uniformNumbersAreBelowHighAlsoAfterRounding() {
        float[][] ranges = {{0, 1}, {-1, 1}, {1, 1 + 2 * Math.ulp(1f)}, {1, Math.nextUp(1f)}, {0, Float.MIN_VALUE},
            {-Float.MIN_VALUE, 0}, {1e8f, 1e8f + 16}, {-Float.MAX_VALUE, Float.MAX_VALUE}, {-1e-30f, 1e30f}};
        float[] to = new float[20_000];
        for (float[] range : ranges) {
            RandomStream.of(33).fillUniform(to, range[0], range[1]);
            for (float u : to) {
                assertTrue(u >= range[0] && u < range[1], () -> u + " in " + Arrays.toString(range));
            }
        }
        // Rounding gives high in a quarter of these draws, which then become the largest number below it.
        RandomStream.of(33).fillUniform(to, 1, 1 + 2 * Math.ulp(1f));
        Set<Float> drawn = new HashSet<>();
        for (float u : to) {
            drawn.add(u);
        }
        assertEquals(Set.of(1f, Math.nextUp(1f)), drawn);
    }

    @Test
    void aStandardDeviationOfZeroGivesTheMean() {
        float[] to = new float[300];
        RandomStream.of(34).fillNormal(to, 1.5f, 0);
        for (float z : to) {
            assertEquals(1.5f, z);
        }
    }
}
