package easel.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.layers.LayerCases.Case;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The settings in model files. If an expected text changes, the description needs a new version. */
class DescribeTest {
    static final List<Case> ROWS = LayerCases.ROWS.stream().filter(row -> row.json() != null).toList();

    @ParameterizedTest
    @FieldSource("ROWS")
    void writesTheExpectedJson(Case c) {
        assertEquals("{\"version\":1," + c.json().replace('\'', '"') + "}", c.factory().get().describe().toString());
    }

    @Test
    void everyLayerOfThePackageHasAnExpectedJson() throws Exception {
        assertEquals(Set.of(), LayerCases.layersWithout(row -> row.json() != null));
    }

    @Test
    void theErrorForAMissingDescriptionNamesTheLayer() {
        Layer custom = new Layer() {
            @Override
            public Tensor forward(Tensor x, Tape tape) {
                return x;
            }

            @Override
            public Shape outputShape(Shape input) {
                return input;
            }

            @Override
            public String toString() {
                return "Custom";
            }
        };
        String message = assertThrows(UnsupportedOperationException.class,
                () -> Sequential.of(Shape.of(2), custom).describe()).getMessage();
        assertTrue(message.startsWith("Custom does not describe itself: override describe() in "
                + custom.getClass().getName()), message);
    }
}
