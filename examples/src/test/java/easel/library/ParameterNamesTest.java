package easel.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The class files of the published modules have the names of parameters, which editors without the sources show. */
class ParameterNamesTest {
    @Test
    void everyPublicMethodHasTheNamesOfItsParameters() {
        assertTrue(PublicApi.packages().size() >= 11, () -> "packages: " + PublicApi.packages());
        List<Executable> methods = PublicApi.types().stream().flatMap(PublicApi::executables).toList();
        assertEquals(List.of(), methods.stream()
                .filter(method -> !Stream.of(method.getParameters()).allMatch(Parameter::isNamePresent)).toList());
        assertTrue(methods.size() > 700, methods.size() + " methods");
    }
}
