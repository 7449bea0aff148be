package easel.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.core.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SavedOptimizersTest {
    @TempDir
    Path folder;

    static Stream<Named<Supplier<ScheduledOptimizer>>> optimizers() {
        return Stream.of(
                named(() -> Sgd.withLearningRate(0.1f)),
                named(() -> Sgd.withSchedule(Schedule.stepDecay(0.1f, 0.5f, 2)).withMomentum(0.9f)),
                named(() -> Sgd.withSchedule(Schedule.exponential(0.1f, 0.5f, 3)).withMomentum(0.9f)
                        .withNesterov(true)),
                named(() -> RmsProp.withSchedule(Schedule.linear(0.1f, 0, 8))),
                named(() -> Adam.withSchedule(Schedule.cosine(0.1f, 0.01f, 8))),
                named(() -> Adam.withSchedule(Schedule.cosine(0.1f, 0.01f, 4).withDelay(4))),
                named(() -> AdamW.withSchedule(step -> 1f / (step + 3))));
    }

    private static Named<Supplier<ScheduledOptimizer>> named(Supplier<ScheduledOptimizer> optimizer) {
        return Named.of(optimizer.get().toString(), optimizer);
    }

    /** A weight, a bias, and a running mean. In {@link #step} the bias has a gradient in odd steps only. */
    private static Map<String, Tensor> network() {
        Map<String, Tensor> network = new LinkedHashMap<>();
        network.put("0.weight", Parameter.of(Tensor.of(Shape.of(2, 3), Given.normal(6, 1))));
        network.put("0.bias", Given.parameter(1, 2, 3));
        network.put("1.running_mean", Tensor.zeros(Shape.of(3)));
        return network;
    }

    private static void step(Optimizer optimizer, Map<String, Tensor> network, int step) {
        Tensor weight = network.get("0.weight");
        Tensor bias = network.get("0.bias");
        Gradients gradients = step % 2 == 0
                ? Given.gradients(weight, Given.normal(6, 10 + step))
                : Given.gradients(List.of(weight, bias),
                        List.of(Given.normal(6, 10 + step), Given.normal(3, 20 + step)));
        optimizer.step(gradients);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRestoredOptimizerContinuesBitForBit(Supplier<ScheduledOptimizer> optimizers) throws IOException {
        for (int saved = 0; saved <= 5; saved++) {
            Map<String, Tensor> network = network();
            Optimizer optimizer = optimizers.get();
            for (int step = 0; step < saved; step++) {
                step(optimizer, network, step);
            }
            Path file = folder.resolve("optimizer-" + saved);
            Safetensors.write(optimizer.state(network), file);
            Map<String, Tensor> other = network();
            network.forEach((name, tensor) -> copy(tensor, other.get(name)));
            Optimizer loaded = optimizers.get();
            step(loaded, network(), 7);      // restoring replaces this state
            loaded.restore(Safetensors.read(file), other);
            for (int step = saved; step < 10; step++) {
                assertEquals(optimizer.learningRate(), loaded.learningRate());
                step(optimizer, network, step);
                step(loaded, other, step);
            }
            assertEquals(10, loaded.steps());
            network.forEach((name, tensor) -> assertArrayEquals(tensor.array(), other.get(name).array(), name));
            assertEquals(optimizer.state(network).strings(), loaded.state(other).strings());
        }
    }

    private static void copy(Tensor from, Tensor to) {
        if (to instanceof Parameter parameter) {
            parameter.update(values -> System.arraycopy(from.array(), 0, values, 0, values.length));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aSnapshotIsNotModifiedByLaterSteps(Supplier<ScheduledOptimizer> optimizers) {
        Map<String, Tensor> network = network();
        Optimizer optimizer = optimizers.get();
        step(optimizer, network, 1);
        State state = optimizer.state(network);
        Map<String, float[]> before = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> before.put(name, tensor.array().clone()));
        step(optimizer, network, 1);
        Optimizer loaded = optimizers.get();
        loaded.restore(state, network);
        step(loaded, network, 1);
        state.tensors().forEach((name, tensor) -> assertArrayEquals(before.get(name), tensor.array(), name));
    }

    @Test
    void savedNamesAndStringsAreTheDocumentedOnes() {
        Map<String, Tensor> network = network();
        Adam adam = Adam.withLearningRate(0.5f);
        step(adam, network, 0);
        State state = adam.state(network);
        assertEquals(List.of("0.weight.m", "0.weight.v"), List.copyOf(state.tensors().keySet()));
        assertEquals(Shape.of(2, 3), state.tensor("0.weight.v").shape());
        assertEquals(Map.of("settings", "Adam, learning rate 0.5, beta1 0.9, beta2 0.999, epsilon 1.0E-7",
                "learning_rate", "5.00000000e-01", "steps", "1", "0.weight.t", "1"), state.strings());
    }

    @Test
    void otherSettingsAreRefusedWithBothValues() {
        Map<String, Tensor> network = network();
        Adam adam = Adam.withLearningRate(0.5f);
        step(adam, network, 1);
        State state = adam.state(network);
        refused("learning rate 0.5, beta1 0.9", Adam.withLearningRate(0.25f), state, network);
        refused("learning rate 0.25, beta1 0.9", Adam.withLearningRate(0.25f), state, network);
        for (ScheduledOptimizer other : List.of(adam.withBeta1(0.5f), adam.withBeta2(0.5f), adam.withEpsilon(1e-8f),
                AdamW.withLearningRate(0.5f), RmsProp.withLearningRate(0.5f), Sgd.withLearningRate(0.5f))) {
            refused("\"settings\" is ", other, state, network);
        }
    }

    @Test
    void anotherScheduleIsRefusedAlsoIfItIsALambda() {
        Map<String, Tensor> network = network();
        Sgd sgd = Sgd.withSchedule(Schedule.linear(0.1f, 0, 8));
        State state = sgd.state(network);
        refused("linear(0.1, 0.0, 8)", Sgd.withSchedule(Schedule.linear(0.1f, 0, 9)), state, network);
        refused("cosine(0.1, 0.0, 8)", Sgd.withSchedule(Schedule.cosine(0.1f, 0, 8)), state, network);
        refused("of your own", Sgd.withSchedule(step -> 0.1f), state, network);
        State own = Sgd.withSchedule(step -> 0.5f).state(network);
        refused("\"learning_rate\" is \"5.00000000e-01\" in the saved state, but \"2.50000000e-01\" here",
                Sgd.withSchedule(step -> 0.25f), own, network);
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAndNothingChanges() {
        Map<String, Tensor> network = network();
        Adam adam = Adam.withLearningRate(0.5f);
        step(adam, network, 1);
        step(adam, network, 1);
        State state = adam.state(network);
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        network.forEach((name, tensor) -> renamed.put(name.replace("bias", "b"), tensor));
        refused("\"0.bias.m\" (3) is not expected", Adam.withLearningRate(0.5f), state, renamed);
        Map<String, Tensor> misshapen = network();
        misshapen.put("0.weight", Given.parameter(1, 2));
        refused("\"0.weight.m\" is (2, 3), expected (2)", Adam.withLearningRate(0.5f), state, misshapen);
        refused("no string \"steps\"", Adam.withLearningRate(0.5f),
                State.builder().string("settings", adam.toString()).build(), network);
        refused("\"steps\" is \"-1\"; expected a whole number", Adam.withLearningRate(0.5f),
                State.builder().string("settings", adam.toString()).string("steps", "-1").build(), network);
    }

    /** Each moment of each optimizer: NaN and infinity, and a negative number where the moment is a mean of squares. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void impossibleMomentsAreRefusedByName(Supplier<ScheduledOptimizer> create) {
        Map<String, Tensor> network = network();
        ScheduledOptimizer optimizer = create.get();
        step(optimizer, network, 1);
        State state = optimizer.state(network);
        for (String name : state.tensors().keySet()) {
            boolean squares = !(optimizer instanceof Sgd)
                    && "0.weight.v 0.bias.v 0.weight.s 0.bias.s".contains(name);
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1e-3f}) {
                State.Builder damaged = State.builder();
                state.strings().forEach(damaged::string);
                state.tensors().forEach((each, tensor) -> {
                    Tensor copy = tensor.copy();
                    copy.array()[1] = each.equals(name) ? bad : copy.array()[1];
                    damaged.tensor(each, copy);
                });
                if (squares || !Float.isFinite(bad)) {
                    refused("\"" + name + "\" has " + bad + " at position 1, expected a finite number"
                            + (squares ? " of at least 0" : ""), create.get(), damaged.build(), network);
                } else {
                    create.get().restore(damaged.build(), network);
                }
            }
        }
    }

    private static void refused(String part, ScheduledOptimizer optimizer, State state, Map<String, Tensor> network) {
        Map<String, Tensor> mine = network();
        step(optimizer, mine, 1);
        Map<String, String> before = optimizer.state(mine).strings();
        String message = assertThrows(IllegalArgumentException.class, () -> optimizer.restore(state, network))
                .getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(before, optimizer.state(mine).strings());
    }

    @Test
    void anUpdatedParameterThatIsNotNamedIsRefused() {
        Adam adam = Adam.withLearningRate(0.5f);
        adam.step(Given.gradients(Given.parameter(1, 2), 1, 1));
        String message = assertThrows(IllegalArgumentException.class, () -> adam.state(network())).getMessage();
        assertTrue(message.startsWith("this optimizer has updated a parameter of shape (2) that is not among"),
                message);
    }

    @Test
    void savingIsUnsupportedByDefault() {
        Optimizer own = new Optimizer() {
            @Override
            public void step(Gradients gradients) {}

            @Override
            public long steps() {
                return 0;
            }

            @Override
            public float learningRate() {
                return 1;
            }
        };
        assertThrows(UnsupportedOperationException.class, () -> own.state(network()));
        assertThrows(UnsupportedOperationException.class, () -> own.restore(State.builder().build(), network()));
    }
}
