package easel.core.kernels;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Parallel loops over fixed chunks: a small fork and join for regions of microseconds, where an executor's hand-over
 * would cost more than the work.
 *
 * <p>The caller takes part. The other threads are daemons named {@code easel-worker-1} and so on; they start with the
 * first region that has more than one chunk, look out for the next one for about 50 microseconds after each, and then
 * sleep. A region entered while the workers are busy, from within a body or from another thread, runs on its
 * caller alone.
 *
 * <p>The system property {@code easel.threads} sets the number of threads, callers included; it is the number of
 * available processors otherwise.
 */
public final class Parallel {
    /** Grain of an elementwise loop over floats: two or three arrays of 64 KB, a few microseconds of work. */
    public static final int ELEMENTWISE_GRAIN = 1 << 14;

    /** Long enough to bridge the gap between two layers, short enough not to be felt when idle. */
    private static final long SPIN_NANOS = 50_000;
    private static final int MOST_THREADS = 1024;

    private static volatile Parallel shared;

    private final int threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private Worker[] workers;
    private volatile Region current;

    /**
     * Creates a pool of its own; its workers start when they are first needed.
     *
     * @param threads threads in a region, the caller included, at least 1
     */
    Parallel(int threads) {
        assert threads >= 1 : threads;
        this.threads = threads;
    }

    /** The body of a parallel loop over a range. */
    @FunctionalInterface
    public interface Range {
        /**
         * Does part of the work.
         *
         * @param from first position
         * @param to position after the last
         */
        void run(int from, int to);
    }

    /**
     * Runs a loop over [0, size) in chunks whose bounds depend on size and grain only, never on the number of
     * threads. What the body wrote is visible to the caller afterwards.
     *
     * @param size positions in all; nothing runs when it is 0
     * @param grain positions in one chunk, at least 1; the last chunk may be shorter
     * @param body runs once for each chunk, in any order, on any thread. If it throws, chunks not yet begun are
     *     left out, and the caller gets the first exception or error once no chunk runs any more
     * @throws IllegalArgumentException if size is negative, grain is below 1, or {@code easel.threads} is not a number
     *     of threads
     */
    public static void forRange(int size, int grain, Range body) {
        shared().run(size, grain, body);
    }

    /**
     * How many threads a region may use, the caller included.
     *
     * @return at least 1
     * @throws IllegalArgumentException if {@code easel.threads} is not a number of threads
     */
    public static int threads() {
        return shared().threads;
    }

    static Parallel shared() {
        return shared != null ? shared : shareOnce();
    }

    // Not in a static initializer: a bad property must reach the caller as what it is, not as a class that cannot load.
    private static synchronized Parallel shareOnce() {
        if (shared == null) {
            shared = new Parallel(threads(System.getProperty("easel.threads")));
        }
        return shared;
    }

    static int threads(String property) {
        if (property == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(property.strip());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers out of range.
        }
        throw new IllegalArgumentException("easel.threads is '" + property + "'; expected a whole number from 1 to "
                + MOST_THREADS + ". Leave it out to use every available processor.");
    }

    int size() {
        return threads;
    }

    void run(int size, int grain, Range body) {
        if (size < 0 || grain < 1) {
            throw new IllegalArgumentException("a loop over " + size + " positions in chunks of " + grain
                    + "; expected at least 0 positions and chunks of at least 1");
        }
        if (threads > 1 && size > grain && busy.compareAndSet(false, true)) {
            try {
                runWithWorkers(new Region(size, grain, threads, body));
            } finally {
                busy.set(false);
            }
        } else {
            for (long from = 0; from < size; from += grain) {
                body.run((int) from, (int) Math.min(from + grain, size));
            }
        }
    }

    // Memory: writing `current` happens before a worker reads it, so workers see all that the caller wrote before;
    // counting a chunk in `finished` happens before the caller reads the full count, so it sees all that bodies wrote.
    private void runWithWorkers(Region region) {
        startWorkers();
        current = region;
        try {
            for (int i = 0; i < Math.min(workers.length, region.chunks - 1); i++) {
                workers[i].wake();
            }
            region.help(0);
            region.await();
        } finally {
            current = null;
        }
        region.rethrow();
    }

    private void startWorkers() {
        if (workers == null) {
            workers = new Worker[threads - 1];
            Arrays.setAll(workers, i -> new Worker(i + 1));
            for (Worker worker : workers) {
                worker.thread.start();
            }
        }
    }

    /**
     * One loop while it runs. Its chunks are cut into parts, one for each thread, so that a thread goes on where it left
     * its caches in a loop over the same places before; whoever is done helps with the other parts. Chunks are claimed
     * by counting, and counted again when they are finished.
     */
    private static final class Region {
        /** Numbers from a part's counter to the next, which has a cache line of its own. */
        private static final int APART = 32;

        final int chunks;
        private final int size;
        private final int grain;
        private final Range body;
        private final Thread caller = Thread.currentThread();
        private final int parts;
        private final AtomicIntegerArray claimed;
        private final AtomicInteger finished = new AtomicInteger();
        private volatile boolean callerSleeps;
        private volatile Throwable failure;

        Region(int size, int grain, int threads, Range body) {
            this.size = size;
            this.grain = grain;
            this.body = body;
            this.chunks = (size - 1) / grain + 1;
            this.parts = Math.min(threads, chunks);
            this.claimed = new AtomicIntegerArray(parts * APART);
        }

        /** Runs chunks until none is left to claim. Returns whether there were any. */
        boolean help(int thread) {
            int run = 0;
            try {
                for (int chunk = claim(thread); chunk >= 0; chunk = claim(thread)) {
                    run++;
                    runChunk(chunk * grain);
                }
            } finally {
                if (run > 0 && finished.addAndGet(run) == chunks && callerSleeps) {
                    LockSupport.unpark(caller);
                }
            }
            return run > 0;
        }

        /** A chunk, of the thread's own part if there is one left; -1 if there is none at all. */
        private int claim(int thread) {
            for (int i = 0; i < parts; i++) {
                int part = (thread + i) % parts;
                int end = first(part + 1);
                if (first(part) + claimed.get(part * APART) < end) {
                    int chunk = first(part) + claimed.getAndIncrement(part * APART);
                    if (chunk < end) {
                        return chunk;
                    }
                }
            }
            return -1;
        }

        private int first(int part) {
            return (int) ((long) part * chunks / parts);
        }

        private void runChunk(int from) {
            try {
                if (failure == null) {
                    body.run(from, (int) Math.min(from + (long) grain, size));
                }
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }

        private synchronized void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }

        void await() {
            long start = System.nanoTime();
            while (finished.get() < chunks) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    callerSleeps = true;
                    if (finished.get() < chunks) {
                        LockSupport.park(this);
                    }
                }
            }
        }

        void rethrow() {
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    /** A thread that helps with whatever region is current, spins a little, and sleeps. */
    private final class Worker implements Runnable {
        final Thread thread;
        private final int number;
        private volatile boolean sleeps;

        Worker(int number) {
            this.number = number;
            thread = new Thread(null, this, "easel-worker-" + number, 0, false);
            thread.setDaemon(true);
        }

        void wake() {
            if (sleeps) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            long lastHelped = System.nanoTime();
            while (true) {
                if (helped()) {
                    lastHelped = System.nanoTime();
                } else if (System.nanoTime() - lastHelped < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    sleep();
                    lastHelped = System.nanoTime();
                }
            }
        }

        // A method of its own, so that an idle worker's stack keeps no region, and thereby no array, alive.
        private boolean helped() {
            Region region = current;
            return region != null && region.help(number);
        }

        // First `sleeps`, then the look at `current`; the caller does it the other way round, so one of them sees.
        private void sleep() {
            sleeps = true;
            if (!helped()) {
                LockSupport.park(Parallel.this);
            }
            sleeps = false;
        }
    }
}
