package easel.core.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Parallel loops over fixed chunks. One execution of a loop is a region. Regions may take only a few microseconds; the
 * tasks of an executor would cost more than that.
 *
 * <p>The calling thread runs chunks, too. The other threads are daemons named {@code easel-worker-1} and so on. They
 * start with the first region of more than one chunk. After each region they spin for about 50 microseconds, waiting
 * for the next one, and then sleep. A thread that slept for two seconds ends, because a thread keeps the class loader
 * of its code in memory; the next region starts it again. If a region starts while the workers are busy, because it is
 * inside the body of another region or on another thread, it runs entirely on the calling thread.
 *
 * <p>The system property {@code easel.threads} sets the number of threads, including the calling one. The default is
 * the number of available processors. If a limit of processes keeps the system from starting all of them, loops
 * run on the others, and one log line gives the reason and the remedy.
 */
public final class Parallel {
    /**
     * Grain for element-wise loops over floats. A chunk reads or writes 64 KB of each of two or three arrays, in a few
     * microseconds.
     */
    public static final int ELEMENTWISE_GRAIN = 1 << 14;

    /** How long idle threads spin: long enough for the gap between two layers, short enough to waste little. */
    private static final long SPIN_NANOS = 50_000;
    /** How long a worker sleeps before it ends. A new thread costs about 0.1 ms. */
    private static final long IDLE_NANOS = 2_000_000_000;
    private static final int MAX_THREADS = 1024;

    private static final System.Logger LOG = System.getLogger(Parallel.class.getName());

    private static volatile Parallel shared;

    private final ThreadFactory factory;
    private final long idleNanos;
    private volatile int threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private Worker[] workers;
    private volatile Region current;

    /**
     * Creates a separate pool. Its workers start with its first region.
     *
     * @param threads threads of a region, including the calling one, at least 1
     */
    Parallel(int threads) {
        this(threads, worker -> new Thread(null, worker, "easel-worker", 0, false));
    }

    /** The same with another source of threads. */
    Parallel(int threads, ThreadFactory factory) {
        this(threads, factory, IDLE_NANOS);
    }

    /** The same with workers that end after another time of sleep. */
    Parallel(int threads, ThreadFactory factory, long idleNanos) {
        assert threads >= 1 : threads;
        this.threads = threads;
        this.factory = factory;
        this.idleNanos = idleNanos;
    }

    /** The body of a parallel loop over a range. */
    @FunctionalInterface
    public interface Range {
        /**
         * Runs the iterations of one chunk.
         *
         * @param from first iteration
         * @param to iteration after the last
         */
        void run(int from, int to);
    }

    /**
     * Runs a loop over [0, size) in chunks. Their bounds depend on size and grain only, not on the number of threads.
     * All writes of the body are visible to the caller afterwards.
     *
     * @param size number of iterations; nothing runs when it is 0
     * @param grain iterations per chunk, at least 1; the last chunk may be shorter
     * @param body runs once for each chunk, in any order, on any thread. If it throws, chunks that have not started are
     *     skipped, and the first exception or error is rethrown to the caller when no chunk is running any more
     * @throws IllegalArgumentException if size is negative, grain is below 1, or {@code easel.threads} is not a number
     *     of threads
     */
    public static void forRange(int size, int grain, Range body) {
        shared().run(size, grain, body);
    }

    /**
     * The number of threads of a region, including the calling one.
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

    // Not in a static initializer, which would turn the error about a property into ExceptionInInitializerError.
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
            if (threads >= 1 && threads <= MAX_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // The error below also covers this case.
        }
        throw new IllegalArgumentException("easel.threads is '" + property + "'; expected a whole number from 1 to "
                + MAX_THREADS + ". Leave it out to use every available processor.");
    }

    int size() {
        return threads;
    }

    void run(int size, int grain, Range body) {
        if (size < 0 || grain < 1) {
            throw new IllegalArgumentException("a loop over " + size + " iterations in chunks of " + grain
                    + "; expected at least 0 iterations and chunks of at least 1");
        }
        if (threads > 1 && size > grain && busy.compareAndSet(false, true)) {
            try {
                startWorkers();
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

    // Memory model: the write of `current` happens before a worker's read, so workers see all earlier writes of the
    // caller. Every addition to `finished` happens before the caller reads the full count, so the caller sees all
    // writes of the bodies.
    private void runWithWorkers(Region region) {
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
            List<Worker> started = new ArrayList<>();
            try {
                while (started.size() < threads - 1) {
                    Worker worker = new Worker(started.size() + 1);
                    worker.start();
                    started.add(worker);
                }
            } catch (OutOfMemoryError e) {
                LOG.log(System.Logger.Level.WARNING, "Loops run on " + (started.size() + 1) + " instead of " + threads
                        + " threads, because the system starts no more threads (" + e.getMessage() + "); raise the"
                        + " limit of processes (ulimit -u, or pids of a container), or lower easel.threads");
                threads = started.size() + 1;
            }
            workers = started.toArray(Worker[]::new);
        }
    }

    /**
     * One execution of a loop. The chunks are divided into one part for each thread. A thread first runs the chunks of
     * its part, so that in consecutive loops over the same data this part is in its caches. Then it takes chunks from
     * the other parts. There is a counter of claimed chunks for each part and one counter of finished chunks.
     */
    private static final class Region {
        /** Distance between the counters of two parts, so that they do not share a cache line. */
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

        /** Claims and runs chunks until none is left. Returns whether it ran any. */
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

        /** Claims a chunk, from the thread's own part if one is left, else from another; -1 if none is left. */
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

    /**
     * A worker. Its thread runs chunks of the current region, waits for the next one by spinning, sleeps, and ends
     * after two idle seconds. Only the thread that runs a region calls start and wake.
     */
    private final class Worker implements Runnable {
        private final int number;
        private final AtomicBoolean running = new AtomicBoolean();
        private Thread thread;
        private volatile boolean sleeps;

        Worker(int number) {
            this.number = number;
        }

        void start() {
            thread = factory.newThread(this);
            thread.setName("easel-worker-" + number);
            thread.setDaemon(true);
            thread.setContextClassLoader(Parallel.class.getClassLoader());     // not that of the calling application
            running.set(true);
            thread.start();
        }

        void wake() {
            if (!running.get()) {
                restart();
            } else if (sleeps) {
                LockSupport.unpark(thread);
            }
        }

        private void restart() {
            if (running.compareAndSet(false, true)) {
                try {
                    start();
                } catch (OutOfMemoryError e) {
                    running.set(false);     // the system starts no more threads; the others run all chunks
                }
            }
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (true) {
                if (helped()) {
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else if (sleep()) {
                    idleSince = System.nanoTime();
                } else {
                    return;
                }
            }
        }

        // A separate method: a local variable of run() would keep a region and its arrays alive in an idle worker.
        private boolean helped() {
            Region region = current;
            return region != null && region.help(number);
        }

        /**
         * Waits for a region. Returns false if none came in time and the thread must end. Writes `sleeps`, then
         * reads `current`; the caller writes `current`, then reads `sleeps`. So at least one of the two sees the write
         * of the other.
         */
        private boolean sleep() {
            long start = System.nanoTime();
            sleeps = true;
            if (!helped()) {
                LockSupport.parkNanos(Parallel.this, idleNanos);
            }
            sleeps = false;
            return System.nanoTime() - start < idleNanos || !ends();
        }

        // The same order of write and read as in sleep(). If a region has started, either this thread or the caller
        // sets `running` again: this thread continues, or the caller starts another one.
        private boolean ends() {
            running.set(false);
            return current == null || !running.compareAndSet(false, true);
        }
    }
}
