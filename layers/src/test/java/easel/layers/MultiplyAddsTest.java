package easel.layers;

import static easel.layers.LayerCases.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.layers.LayerCases.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MultiplyAddsTest {
    /** Types with parameters but without multiply-adds, each with the reason. */
    private static final Map<String, String> NO_MULTIPLY_ADDS = Map.of(
            "BatchNorm", "it only scales and shifts each channel",
            "Embedding", "it only copies rows of its weight",
            "LayerNorm", "it only scales and shifts each channel",
            "PReLU", "it only scales each channel");

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#ROWS")
    void equalsTheExpectedNumberOfTheCase(Case c) {
        assertEquals(c.multiplyAdds(), c.factory().get().multiplyAdds(c.x().example()));
    }

    /** Fails for a layer whose author forgot to override multiplyAdds. */
    @Test
    void layersWithParametersHaveMultiplyAdds() {
        Set<String> found = LayerCases.ROWS.stream().map(row -> row.factory().get())
                .filter(layer -> !layer.parameters().isEmpty()).map(layer -> layer.getClass().getSimpleName())
                .collect(Collectors.toSet());
        for (Case row : LayerCases.ROWS) {
            Layer layer = row.factory().get();
            String type = layer.getClass().getSimpleName();
            boolean counts = layer.multiplyAdds(row.x().example()) > 0;
            boolean expected = !layer.parameters().isEmpty() && !NO_MULTIPLY_ADDS.containsKey(type);
            assertEquals(expected, counts, () -> layer + " has the parameters " + layer.tensors().keySet());
        }
        assertTrue(found.containsAll(NO_MULTIPLY_ADDS.keySet()), () -> "parameters only in " + found);
    }

    @Test
    void everyLayerOfThePackageHasACase() throws Exception {
        assertEquals(Set.of(), LayerCases.layersWithout(row -> true));
    }

    static final List<Case> UNPADDED = LayerCases.ROWS.stream().filter(MultiplyAddsTest::isUnpadded).toList();

    private static boolean isUnpadded(Case c) {
        List<Integer> none = List.of(0, 0, 0, 0);
        Layer layer = c.factory().get();
        return layer.tensors().containsKey("weight")
                && !NO_MULTIPLY_ADDS.containsKey(layer.getClass().getSimpleName())
                && layer.describe().settings().getOrDefault("padding", none).equals(none);
    }

    /** If all inputs and weights are 1, the sum of the output is the number of products. */
    @ParameterizedTest
    @FieldSource("UNPADDED")
    void equalsTheNumberOfProducts(Case c) {
        Layer layer = c.factory().get();
        ((Parameter) layer.tensors().get("weight")).update(values -> Arrays.fill(values, 1));
        double sum = 0;
        for (float value : layer.infer(Tensor.full(c.x().withFirst(1), 1)).array()) {
            sum += value;
        }
        assertEquals(c.multiplyAdds(), sum);
    }

    @Test
    void productsWithPaddingZerosAreCounted() {
        assertEquals(5 * 7 * 9 * 2 * 3,
                Conv2D.of(2, 3, 3, random()).withPadding(Padding.SAME).multiplyAdds(Shape.of(5, 7, 2)));
        assertEquals(5 * 7 * 25 * 2 * 3, Conv2DTranspose.of(2, 3, 5, random()).withStride(2).withPadding(Padding.SAME)
                .multiplyAdds(Shape.of(5, 7, 2)));
    }

    @Test
    void theCountMayExceedTheRangeOfInt() {
        assertEquals(1024L * 1024 * 9 * 64 * 64, Conv2D.of(64, 64, 3, random()).withPadding(Padding.SAME)
                .multiplyAdds(Shape.of(1024, 1024, 64)));
    }

    @Test
    void refusesAShapeThatTheLayerDoesNotTake() {
        for (Case row : LayerCases.ROWS) {
            if (row.multiplyAdds() > 0) {
                assertThrows(IllegalArgumentException.class, () -> row.factory().get().multiplyAdds(Shape.of(2, 99)));
            }
        }
    }
}
