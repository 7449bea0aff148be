package easel.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.PackageClasses;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finds each optimizer of the package by its class file and checks that the other tests include it. */
class EveryOptimizerTest {
    static List<Class<?>> optimizers() {
        return PackageClasses.of(Optimizer.class).stream()
                .filter(type -> Optimizer.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers()))
                .collect(Collectors.toList());
    }

    @Test
    void theOptimizersAreFound() throws Exception {
        assertTrue(optimizers().containsAll(List.of(Adam.class, AdamW.class, RmsProp.class, Sgd.class)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void hasAContractCase(Class<?> type) {
        assertTrue(OptimizersTest.kinds().map(kind -> kind.getPayload().apply(Schedule.constant(1)))
                .anyMatch(type::isInstance), "add " + type + " to OptimizersTest.kinds");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void hasAGoldenCase(Class<?> type) throws IOException {
        boolean found = false;
        for (String file : GoldenOptimizersTest.files()) {
            found |= type.isInstance(GoldenOptimizersTest.optimizer(GoldenOptimizersTest.golden(file)));
        }
        assertTrue(found, "add reference values for " + type + " to GoldenOptimizersTest");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void hasASavingCase(Class<?> type) {
        assertTrue(SavedOptimizersTest.optimizers().map(optimizer -> optimizer.getPayload().get())
                .anyMatch(type::isInstance), "add " + type + " to SavedOptimizersTest.optimizers");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void hasADenormalsCase(Class<?> type) {
        assertTrue(DenormalsTest.optimizersWithMoments().map(Named::getPayload).anyMatch(type::isInstance),
                "add " + type + " to DenormalsTest.optimizersWithMoments");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void eachSettingHasCasesInSettingsTest(Class<?> type) {
        Set<String> settings = Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType() == type && !method.isSynthetic())
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(settings.isEmpty(), type + " has no settings");
        Set<String> tested = SettingsTest.defaults().map(Named::getPayload)
                .filter(setting -> type.isInstance(setting.standard()))
                .map(SettingsTest.Setting::method)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(settings, tested, "settings of " + type + " and those of SettingsTest.defaults");
        assertEquals(settings.size(), SettingsTest.changes().map(Named::getPayload)
                .filter(optimizers -> type.isInstance(optimizers[0]))
                .mapToInt(optimizers -> optimizers.length - 1).sum(),
                "number of settings of " + type + " and of SettingsTest.changes");
    }
}
