package easel.core.kernels;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * One object for each thread, like a {@link ThreadLocal}. With a ThreadLocal, the thread refers to the object and so to
 * its class and class loader: a thread of the application would keep the library in memory after the last use. Here the
 * thread has only a weak reference. This object holds the values and drops those of threads that have ended.
 *
 * @param <T> the type of the objects; they must not refer to their thread
 */
public final class PerThread<T> {
    private final ThreadLocal<WeakReference<T>> found = new ThreadLocal<>();
    private final Map<Thread, T> values = Collections.synchronizedMap(new WeakHashMap<>());
    private final Supplier<T> create;

    /**
     * Creates the object of a thread at its first call of {@link #get}.
     *
     * @param create creates the object of one thread
     */
    public PerThread(Supplier<T> create) {
        this.create = create;
    }

    /**
     * The object of the calling thread.
     *
     * @return the same object at each call on this thread until {@link #set}
     */
    public T get() {
        WeakReference<T> reference = found.get();
        return reference != null ? reference.get() : set(create.get());
    }

    /**
     * Replaces the object of the calling thread.
     *
     * @param value the new object
     * @return the new object
     */
    T set(T value) {
        values.put(Thread.currentThread(), value);
        found.set(new WeakReference<>(value));
        return value;
    }
}
