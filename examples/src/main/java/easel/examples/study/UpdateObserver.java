package easel.examples.study;

import easel.core.Gradients;

/** Sees the update of one network. The update itself does not change. */
@FunctionalInterface
interface UpdateObserver {
    /**
     * Called instead of an update, which it must run once.
     *
     * @param network G or D
     * @param gradients of the network's parameters. Not modified
     * @param update changes the parameters
     */
    void update(String network, Gradients gradients, Runnable update);
}
