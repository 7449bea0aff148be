package easel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.PackageGraph;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages of core form layers: each package uses only packages below it. */
class PackageEdgesTest {
    private static final String STATE = "easel.core.state";

    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "easel.core.kernels", Set.of(),
            "easel.core.random", Set.of("easel.core.kernels"),
            "easel.core", Set.of("easel.core.random", "easel.core.kernels"),
            "easel.core.ops", Set.of("easel.core", "easel.core.random", "easel.core.kernels"),
            "easel.core.convolution", Set.of("easel.core.ops", "easel.core", "easel.core.random", "easel.core.kernels",
                    STATE),
            STATE, Set.of("easel.core", "easel.core.random", "easel.core.kernels"));

    @Test
    void eachPackageUsesOnlyPackagesBelowIt() {
        Map<String, Set<String>> edges = PackageGraph.ofPackages();
        assertTrue(edges.containsKey("easel.core.ops"), edges::toString);
        edges.forEach((from, to) -> {
            assertTrue(ALLOWED.containsKey(from), () -> from + " is a new package: list its allowed edges");
            assertTrue(ALLOWED.get(from).containsAll(to),
                    () -> from + " uses " + to + "; allowed: " + ALLOWED.get(from));
        });
    }

    @Test
    void convolutionUsesOnlyDescriptionOfState() {
        Set<String> used = new TreeSet<>();
        PackageGraph.ofClassesUsing(STATE).forEach((from, to) -> {
            if (from.startsWith("easel.core.convolution.")) {
                used.addAll(to);
            }
        });
        assertEquals(Set.of(STATE + ".Description"), used);
    }
}
