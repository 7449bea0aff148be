package easel.core.random;

import easel.core.kernels.Parallel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Random numbers whose place is named, not remembered: {@code RandomStream.of(seed).stream("latent").at(step)}
 * gives the same numbers whatever else was drawn before. A stream is one sequence of 2^64 32-bit words from
 * Philox 4x32-10 (Salmon and others, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011): word i is word i mod 4
 * of the block whose counter has ⌊i / 4⌋ in its lower and the stream's branch in its upper 64 bits.
 *
 * <p>Every draw takes words in order: int, float, Gaussian and each element of a fill one; long and double two,
 * the high half first; a bounded int one, and another after each rejection. What is declared here has the same
 * bits on every processor and JDK; what {@link RandomGenerator} adds is made of it by the running JDK.
 *
 * <p>Not for use by two threads at once. Deriving a stream costs a fraction of a microsecond; give each its own.
 */
public final class RandomStream implements RandomGenerator {
    private static final long LOW = 0xFFFFFFFFL;
    private static final int BLOCKS = 64;
    private static final int WORDS = 4 * BLOCKS;

    /** Words in one chunk of a parallel fill: 5 µs of uniform numbers, 25 µs of normal ones. */
    private static final int GRAIN = 1 << 11;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    /** The top two bits of a lower counter: 00 where words are drawn, so no child is ever a piece of its parent. */
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
     * @return a fresh stream
     */
    public static RandomStream of(long seed) {
        return new RandomStream(seed, 0, 0);
    }

    /**
     * The stream for one purpose, at its start. It depends on this stream's seed, names and steps, not on its
     * position. Two names share a stream if the low 62 bits of the FNV-1a hash of their UTF-8 bytes agree.
     *
     * @param name the purpose, any text
     * @return a fresh stream
     */
    public RandomStream stream(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return child(NAME | (hash & (STEP - 1)));
    }

    /**
     * The stream for one step, at its start. It depends on this stream's seed, names and steps, not on its position.
     *
     * @param step from 0 to 2^62 - 1; each has a stream of its own
     * @return a fresh stream
     * @throws IllegalArgumentException if the step lies outside
     */
    public RandomStream at(long step) {
        if (step < 0 || step >= STEP) {
            throw new IllegalArgumentException("step " + step + ": steps count from 0 to 2^62 - 1");
        }
        return child(STEP | step);
    }

    /** Philox is a bijection of counters, so children of one stream differ in key or branch if their labels differ. */
    private RandomStream child(long label) {
        int[] block = new Philox(1).words(key, branch, label);
        return new RandomStream(join(block[0], block[1]), join(block[2], block[3]), 0);
    }

    private static long join(int high, int low) {
        return ((long) high << 32) | (low & LOW);
    }

    /** Where in the buffer the next word lies; loads the buffer around it if need be. */
    private int ready() {
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
        int at = ready();
        position++;
        return words[at];
    }

    /** Unbiased: Lemire, Fast Random Integer Generation in an Interval, ACM TOMACS 29(1), 2019. */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound + ": expected at least 1, for numbers below it");
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

    /** The transform of {@link #fillNormal(float[], float, float)}: one of 2^32 values, within ±6.34. */
    @Override
    public double nextGaussian() {
        return NormalQuantile.of(nextInt());
    }

    /**
     * Fills an array with uniform numbers. From 0 to 1 they are those of {@link #nextFloat()}.
     *
     * @param to filled. Modified
     * @param low inclusive, finite
     * @param high exclusive also after rounding, finite
     * @throws IllegalArgumentException unless low &lt; high
     */
    public void fillUniform(float[] to, float low, float high) {
        fillUniform(to, 0, to.length, low, high);
    }

    /**
     * Fills a part of an array with uniform numbers.
     *
     * @param to filled from {@code from} to before {@code until}. Modified
     * @param from first index
     * @param until index after the last
     * @param low inclusive, finite
     * @param high exclusive also after rounding, finite
     * @throws IllegalArgumentException unless low &lt; high
     * @throws IndexOutOfBoundsException if the part does not lie within the array
     */
    public void fillUniform(float[] to, int from, int until, float low, float high) {
        if (!(low < high) || Float.isInfinite(low) || Float.isInfinite(high)) {
            throw new IllegalArgumentException("uniform from " + low + " to " + high + ": expected finite low < high");
        }
        Objects.checkFromToIndex(from, until, to.length);
        if (low == 0 && high == 1) {
            fill(from, until, (space, drawn, at, next, count) -> fractions(drawn, space.numbers, at, to, next, count));
        } else {
            fill(from, until, (space, drawn, at, next, count) -> scale(drawn, at, to, next, count, low, high));
        }
    }

    /** The formula below for 0 and 1, in float, by way of an array with the index of the words, which C2 vectorises. */
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

    /**
     * Fills an array with normal numbers, each the inverse normal distribution function of one word (Wichura's
     * AS 241, in double), shifted, scaled and rounded.
     *
     * @param to filled. Modified
     * @param mean finite
     * @param stddev standard deviation, finite, at least 0
     * @throws IllegalArgumentException if the mean or the standard deviation lies outside
     */
    public void fillNormal(float[] to, float mean, float stddev) {
        fillNormal(to, 0, to.length, mean, stddev);
    }

    /**
     * Fills a part of an array with normal numbers.
     *
     * @param to filled from {@code from} to before {@code until}. Modified
     * @param from first index
     * @param until index after the last
     * @param mean finite
     * @param stddev standard deviation, finite, at least 0
     * @throws IllegalArgumentException if the mean or the standard deviation lies outside
     * @throws IndexOutOfBoundsException if the part does not lie within the array
     */
    public void fillNormal(float[] to, int from, int until, float mean, float stddev) {
        if (!Float.isFinite(mean) || !Float.isFinite(stddev) || stddev < 0) {
            throw new IllegalArgumentException("normal with mean " + mean + " and standard deviation " + stddev
                    + ": expected finite numbers, and a standard deviation of at least 0");
        }
        Objects.checkFromToIndex(from, until, to.length);
        fill(from, until, (space, drawn, at, next, count) ->
                space.quantile.fill(drawn, at, to, next, count, mean, stddev));
    }

    /** What a thread needs to turn a run of words into numbers. */
    private static final class Workspace {
        final Philox philox = new Philox(BLOCKS);
        final NormalQuantile quantile = new NormalQuantile(WORDS);
        final float[] numbers = new float[WORDS];
    }

    /** Makes numbers, from position next, of count words, from position at. */
    private interface Run {
        void fill(Workspace space, int[] drawn, int at, int next, int count);
    }

    /** A word's place says all about it, so chunks may be filled by any threads. */
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
        position += until - from;
        words = null;    // they surround the old position
    }

    /**
     * Puts numbers in random order, every order equally likely (Fisher and Yates).
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
     * The numbers from 0 to n - 1 in random order.
     *
     * @param n how many, at least 0
     * @return a fresh array
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
     * This stream and its position as text, for {@link #restore}.
     *
     * @return {@code philox4x32-10:key:branch:position}, each of 16 hexadecimal digits
     */
    public String save() {
        HexFormat hex = HexFormat.of();
        return FORM + ":" + hex.toHexDigits(key) + ":" + hex.toHexDigits(branch) + ":" + hex.toHexDigits(position);
    }

    /**
     * The stream that {@link #save()} wrote; it continues with the word after the last one drawn.
     *
     * @param saved exactly what save() returned
     * @return a fresh stream
     * @throws IllegalArgumentException if the text is anything else
     */
    public static RandomStream restore(String saved) {
        Matcher parts = SAVED.matcher(saved);
        if (!parts.matches()) {
            throw new IllegalArgumentException("random stream \"" + saved + "\": expected what save() writes, " + FORM
                    + ":key:branch:position with 16 lower-case hexadecimal digits each");
        }
        return new RandomStream(HexFormat.fromHexDigitsToLong(parts.group(1)),
                HexFormat.fromHexDigitsToLong(parts.group(2)), HexFormat.fromHexDigitsToLong(parts.group(3)));
    }
}
