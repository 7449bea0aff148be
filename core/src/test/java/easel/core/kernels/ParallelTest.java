package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ParallelTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyIterationRunsOnce(int threads) {
        Parallel parallel = new Parallel(threads);
        for (int size : new int[] {0, 1, 2, 7, 64, 1000}) {
            for (int grain : new int[] {1, 3, 64, Integer.MAX_VALUE}) {
                int[] runs = new int[size];
                parallel.run(size, grain, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        runs[i]++;
                    }
                });
                assertTrue(Arrays.stream(runs).allMatch(n -> n == 1), size + " in chunks of " + grain);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void chunksDependOnSizeAndGrainOnly(int threads) {
        List<String> chunks = Collections.synchronizedList(new ArrayList<>());
        new Parallel(threads).run(10, 4, (from, to) -> chunks.add(from + "-" + to));
        Collections.sort(chunks);
        assertEquals(List.of("0-4", "4-8", "8-10"), chunks);
    }

    @Test
    void chunkBoundsNearTheLargestIntDoNotOverflow() {
        List<Integer> ends = Collections.synchronizedList(new ArrayList<>());
        new Parallel(2).run(Integer.MAX_VALUE, 1_500_000_000, (from, to) -> ends.add(to));
        new Parallel(1).run(Integer.MAX_VALUE, 1_500_000_000, (from, to) -> ends.add(to));
        Collections.sort(ends);
        assertEquals(List.of(1_500_000_000, 1_500_000_000, Integer.MAX_VALUE, Integer.MAX_VALUE), ends);
    }

    @Test
    void workersAreDaemonsWithNamesAndTheCallerTakesPart() {
        Set<Thread> seen = meetInOneRegion(new Parallel(3), 3);
        assertTrue(seen.remove(Thread.currentThread()));
        assertEquals(Set.of("easel-worker-1", "easel-worker-2"),
                Set.copyOf(seen.stream().map(Thread::getName).toList()));
        assertTrue(seen.stream().allMatch(Thread::isDaemon));
    }

    /** Runs a region of one chunk per thread; each chunk waits until all have started. Returns the threads. */
    private static Set<Thread> meetInOneRegion(Parallel parallel, int threads) {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(threads);
        parallel.run(threads, 1, (from, to) -> {
            seen.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        return seen;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "the other chunks did not start");
        } catch (InterruptedException e) {
            fail(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void workersThatDoNotStartAreReplacedByTheOthers(int starting) {
        AtomicInteger made = new AtomicInteger();
        Parallel parallel = new Parallel(5, worker -> made.getAndIncrement() < starting ? new Thread(worker)
                : new Thread(worker) {
                    @Override
                    public synchronized void start() {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                });
        List<String> log = logged(() -> {
            AtomicInteger done = new AtomicInteger();
            parallel.run(20, 1, (from, to) -> done.incrementAndGet());
            assertEquals(20, done.get());
            assertEquals(starting + 1, meetInOneRegion(parallel, starting + 1).size());
        });
        assertEquals(starting + 1, parallel.size());
        assertEquals(List.of("Loops run on " + (starting + 1) + " instead of 5 threads, because the system starts no"
                + " more threads (unable to create native thread); raise the limit of processes (ulimit -u, or pids of"
                + " a container), or lower easel.threads"), log);
    }

    private static List<String> logged(Runnable loops) {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(Parallel.class.getName());
        logger.setFilter(record -> {
            lines.add(record.getMessage());
            return false;
        });
        try {
            loops.run();
        } finally {
            logger.setFilter(null);
        }
        return lines;
    }

    /** Every region sees its workers end, start again, or do both at the same time. */
    @Test
    void idleThreadsEndAndStartAgain() throws InterruptedException {
        List<Thread> started = Collections.synchronizedList(new ArrayList<>());
        Parallel parallel = new Parallel(3, worker -> {
            started.add(new Thread(worker));
            return started.get(started.size() - 1);
        }, 200_000);
        for (int region = 0; region < 300; region++) {
            AtomicInteger done = new AtomicInteger();
            parallel.run(50, 1, (from, to) -> done.incrementAndGet());
            assertEquals(50, done.get());
            LockSupport.parkNanos(region * 2_000L);
        }
        assertEquals(3, meetInOneRegion(parallel, 3).size());
        for (Thread thread : started) {
            thread.join();
        }
        int before = started.size();
        assertEquals(3, meetInOneRegion(parallel, 3).size());
        assertEquals(before + 2, started.size());
    }

    @Test
    void workersDoNotKeepTheContextClassLoaderOfTheCaller() {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        Set<ClassLoader> loaders = ConcurrentHashMap.newKeySet();
        Thread.currentThread().setContextClassLoader(new ClassLoader() { });
        try {
            Parallel parallel = new Parallel(3, worker -> new Thread(() -> {
                loaders.add(Thread.currentThread().getContextClassLoader());
                worker.run();
            }));
            meetInOneRegion(parallel, 3);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
        assertEquals(Set.of(Parallel.class.getClassLoader()), loaders);
    }

    @Test
    void sleepingWorkersWakeUp() {
        Parallel parallel = new Parallel(3);
        for (int i = 0; i < 5; i++) {
            assertEquals(3, meetInOneRegion(parallel, 3).size());
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void aSingleChunkStartsNoThread() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        Parallel parallel = new Parallel(4);
        parallel.run(5, 5, (from, to) -> seen.add(Thread.currentThread()));
        assertEquals(Set.of(Thread.currentThread()), seen);
    }

    @Test
    void aRegionWithinARegionRunsOnItsCaller() {
        Parallel parallel = new Parallel(2);
        int[] sums = new int[8];
        parallel.run(8, 1, (i, end) -> {
            Thread outer = Thread.currentThread();
            parallel.run(100, 7, (from, to) -> {
                assertSame(outer, Thread.currentThread());
                sums[i] += to - from;
            });
        });
        assertTrue(Arrays.stream(sums).allMatch(n -> n == 100));
    }

    @Test
    void aConcurrentRegionRunsOnItsCaller() throws InterruptedException {
        Parallel parallel = new Parallel(2);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first = new Thread(() -> parallel.run(2, 1, (from, to) -> {
            inside.countDown();
            await(leave);
        }));
        first.start();
        await(inside);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        parallel.run(20, 1, (from, to) -> seen.add(Thread.currentThread()));
        leave.countDown();
        first.join();
        assertEquals(Set.of(Thread.currentThread()), seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void anExceptionReachesTheCallerAndTheWorkersSurvive(int threads) {
        Parallel parallel = new Parallel(threads);
        for (int bad = 0; bad < 20; bad++) {
            int failing = bad;
            RuntimeException thrown = new RuntimeException("chunk " + bad);
            AtomicInteger running = new AtomicInteger();
            assertSame(thrown, assertThrows(RuntimeException.class, () -> parallel.run(20, 1, (from, to) -> {
                running.incrementAndGet();
                try {
                    if (from == failing) {
                        throw thrown;
                    }
                    LockSupport.parkNanos(10_000);
                } finally {
                    running.decrementAndGet();
                }
            })));
            assertEquals(0, running.get(), "chunks still running");
        }
        assertEquals(threads, meetInOneRegion(parallel, threads).size());
    }

    @Test
    void anErrorOnAWorkerReachesTheCaller() {
        Parallel parallel = new Parallel(2);
        CountDownLatch both = new CountDownLatch(2);
        Thread caller = Thread.currentThread();
        assertThrows(StackOverflowError.class, () -> parallel.run(2, 1, (from, to) -> {
            both.countDown();
            await(both);
            if (Thread.currentThread() != caller) {
                throw new StackOverflowError();
            }
        }));
    }

    @Test
    void regionsSeeTheWritesOfEarlierRegions() {
        Parallel parallel = new Parallel(3);
        int[] counts = new int[48];
        for (int round = 0; round < 20_000; round++) {
            int expected = round;
            parallel.run(48, 1, (from, to) -> {
                // Written in the previous round, perhaps by another thread.
                assertTrue(counts[from] == expected);
                counts[from]++;
            });
            assertEquals(round + 1, counts[round % 48]);
        }
    }

    @Test
    void concurrentCallersRunAllTheirChunks() throws InterruptedException {
        Parallel parallel = new Parallel(3);
        AtomicInteger done = new AtomicInteger();
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> {
                for (int round = 0; round < 2_000; round++) {
                    parallel.run(10, 1, (from, to) -> done.incrementAndGet());
                }
            });
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(4 * 2_000 * 10, done.get());
    }

    @Test
    void anInterruptedCallerStaysInterruptedAndFinishes() {
        Parallel parallel = new Parallel(2);
        Thread caller = Thread.currentThread();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        caller.interrupt();
        parallel.run(2, 1, (from, to) -> {
            both.countDown();
            if (Thread.currentThread() != caller) {
                await(both);
                LockSupport.parkNanos(2_000_000);
            } else {
                while (both.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }
            done.incrementAndGet();
        });
        assertTrue(Thread.interrupted());
        assertEquals(2, done.get());
    }

    @Test
    void negativeSizesAndEmptyChunksAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> Parallel.forRange(-1, 1, (from, to) -> fail()));
        String message = assertThrows(IllegalArgumentException.class,
                () -> Parallel.forRange(5, 0, (from, to) -> fail())).getMessage();
        assertEquals("a loop over 5 iterations in chunks of 0; expected at least 0 iterations and chunks of at least 1",
                message);
    }

    @Test
    void easelThreadsMustBeANumberInRange() {
        assertEquals(3, Parallel.threads(" 3 "));
        assertEquals(Runtime.getRuntime().availableProcessors(), Parallel.threads(null));
        for (String bad : List.of("0", "-1", "two", "", "1e3", "99999")) {
            String message = assertThrows(IllegalArgumentException.class, () -> Parallel.threads(bad)).getMessage();
            assertEquals("easel.threads is '" + bad + "'; expected a whole number from 1 to 1024."
                    + " Leave it out to use every available processor.", message);
        }
        assertFalse(Parallel.threads() < 1);
    }
}
