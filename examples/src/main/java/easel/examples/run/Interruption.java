package easel.examples.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Detects Ctrl-C. The JVM then exits when all shutdown hooks have returned. This class's hook sets a flag and waits
 * until the run is closed, so that its files are complete. The exit code remains 130, the code of the signal.
 */
final class Interruption implements AutoCloseable {
    private static final int MAX_WAIT_SECONDS = 10;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "finish the run");
    private volatile boolean happened;

    /** Starts to detect Ctrl-C. */
    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        happened = true;
        try {
            closed.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user pressed Ctrl-C, so that the run should end after the current step. */
    boolean happened() {
        return happened;
    }

    /** Lets the JVM exit. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is exiting, and the hook is about to return.
        }
    }
}
