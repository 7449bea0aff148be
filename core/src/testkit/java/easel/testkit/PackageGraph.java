package easel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The dependencies between the packages or classes of the module under test, found by the JDK's jdeps. */
public final class PackageGraph {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern EDGE = Pattern.compile("(?m)^ +(easel\\.\\S+) +-> +(easel\\.\\S+) ");

    private PackageGraph() {}

    /** The packages that each package of the module uses; without packages that use none. */
    public static Map<String, Set<String>> ofPackages() {
        return edges("-verbose:package", "-e", "easel\\..*");
    }

    /** The classes of a package that each class outside the package uses; without classes that use none. */
    public static Map<String, Set<String>> ofClassesUsing(String packageName) {
        return edges("-verbose:class", "-p", packageName);
    }

    /** Synchronized, because several tests run at the same time and jdeps has static fields. */
    private static synchronized Map<String, Set<String>> edges(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--module-path", ProjectModules.path(), CLASSES.toString()));
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        int exit = ToolProvider.findFirst("jdeps").orElseThrow()
                .run(writer, writer, arguments.toArray(String[]::new));
        assertEquals(0, exit, text::toString);
        Map<String, Set<String>> edges = new TreeMap<>();
        for (Matcher edge = EDGE.matcher(text.toString()); edge.find();) {
            edges.computeIfAbsent(edge.group(1), from -> new TreeSet<>()).add(edge.group(2));
        }
        return edges;
    }

    /** Removes packages without outgoing edges repeatedly. The remaining edges are on cycles or lead to one. */
    public static Map<String, Set<String>> cycles(Map<String, Set<String>> edges) {
        Map<String, Set<String>> rest = new TreeMap<>();
        edges.forEach((from, to) -> rest.put(from, new TreeSet<>(to)));
        boolean removed = true;
        while (removed) {
            rest.values().forEach(to -> to.retainAll(rest.keySet()));
            removed = rest.values().removeIf(Set::isEmpty);
        }
        return rest;
    }
}
