package easel.core.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.testkit.PackageClasses;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The choice of an implementation where a class loader does not find classes of the Vector API or of its kernels. */
class HiddenClassesTest {
    private static final String PACKAGE = Gemm.class.getPackageName() + ".";

    /** Loads the kernels anew, as from a jar without the hidden classes. */
    private static final class Loader extends ClassLoader {
        private final Predicate<String> hidden;

        Loader(Predicate<String> hidden) {
            super(Gemm.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (hidden.test(name)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : name.startsWith(PACKAGE) ? define(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = file.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @BeforeEach
    void theVectorApiWorksWithAllClasses() {
        assumeTrue(Incubator.defect().isEmpty(), () -> Incubator.defect().orElseThrow());
        assumeTrue(Incubator.wide(), "the Vector API is not the default for narrow vectors");
    }

    /** The lines that the choice logs. */
    private static List<String> log(Predicate<String> hidden) throws ReflectiveOperationException {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger(Gemm.class.getName());
        logger.setLevel(Level.ALL);
        logger.setFilter(record -> {
            lines.add(record.getLevel() + " " + record.getMessage());
            return false;
        });
        try {
            Class.forName(PACKAGE + "Gemm", true, new Loader(hidden)).getMethod("chosen").invoke(null);
        } finally {
            logger.setLevel(null);
            logger.setFilter(null);
        }
        return lines;
    }

    private static void assertFallsBack(String reason, List<String> lines) {
        // The property may select another implementation; then no class of the Vector API is loaded.
        assumeTrue(Set.of("auto", "vector").contains(System.getProperty("easel.gemm", "auto")));
        assertEquals(List.of("INFO Matrix products by plain Java loops, threads: " + Parallel.threads() + ", because "
                + reason), lines);
    }

    @Test
    void theListOfClassesIsComplete() {
        assertEquals(PackageClasses.of(Gemm.class).stream().map(type -> type.getName().substring(PACKAGE.length()))
                .filter(name -> name.startsWith("Vector")).collect(Collectors.toSet()), Set.copyOf(Incubator.CLASSES));
    }

    @Test
    void withAllClassesTheVectorApiIsChosen() throws ReflectiveOperationException {
        assumeTrue(System.getProperty("easel.gemm", "auto").equals("auto"));
        List<String> lines = log(name -> false);
        assertTrue(lines.get(0).startsWith("FINE Matrix products by the Vector API"), lines.toString());
        assertEquals(1, lines.size());
    }

    @Test
    void eachMissingClassGivesPlainJavaAndOneLine() throws ReflectiveOperationException {
        for (String missing : Incubator.CLASSES) {
            assertFallsBack("the class " + PACKAGE + missing + " is missing; keep all classes of its package in the jar"
                    + " of the application", log(name -> name.equals(PACKAGE + missing)));
        }
    }

    @Test
    void aHiddenModuleGivesPlainJavaAndOneLine() throws ReflectiveOperationException {
        List<String> lines = log(name -> name.startsWith("jdk.incubator.vector."));
        assertFallsBack(lines.get(0).replaceAll(".*because (the class VectorMicroKernel does not load"
                + " \\(java.lang.NoClassDefFoundError: jdk/incubator/vector/\\w+\\); the class loader of Easel must"
                + " give access to the module jdk.incubator.vector)", "$1"), lines);
    }
}
