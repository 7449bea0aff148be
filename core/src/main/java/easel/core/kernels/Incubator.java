package easel.core.kernels;

import java.util.Optional;

/**
 * Loads the classes whose names start with Vector. They need the module jdk.incubator.vector, which a virtual machine
 * resolves only with --add-modules. So no other class refers to them; this class loads them by name if the module is
 * present.
 */
final class Incubator {
    private Incubator() {}

    /**
     * Whether vectors have at least 256 bits. Only then is the Vector API the default: 128-bit vectors were never
     * compared with plain Java.
     */
    static boolean wide() {
        return FusedMultiplyAdd.option("MaxVectorSize").map(Integer::parseInt).orElse(0) >= 256 / Byte.SIZE;
    }

    /** Why the vector kernels do not work here, with the remedy; empty if they work. */
    static Optional<String> defect() {
        if (!FusedMultiplyAdd.AVAILABLE) {
            return Optional.of("this processor has no fused multiply-add");
        }
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? Optional.empty()
                : Optional.of("java runs without the module that makes them about twice as fast; start it with"
                        + " --add-modules jdk.incubator.vector");
    }

    /**
     * Creates an instance of a class of this package. {@link #defect} must be empty.
     *
     * @param <T> a supertype of the class
     * @param type the supertype
     * @param name simple name of the class, which must have a constructor without arguments
     * @return the instance
     */
    static <T> T create(Class<T> type, String name) {
        try {
            Class<?> found = Class.forName(Incubator.class.getPackageName() + "." + name);
            return type.cast(found.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;    // thrown by the constructor, for example because of an invalid system property
            }
            throw new IllegalStateException("cannot create an instance of " + name, e);
        }
    }
}
