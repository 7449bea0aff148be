package easel.timing;

import java.util.Arrays;

/** Times repeated runs of an operation, such as a training step. */
public final class Stopwatch {
    private Stopwatch() {}

    /**
     * Repeats an operation until a time has passed.
     *
     * @param operation the operation
     * @param seconds the time, at least 0
     * @param atLeast the minimum number of runs, even if they take longer than the time
     * @return the milliseconds of each run, in order
     */
    public static double[] run(Runnable operation, double seconds, int atLeast) {
        double[] ms = new double[64];
        int count = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (count < atLeast || System.nanoTime() < end) {
            long start = System.nanoTime();
            operation.run();
            if (count == ms.length) {
                ms = Arrays.copyOf(ms, 2 * count);
            }
            ms[count++] = (System.nanoTime() - start) / 1e6;
        }
        return Arrays.copyOf(ms, count);
    }
}
