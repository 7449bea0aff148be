package easel.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs in each module and checks the classes of that module. */
@Execution(ExecutionMode.CONCURRENT)
class PackageCycleTest {
    @Test
    void packagesUseEachOtherInOneDirectionOnly() {
        assertEquals(Map.of(), PackageGraph.cycles(PackageGraph.ofPackages()));
    }

    @Test
    void aCycleIsFound() {
        Map<String, Set<String>> edges = Map.of("a", Set.of("b", "d"), "b", Set.of("c"), "c", Set.of("b", "d"));
        assertEquals(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b")), PackageGraph.cycles(edges));
        assertEquals(Map.of(), PackageGraph.cycles(Map.of("a", Set.of("b", "c"), "b", Set.of("c"))));
    }
}
