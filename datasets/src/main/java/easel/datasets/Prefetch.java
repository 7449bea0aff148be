package easel.datasets;

import easel.core.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Prepares the next batches on one background thread. The thread is a daemon and ends when idle, so a pipeline that is
 * not closed neither keeps the JVM running nor leaks memory.
 */
final class Prefetch implements LongFunction<Tensor> {
    private static final System.Logger LOG = System.getLogger(Prefetch.class.getName());
    private static final long IDLE_SECONDS = 10;

    private final LongFunction<Tensor> batches;
    private final int ahead;
    private final ThreadPoolExecutor background;
    private final Deque<Future<Tensor>> pending = new ArrayDeque<>();
    private long first;   // step of the first pending batch
    private boolean warned;

    Prefetch(LongFunction<Tensor> batches, int ahead) {
        this(batches, ahead, Prefetch::thread);
    }

    /** The same with another source of threads. */
    Prefetch(LongFunction<Tensor> batches, int ahead, ThreadFactory factory) {
        if (ahead < 1) {
            throw new IllegalArgumentException("prefetch of " + ahead + " batches: expected at least 1");
        }
        this.batches = batches;
        this.ahead = ahead;
        this.background = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                factory);
        background.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "easel-prefetch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Tensor apply(long step) {
        return result(begin(step), step);
    }

    private synchronized Future<Tensor> begin(long step) {
        if (background.isShutdown()) {
            throw closed(step);
        }
        if (step != first) {
            pending.forEach(batch -> batch.cancel(false));
            pending.clear();
            first = step;
        }
        while (pending.size() <= ahead) {
            long next = first + pending.size();
            pending.add(start(new FutureTask<>(() -> batches.apply(next))));
        }
        first++;
        return pending.remove();
    }

    /** Starts a batch on the background thread, or makes it on this one if the system starts no more threads. */
    private Future<Tensor> start(FutureTask<Tensor> batch) {
        try {
            background.execute(batch);
        } catch (OutOfMemoryError e) {
            if (!warned) {
                LOG.log(System.Logger.Level.WARNING, "Batches are not prefetched, because the system starts no more"
                        + " threads (" + e.getMessage() + "); raise the limit of processes (ulimit -u, or pids of a"
                        + " container)");
                warned = true;
            }
            batch.run();
        }
        return batch;
    }

    private static Tensor result(Future<Tensor> batch, long step) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            // Rethrows the original exception, as without prefetching, and adds the number of the batch.
            e.getCause().addSuppressed(new IllegalStateException("batch " + step + " was made in the background"));
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (CancellationException e) {
            throw closed(step);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for batch " + step, e);
        }
    }

    private static IllegalStateException closed(long step) {
        return new IllegalStateException("batch " + step + " of a closed pipeline: expected an open one. Close it after"
                + " training.");
    }

    void close() {
        synchronized (this) {
            background.shutdownNow().forEach(batch -> ((Future<?>) batch).cancel(false));
        }
        try {
            background.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
