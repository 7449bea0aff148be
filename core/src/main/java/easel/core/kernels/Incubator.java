package easel.core.kernels;

import java.util.Optional;

/**
 * The way to the classes whose names begin with Vector. They need the module jdk.incubator.vector, which a virtual
 * machine has only when it is asked for; so nothing else names them, and they are loaded once the module is seen.
 */
final class Incubator {
    private Incubator() {}

    /**
     * Whether this processor's vectors are worth it: from 256 bits. What 128 bits give beside plain Java is not known.
     */
    static boolean wide() {
        return FusedMultiplyAdd.option("MaxVectorSize").map(Integer::parseInt).orElse(0) >= 256 / Byte.SIZE;
    }

    /** What keeps the vector kernels from working here, and the remedy; empty when they work. */
    static Optional<String> defect() {
        if (!FusedMultiplyAdd.AVAILABLE) {
            return Optional.of("this processor has no fused multiply-add");
        }
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? Optional.empty()
                : Optional.of("java runs without the module that makes them about twice as fast; start it with"
                        + " --add-modules jdk.incubator.vector");
    }

    /**
     * Creates an object of a class of this package; {@link #defect} has been found empty.
     *
     * @param <T> what it is used as
     * @param type what it is used as
     * @param name simple name of the class; it has one constructor, without arguments
     * @return the object
     */
    static <T> T create(Class<T> type, String name) {
        try {
            Class<?> found = Class.forName(Incubator.class.getPackageName() + "." + name);
            return type.cast(found.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;    // by the constructor: a bad setting must reach the caller as what it is
            }
            throw new IllegalStateException("the class " + name + " does not work here", e);
        }
    }
}
