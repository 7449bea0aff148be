package easel.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import easel.core.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every optimizer of this package. */
class OptimizersTest {
    /** Creates an optimizer with a schedule. */
    interface Kind extends Function<Schedule, ScheduledOptimizer> {}

    static Stream<Named<Kind>> kinds() {
        return Stream.of(
                Named.of("Adam", Adam::withSchedule),
                Named.of("AdamW", AdamW::withSchedule),
                Named.of("RMSProp", RmsProp::withSchedule),
                Named.of("SGD", Sgd::withSchedule),
                Named.of("SGD with momentum", schedule -> Sgd.withSchedule(schedule).withMomentum(0.9f)),
                Named.of("SGD with Nesterov momentum",
                        schedule -> Sgd.withSchedule(schedule).withMomentum(0.9f).withNesterov(true)));
    }

    private static ScheduledOptimizer make(Kind kind) {
        return kind.apply(Schedule.constant(0.01f));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStepChangesEachParameterOnce(Kind kind) {
        Parameter a = Given.parameter(1, 2);
        Parameter b = Given.parameter(3);
        Optimizer optimizer = make(kind);
        for (int i = 0; i < 3; i++) {
            assertEquals(i, optimizer.steps());
            optimizer.step(Given.gradients(List.of(a, b), List.of(new float[] {1, -1}, new float[] {2})));
        }
        assertEquals(3, optimizer.steps());
        assertEquals(3, a.version());
        assertEquals(3, b.version());
        assertTrue(a.at(0) < 1 && a.at(1) > 2 && b.at(0) < 3, a + " " + b);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aParameterWithoutAGradientDoesNotChange(Kind kind) {
        Parameter stepped = Given.parameter(1, 2);
        Parameter skipped = Given.parameter(3, 4);
        Optimizer optimizer = make(kind);
        optimizer.step(Given.gradients(List.of(stepped, skipped), List.of(new float[] {1, 1}, new float[] {1, 1})));
        float[] before = skipped.array().clone();
        optimizer.step(Given.gradients(stepped, 1, 1));
        assertArrayEquals(before, skipped.array(), 0);
        assertEquals(1, skipped.version());
        assertEquals(2, stepped.version());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachParameterHasItsOwnState(Kind kind) {
        Parameter early = Given.parameter(1);
        Parameter late = Given.parameter(1);
        Parameter alone = Given.parameter(1);
        Optimizer shared = make(kind);
        shared.step(Given.gradients(early, 5));
        shared.step(Given.gradients(early, -3));
        shared.step(Given.gradients(late, 2));
        make(kind).step(Given.gradients(alone, 2));
        assertArrayEquals(alone.array(), late.array(), 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aParameterUsedTwiceIsUpdatedOnceWithTheSum(Kind kind) {
        Parameter used = Given.parameter(1, 2);
        Tape tape = Tape.training(RandomStream.of(1));
        Tensor intermediate = tape.record("first use", Tensor.zeros(Shape.of(2)),
                (dy, sink) -> sink.add(used, () -> Tensor.of(Shape.of(2), 1, 2)), used);
        Tensor loss = tape.record("second use", Tensor.scalar(0), (dy, sink) -> {
            sink.add(used, () -> Tensor.of(Shape.of(2), 0.5f, 0.25f));
            sink.add(intermediate, () -> Tensor.zeros(Shape.of(2)));
        }, used, intermediate);
        ScheduledOptimizer optimizer = make(kind);
        optimizer.step(tape.gradients(loss, List.of(used, used)));

        Parameter expected = Given.parameter(1, 2);
        make(kind).step(Given.gradients(expected, 1.5f, 2.25f));
        assertArrayEquals(expected.array(), used.array(), 0);
        assertEquals(1, used.version());
        assertEquals(1, optimizer.slots.of(used).t);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTensorThatIsNotAParameterIsRefusedAndNothingChanges(Kind kind) {
        Parameter parameter = Given.parameter(1);
        Tensor tensor = Tensor.full(Shape.of(2, 3), 1);
        Gradients gradients = Given.gradients(List.of(parameter, tensor), List.of(new float[] {1}, new float[6]));
        Optimizer optimizer = make(kind);
        Exception e = assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients));
        assertTrue(e.getMessage().contains("gradient 1 of 2 is with respect to a tensor of shape (2, 3) that is not"
                + " a Parameter"),
                e.getMessage());
        assertEquals(1, parameter.item());
        assertEquals(0, parameter.version());
        assertEquals(0, optimizer.steps());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aGradientOfAnotherShapeIsRefusedAndNothingChanges(Kind kind) {
        Parameter parameter = Given.parameter(1, 2);
        Gradients gradients = Given.gradients(parameter, 1, 1).map((source, gradient) -> Tensor.zeros(Shape.of(1)));
        Optimizer optimizer = make(kind);
        Exception e = assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients));
        assertTrue(e.getMessage().contains("has shape (1), but its parameter has shape (2)"), e.getMessage());
        assertArrayEquals(new float[] {1, 2}, parameter.array(), 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theScheduleReceivesTheStepNumberFromZero(Kind kind) {
        List<Long> steps = new ArrayList<>();
        Optimizer scheduled = kind.apply(step -> {
            steps.add(step);
            return step == 1 ? 0 : 0.01f;
        });
        Parameter parameter = Given.parameter(1);
        scheduled.step(Given.gradients(parameter, 1));
        float afterFirst = parameter.item();
        scheduled.step(Given.gradients(parameter, 1));
        assertEquals(afterFirst, parameter.item());
        scheduled.step(Given.gradients(parameter, 1));
        assertTrue(parameter.item() < afterFirst);
        assertEquals(List.of(0L, 1L, 2L), steps);
        assertEquals(0.01f, scheduled.learningRate());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRateOutOfRangeIsRefusedAndNothingChanges(Kind kind) {
        for (float rate : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1e-3f}) {
            Parameter parameter = Given.parameter(1);
            Optimizer optimizer = kind.apply(step -> rate);
            Gradients gradients = Given.gradients(parameter, 1);
            Exception e = assertThrows(IllegalStateException.class, () -> optimizer.step(gradients));
            assertTrue(e.getMessage().contains("learning rate " + rate + " for step 0"), e.getMessage());
            assertEquals(0, parameter.version());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aLargeParameterIsUpdatedLikeSmallParametersOfTheSameValues(Kind kind) {
        int size = 3 * Parallel.ELEMENTWISE_GRAIN + 1237;
        int length = 1000;
        Parameter whole = Parameter.of(Tensor.wrap(Shape.of(size), Given.normal(size, 1)));
        List<Parameter> pieces = new ArrayList<>();
        for (int from = 0; from < size; from += length) {
            pieces.add(Given.parameter(Arrays.copyOfRange(whole.array(), from, Math.min(from + length, size))));
        }
        Optimizer one = make(kind);
        Optimizer many = make(kind);
        for (int step = 0; step < 5; step++) {
            float[] g = Given.normal(size, 2 + step);
            one.step(Given.gradients(whole, g));
            List<float[]> parts = new ArrayList<>();
            for (int from = 0; from < size; from += length) {
                parts.add(Arrays.copyOfRange(g, from, Math.min(from + length, size)));
            }
            many.step(Given.gradients(pieces, parts));
        }
        float[] joined = new float[size];
        for (int i = 0; i < pieces.size(); i++) {
            System.arraycopy(pieces.get(i).array(), 0, joined, i * length, pieces.get(i).size());
        }
        assertArrayEquals(joined, whole.array());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void gradientsAreNotModified(Kind kind) {
        Parameter parameter = Given.parameter(1, 2);
        Gradients gradients = Given.gradients(parameter, 0.5f, -3);
        make(kind).step(gradients);
        assertArrayEquals(new float[] {0.5f, -3}, gradients.of(parameter).array(), 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aGradientWithoutAFiniteSquareIsRefused(Kind kind) {
        float inf = Float.POSITIVE_INFINITY;
        for (float bad : new float[] {Float.NaN, inf, -inf, 1.8446744e19f, -1e38f}) {
            Parameter parameter = Given.parameter(1, 2);
            Map<String, Tensor> named = Map.of("p", parameter);
            Optimizer optimizer = make(kind);
            optimizer.step(Given.gradients(parameter, 0.5f, -3));
            float[] before = parameter.array().clone();
            State state = optimizer.state(named);
            DivergedException e = assertThrows(DivergedException.class,
                    () -> optimizer.step(Given.gradients(parameter, 1, bad)));
            assertEquals("update refused: gradient 0 of 1, with respect to a parameter of shape (2), has the element "
                    + bad + "; expected finite elements of at most 1.8446743E19 in magnitude, whose squares are finite."
                    + " Lower the learning rate, or clip the gradients with Clip.byGlobalNorm", e.getMessage());
            assertArrayEquals(before, parameter.array());
            assertEquals(1, optimizer.steps());
            assertEquals(state.strings(), optimizer.state(named).strings());
            state.tensors().forEach((name, tensor) ->
                    assertArrayEquals(tensor.array(), optimizer.state(named).tensor(name).array(), name));
        }
    }

    /** After many steps with the largest gradients the state is finite, and small gradients move the parameter. */
    @ParameterizedTest
    @MethodSource("kinds")
    void theLargestGradientsKeepTheStateFinite(Kind kind) {
        Parameter parameter = Given.parameter(1, 2);
        Optimizer optimizer = make(kind);
        for (int i = 0; i < 2000; i++) {
            optimizer.step(Given.gradients(parameter, 1.8446743e19f, -1.8446743e19f));
        }
        optimizer.state(Map.of("p", parameter)).tensors().forEach((name, tensor) ->
                assertTrue(tensor.isFinite(), name + " " + tensor));
        assertTrue(parameter.isFinite(), parameter.toString());
    }
}
