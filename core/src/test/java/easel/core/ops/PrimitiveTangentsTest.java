package easel.core.ops;

import static easel.core.ops.PlainLoops.sum;
import static easel.core.ops.PlainLoops.zipped;
import static easel.core.ops.PrimitiveCases.tape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.GradientCheck;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.PrimitiveCases.Case;
import easel.core.random.RandomStream;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tangent of every recorded primitive. */
class PrimitiveTangentsTest {
    /** A tangent is the transpose of the backward: ⟨dy, ẏ⟩ = ⟨dx, ẋ⟩, for each input. */
    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#cases")
    void tangentsAreAdjointToTheBackward(Case c) {
        for (Tensor x : c.inputs()) {
            Tape tape = tape();
            Tensor y = c.run(tape);
            Tensor dy = uniform(y, 31);
            Tensor direction = uniform(x, 37);
            Gradients gradients = tape.gradients(y, dy, List.of(x));
            Tensor moved = tape.tangent(y, x, direction);
            assertEquals(y.shape(), moved.shape());
            double[] atY = products(dy, moved);
            double[] atX = products(gradients.of(x), direction);
            double scale = DoubleStream.concat(DoubleStream.of(atY), DoubleStream.of(atX)).map(Math::abs).sum();
            assertTrue(scale > 0, c + ": both sides are 0");
            assertEquals(sum(atX), sum(atY), 1e-6 * scale, c.toString());
        }
    }

    /** The gradient of y + ẏ. The second term is the derivative of a derivative; without y some inputs have no path. */
    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#small")
    void gradientsOfTangentsAgreeWithDifferences(Case c) {
        for (Tensor x : c.inputs()) {
            Tensor direction = uniform(x, 37);
            GradientCheck.of(tape -> {
                Tensor y = c.run(tape);
                return Arithmetic.add(y, tape.tangent(y, x, direction), tape);
            }, RandomStream.of(17), c.inputs()).requireWithin(2e-4);
        }
    }

    private static Tensor uniform(Tensor like, long seed) {
        Tensor x = Tensor.zeros(like.shape());
        RandomStream.of(seed).fillUniform(x.array(), -1, 1);
        return x;
    }

    private static double[] products(Tensor a, Tensor b) {
        return zipped(a, (p, q) -> p * q, i -> b.array()[i]);
    }
}
