package easel.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public classes, methods and constructors of the packages that the published modules export. */
public final class PublicApi {
    private static final Pattern EXPORTS = Pattern.compile("(?m)^    exports ([a-z.]+);$");

    private static final Pattern PUBLIC = Pattern.compile("(?m)^public ");

    private PublicApi() {}

    /** The source folders of all exported packages. */
    public static List<Path> packages() {
        return find(Path.of(".."), "module-info.java").flatMap(PublicApi::exported).toList();
    }

    /** All public classes, with nested ones. */
    public static List<Class<?>> types() {
        return packages().stream().flatMap(PublicApi::sources).flatMap(PublicApi::withNested).toList();
    }

    /** The public and protected methods and constructors of a class, without inherited and generated ones. */
    public static Stream<Executable> executables(Class<?> type) {
        return Stream.<Executable>concat(Stream.of(type.getDeclaredConstructors()),
                        Stream.of(type.getDeclaredMethods()))
                .filter(e -> (e.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !e.isSynthetic());
    }

    private static Stream<Path> exported(Path moduleInfo) {
        Path sources = moduleInfo.getParent().resolveSibling("java");
        return EXPORTS.matcher(read(moduleInfo)).results()
                .map(match -> sources.resolve(match.group(1).replace('.', '/')));
    }

    private static Stream<Class<?>> sources(Path folder) {
        Path sources = folder;
        while (!sources.endsWith("src/main/java")) {
            sources = sources.getParent();
        }
        String name = sources.relativize(folder).toString().replaceAll("[/\\\\]", ".");
        // Classes that are not public may need the Vector API, so they are not loaded.
        return find(folder, ".java").filter(file -> file.getParent().equals(folder))
                .filter(file -> PUBLIC.matcher(read(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .sorted()
                .map(file -> load(name + "." + file));
    }

    private static Stream<Class<?>> withNested(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                ? Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses()).flatMap(PublicApi::withNested))
                : Stream.of();
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Path> find(Path folder, String suffix) {
        try (Stream<Path> files = Files.find(folder, 12, (file, attributes) -> file.toString().endsWith(suffix)
                && !file.toString().matches(".*[/\\\\](target|\\.git)[/\\\\].*"))) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
