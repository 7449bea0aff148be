package easel.core.random;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stream of random numbers, identified by a seed, names and steps:
 * {@code RandomStream.of(seed).stream("latent").at(step)} gives the same numbers, no matter what was drawn before. A
 * stream is a sequence of 2^64 32-bit words from Philox 4x32-10 (Salmon and others, Parallel Random Numbers: As Easy as
 * 1, 2, 3, SC 2011). Word i is word i mod 4 of the block whose counter holds ⌊i / 4⌋ in its lower 64 bits
 * and the stream's branch in its upper 64 bits.
 *
 * <p>Every draw consumes words in order. An int, a float, a Gaussian and each element of a fill consume one word. A
 * long and a double consume two, the high half first. A bounded int consumes one, and one more after each rejection.
 * The methods of this class give the same bits on every processor and JDK. The running JDK computes the other methods
 * of {@link RandomGenerator} from them.
 *
 * <p>Not thread-safe. Deriving a stream takes a fraction of a microsecond; derive one for each thread.
 */
public final class RandomStream implements RandomGenerator {
    private static final long LOW = 0xFFFFFFFFL;
    private static final int BLOCKS = 64;
    private static final int WORDS = 4 * BLOCKS;

    /**
     * The top two bits of the counter's lower half for a child. They are 00 for drawn words, so no counter is shared.
     */
    private static final long STEP = 1L << 62;
    private static final long NAME = 2L << 62;

    private static final String FORM = "philox4x32-10";
    private static final String HEX = ":([0-9a-f]{16})";
    private static final Pattern SAVED = Pattern.compile(FORM + HEX + HEX + HEX);

    private final long key;
    private final long branch;
    private long position;
    private Philox philox;
    private int[] words;

    private RandomStream(long key, long branch, long position) {
        this.key = key;
        this.branch = branch;
        this.position = position;
    }

    /**
     * The stream of a seed, at its start.
     *
     * @param seed any number
     * @return a new stream
     */
    public static RandomStream of(long seed) {
        return new RandomStream(seed, 0, 0);
    }

    /**
     * The child stream with a name, at its start. It depends on this stream's seed, names and steps, not on its
     * position. Two names give the same stream if the low 62 bits of the FNV-1a hash of their UTF-8 bytes are equal.
     *
     * @param name the purpose, any text
     * @return a new stream
     */
    public RandomStream stream(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return child(NAME | (hash & (STEP - 1)));
    }

    /**
     * The child stream of a step, at its start. It depends on this stream's seed, names and steps, not on its position.
     *
     * @param step from 0 to 2^62 - 1; each gives a different stream
     * @return a new stream
     * @throws IllegalArgumentException if the step is outside this range
     */
    public RandomStream at(long step) {
        if (step < 0 || step >= STEP) {
            throw new IllegalArgumentException("step " + step + ": steps count from 0 to 2^62 - 1");
        }
        return child(STEP | step);
    }

    /** Philox is a bijection of the counters, so children with different labels differ in key or branch. */
    private RandomStream child(long label) {
        int[] block = new Philox(1).words(key, branch, label);
        return new RandomStream(join(block[0], block[1]), join(block[2], block[3]), 0);
    }

    private static long join(int high, int low) {
        return ((long) high << 32) | (low & LOW);
    }

    /** The index of the next word in the buffer. Fills the buffer first if it does not hold that word. */
    private int nextIndex() {
        int at = (int) position & (WORDS - 1);
        if (at == 0 || words == null) {
            if (philox == null) {
                philox = new Philox(BLOCKS);
            }
            words = philox.words(key, branch, (position >>> 2) & -BLOCKS);
        }
        return at;
    }

    @Override
    public int nextInt() {
        int at = nextIndex();
        position++;
        return words[at];
    }

    /** Unbiased: Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 29(1), 2019. */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound + ": expected at least 1; draws are below the bound");
        }
        long product = (nextInt() & LOW) * bound;
        if ((product & LOW) < bound) {
            long rejected = (1L << 32) % bound;
            while ((product & LOW) < rejected) {
                product = (nextInt() & LOW) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    @Override
    public long nextLong() {
        int high = nextInt();
        return join(high, nextInt());
    }

    @Override
    public float nextFloat() {
        return (nextInt() >>> 8) * 0x1p-24f;
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** A standard normal number, one of 2^32 values within ±6.34. {@link #fillNormal} rounds it to float. */
    @Override
    public double nextGaussian() {
        return NormalQuantile.of(nextInt());
    }

    /**
     * Fills an array with uniform numbers. With low = 0 and high = 1 they equal the results of {@link #nextFloat()}.
     *
     * @param array the array to fill. Modified
     * @param low inclusive, finite
     * @param high exclusive, also after rounding; finite
     * @throws IllegalArgumentException unless low &lt; high
     */
    public void fillUniform(float[] array, float low, float high) {
        fillUniform(array, 0, array.length, low, high);
    }

    /**
     * Fills part of an array with uniform numbers.
     *
     * @param array filled from index {@code from} to {@code until - 1}. Modified
     * @param from first index
     * @param until index after the last
     * @param low inclusive, finite
     * @param high exclusive, also after rounding; finite
     * @throws IllegalArgumentException unless low &lt; high
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public void fillUniform(float[] array, int from, int until, float low, float high) {
        if (!(low < high) || Float.isInfinite(low) || Float.isInfinite(high)) {
            throw new IllegalArgumentException("uniform from " + low + " to " + high + ": expected finite low < high");
        }
        Objects.checkFromToIndex(from, until, array.length);
        new ParallelFill(key, branch, position).uniform(array, from, until, low, high);
        skip(until - from);
    }

    /**
     * Fills an array with normal numbers. Each is the normal quantile of one word (Wichura's AS 241, in double),
     * scaled, shifted and rounded.
     *
     * @param array the array to fill. Modified
     * @param mean finite
     * @param stddev standard deviation, finite, at least 0
     * @throws IllegalArgumentException if the mean or the standard deviation is out of range
     */
    public void fillNormal(float[] array, float mean, float stddev) {
        fillNormal(array, 0, array.length, mean, stddev);
    }

    /**
     * Fills part of an array with normal numbers.
     *
     * @param array filled from index {@code from} to {@code until - 1}. Modified
     * @param from first index
     * @param until index after the last
     * @param mean finite
     * @param stddev standard deviation, finite, at least 0
     * @throws IllegalArgumentException if the mean or the standard deviation is out of range
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public void fillNormal(float[] array, int from, int until, float mean, float stddev) {
        if (!Float.isFinite(mean) || !Float.isFinite(stddev) || stddev < 0) {
            throw new IllegalArgumentException("normal with mean " + mean + " and standard deviation " + stddev
                    + ": expected finite numbers, and a standard deviation of at least 0");
        }
        Objects.checkFromToIndex(from, until, array.length);
        new ParallelFill(key, branch, position).normal(array, from, until, mean, stddev);
        skip(until - from);
    }

    /** Moves past words that a fill computed without the buffer. */
    private void skip(int count) {
        position += count;
        words = null;    // the buffer holds the words around the old position
    }

    /**
     * Permutes numbers at random; each order is equally likely (Fisher-Yates shuffle).
     *
     * @param indices any numbers. Modified
     */
    public void shuffle(int[] indices) {
        for (int i = indices.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int held = indices[i];
            indices[i] = indices[j];
            indices[j] = held;
        }
    }

    /**
     * The numbers 0 to n - 1 in random order.
     *
     * @param n at least 0
     * @return a new array
     * @throws IllegalArgumentException if n is negative
     */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("a permutation of " + n + " numbers: expected at least 0");
        }
        int[] indices = new int[n];
        for (int i = 0; i < n; i++) {
            indices[i] = i;
        }
        shuffle(indices);
        return indices;
    }

    /**
     * Writes this stream and its position as text for {@link #restore}.
     *
     * @return {@code philox4x32-10:key:branch:position} with 16 hexadecimal digits for each of the three numbers
     */
    public String save() {
        HexFormat hex = HexFormat.of();
        return FORM + ":" + hex.toHexDigits(key) + ":" + hex.toHexDigits(branch) + ":" + hex.toHexDigits(position);
    }

    /**
     * Reads a stream that {@link #save()} wrote. The stream continues with the word after the last word drawn.
     *
     * @param saved the text that save() returned
     * @return a new stream
     * @throws IllegalArgumentException if the text does not have that form
     */
    public static RandomStream restore(String saved) {
        Matcher parts = SAVED.matcher(saved);
        if (!parts.matches()) {
            throw new IllegalArgumentException("random stream \"" + saved + "\": expected the text of save(), " + FORM
                    + ":key:branch:position with 16 lower-case hexadecimal digits each");
        }
        return new RandomStream(HexFormat.fromHexDigitsToLong(parts.group(1)),
                HexFormat.fromHexDigitsToLong(parts.group(2)), HexFormat.fromHexDigitsToLong(parts.group(3)));
    }
}
