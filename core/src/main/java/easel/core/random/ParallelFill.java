package easel.core.random;

import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;

/**
 * Fills part of an array with uniform or normal numbers. Each number is computed from one word of a stream, starting
 * with the word at a position. A word depends on its index only, so any thread may fill any chunk.
 *
 * @param key the stream's key
 * @param branch the stream's branch
 * @param position index of the first word
 */
record ParallelFill(long key, long branch, long position) {
    /** Words in one chunk of a parallel fill. A chunk takes 5 µs for uniform and 25 µs for normal numbers. */
    private static final int GRAIN = 1 << 11;
    /** Philox blocks computed by one call. */
    private static final int BLOCKS = 64;
    private static final int WORDS = 4 * BLOCKS;

    private static final Scratch<Workspace> WORKSPACE = Scratch.of(Workspace::new);

    /** The generator and arrays for one chunk. */
    private static final class Workspace {
        final Philox philox = new Philox(BLOCKS);
        final NormalQuantile quantile = new NormalQuantile(WORDS);
        final float[] numbers = new float[WORDS];
    }

    /** Converts {@code count} words from index {@code at} to numbers and stores them from index {@code next}. */
    private interface Conversion {
        void fill(Workspace space, int[] words, int at, int next, int count);
    }

    /** Fills the indices from {@code from} to {@code until - 1} with uniform numbers. Modified: array. */
    void uniform(float[] array, int from, int until, float low, float high) {
        if (low == 0 && high == 1) {
            fill(from, until, (space, words, at, next, count) ->
                    fractions(words, space.numbers, at, array, next, count));
        } else {
            fill(from, until, (space, words, at, next, count) -> scale(words, at, array, next, count, low, high));
        }
    }

    /**
     * Like {@link #scale} with low = 0 and high = 1, but in float. The loop has the same index for both arrays, so the
     * JIT compiler vectorizes it.
     */
    private static void fractions(int[] words, float[] numbers, int at, float[] array, int from, int count) {
        for (int i = at; i < at + count; i++) {
            numbers[i] = (words[i] >>> 8) * 0x1p-24f;
        }
        System.arraycopy(numbers, at, array, from, count);
    }

    private static void scale(int[] words, int at, float[] array, int from, int count, float low, float high) {
        double width = ((double) high - low) * 0x1p-24;
        float largest = Math.nextDown(high);
        for (int i = 0; i < count; i++) {
            array[from + i] = Math.min((float) (low + width * (words[at + i] >>> 8)), largest);
        }
    }

    /** Fills the indices from {@code from} to {@code until - 1} with normal numbers. Modified: array. */
    void normal(float[] array, int from, int until, float mean, float stddev) {
        fill(from, until, (space, words, at, next, count) ->
                space.quantile.fill(words, at, array, next, count, mean, stddev));
    }

    /**
     * Computes the words in runs of up to {@link #BLOCKS} blocks and converts each run. Array index i gets word {@code
     * i + shift} of the stream. The first word of a run may be inside a block, which has four words.
     */
    private void fill(int from, int until, Conversion conversion) {
        long shift = position - from;
        Parallel.forRange(until - from, GRAIN, (chunk, end) -> {
            try (Lease<Workspace> lease = WORKSPACE.lend()) {
                Workspace space = lease.value();
                int count;
                for (int next = from + chunk; next < from + end; next += count) {
                    int at = (int) (shift + next) & 3;
                    int blocks = Math.min(BLOCKS, (at + from + end - next + 3) / 4);
                    count = Math.min(4 * blocks - at, from + end - next);
                    int[] words = space.philox.words(key, branch, (shift + next) >>> 2, blocks);
                    conversion.fill(space, words, at, next, count);
                }
            }
        });
    }
}
