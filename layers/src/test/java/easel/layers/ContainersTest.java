package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.random.RandomStream;
import easel.core.state.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Residual and Concatenate. */
class ContainersTest {
    private final RandomStream random = RandomStream.of(1);
    private final Tensor x = normal(Shape.of(5, 3), 2);

    @Test
    void residualAddsItsInput() {
        Dense body = Dense.of(3, 3, random);
        Tensor expected = Arithmetic.add(x, body.infer(x), Tape.forInference());
        assertSameBits(expected, Residual.of(body).infer(x), "y");
    }

    @Test
    void concatenateJoinsTheBranchesInTheirOrder() {
        Dense second = Dense.of(3, 2, random);
        Tensor y = Concatenate.of(Identity.of(), second).infer(x);
        assertEquals(Shape.of(5, 5), y.shape());
        Tensor fromSecond = second.infer(x);
        for (int n = 0; n < 5; n++) {
            for (int c = 0; c < 5; c++) {
                assertEquals(c < 3 ? x.at(n, c) : fromSecond.at(n, c - 3), y.at(n, c));
            }
        }
    }

    /** dx = dy + Wᵀ·dy of the body. */
    @Test
    void theGradientOfXIsTheSumOverBothPaths() {
        Dense body = Dense.of(3, 3, random);
        Tape tape = Tape.training(random);
        Tensor dy = normal(x.shape(), 4);
        Tensor dx = tape.gradients(Residual.of(body).forward(x, tape), dy, List.of(x)).of(x);
        Tape alone = Tape.training(random);
        Tensor throughBody = alone.gradients(body.forward(x, alone), dy, List.of(x)).of(x);
        assertSameBits(Arithmetic.add(throughBody, dy, Tape.forInference()), dx, "dx");
    }

    @Test
    void namesOfTensorsAndOfLayersShowTheNesting() {
        Sequential network = Sequential.of(Shape.of(3), Residual.of(Sequential.of(Shape.of(3), Dense.of(3, 3, random))),
                Concatenate.of(Identity.of(), Dense.of(3, 2, random)));
        assertEquals(List.of("0.0.0.weight", "0.0.0.bias", "1.1.weight", "1.1.bias"),
                List.copyOf(network.tensors().keySet()));
        assertEquals("Residual(Sequential (3)→(3))", network.layers().get(0).toString());
        assertEquals("Concatenate(Identity, Dense 3→2)", network.layers().get(1).toString());
        assertEquals(network.tensors().keySet(), Models.network(Models.state(network)).tensors().keySet());
        Summary summary = Summary.of("Network", network);
        assertEquals(List.of(12L, 8L), summary.rows().stream().map(Summary.Row::trainable).toList());
    }

    @Test
    void theErrorForAWrongBranchNamesItsPosition() {
        Layer branches = Concatenate.of(Identity.of(), Dense.of(4, 2, random));
        String message = assertThrows(IllegalArgumentException.class,
                () -> Sequential.of(Shape.of(3), Tanh.of(), branches)).getMessage();
        assertEquals("layer 1, branch 1, Dense 4→2: input (N, 3) has 1 axis after N; expected (N, 4).", message);
    }

    @Test
    void aDescriptionWithAnotherNumberOfBodiesIsRefused() {
        String architecture = Models.state(Sequential.of(Shape.of(3), Residual.of(Tanh.of()))).string("architecture");
        String tanh = "{\"type\":\"Tanh\"}";
        for (String inner : List.of(tanh + "," + tanh, "")) {
            assertRefused(architecture.replace(tanh, inner), "layer 0, \"Residual\": must have one inner layer, its"
                    + " body, but has " + (inner.isEmpty() ? 0 : 2));
        }
        assertRefused(architecture.replace("Residual", "Concatenate").replace(tanh, ""), "at least one branch");
    }

    private static void assertRefused(String architecture, String expected) {
        State state = State.builder().string("architecture", architecture).build();
        String message = assertThrows(IllegalArgumentException.class, () -> Models.network(state)).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
