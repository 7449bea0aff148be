package easel.testkit;

import easel.testkit.JavaProcess.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The project's own modules on the class path of the tests, with the one library that a module requires, without other
 * libraries and test classes.
 */
public final class ProjectModules {
    private ProjectModules() {}

    /** The modules as a search path: folders of classes, or jars where Maven has built them. */
    public static String path() {
        return Stream.of(JavaProcess.CLASS_PATH.split(File.pathSeparator)).map(Path::of)
                .filter(path -> path.endsWith(Path.of("target/classes"))
                        || path.getFileName().toString().matches("(easel|commons-math3)-.*"))
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Runs a program of one source file twice: with the modules on the class path, then on the module path.
     *
     * @param root the only module that the second run names; Java adds the modules that it requires or that provide
     *         services to it
     */
    public static List<Result> runOnBothPaths(String root, Path source, String... arguments)
            throws IOException, InterruptedException {
        return List.of(run(source, arguments, "-cp", path()),
                run(source, arguments, "-p", path(), "--add-modules", root));
    }

    private static Result run(Path source, String[] arguments, String... options)
            throws IOException, InterruptedException {
        ProcessBuilder process = JavaProcess.withoutClassPath(JavaProcess.JAVA, options);
        process.command().add(source.toString());
        process.command().addAll(List.of(arguments));
        return JavaProcess.run(process);
    }
}
