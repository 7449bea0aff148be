package easel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.testkit.PackageGraph;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packages of core form layers: each package uses only packages below it, as the table of core/README.md says. */
class PackageEdgesTest {
    private static final String CORE = "easel.core";
    private static final String RANDOM = "easel.core.random";
    private static final String KERNELS = "easel.core.kernels";
    private static final String STATE = "easel.core.state";

    /** All edges; kernels uses no package. A new edge is also added to core/README.md and to package-info.java. */
    private static final Map<String, Set<String>> EDGES = Map.of(
            RANDOM, Set.of(KERNELS),
            CORE, Set.of(RANDOM, KERNELS),
            "easel.core.ops", Set.of(CORE, KERNELS),
            "easel.core.convolution", Set.of(CORE, KERNELS, STATE),
            STATE, Set.of(CORE));

    @Test
    void eachPackageUsesTheListedPackagesOnly() {
        assertEquals(new TreeMap<>(EDGES), PackageGraph.ofPackages());
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
