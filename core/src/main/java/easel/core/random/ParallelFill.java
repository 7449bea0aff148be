package easel.core.random;

import easel.core.kernels.Parallel;

/**
 * Fills part of an array with uniform or normal numbers, one from each of the words that follow a position in a stream.
 * Counter-based: a word depends on its index only, so any thread may fill any chunk.
 *
 * @param key the stream's key
 * @param branch the stream's branch
 * @param position index of the first word
 */
record ParallelFill(long key, long branch, long position) {
    /** Words in one chunk of a parallel fill: 5 µs of uniform numbers, 25 µs of normal ones. */
    private static final int GRAIN = 1 << 11;
    private static final int BLOCKS = 64;
    private static final int WORDS = 4 * BLOCKS;

    // Not a Scratch, which is one array: a workspace has two objects with arrays of fixed sizes, and one array.
    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    /** The objects with which a thread turns a run of words into numbers. */
    private static final class Workspace {
        final Philox philox = new Philox(BLOCKS);
        final NormalQuantile quantile = new NormalQuantile(WORDS);
        final float[] numbers = new float[WORDS];
    }

    /** Turns drawn[at] to drawn[at + count - 1] into the numbers from index next of the filled array. */
    private interface Run {
        void fill(Workspace space, int[] drawn, int at, int next, int count);
    }

    /** Fills indices from to until - 1. Modified: to. */
    void uniform(float[] to, int from, int until, float low, float high) {
        if (low == 0 && high == 1) {
            fill(from, until, (space, drawn, at, next, count) -> fractions(drawn, space.numbers, at, to, next, count));
        } else {
            fill(from, until, (space, drawn, at, next, count) -> scale(drawn, at, to, next, count, low, high));
        }
    }

    /** {@link #scale} from 0 to 1, in float. The array with the words' indices lets C2 vectorize the loop. */
    private static void fractions(int[] words, float[] numbers, int at, float[] to, int from, int count) {
        for (int i = at; i < at + count; i++) {
            numbers[i] = (words[i] >>> 8) * 0x1p-24f;
        }
        System.arraycopy(numbers, at, to, from, count);
    }

    private static void scale(int[] words, int at, float[] to, int from, int count, float low, float high) {
        double width = ((double) high - low) * 0x1p-24;
        float largest = Math.nextDown(high);
        for (int i = 0; i < count; i++) {
            to[from + i] = Math.min((float) (low + width * (words[at + i] >>> 8)), largest);
        }
    }

    /** Fills indices from to until - 1. Modified: to. */
    void normal(float[] to, int from, int until, float mean, float stddev) {
        fill(from, until, (space, drawn, at, next, count) ->
                space.quantile.fill(drawn, at, to, next, count, mean, stddev));
    }

    private void fill(int from, int until, Run run) {
        long start = position - from;
        Parallel.forRange(until - from, GRAIN, (chunk, end) -> {
            Workspace space = WORKSPACE.get();
            int count;
            for (int next = from + chunk; next < from + end; next += count) {
                int at = (int) (start + next) & 3;
                int blocks = Math.min(BLOCKS, (at + from + end - next + 3) / 4);
                count = Math.min(4 * blocks - at, from + end - next);
                int[] drawn = space.philox.words(key, branch, (start + next) >>> 2, blocks);
                run.fill(space, drawn, at, next, count);
            }
        });
    }
}
