package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PipelineTest {
    private final RandomStream random = RandomStream.of(7);
    private final Numbers numbers = new Numbers();

    /** Image i has one pixel of level i and the label i % 3; with {@code broken} image 13 cannot be read. */
    private static final class Numbers implements ImageSource {
        private final AtomicInteger decoded = new AtomicInteger();
        private boolean broken;

        @Override
        public int size() {
            return 20;
        }

        @Override
        public Shape imageShape() {
            return Shape.of(1, 1, 1);
        }

        @Override
        public void levels(int index, byte[] levels, int start) {
            decoded.incrementAndGet();
            if (broken && index == 13) {
                throw new UncheckedIOException("13.png cannot be read", new IOException("cut"));
            }
            levels[start] = (byte) index;
        }

        @Override
        public int label(int index) {
            return index % 3;
        }
    }

    private Pipeline pipeline() {
        return Pipeline.of(numbers, Scaling.ZERO_TO_ONE);
    }

    private static int[] levels(Tensor batch) {
        int[] levels = new int[batch.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Scaling.ZERO_TO_ONE.toLevel(batch.array()[i]);
        }
        return levels;
    }

    @Test
    void withoutShufflingImagesAreInTheOrderOfTheSource() {
        BatchPipeline batches = pipeline().batch(8);
        assertEquals(3, batches.batchesPerEpoch());
        assertEquals(Shape.of(8, 1, 1, 1), batches.apply(0).shape());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, levels(batches.apply(0)));
        assertArrayEquals(new int[] {16, 17, 18, 19}, levels(batches.apply(2)));
        assertArrayEquals(levels(batches.apply(1)), levels(batches.apply(4)));
    }

    @Test
    void withoutThePartialBatchAllBatchesHaveTheSameSize() {
        BatchPipeline batches = pipeline().withPartialBatch(false).batch(8);
        assertEquals(2, batches.batchesPerEpoch());
        assertArrayEquals(levels(batches.apply(0)), levels(batches.apply(2)));
    }

    @Test
    void shufflingGivesTheOrderOfShuffledBatches() {
        ShuffledBatches expected = Batches.shuffled(20, 8, random).withBuffer(5);
        BatchPipeline batches = pipeline().shuffle(5, random).batch(8);
        for (int step : new int[] {0, 1, 2, 3, 30, 1}) {
            assertArrayEquals(expected.indices(step), levels(batches.apply(step)));
        }
    }

    @Test
    void labelsBelongToTheImagesOfTheirBatch() {
        try (BatchPipeline batches = pipeline().shuffle(20, random).batch(8).prefetch(2)) {
            for (int step = 0; step < 7; step++) {
                int[] levels = levels(batches.apply(step));
                float[] labels = batches.labels(step).array();
                assertEquals(levels.length, labels.length);
                for (int n = 0; n < levels.length; n++) {
                    assertEquals(levels[n] % 3, labels[n]);
                }
            }
        }
    }

    @Test
    void aCacheDecodesEachImageOnce() {
        BatchPipeline batches = pipeline().cache().shuffle(20, random).batch(8);
        BatchPipeline plain = Pipeline.of(new Numbers(), Scaling.ZERO_TO_ONE).shuffle(20, random).batch(8);
        assertEquals(0, numbers.decoded.get());
        for (int step = 0; step < 9; step++) {
            assertArrayEquals(plain.apply(step).array(), batches.apply(step).array());
            assertArrayEquals(plain.labels(step).array(), batches.labels(step).array());
        }
        assertEquals(20, numbers.decoded.get());
    }

    @Test
    void aCacheLargerThanHalfOfTheHeapIsRefused() {
        ImageSource huge = new ImageSource() {
            @Override
            public int size() {
                return 1 << 20;
            }

            @Override
            public Shape imageShape() {
                return Shape.of(1 << 14, 1 << 14, 3);
            }

            @Override
            public void levels(int index, byte[] levels, int start) {
                throw new AssertionError("no image must be read");
            }
        };
        String message = assertThrows(IllegalArgumentException.class,
                () -> Pipeline.of(huge, Scaling.ZERO_TO_ONE).cache()).getMessage();
        assertTrue(message.startsWith("a cache of 1048576 images of shape (16384, 16384, 3) takes 805306368 MB;"
                + " expected at most half of this JVM's heap, "), message);
        assertTrue(message.endsWith(" MB. Leave cache() out, or give a larger heap (-Xmx)."), message);
    }

    @Test
    void mapsAreAppliedInOrderAndReceiveTheStep() {
        BatchPipeline batches = pipeline().batch(2)
                .map((images, step) -> Tensor.full(images.shape(), step + 1))
                .map((images, step) -> Tensor.full(images.shape(), images.array()[0] * 10 + step));
        assertArrayEquals(new float[] {43, 43}, batches.apply(3).array());
    }

    @Test
    void withoutABackgroundThreadBatchesAreMadeByTheCallerAndOneLineGivesTheReason() {
        // From JDK 21 on, a pool does not call Thread.start, so the factory throws.
        Prefetch prefetch = new Prefetch(step -> Tensor.scalar(step), 2, work -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        List<String> log = new ArrayList<>();
        Logger logger = Logger.getLogger(Prefetch.class.getName());
        logger.setFilter(record -> {
            log.add(record.getMessage());
            return false;
        });
        try {
            for (long step : new long[] {0, 1, 2, 7, 3}) {
                assertEquals(step, prefetch.apply(step).item());
            }
        } finally {
            logger.setFilter(null);
        }
        prefetch.close();
        assertEquals(List.of("Batches are not prefetched, because the system starts no more threads (unable to create"
                + " native thread); raise the limit of processes (ulimit -u, or pids of a container)"), log);
    }

    @Test
    void prefetchingGivesTheSameResultsForAnyOrderOfRequests() {
        BatchPipeline expected = augmented();
        for (int ahead : new int[] {1, 2, 5}) {
            try (BatchPipeline prefetched = augmented().prefetch(ahead)) {
                for (long step : new long[] {0, 1, 2, 3, 4, 9, 10, 2, 2, 3, 0, 1, 50}) {
                    assertArrayEquals(expected.apply(step).array(), prefetched.apply(step).array());
                }
            }
        }
    }

    private BatchPipeline augmented() {
        return pipeline().shuffle(9, random).batch(8)
                .map(Augmentation.rotate(30, 0.5f, random))
                .map((images, step) -> {
                    assertEquals(4, images.shape().rank());
                    return images;
                });
    }

    @Test
    void onlyTheNextBatchesAreMadeInTheBackground() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        List<Long> made = new ArrayList<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (BatchPipeline batches = pipeline().batch(2).map((images, step) -> {
            made.add(step);
            thread.set(Thread.currentThread());
            three.countDown();
            return images;
        }).prefetch(2)) {
            batches.apply(5);
            assertTrue(three.await(10, TimeUnit.SECONDS));
            assertNotEquals(Thread.currentThread(), thread.get());
            assertTrue(thread.get().isDaemon());
        }
        // close() waits until the tasks end; the thread ends soon after, without the idle time-out.
        thread.get().join(5_000);
        assertFalse(thread.get().isAlive());
        assertEquals(List.of(5L, 6L, 7L), made);
    }

    @Test
    void aFailureReachesOnlyTheCallerThatRequestsItsBatch() {
        numbers.broken = true;
        UncheckedIOException plain = assertThrows(UncheckedIOException.class, () -> pipeline().batch(5).apply(2));
        try (BatchPipeline batches = pipeline().batch(5).prefetch(3)) {
            assertArrayEquals(new int[] {0, 1, 2, 3, 4}, levels(batches.apply(0)));
            assertArrayEquals(new int[] {5, 6, 7, 8, 9}, levels(batches.apply(1)));
            UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> batches.apply(2));
            assertEquals(plain.getMessage(), failure.getMessage());
            assertEquals("cut", failure.getCause().getMessage());
            assertEquals("batch 2 was made in the background", failure.getSuppressed()[0].getMessage());
            assertArrayEquals(new int[] {15, 16, 17, 18, 19}, levels(batches.apply(3)));
        }
    }

    @Test
    void anErrorInTheBackgroundIsRethrownUnchanged() {
        Error error = new AssertionError("a broken map");
        try (BatchPipeline batches = pipeline().batch(5).map((images, step) -> {
            throw error;
        }).prefetch(1)) {
            assertSame(error, assertThrows(AssertionError.class, () -> batches.apply(0)));
        }
    }

    @Test
    void aClosedPipelineRefusesRequestsAndMayBeClosedAgain() {
        BatchPipeline batches = pipeline().batch(5).prefetch(1).map((images, step) -> images);
        batches.apply(0);
        batches.close();
        batches.close();
        assertEquals("batch 1 of a closed pipeline: expected an open one. Close it after training.",
                assertThrows(IllegalStateException.class, () -> batches.apply(1)).getMessage());
    }

    @Test
    void closingReleasesWaitingCallers() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        BatchPipeline batches = pipeline().batch(5).map((images, step) -> {
            started.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return images;
        }).prefetch(1);
        CompletableFuture<Tensor> waiting = CompletableFuture.supplyAsync(() -> batches.apply(0));
        assertTrue(started.await(10, TimeUnit.SECONDS));
        CompletableFuture<Tensor> queued = CompletableFuture.supplyAsync(() -> batches.apply(1));
        batches.close();
        assertThrows(CompletionException.class, waiting::join);
        assertThrows(CompletionException.class, queued::join);
    }

    @Test
    void badNumbersAreRefused() {
        assertMessage("batch of 21 from a data set of 20 examples: expected 1 to 20", () -> pipeline().batch(21));
        assertMessage("shuffle buffer of 0: expected at least 1; 20, the size of the data set, gives a full shuffle",
                () -> pipeline().shuffle(0, random));
        assertMessage("prefetch of 0 batches: expected at least 1", () -> pipeline().batch(5).prefetch(0));
        assertMessage("step -1: steps count from 0", () -> pipeline().batch(5).prefetch(1).apply(-1));
    }

    private static void assertMessage(String expected, Runnable call) {
        assertEquals(expected, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
