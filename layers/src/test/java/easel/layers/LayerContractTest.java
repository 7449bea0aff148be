package easel.layers;

import static easel.layers.LayerCases.CASES;
import static easel.layers.LayerCases.REFUSALS;
import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.normal;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.Description;
import easel.layers.LayerCases.Case;
import easel.layers.LayerCases.Refusal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Tests the fields, the description and the error messages of every layer. LayerForwardTest and LayerGradientsTest test
 * the rest of the contract of a layer.
 */
class LayerContractTest {
    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void fieldsHoldNoValuesOfAPass(Case c) throws IllegalAccessException {
        Layer layer = c.layer();
        layer.forward(c.input(1), c.tape());
        for (Field field : fields(layer.getClass())) {
            field.setAccessible(true);
            assertTrue(Modifier.isFinal(field.getModifiers()), () -> field + " is not final");
            assertTrue(isImmutable(field.get(layer), layer), () -> field + " could hold values of a pass");
        }
    }

    private static List<Field> fields(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .flatMap(t -> Stream.of(t.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
    }

    /** True for settings, the tensors of {@link Layer#tensors}, and immutable lists of these. */
    private static boolean isImmutable(Object value, Layer layer) {
        if (value instanceof Tensor tensor) {
            return layer.tensors().values().stream().anyMatch(t -> t == tensor);
        }
        if (value instanceof List<?> list) {
            return List.copyOf(list) == list && list.stream().allMatch(element -> isImmutable(element, layer));
        }
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof String
                || value instanceof Shape || value instanceof Record || value instanceof Enum || value instanceof Layer;
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void theDescriptionHasTheClassNameAndIsParsedBackFromJson(Case c) {
        Layer layer = c.layer();
        assertEquals(layer.getClass().getSimpleName(), layer.describe().type());
        assertEquals(layer.describe(), Description.parse(layer.describe().toString()));
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#REFUSALS")
    void refusalsNameTheFoundAndTheExpectedShape(Refusal r) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> r.layer().forward(normal(r.x(), 1), Tape.training(random()))).getMessage();
        assertTrue(message.startsWith(r.layer() + ": input " + r.found()), message);
        assertTrue(message.contains(r.expected()), message);
    }

    @Test
    void aLayerThatIsNotInRefusalsTakesEveryShape() {
        Set<Class<?>> refusing = REFUSALS.stream().map(r -> r.layer().getClass()).collect(toSet());
        for (Case c : CASES) {
            Layer layer = c.layer();
            if (!refusing.contains(layer.getClass())) {
                for (Shape any : List.of(Shape.of(1), Shape.of(7, 3), Shape.of(2, 1, 5), Shape.of(2, 2, 2, 2))) {
                    assertEquals(layer.outputShape(any).batch(3), layer.infer(normal(any.batch(3), 1)).shape());
                }
            }
        }
    }

    @Test
    void everyLayerOfThePackageHasACase() throws Exception {
        assertEquals(Set.of(), LayerCases.layersWithout(row -> true), "layers without a row in LayerCases");
    }
}
