package easel.core.kernels;

/** Placeholder while the threads are being written. */
public final class Parallel {
    private Parallel() {}

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
     * threads.
     *
     * @param size positions in all
     * @param grain positions in one chunk; the last may be shorter
     * @param body runs once for each chunk, in any order, on any thread
     */
    public static void forRange(int size, int grain, Range body) {
        for (int from = 0; from < size; from += grain) {
            body.run(from, Math.min(from + grain, size));
        }
    }
}
