package easel.core.kernels;

import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Temporary memory: lends arrays, or other mutable objects, for the duration of a call.
 *
 * <pre>
 * try (Scratch.Lease&lt;float[]&gt; lease = PANELS.lend(size)) {
 *     float[] panels = lease.value();
 *     …
 * }
 * </pre>
 *
 * A lent object has one user. After {@code close} it is idle, and a later call takes it instead of allocating. Idle
 * objects are in slots, four for each processor; an object that finds no empty slot is garbage. So the number of idle
 * objects does not depend on the number of threads, and threads refer to no object. Idle objects are softly reachable:
 * the garbage collector removes them before memory runs out.
 *
 * <p>A thread looks for an object in the slot of its id first, then in the others. It usually gets the object that it
 * used last, which may still be in the caches of its core. Lending takes about 20 ns and allocates nothing if an idle
 * object is large enough.
 *
 * <p>No call waits for another thread. So a thread may hold several leases, also of one {@code Scratch} and inside
 * parallel loops, and no deadlock is possible. A virtual thread leaves its carrier during a computation only while it
 * waits for the end of a loop of {@link Parallel}, and only one loop at a time has workers. So virtual threads that
 * compute hold at most as much scratch memory as there are carriers, plus one (jblas excepted, which has a lock).
 *
 * @param <T> the type of the objects
 */
public final class Scratch<T> {
    /** Distance between two slots, so that they do not share a cache line. */
    private static final int APART = 32;

    private final int slots = 4 * Runtime.getRuntime().availableProcessors();
    private final AtomicReferenceArray<SoftReference<Lease<T>>> idle = new AtomicReferenceArray<>(slots * APART);
    private final IntFunction<T> allocate;
    private final ToIntFunction<T> length;

    private Scratch(IntFunction<T> allocate, ToIntFunction<T> length) {
        this.allocate = allocate;
        this.length = length;
    }

    /**
     * Lends arrays of floats.
     *
     * @return scratch memory without idle arrays
     */
    public static Scratch<float[]> ofFloats() {
        return new Scratch<>(float[]::new, array -> array.length);
    }

    /**
     * Lends arrays of doubles.
     *
     * @return scratch memory without idle arrays
     */
    public static Scratch<double[]> ofDoubles() {
        return new Scratch<>(double[]::new, array -> array.length);
    }

    /**
     * Lends arrays of ints.
     *
     * @return scratch memory without idle arrays
     */
    public static Scratch<int[]> ofInts() {
        return new Scratch<>(int[]::new, array -> array.length);
    }

    /**
     * Lends objects of one size, such as a workspace of several arrays.
     *
     * @param <T> the type of the objects
     * @param create creates an object when none is idle
     * @return scratch memory without idle objects
     */
    public static <T> Scratch<T> of(Supplier<T> create) {
        Objects.requireNonNull(create, "create");
        return new Scratch<>(size -> create.get(), object -> 0);
    }

    /**
     * Lends an object of one size.
     *
     * @return the lease; the content of the object is unspecified
     */
    public Lease<T> lend() {
        return lend(0);
    }

    /**
     * Lends an array. If an idle one is too small, a larger one replaces it.
     *
     * @param size minimum length, at least 0
     * @return the lease of an array of this length or longer, whose content is unspecified
     */
    public Lease<T> lend(int size) {
        Lease<T> lease = takeIdle();
        if (lease.value == null || length.applyAsInt(lease.value) < size) {
            lease.value = null;      // the collector may reuse the memory for the new array
            lease.value = allocate.apply(size);
        }
        lease.lent = true;
        return lease;
    }

    private Lease<T> takeIdle() {
        int home = home();
        for (int i = 0; i < slots; i++) {
            int slot = slot(home, i);
            SoftReference<Lease<T>> reference = idle.get(slot) != null ? idle.getAndSet(slot, null) : null;
            Lease<T> lease = reference != null ? reference.get() : null;
            if (lease != null) {
                return lease;
            }
        }
        return new Lease<>(this);
    }

    private void giveBack(Lease<T> lease) {
        int home = home();
        for (int i = 0; i < slots; i++) {
            int slot = slot(home, i);
            if (idle.get(slot) == null && idle.compareAndSet(slot, null, lease.reference)) {
                return;
            }
        }
    }

    private int home() {
        return (int) (Thread.currentThread().getId() % slots);
    }

    private int slot(int home, int distance) {
        return (home + distance) % slots * APART;
    }

    /**
     * The right to use one object until {@link #close}. After that, another thread may hold the same lease.
     *
     * @param <T> the type of the object
     */
    public static final class Lease<T> implements AutoCloseable {
        private final Scratch<T> owner;
        /** The slots hold this reference, so that giving back allocates nothing. */
        private final SoftReference<Lease<T>> reference = new SoftReference<>(this);
        private T value;
        private boolean lent;

        private Lease(Scratch<T> owner) {
            this.owner = owner;
        }

        /**
         * The object, for use before {@link #close} only.
         *
         * @return the same object until close
         */
        public T value() {
            assert lent : "used after close";
            return value;
        }

        /**
         * Gives the object back.
         *
         * @throws IllegalStateException if it has been given back
         */
        @Override
        public void close() {
            if (!lent) {
                throw new IllegalStateException("a lease of scratch memory is closed twice; use it in a"
                        + " try-with-resources statement only");
            }
            lent = false;
            owner.giveBack(this);
        }
    }
}
