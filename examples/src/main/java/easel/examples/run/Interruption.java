package easel.examples.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Detects Ctrl-C and SIGTERM. The JVM then exits when all shutdown hooks have returned. This class's hook sets a flag
 * and waits until the run is closed, so that its files are complete. If the current step takes longer than the system
 * property easel.stopSeconds says, by default 10 seconds, the hook abandons the step and saves the state before it. A
 * second signal ends the process at once. The exit code remains 130 or 143, the code of the signal.
 */
final class Interruption implements AutoCloseable {
    /** The system property with the number of seconds for the current step. */
    static final String SECONDS = "easel.stopSeconds";

    private static final int STEP_SECONDS = 10;
    /** Time to complete the files after the last step. */
    private static final int FILE_SECONDS = 60;
    private static final int NOTICE_SECONDS = 2;

    /** Actions of a run during an interruption, on the thread of the hook. */
    interface Listener {
        /** Says that the current step takes longer than two seconds. */
        void waitsForStep(int seconds);

        /** Saves the state before the step that was abandoned. */
        void abandonedStep(int seconds);
    }

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "finish the run");
    private final int seconds = Math.max(0, Integer.getInteger(SECONDS, STEP_SECONDS));
    private final StepGuard steps;
    private final Listener listener;
    private volatile boolean happened;

    /** Starts to detect Ctrl-C. */
    Interruption(StepGuard steps, Listener listener) {
        this.steps = steps;
        this.listener = listener;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        happened = true;
        SecondSignal.endsTheProcess();
        int first = Math.min(NOTICE_SECONDS, seconds);
        try {
            if (closed.await(first, TimeUnit.SECONDS)) {
                return;
            }
            if (first < seconds) {
                listener.waitsForStep(seconds);
            }
            if (closed.await(seconds - first, TimeUnit.SECONDS)) {
                return;
            }
            if (steps.abandon()) {
                listener.abandonedStep(seconds);
            } else {
                closed.await(FILE_SECONDS, TimeUnit.SECONDS);
            }
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
