package easel.core.ops;

import static easel.core.ops.PlainLoops.sum;
import static easel.core.ops.PlainLoops.zipped;
import static easel.core.ops.PrimitiveCases.tape;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Buffers;
import easel.core.GradientCheck;
import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.PlainLoops.Result;
import easel.core.ops.PrimitiveCases.Case;
import easel.core.random.RandomStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded primitive against a plain loop in double and against central differences. */
class PrimitivesTest {
    private static final List<Class<?>> PRIMITIVES =
            List.of(Arithmetic.class, Functions.class, Products.class, Reduce.class, Rearrange.class);

    /** Compares the names of the methods with the names of the nodes that the cases record. */
    @Test
    void everyPrimitiveHasCases() {
        List<String> methods = PRIMITIVES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && Modifier.isStatic(m.getModifiers()))
                .filter(m -> List.of(m.getParameterTypes()).contains(Tape.class))
                .map(Method::getName).sorted().toList();
        assertEquals(methods, PrimitiveCases.large().map(Case::name).sorted().toList());
        assertEquals(methods, PrimitiveCases.small().map(Case::name).distinct().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#cases")
    void agreesWithAPlainLoopInDouble(Case c) {
        Tensor y = c.run(tape());
        Result expected = c.primitive().reference().of(c.inputs());
        assertEquals(expected.shape(), y.shape(), c.toString());
        double tolerance = 1e-6 + 6e-8 * c.primitive().additions();
        for (int i = 0; i < y.size(); i++) {
            double value = expected.values()[i];
            assertEquals(value, y.array()[i], tolerance * Math.max(1, Math.abs(value)), c + " element " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#small")
    void gradientsAgreeWithDifferences(Case c) {
        GradientCheck.of(c::run, RandomStream.of(17), c.inputs()).requireWithin(1e-4);
    }

    /** ⟨dy, f(x + hv) - f(x - hv)⟩ / 2h = Σ dx·v, with Richardson's extrapolation, over all inputs at once. */
    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#large")
    void gradientsOfLargeInputsAgreeWithADirectionalDerivative(Case c) {
        RandomStream random = RandomStream.of(23);
        List<Tensor> directions = c.inputs().stream().map(x -> Tensor.zeros(x.shape())).toList();
        directions.forEach(v -> random.fillUniform(v.array(), -1, 1));
        Tape tape = tape();
        Tensor y = c.run(tape);
        Tensor dy = Tensor.zeros(y.shape());
        random.fillUniform(dy.array(), -1, 1);
        Gradients gradients = tape.gradients(y, dy, c.inputs());
        double analytic = 0;
        double scale = 0;
        for (int i = 0; i < directions.size(); i++) {
            double[] terms = zipped(directions.get(i), (v, dx) -> v * dx, element(gradients.of(c.inputs().get(i))));
            analytic += sum(terms);
            scale += DoubleStream.of(terms).map(Math::abs).sum();
        }
        float h = 1f / 64;
        double numeric = (4 * slope(c, directions, dy, h) - slope(c, directions, dy, 2 * h)) / 3;
        assertEquals(analytic, numeric, 1e-5 * scale, c.toString());
        assertTrue(scale > 0);
    }

    private static IntToDoubleFunction element(Tensor x) {
        return i -> x.array()[i];
    }

    private static double slope(Case c, List<Tensor> directions, Tensor dy, float h) {
        return (along(c, directions, dy, h) - along(c, directions, dy, -h)) / (2 * h);
    }

    private static double along(Case c, List<Tensor> directions, Tensor dy, float h) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < directions.size(); i++) {
            Tensor x = c.inputs().get(i).copy();
            for (int j = 0; j < x.size(); j++) {
                x.array()[j] += h * directions.get(i).array()[j];
            }
            moved.add(x);
        }
        Tensor y = c.primitive().operation().of(moved, Tape.forInference());
        return sum(zipped(dy, (r, value) -> r * value, element(y)));
    }

    /** Runs each case twice on the heap, in reused buffers, which contain NaN, and without recording. */
    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#cases")
    void theSameInputGivesTheSameBits(Case c) {
        List<float[]> first = outputAndGradients(c, tape());
        assertSameBits(first, outputAndGradients(c, tape()));
        Buffers buffers = new Buffers();
        for (int pass = 0; pass < 2; pass++) {
            try (Tape tape = Tape.training(RandomStream.of(1), buffers)) {
                assertSameBits(first, outputAndGradients(c, tape));
            }
        }
        assertArrayEquals(first.get(0), c.run(Tape.forInference()).array());
    }

    private static List<float[]> outputAndGradients(Case c, Tape tape) {
        Tensor y = c.run(tape);
        Tensor dy = Tensor.zeros(y.shape());
        RandomStream.of(29).fillUniform(dy.array(), -1, 1);
        Gradients gradients = tape.gradients(y, dy, c.inputs());
        List<float[]> arrays = new ArrayList<>();
        arrays.add(y.array());
        c.inputs().forEach(x -> arrays.add(gradients.of(x).array()));
        return arrays;
    }

    private static void assertSameBits(List<float[]> expected, List<float[]> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#small")
    void inputsAndDyAreNotModified(Case c) {
        List<Tensor> before = c.inputs().stream().map(Tensor::copy).toList();
        Tape tape = tape();
        Tensor y = c.run(tape);
        Tensor dy = Tensor.full(y.shape(), 3);
        tape.gradients(y, dy, c.inputs());
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i).array(), c.inputs().get(i).array());
        }
        assertArrayEquals(Tensor.full(y.shape(), 3).array(), dy.array());
    }

    @ParameterizedTest
    @MethodSource("easel.core.ops.PrimitiveCases#small")
    void eachSourceMayBeWantedAlone(Case c) {
        Tape tape = tape();
        Tensor y = c.run(tape);
        assertEquals(1, tape.nodes().size());
        Gradients together = tape.gradients(y, Tensor.full(y.shape(), 1), c.inputs());
        for (Tensor x : c.inputs()) {
            Gradients alone = tape.gradients(y, Tensor.full(y.shape(), 1), List.of(x));
            assertArrayEquals(together.of(x).array(), alone.of(x).array());
        }
    }
}
