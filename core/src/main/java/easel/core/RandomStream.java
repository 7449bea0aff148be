package easel.core;

import java.util.random.RandomGenerator;

/** Placeholder while the generator is being written. */
public final class RandomStream implements RandomGenerator {
    private long state;

    private RandomStream(long seed) {
        this.state = seed;
    }

    /**
     * A stream.
     *
     * @param seed any number
     * @return a stream at its start
     */
    public static RandomStream of(long seed) {
        return new RandomStream(seed);
    }

    /**
     * A named stream of this stream's seed.
     *
     * @param name the purpose
     * @return a fresh stream
     */
    public RandomStream stream(String name) {
        return new RandomStream(state ^ name.hashCode() * 0x9E3779B97F4A7C15L);
    }

    /**
     * The stream of one step.
     *
     * @param step from 0
     * @return a fresh stream
     */
    public RandomStream at(long step) {
        return new RandomStream(state + step * 0xD1342543DE82EF95L);
    }

    @Override
    public long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Uniform numbers.
     *
     * @param to filled. Modified
     * @param low inclusive
     * @param high exclusive
     */
    public void fillUniform(float[] to, float low, float high) {
        for (int i = 0; i < to.length; i++) {
            to[i] = low + (high - low) * nextFloat();
        }
    }

    /**
     * Normal numbers.
     *
     * @param to filled. Modified
     * @param mean their mean
     * @param stddev their standard deviation
     */
    public void fillNormal(float[] to, float mean, float stddev) {
        for (int i = 0; i < to.length; i++) {
            to[i] = mean + stddev * (float) nextGaussian();
        }
    }
}
