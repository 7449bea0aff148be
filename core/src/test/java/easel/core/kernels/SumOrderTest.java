package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumOrderTest {
    @Test
    void shortSumsHaveOneBlock() {
        assertArrayEquals(new int[] {0, 1}, SumOrder.blocks(1));
        assertArrayEquals(new int[] {0, 256}, SumOrder.blocks(256));
    }

    @Test
    void longSumsAreDividedEvenly() {
        assertArrayEquals(new int[] {0, 128, 257}, SumOrder.blocks(257));
        assertArrayEquals(new int[] {0, 196, 392, 588, 784}, SumOrder.blocks(784));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 8192, 8193, 36_864, 200_000, 10_000_019})
    void blocksCoverAllTerms(int terms) {
        int[] blocks = SumOrder.blocks(terms);
        assertEquals(0, blocks[0]);
        assertEquals(terms, blocks[blocks.length - 1]);
        int shortest = Integer.MAX_VALUE;
        for (int i = 1; i < blocks.length; i++) {
            int length = blocks[i] - blocks[i - 1];
            assertTrue(length >= 1 && length <= SumOrder.BLOCK, "length " + length);
            shortest = Math.min(shortest, length);
        }
        assertTrue(terms <= SumOrder.BLOCK || shortest >= SumOrder.BLOCK / 2, "shortest " + shortest);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8192, 8193, 36_864, Integer.MAX_VALUE})
    void aSectionHasAtMost32Blocks(int terms) {
        int sections = SumOrder.parts(terms, SumOrder.SECTION);
        for (int section : new int[] {0, sections / 2, sections - 1}) {
            int length = SumOrder.start(section + 1, sections, terms) - SumOrder.start(section, sections, terms);
            assertTrue(SumOrder.parts(length, SumOrder.BLOCK) <= 32, "section " + section + ": " + length);
        }
    }
}
