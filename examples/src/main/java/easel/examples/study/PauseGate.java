package easel.examples.study;

/** Lets the steps of a training pass, or holds them up. The training thread waits here; any thread may set the gate. */
final class PauseGate {
    private boolean closed;
    private boolean removed;
    private int permits;

    synchronized boolean isClosed() {
        return closed;
    }

    /** Holds up the steps from the next one on, unless the gate has been removed. */
    synchronized void close() {
        closed = !removed;
    }

    synchronized void open() {
        closed = false;
        permits = 0;
        notifyAll();
    }

    /** Lets one step pass, if the gate is closed; otherwise closes it. */
    synchronized void step() {
        if (closed) {
            permits++;
            notifyAll();
        } else {
            close();
        }
    }

    /** Opens the gate for ever. */
    synchronized void remove() {
        removed = true;
        open();
    }

    /** Called before a step. Waits while the gate is closed; an interrupt opens it. */
    synchronized void pass() {
        while (closed && permits == 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                remove();
            }
        }
        permits = Math.max(0, permits - 1);
    }
}
