package easel.core.kernels;

/** The pieces in which memory comes to a processor. */
public final class CacheLines {
    /** Floats in a line: 64 bytes. */
    public static final int FLOATS = 16;

    private CacheLines() {}

    /**
     * Reads a float of each line. Processors fetch ahead of a reader who goes on from line to line, not of one who jumps.
     *
     * @param data not modified
     * @param from first position
     * @param to position after the last
     * @return a number to keep somewhere: what nobody keeps need not be read
     */
    public static float fetch(float[] data, int from, int to) {
        float sum = 0;
        for (int i = from; i < to; i += FLOATS) {
            sum += data[i];
        }
        return sum;
    }
}
