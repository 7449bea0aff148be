package easel.core.kernels;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Temporary memory: one array for each thread, which is kept between requests and grows to the largest size requested.
 * Threads do not share arrays, so kernels need neither locks nor an allocation per call. A thread may get the same
 * array at each request. So while a method uses the array, it must not call another method that requests an array from
 * the same {@code Scratch}.
 *
 * @param <A> the type of the array
 */
public final class Scratch<A> {
    private final PerThread<A> kept;
    private final IntFunction<A> allocate;
    private final ToIntFunction<A> length;

    private Scratch(IntFunction<A> allocate, ToIntFunction<A> length) {
        this.kept = new PerThread<>(() -> allocate.apply(0));
        this.allocate = allocate;
        this.length = length;
    }

    /**
     * An array of floats for each thread.
     *
     * @return scratch memory, empty until the first request
     */
    public static Scratch<float[]> ofFloats() {
        return new Scratch<>(float[]::new, array -> array.length);
    }

    /**
     * An array of doubles for each thread.
     *
     * @return scratch memory, empty until the first request
     */
    public static Scratch<double[]> ofDoubles() {
        return new Scratch<>(double[]::new, array -> array.length);
    }

    /**
     * An array of ints for each thread.
     *
     * @return scratch memory, empty until the first request
     */
    public static Scratch<int[]> ofInts() {
        return new Scratch<>(int[]::new, array -> array.length);
    }

    /**
     * The calling thread's array. Its content is unspecified.
     *
     * @param size minimum length, at least 0
     * @return an array of this length or longer
     */
    public A atLeast(int size) {
        A array = kept.get();
        if (length.applyAsInt(array) < size) {
            array = kept.set(allocate.apply(size));
        }
        return array;
    }
}
