package easel.core.kernels;

import java.util.List;
import java.util.Optional;

/**
 * Loads the classes whose names start with Vector. They need the module jdk.incubator.vector, which a virtual machine
 * resolves only with --add-modules. So no other class refers to them; this class loads them by name if the module is
 * present.
 */
final class Incubator {
    /** The classes that use the Vector API; each comes after the classes that it needs. */
    static final List<String> CLASSES = List.of("VectorMicroKernel", "VectorTile", "VectorEightRows",
            "VectorSixRows", "VectorFourRows", "VectorGemm$Workspace", "VectorGemm", "VectorRows", "VectorPatches",
            "VectorTransformGemm", "VectorFiniteCheck");

    private Incubator() {}

    /**
     * Whether vectors have at least 256 bits, or this is unknown. Only then is the Vector API the default. With 128 bits
     * plain Java reaches 57 to 60 of the 70 GFLOP/s that are possible on one core of the processor measured, and the
     * Vector API 20 to 57.
     */
    static boolean wide() {
        return !HotSpot.hasManagement()
                || HotSpot.option("MaxVectorSize").map(Integer::parseInt).orElse(0) >= 256 / Byte.SIZE;
    }

    /** Why the vector kernels do not work here or are slow, with the remedy; empty if they work. */
    static Optional<String> defect() {
        return FusedMultiplyAdd.defect().or(HotSpot::vectorDefect).or(Incubator::moduleDefect)
                .or(Incubator::classDefect);
    }

    private static Optional<String> moduleDefect() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? Optional.empty()
                : Optional.of("java runs without the module that makes them about twice as fast; start it with"
                        + " --add-modules jdk.incubator.vector");
    }

    /** Names the first class that does not load, the reason and the remedy. Tools that shrink a jar remove classes. */
    private static Optional<String> classDefect() {
        for (String name : CLASSES) {
            try {
                find(name);
            } catch (ClassNotFoundException e) {
                return Optional.of("the class " + e.getMessage() + " is missing; keep all classes of its package in"
                        + " the jar of the application");
            } catch (LinkageError e) {
                return Optional.of("the class " + name + " does not load (" + e + "); the class loader of Easel must"
                        + " give access to the module jdk.incubator.vector");
            }
        }
        return Optional.empty();
    }

    private static Class<?> find(String name) throws ClassNotFoundException {
        return Class.forName(Incubator.class.getPackageName() + "." + name);
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
            return type.cast(find(name).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;    // thrown by the constructor, for example because of an invalid system property
            }
            throw new IllegalStateException("cannot create an instance of " + name, e);
        }
    }
}
