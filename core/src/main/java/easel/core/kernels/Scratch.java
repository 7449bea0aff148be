package easel.core.kernels;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * An array for each thread, kept from call to call and as large as that thread's largest request. Each thread sees its
 * own array only, so kernels need neither locks nor an allocation per call. A method that holds the array must not call
 * another that requests it from the same {@code Scratch}, on the same thread.
 *
 * @param <A> the type of the array
 */
public final class Scratch<A> {
    private final ThreadLocal<A> kept;
    private final IntFunction<A> allocate;
    private final ToIntFunction<A> length;

    private Scratch(IntFunction<A> allocate, ToIntFunction<A> length) {
        this.kept = ThreadLocal.withInitial(() -> allocate.apply(0));
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
     * @param size the least length, at least 0
     * @return an array of this length or longer
     */
    public A atLeast(int size) {
        A array = kept.get();
        if (length.applyAsInt(array) < size) {
            array = allocate.apply(size);
            kept.set(array);
        }
        return array;
    }
}
