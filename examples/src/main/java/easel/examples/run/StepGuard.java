package easel.examples.run;

/**
 * Separates the steps of the training thread from the files that are written between them. A thread that ends the
 * process can abandon a step: the training thread then never leaves this step, so it writes no more files.
 */
final class StepGuard {
    private boolean inStep;
    private boolean abandoned;

    /** Called by the training thread before a step changes anything. */
    synchronized void begin() {
        inStep = true;
    }

    /** Called by the training thread after a step. Does not return if the step was abandoned. */
    synchronized void end() {
        inStep = false;
        while (abandoned) {
            try {
                wait();      // until the process has ended
            } catch (InterruptedException e) {
                // The files belong to the other thread now.
            }
        }
    }

    /** Abandons the current step; false if the training thread is between two steps. */
    synchronized boolean abandon() {
        abandoned = inStep;
        return abandoned;
    }
}
