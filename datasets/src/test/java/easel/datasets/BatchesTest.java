package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.random.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static RandomStream seed(long seed) {
        return RandomStream.of(seed);
    }

    @Test
    void uniformBatchesAreUniform() {
        Batches batches = Batches.uniform(50, 40, seed(1));
        int[] counts = new int[50];
        for (int step = 0; step < 1_000; step++) {
            count(batches.indices(step), counts);
        }
        // 40,000 draws, 49 degrees of freedom: mean 49, 0.999 quantile 85.4 and 0.001 quantile 23.98.
        double chiSquare = chiSquare(counts, 800);
        assertTrue(chiSquare > 24 && chiSquare < 85.4, () -> "chi-square " + chiSquare);
    }

    @Test
    void uniformBatchesDrawWithReplacement() {
        int[] indices = Batches.uniform(100, 100, seed(1)).indices(0);
        long distinct = Arrays.stream(indices).distinct().count();
        assertEquals(100, indices.length);
        assertTrue(distinct > 45 && distinct < 80, () -> distinct + " distinct; 63 are expected");
    }

    @Test
    void aBatchDependsOnSeedAndStepAlone() {
        for (int kind = 0; kind < 3; kind++) {
            Batches forwards = make(kind, 7);
            Batches backwards = make(kind, 7);
            int[][] expected = new int[50][];
            for (int step = 0; step < 50; step++) {
                expected[step] = forwards.indices(step);
            }
            for (int step = 49; step >= 0; step--) {
                assertArrayEquals(expected[step], backwards.indices(step));
                assertArrayEquals(expected[step], make(kind, 7).indices(step));
            }
        }
    }

    @Test
    void otherSeedsAndOtherStepsGiveOtherBatches() {
        for (int kind = 0; kind < 3; kind++) {
            int perEpoch = 10;
            int[] first = make(kind, 7).indices(0);
            assertFalse(Arrays.equals(first, make(kind, 8).indices(0)));
            assertFalse(Arrays.equals(first, make(kind, 7).indices(1)));
            assertFalse(Arrays.equals(first, make(kind, 7).indices(perEpoch)));
        }
    }

    private static Batches make(int kind, long seed) {
        return switch (kind) {
            case 0 -> Batches.uniform(100, 10, seed(seed));
            case 1 -> Batches.shuffled(100, 10, seed(seed));
            default -> Batches.shuffled(100, 10, seed(seed)).withBuffer(30);
        };
    }

    @Test
    void changingAReturnedArrayDoesNotChangeLaterResults() {
        for (int kind = 0; kind < 3; kind++) {
            Batches batches = make(kind, 7);
            int[] kept = batches.indices(0).clone();
            Arrays.fill(batches.indices(0), -1);
            assertArrayEquals(kept, batches.indices(0));
        }
    }

    @Test
    void mnistHas469BatchesOf128AndTheLastHas96() {
        ShuffledBatches batches = Batches.shuffled(60_000, 128, seed(1)).withBuffer(1_000);
        assertEquals(469, batches.batchesPerEpoch());
        assertEquals(128, batches.indices(467).length);
        assertEquals(96, batches.indices(468).length);
        assertEquals(128, batches.indices(469).length);
    }

    @Test
    void anEpochHoldsEveryExampleExactlyOnce() {
        for (int buffer : new int[] {1, 2, 17, 1000, 1003, 5000}) {
            ShuffledBatches batches = Batches.shuffled(1003, 64, seed(3)).withBuffer(buffer);
            for (int epoch = 0; epoch < 3; epoch++) {
                int[] counts = new int[1003];
                for (int i = 0; i < batches.batchesPerEpoch(); i++) {
                    count(batches.indices((long) epoch * batches.batchesPerEpoch() + i), counts);
                }
                assertTrue(Arrays.stream(counts).allMatch(count -> count == 1));
            }
        }
    }

    @Test
    void withoutThePartialBatchAllBatchesHaveTheSameSize() {
        ShuffledBatches batches = Batches.shuffled(103, 10, seed(3)).withPartialBatch(false);
        assertEquals(10, batches.batchesPerEpoch());
        int[] counts = new int[103];
        for (int step = 0; step < 10; step++) {
            assertEquals(10, batches.indices(step).length);
            count(batches.indices(step), counts);
        }
        assertEquals(3, Arrays.stream(counts).filter(count -> count == 0).count());
        assertTrue(Arrays.stream(counts).allMatch(count -> count <= 1));
    }

    @Test
    void settingsCombineInEitherOrder() {
        ShuffledBatches batches = Batches.shuffled(103, 10, seed(3)).withPartialBatch(false).withBuffer(1);
        assertEquals(10, batches.batchesPerEpoch());
        assertArrayEquals(IntStream.range(90, 100).toArray(), batches.indices(9));
        assertArrayEquals(IntStream.range(0, 10).toArray(),
                Batches.shuffled(103, 10, seed(3)).withBuffer(1).withPartialBatch(false).indices(0));
    }

    @Test
    void aBatchSizeThatDividesTheDataSetLeavesNoPartialBatch() {
        assertEquals(10, Batches.shuffled(100, 10, seed(3)).batchesPerEpoch());
        assertEquals(10, Batches.shuffled(100, 10, seed(3)).withPartialBatch(false).batchesPerEpoch());
        assertEquals(1, Batches.shuffled(100, 100, seed(3)).batchesPerEpoch());
    }

    @Test
    void aFullShuffleHasEveryExampleAtEveryPositionEquallyOften() {
        int[][] counts = new int[8][8];
        Batches batches = Batches.shuffled(8, 8, seed(5));
        for (int epoch = 0; epoch < 4_000; epoch++) {
            int[] order = batches.indices(epoch);
            for (int position = 0; position < 8; position++) {
                counts[position][order[position]]++;
            }
        }
        for (int[] row : counts) {
            // 7 degrees of freedom: the 0.9999 quantile is 29.9.
            assertTrue(chiSquare(row, 500) < 29.9, () -> Arrays.toString(row));
        }
    }

    @Test
    void noExampleComesEarlierThanTheBufferAllows() {
        int buffer = 20;
        Batches batches = Batches.shuffled(500, 500, seed(9)).withBuffer(buffer);
        int furthestAhead = 0;
        for (int epoch = 0; epoch < 20; epoch++) {
            int[] order = batches.indices(epoch);
            for (int position = 0; position < order.length; position++) {
                furthestAhead = Math.max(furthestAhead, order[position] - position);
            }
        }
        assertEquals(buffer - 1, furthestAhead);
    }

    @Test
    void withABufferOfTwoDelaysAreGeometricallyDistributed() {
        // Each draw takes one of the two examples in the buffer: example 0 is at position k with probability 2^-(k+1).
        Batches batches = Batches.shuffled(50, 50, seed(11)).withBuffer(2);
        int[] counts = new int[50];
        for (int epoch = 0; epoch < 8_000; epoch++) {
            int[] order = batches.indices(epoch);
            counts[IntStream.range(0, 50).filter(position -> order[position] == 0).findFirst().orElseThrow()]++;
        }
        // The standard deviations are 45, 39 and 30; the bounds are four times as large.
        assertEquals(4_000, counts[0], 180);
        assertEquals(2_000, counts[1], 156);
        assertEquals(1_000, counts[2], 120);
    }

    @Test
    void theStreamIsNotModified() {
        RandomStream used = seed(4);
        Batches.uniform(100, 10, used).indices(3);
        Batches.shuffled(100, 10, used).indices(3);
        assertEquals(seed(4).nextLong(), used.nextLong());
    }

    @Test
    void badSizesAreRefused() {
        for (int batch : new int[] {-1, 0, 101}) {
            String expected = "batch of " + batch + " from a data set of 100 examples: expected 1 to 100";
            assertMessage(expected, () -> Batches.uniform(100, batch, seed(1)));
            assertMessage(expected, () -> Batches.shuffled(100, batch, seed(1)));
        }
        assertMessage("data set of 0 examples: expected at least 1", () -> Batches.uniform(0, 1, seed(1)));
        assertMessage("shuffle buffer of 0: expected at least 1; 100, the size of the data set, gives a full shuffle",
                () -> Batches.shuffled(100, 10, seed(1)).withBuffer(0));
    }

    @Test
    void aNegativeStepIsRefused() {
        for (int kind = 0; kind < 3; kind++) {
            Batches batches = make(kind, 1);
            assertMessage("step -1: steps count from 0", () -> batches.indices(-1));
        }
    }

    private static void count(int[] indices, int[] counts) {
        for (int index : indices) {
            counts[index]++;
        }
    }

    private static double chiSquare(int[] counts, double expected) {
        return Arrays.stream(counts).mapToDouble(count -> (count - expected) * (count - expected) / expected).sum();
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
