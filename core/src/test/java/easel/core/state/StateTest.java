package easel.core.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final Tensor ONE = Tensor.scalar(1);
    private static final Tensor TWO = Tensor.scalar(2);

    @Test
    void namesKeepInsertionOrder() {
        State.Builder builder = State.builder();
        List<String> names = new ArrayList<>();
        for (int i = 50; i > 0; i--) {
            names.add("name" + i * 7 % 50);
            builder.tensor(names.get(names.size() - 1), ONE).string(names.get(names.size() - 1), "s" + i);
        }
        State state = builder.build();

        assertEquals(names, List.copyOf(state.tensors().keySet()));
        assertEquals(names, List.copyOf(state.strings().keySet()));
        assertEquals(names, List.copyOf(state.under("a").within("a").plus(State.builder().build()).tensors().keySet()));
    }

    @Test
    void furtherTrainingDoesNotChangeAState() {
        Parameter weight = Parameter.of(Tensor.of(Shape.of(2), 1, 2));
        State state = State.builder().tensor("weight", weight).build();
        weight.update(values -> values[0] = 9);

        assertArrayEquals(new float[] {1, 2}, state.tensor("weight").array());
        assertEquals(Tensor.class, state.tensor("weight").getClass());
        assertEquals(Shape.of(2), state.tensor("weight").shape());
    }

    @Test
    void derivedStatesShareTensors() {
        State state = State.builder().tensor("weight", ONE).build();
        Tensor tensor = state.tensor("weight");

        assertNotSame(ONE, tensor);
        assertSame(tensor, state.under("g").tensor("g.weight"));
        assertSame(tensor, state.under("g").within("g").tensor("weight"));
        assertSame(tensor, state.plus(State.builder().build()).tensor("weight"));
    }

    @Test
    void furtherUseOfABuilderDoesNotChangeAState() {
        State.Builder builder = State.builder().tensor("a", ONE).string("b", "c");
        State state = builder.build();
        builder.tensor("d", TWO).string("e", "f");

        assertEquals(List.of("a"), List.copyOf(state.tensors().keySet()));
        assertEquals(List.of("b"), List.copyOf(state.strings().keySet()));
    }

    @Test
    void theViewsAreUnmodifiable() {
        State state = State.builder().tensor("a", ONE).string("b", "c").build();
        assertThrows(UnsupportedOperationException.class, () -> state.tensors().remove("a"));
        assertThrows(UnsupportedOperationException.class, () -> state.strings().put("b", "d"));
        State longer = state.under("x");
        assertThrows(UnsupportedOperationException.class, () -> longer.tensors().clear());
    }

    @Test
    void withinMatchesWholePathSegments() {
        State state = State.builder()
                .tensor("g", ONE).tensor("g.0.weight", ONE).tensor("g2.0.weight", TWO).tensor("d.g.0.weight", TWO)
                .string("g.kind", "mlp").string("gkind", "other").build();
        State part = state.within("g");

        assertEquals(List.of("0.weight"), List.copyOf(part.tensors().keySet()));
        assertEquals(1, part.tensor("0.weight").item());
        assertEquals("{kind=mlp}", part.strings().toString());
        assertEquals(List.of("weight"), List.copyOf(state.within("d.g.0").tensors().keySet()));
        assertTrue(state.within("absent").tensors().isEmpty());
    }

    @Test
    void plusAppendsTheOtherNames() {
        State first = State.builder().tensor("b", ONE).string("y", "1").build();
        State second = State.builder().tensor("a", TWO).string("x", "2").string("b", "3").build();
        State both = first.plus(second);

        assertEquals(List.of("b", "a"), List.copyOf(both.tensors().keySet()));
        assertEquals("{y=1, x=2, b=3}", both.strings().toString());
        assertEquals(1, first.tensors().size());
    }

    @Test
    void refusesDuplicateNames() {
        State state = State.builder().tensor("weight", ONE).string("step", "1").build();
        assertMessage("already a tensor \"weight\"", () -> state.plus(State.builder().tensor("weight", TWO).build()));
        assertMessage("already a string \"step\"", () -> state.plus(State.builder().string("step", "1").build()));
        State.Builder builder = State.builder().tensor("weight", ONE).string("step", "1");
        assertMessage("already a tensor \"weight\"", () -> builder.tensor("weight", ONE));
        assertMessage("already a string \"step\"", () -> builder.string("step", "2"));
    }

    @Test
    void theErrorForAMissingNameShowsTheNearest() {
        State.Builder builder = State.builder().string("seed", "1");
        for (int i = 0; i < 10; i++) {
            builder.tensor("g." + i + ".weight", ONE).tensor("g." + i + ".bias", ONE);
        }
        State state = builder.build();
        assertMessage("state: no tensor \"g.7.wieght\"; nearest of 20 names: \"g.7.weight\", ",
                () -> state.tensor("g.7.wieght"));
        assertMessage("state: no string \"step\"; nearest of 1 name: \"seed\"", () -> state.string("step"));
        assertMessage("state: no tensor \"weight\"; it has no tensors at all",
                () -> state.within("optimizer").tensor("weight"));
    }

    @Test
    void stringsAreReadAsNumbers() {
        State state = State.builder().string("a", "-1.5e3").string("b", "NaN").string("c", "7").string("d", "1,5")
                .build();
        assertEquals(-1500, state.number("a"));
        assertEquals(Double.NaN, state.number("b"));
        assertEquals(7, state.count("c"));
        assertMessage("state: \"d\" is \"1,5\"; expected a number", () -> state.number("d"));
        assertMessage("state: \"a\" is \"-1.5e3\"; expected a whole number, 0 or above", () -> state.count("a"));
    }

    @Test
    void messagesAreShortAndWithoutControlCharacters() {
        State state = State.builder().tensor("n".repeat(5000), ONE).build();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> state.tensor("a\u001b[31m\n\u0085"));
        assertTrue(e.getMessage().contains("\"a\\u001b[31m\\u000a\\u0085\""), e.getMessage());
        assertTrue(e.getMessage().length() < 200, e.getMessage());
    }

    @Test
    void refusesAnEmptyPrefixAndNull() {
        State state = State.builder().tensor("a", ONE).build();
        assertMessage("a prefix needs at least one character", () -> state.within(""));
        assertMessage("a prefix needs at least one character", () -> state.under(""));
        assertThrows(NullPointerException.class, () -> State.builder().string("a", null));
        assertThrows(NullPointerException.class, () -> State.builder().string(null, "a"));
    }

    @Test
    void copyToMatchesTensorsByName() {
        Parameter weight = Parameter.of(Tensor.zeros(Shape.of(2)));
        Tensor mean = Tensor.zeros(Shape.of(1));
        State state = State.builder().tensor("mean", TWO).tensor("weight", Tensor.of(Shape.of(2), 3, 4)).build();
        state.copyTo(Map.of("weight", weight, "mean", mean));

        assertArrayEquals(new float[] {3, 4}, weight.array());
        assertEquals(1, weight.version());
        assertEquals(2, mean.item());
        weight.array()[0] = 9;
        assertEquals(3, state.tensor("weight").at(0), "the state keeps its own values");
    }

    @Test
    void listsAllTensorsThatDoNotFitAndCopiesNone() {
        Map<String, Tensor> targets = new LinkedHashMap<>();
        for (String name : List.of("0.weight", "0.bias", "1.gamma", "1.beta")) {
            targets.put(name, Parameter.of(Tensor.full(Shape.of(2), 7)));
        }
        State state = State.builder().tensor("0.weight", Tensor.zeros(Shape.of(2)))
                .tensor("1.gamma", Tensor.zeros(Shape.of(2, 1))).tensor("1.beta", ONE)
                .tensor("1.weight\n", TWO).tensor("b", Tensor.zeros(Shape.of(3, 4))).build();
        assertMessage("5 of the tensors do not fit: \"0.bias\" (2) is missing; \"1.gamma\" is (2, 1), expected (2); "
                + "\"1.beta\" is (1), expected (2); \"1.weight\\u000a\" (1) is not expected; "
                + "\"b\" (3, 4) is not expected. Use a file of the same network. ", () -> state.copyTo(targets));
        targets.forEach((name, tensor) -> assertArrayEquals(new float[] {7, 7}, tensor.array(), name));
    }

    @Test
    void ofManyTensorsThatDoNotFitTheFirstOnesAreListed() {
        State.Builder state = State.builder();
        for (int i = 0; i < 1000; i++) {
            state.tensor("layers." + i + ".weight", Tensor.full(Shape.of(1), Float.NaN));
        }
        State many = state.build();
        for (Runnable wrong : List.<Runnable>of(() -> many.copyTo(Map.of()), () -> many.requireFinite(name -> false))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, wrong::run);
            assertTrue(e.getMessage().matches("1000 of the tensors [^;]*\"layers\\.0\\.weight\"(.*;){3,}"
                    + " and 9[0-9][0-9] more\\. .*"), e.getMessage());
            assertTrue(e.getMessage().length() < 700, e.getMessage());
        }
    }

    @Test
    void textShowsTheNumberOfTensorsAndStrings() {
        State state = State.builder().tensor("a", ONE).string("b", "c").string("d", "e").build();
        assertEquals("State of 1 tensors and 2 strings", state.toString());
    }

    private static void assertMessage(String part, Runnable wrong) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, wrong::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
