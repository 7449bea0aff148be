package easel.core.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Allocator;
import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call shows whether it is recorded: recorded operations take a {@link Tape}, unrecorded functions take an {@link
 * Allocator}, and the compiler rejects one in place of the other. Otherwise, a product on a residual path that is not
 * recorded by mistake would give a wrong gradient without any error.
 */
class OperationFamiliesTest {
    private static final List<Class<?>> RECORDED =
            List.of(Arithmetic.class, Functions.class, Products.class, Rearrange.class, Reduce.class);
    private static final List<Class<?>> UNRECORDED = List.of(Matrices.class, Pointwise.class, Rows.class);

    /** Source code of y = x·row + x; %s is the call that computes the product. */
    private static final String RESIDUAL = """
            import easel.core.*;
            import easel.core.ops.*;

            public class Residual implements java.util.function.BiFunction<Tensor[], Tape, Tensor> {
                @Override public Tensor apply(Tensor[] in, Tape tape) {
                    Tensor x = in[0], row = in[1];
                    return Arithmetic.add(%s, x, tape);
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void bothFamiliesTogetherAreAllPublicClasses() throws IOException {
        List<Class<?>> expected = Stream.of(RECORDED, UNRECORDED).flatMap(List::stream).toList();
        assertEquals(names(expected.stream()), names(publicClasses().stream()));
    }

    private static List<String> names(Stream<Class<?>> classes) {
        return classes.map(Class::getSimpleName).sorted().toList();
    }

    @Test
    void noMethodTakesATapeAndAnAllocator() {
        assertFalse(Allocator.class.isAssignableFrom(Tape.class));
        methods(RECORDED).forEach(m -> {
            assertTrue(takes(m, Tape.class), m + " records nothing");
            assertFalse(takes(m, Allocator.class), m + " takes an Allocator");
        });
        methods(UNRECORDED).forEach(m -> assertFalse(takes(m, Tape.class), m + " takes a Tape"));
        assertEquals(List.of("addRow", "packed"), methods(UNRECORDED).filter(m -> !takes(m, Allocator.class))
                .map(Method::getName).sorted().toList(), "unrecorded functions that allocate no tensor");
    }

    @Test
    void aTapeInPlaceOfAnAllocatorDoesNotCompile() throws IOException {
        List<Method> methods = methods(UNRECORDED).filter(m -> takes(m, Allocator.class)).toList();
        assertTrue(methods.size() >= 14, methods + " were found");
        assertRejected(methods, Allocator.class, Tape.class);
    }

    @Test
    void anAllocatorInPlaceOfATapeDoesNotCompile() throws IOException {
        List<Method> methods = methods(RECORDED).toList();
        assertTrue(methods.size() >= 31, methods + " were found");
        assertRejected(methods, Tape.class, Allocator.class);
    }

    @Test
    void anUnrecordedProductWithATapeDoesNotCompile() throws IOException {
        for (String call : List.of("Matrices.timesRow(x, row, tape)", "Matrices.sumRows(x, tape)")) {
            Map<Long, String> errors = compile("Residual", RESIDUAL.formatted(call));
            assertEquals(1, errors.size(), errors.toString());
            assertTrue(errors.get(7L).contains("easel.core.Tape cannot be converted to easel.core.Allocator"),
                    errors.toString());
        }
    }

    @Test
    void theRecordedProductCompilesAndHasTheRightGradient() throws Exception {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor row = Tensor.of(Shape.of(2), 5, 7);
        Gradients gradients = gradients("Products.timesRow(x, row, tape)", List.of(x, row), x, row);
        assertArrayEquals(new float[] {6, 8, 6, 8}, gradients.of(x).array());        // dx = dy·row + dy
        assertArrayEquals(new float[] {4, 6}, gradients.of(row).array());            // drow = Σ dy·x over rows
    }

    /** An unrecorded product gives a wrong gradient, but the call then says {@code tape.buffers()}. */
    @Test
    void anUnrecordedProductIsVisibleInItsCall() throws Exception {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor row = Tensor.of(Shape.of(2), 5, 7);
        Gradients gradients = gradients("Matrices.timesRow(x, row, tape.buffers())", List.of(x), x, row);
        assertArrayEquals(new float[] {1, 1, 1, 1}, gradients.of(x).array());
    }

    @SuppressWarnings("unchecked")
    private Gradients gradients(String product, List<Tensor> wanted, Tensor... in) throws Exception {
        assertEquals(Map.of(), compile("Residual", RESIDUAL.formatted(product)));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()},
                OperationFamiliesTest.class.getClassLoader())) {
            var residual = (BiFunction<Tensor[], Tape, Tensor>) loader.loadClass("Residual")
                    .getDeclaredConstructor().newInstance();
            Tape tape = Tape.training(RandomStream.of(1));
            Tensor y = residual.apply(in, tape);
            return tape.gradients(y, Tensor.full(y.shape(), 1), wanted);
        }
    }

    /** Calls of the methods compile, and none compiles when one parameter type is replaced by another. */
    private void assertRejected(List<Method> methods, Class<?> from, Class<?> to) throws IOException {
        assertEquals(Map.of(), compile("Calls", calls(methods, Class::getCanonicalName)));
        Map<Long, String> errors =
                compile("Calls", calls(methods, type -> (type == from ? to : type).getCanonicalName()));
        String expected = to.getName() + " cannot be converted to " + from.getName();
        for (int i = 0; i < methods.size(); i++) {
            String message = errors.getOrDefault(i + 2L, "it compiles");
            assertTrue(message.contains(expected), methods.get(i) + ": " + message);
        }
        assertEquals(methods.size(), errors.size(), errors.toString());
    }

    /** The source of a class with one call per line, starting in line 2. */
    private static String calls(List<Method> methods, Function<Class<?>, String> typeName) {
        return IntStream.range(0, methods.size()).mapToObj(i -> {
            Method m = methods.get(i);
            Class<?>[] types = m.getParameterTypes();
            String parameters = IntStream.range(0, types.length)
                    .mapToObj(p -> typeName.apply(types[p]) + " p" + p).collect(Collectors.joining(", "));
            String arguments = IntStream.range(0, types.length)
                    .mapToObj(p -> "p" + p).collect(Collectors.joining(", "));
            return "static Object call%d(%s) { return %s.%s(%s); }".formatted(i, parameters,
                    m.getDeclaringClass().getCanonicalName(), m.getName(), arguments);
        }).collect(Collectors.joining("\n", "class Calls {\n", "\n}\n"));
    }

    /** Compiles a source file against the classes of this module. Returns the errors by line. */
    private Map<Long, String> compile(String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            List<String> options = List.of("-proc:none", "-Xmaxerrs", "1000", "-d", folder.toString(),
                    "-classpath", classes().toString());
            compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjects(file)).call();
        }
        Map<Long, String> errors = new TreeMap<>();
        for (Diagnostic<?> d : diagnostics.getDiagnostics()) {
            if (d.getKind() == Diagnostic.Kind.ERROR) {
                errors.merge(d.getLineNumber(), d.getMessage(Locale.ENGLISH), (a, b) -> a + "\n" + b);
            }
        }
        return errors;
    }

    private static Stream<Method> methods(List<Class<?>> classes) {
        return classes.stream().flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && Modifier.isStatic(m.getModifiers()));
    }

    private static boolean takes(Method method, Class<?> type) {
        return Arrays.asList(method.getParameterTypes()).contains(type);
    }

    private static List<Class<?>> publicClasses() throws IOException {
        try (Stream<Path> files = Files.list(classes().resolve("easel/core/ops"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("[A-Za-z]+\\.class"))
                    .<Class<?>>map(file -> {
                        try {
                            return Class.forName("easel.core.ops." + file.replace(".class", ""));
                        } catch (ClassNotFoundException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .filter(type -> Modifier.isPublic(type.getModifiers())).toList();
        }
    }

    /** The folder of this module's classes. */
    private static Path classes() {
        try {
            return Path.of(Tape.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
