package easel.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model file is refused if a value of any tensor of any layer is not finite, or a running variance is negative. */
class ImpossibleValuesTest {
    private static final float[] NOT_FINITE = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    @TempDir
    Path folder;

    @Test
    void everyTensorOfEveryLayer() throws IOException {
        Set<String> tested = new HashSet<>();
        for (LayerCases.Case row : LayerCases.ROWS) {
            Sequential model = Sequential.of(row.x().example(), row.layer());
            for (String name : model.tensors().keySet()) {
                if (tested.add(model.layers().get(0).describe().type() + " " + name)) {
                    for (float bad : NOT_FINITE) {
                        assertRefused(model, name, bad, "a finite number");
                    }
                    if (name.endsWith("running_variance")) {
                        assertRefused(model, name, -Float.MIN_VALUE, "a finite number of at least 0");
                    }
                }
            }
        }
        assertTrue(tested.containsAll(Set.of("Dense 0.weight", "BatchNorm 0.running_variance")), tested.toString());
    }

    @Test
    void zeroVarianceAndNegativeWeightsAreAccepted() {
        Sequential model = Sequential.of(Shape.of(5), BatchNorm.of(5));
        for (String name : model.tensors().keySet()) {
            float value = name.endsWith("running_variance") ? -0f : -Float.MAX_VALUE;
            assertEquals(value, Models.network(with(value, name, model)).tensors().get(name).array()[0]);
        }
    }

    private void assertRefused(Sequential model, String name, float bad, String expected) throws IOException {
        State damaged = with(bad, name, model);
        String range = name.endsWith("running_variance") ? "a finite number of at least 0" : expected;
        String message = "1 of the tensors have impossible values: \"" + name + "\" has " + bad + " at position 0,"
                + " expected " + range + ". The file is damaged, or its training had diverged; use an earlier file.";
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> Models.network(damaged)).getMessage());
        Map<String, float[]> before = new HashMap<>();
        model.tensors().forEach((each, tensor) -> before.put(each, tensor.array().clone()));
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> Models.restore(model, damaged))
                .getMessage());
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(damaged, file);
        assertEquals(file + ": " + message,
                assertThrows(IOException.class, () -> Models.load(file)).getMessage());
        assertEquals(file + ": does not fit " + model + ": " + message,
                assertThrows(IOException.class, () -> Models.loadInto(model, file)).getMessage());
        model.tensors().forEach((each, tensor) -> assertArrayEquals(before.get(each), tensor.array(), each));
    }

    /** The state of a model with another first value in one tensor. */
    private static State with(float value, String name, Layer model) {
        State state = Models.state(model);
        State.Builder changed = State.builder();
        state.strings().forEach(changed::string);
        state.tensors().forEach((each, tensor) -> {
            Tensor copy = tensor.copy();
            copy.array()[0] = each.equals(name) ? value : copy.array()[0];
            changed.tensor(each, copy);
        });
        return changed.build();
    }
}
