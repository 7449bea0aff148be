package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrowthAxisTest {
    @Test
    void blockGrowsAlongTheAxisOnly() {
        assertEquals(new GrowthBlock(512, 28, 32), GrowthAxis.BATCH.block(512));
        assertEquals(new GrowthBlock(16, 128, 32), GrowthAxis.SIDE.block(128));
        assertEquals(new GrowthBlock(16, 14, 512), GrowthAxis.CHANNELS.block(512));
    }

    @ParameterizedTest
    @EnumSource
    void sizesAscendAndGiveValidBlocks(GrowthAxis axis) {
        assertEquals(axis.sizes().stream().sorted().distinct().toList(), axis.sizes());
        axis.sizes().forEach(axis::block);
    }

    @Test
    void multiplyAddsAreThoseOfTheThreeConvolutions() {
        double stride1 = 2 * 28 * 28 * 9 * 32 * 32;
        double stride2 = 14 * 14 * 25 * 32 * 32;
        assertEquals(stride1 + stride2, new GrowthBlock(8, 28, 32).multiplyAdds());
    }

    @Test
    void impossibleSizesAreRejected() {
        String message = assertThrows(IllegalArgumentException.class, () -> new GrowthBlock(1, 27, 8)).getMessage();
        assertTrue(message.contains("side 27") && message.contains("even"), message);
        assertThrows(IllegalArgumentException.class, () -> new GrowthBlock(0, 28, 8));
        assertThrows(IllegalArgumentException.class, () -> new GrowthBlock(1, 28, 0));
    }
}
