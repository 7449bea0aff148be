package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.kernels.Scratch.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private final Scratch<float[]> scratch = Scratch.ofFloats();

    private float[] lendOnce(int size) {
        try (Lease<float[]> lease = scratch.lend(size)) {
            return lease.value();
        }
    }

    private static <T> T onAnotherThread(Supplier<T> body) {
        return CompletableFuture.supplyAsync(body, task -> new Thread(task).start()).join();
    }

    @Test
    void lendsAnIdleArrayThatIsLargeEnough() {
        float[] first = lendOnce(5);
        assertEquals(5, first.length);
        assertSame(first, lendOnce(3));
        float[] larger = lendOnce(8);
        assertEquals(8, larger.length);
        assertSame(larger, lendOnce(5));
    }

    @Test
    void anArrayHasOneUserAtATime() {
        try (Lease<float[]> lease = scratch.lend(5)) {
            assertNotSame(lease.value(), lendOnce(5));
            assertNotSame(lease.value(), onAnotherThread(() -> lendOnce(5)));
        }
    }

    @Test
    void anotherThreadTakesAnIdleArray() {
        float[] first = lendOnce(5);
        assertSame(first, onAnotherThread(() -> lendOnce(5)));
    }

    @Test
    void aThreadGetsTheArrayThatItUsedLast() throws InterruptedException {
        try (Lease<float[]> lease = scratch.lend(5)) {
            Thread other = threadWithAnotherSlot(() -> lendOnce(6));
            other.start();
            other.join();
            assertEquals(5, lease.value().length);
        }
        assertEquals(5, lendOnce(5).length);
    }

    /** Of two new threads, at most one has an id that belongs to the slot of this thread. */
    private static Thread threadWithAnotherSlot(Runnable body) {
        int slots = 4 * Runtime.getRuntime().availableProcessors();
        Thread thread = new Thread(body);
        Thread next = new Thread(body);
        return (thread.getId() - Thread.currentThread().getId()) % slots != 0 ? thread : next;
    }

    @Test
    void anArrayIsGivenBackAfterAnException() {
        float[] first = lendOnce(5);
        assertThrows(ArithmeticException.class, () -> {
            try (Lease<float[]> lease = scratch.lend(5)) {
                assertSame(first, lease.value());
                throw new ArithmeticException();
            }
        });
        assertSame(first, lendOnce(5));
    }

    @Test
    void closingALeaseTwiceIsRejected() {
        Lease<float[]> lease = scratch.lend(5);
        lease.close();
        assertThrows(IllegalStateException.class, lease::close);
    }

    @Test
    void theNumberOfIdleObjectsIsBounded() {
        AtomicInteger created = new AtomicInteger();
        Scratch<int[]> objects = Scratch.of(() -> new int[] {created.incrementAndGet()});
        int slots = 4 * Runtime.getRuntime().availableProcessors();
        int first = lendAtOnce(objects, 3 * slots);
        assertEquals(3 * slots, first);
        assertEquals(3 * slots, lendAtOnce(objects, 3 * slots));
        assertEquals(5 * slots, created.get(), "the first " + slots + " leases were idle ones");
    }

    /** Holds this many leases at the same time and returns the number of different objects. */
    private static int lendAtOnce(Scratch<int[]> objects, int count) {
        List<Lease<int[]>> leases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leases.add(objects.lend());
        }
        long different = leases.stream().mapToInt(lease -> lease.value()[0]).distinct().count();
        leases.forEach(Lease::close);
        return (int) different;
    }

    @Test
    void manyThreadsShareNoArrayWhileItIsLent() {
        assertEquals(0, IntStream.range(0, 8).parallel().map(thread -> {
            int conflicts = 0;
            for (int i = 0; i < 5_000; i++) {
                try (Lease<float[]> lease = scratch.lend(1 + i % 7)) {
                    lease.value()[0] = thread;
                    Thread.onSpinWait();
                    conflicts += lease.value()[0] == thread ? 0 : 1;
                }
            }
            return conflicts;
        }).sum());
    }

    /** A real array of this length cannot exist: the virtual machine frees softly reachable memory before it fails. */
    @Test
    void lendingContinuesAfterAnOutOfMemoryError() {
        lendOnce(5);
        assertThrows(OutOfMemoryError.class, () -> scratch.lend(Integer.MAX_VALUE));
        assertEquals(5, lendOnce(5).length);
    }

    @Test
    void twoScratchesShareNoArray() {
        float[] mine = lendOnce(5);
        try (Lease<float[]> floats = Scratch.ofFloats().lend(5); Lease<double[]> doubles = Scratch.ofDoubles().lend(5);
                Lease<int[]> ints = Scratch.ofInts().lend(5)) {
            assertNotSame(mine, floats.value());
            assertEquals(5, doubles.value().length);
            assertEquals(5, ints.value().length);
        }
    }
}
