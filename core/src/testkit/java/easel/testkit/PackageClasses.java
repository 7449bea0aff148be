package easel.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds all classes of a package by their class files, so that a test can enumerate them. */
public final class PackageClasses {
    private PackageClasses() {}

    /** The classes in the package of a class, nested ones included, from a folder of classes or a jar. */
    public static List<Class<?>> of(Class<?> member) {
        String folder = member.getPackageName().replace('.', '/');
        try {
            Path code = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(code)) {
                return in(code.resolve(folder), member.getPackageName());
            }
            try (FileSystem jar = FileSystems.newFileSystem(code)) {
                return in(jar.getPath(folder), member.getPackageName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> in(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.startsWith("package-info"))
                    .sorted()
                    .map(file -> load(name + "." + file.substring(0, file.length() - ".class".length())))
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
