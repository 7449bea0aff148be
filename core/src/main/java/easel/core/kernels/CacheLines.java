package easel.core.kernels;

/** Software prefetch, by reading one float of each cache line. */
public final class CacheLines {
    /** Floats in a cache line of 64 bytes. */
    public static final int FLOATS = 16;

    private CacheLines() {}

    /**
     * Prefetches a range. Processors prefetch sequential reads on their own, but not reads of ranges far apart.
     *
     * @param data not modified
     * @param from first index
     * @param to index after the last
     * @return a value that the caller must use; otherwise the JIT compiler removes the loads
     */
    public static float prefetch(float[] data, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i += FLOATS) {
            sum += data[i];
        }
        return sum;
    }
}
