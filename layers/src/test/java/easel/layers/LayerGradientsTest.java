package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.copies;
import static easel.layers.Numbers.normal;
import static easel.layers.Numbers.smooth;
import static easel.layers.Numbers.statistics;

import easel.core.Buffers;
import easel.core.GradientCheck;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Arithmetic;
import easel.core.ops.Reduce;
import easel.layers.LayerCases.Case;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The backward pass of every layer, for its input and its parameters. */
class LayerGradientsTest {
    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void gradientsAgreeWithFiniteDifferences(Case c) {
        Layer layer = c.layer();
        Tensor x = smooth(c);
        Runnable statistics = statistics(layer);
        // Finite differences in float32 have errors up to 1e-4: in long sums, and if BatchNorm's second derivative is
        // large.
        GradientCheck.of(tape -> {
            statistics.run();
            return layer.forward(x, c.mode(tape));
        }, random(), c.wanted(x, layer)).requireWithin(3e-4);
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void laterPassesDoNotChangeGradientsOfEarlierOnes(Case c) {
        Layer layer = c.layer();
        Tensor first = c.input(1);
        Tensor second = c.input(2);
        Runnable statistics = statistics(layer);

        Tape tape = c.tape();
        Tensor y1 = layer.forward(first, tape);
        Gradients d1 = tape.gradients(y1, projection(y1), c.wanted(first, layer));
        Tensor y2 = layer.forward(second, tape);
        Gradients d2 = tape.gradients(y2, projection(y2), c.wanted(second, layer));

        statistics.run();
        tape = c.tape();
        y1 = layer.forward(first, tape);
        y2 = layer.forward(second, tape);
        layer.forward(c.input(3), tape.training());
        assertSameGradients(d2, tape.gradients(y2, projection(y2), c.wanted(second, layer)));
        assertSameGradients(d1, tape.gradients(y1, projection(y1), c.wanted(first, layer)));
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void gradientsOfTwoUsesInOnePassAreSummed(Case c) {
        Layer layer = c.layer();
        Tensor x = c.input(1);
        List<Tensor> wanted = c.wanted(x, layer);
        Tape tape = c.tape();
        Tensor y1 = layer.forward(x, tape);
        Tensor y2 = layer.forward(x, tape);
        Tensor r1 = normal(y1.shape(), 4);
        Tensor r2 = normal(y2.shape(), 5);
        Tensor loss = Arithmetic.add(
                Reduce.sum(Arithmetic.multiply(y1, r1, tape), tape),
                Reduce.sum(Arithmetic.multiply(y2, r2, tape), tape), tape);
        assertSameGradients(tape.gradients(y1, r1, wanted).plus(tape.gradients(y2, r2, wanted)),
                tape.gradients(loss, wanted));
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void modifiesNeitherInputNorParameters(Case c) {
        Layer layer = c.layer();
        Tensor x = c.input(1);
        Tensor xBefore = x.copy();
        Map<String, Tensor> before = copies(layer);
        Tape tape = c.tape();
        Tensor y = layer.forward(x, tape);
        Tensor yBefore = y.copy();
        Tensor dy = projection(y);
        Tensor dyBefore = dy.copy();
        tape.gradients(y, dy, c.wanted(x, layer));
        assertSameBits(xBefore, x, "x");
        assertSameBits(yBefore, y, "y");
        assertSameBits(dyBefore, dy, "dy");
        layer.tensors().forEach((name, tensor) -> {
            if (tensor instanceof Parameter) {
                assertSameBits(before.get(name), tensor, name);
            }
        });
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void doesNotDependOnOldContentsOfBuffers(Case c) {
        Layer layer = c.layer();
        Tensor x = c.input(1);
        Runnable statistics = statistics(layer);
        Tape heap = c.tape();
        Tensor y = layer.forward(x, heap);
        Gradients d = heap.gradients(y, projection(y), c.wanted(x, layer));
        Buffers buffers = new Buffers();
        for (int pass = 0; pass < 2; pass++) {
            try (Tape tape = Tape.training(random(), buffers)) {   // closing fills its buffers with NaN
                statistics.run();
                Tensor again = layer.forward(x, c.mode(tape));
                assertSameBits(y, again, "pass " + pass);
                assertSameGradients(d, tape.gradients(again, projection(y), c.wanted(x, layer)));
            }
        }
    }

    /** A random dy, for the gradients of Σ y·dy. */
    private static Tensor projection(Tensor y) {
        return normal(y.shape(), 6);
    }

    private static void assertSameGradients(Gradients expected, Gradients actual) {
        for (int i = 0; i < expected.sources().size(); i++) {
            Tensor source = expected.sources().get(i);
            assertSameBits(expected.of(source), actual.of(source), "gradient " + i + " of " + source.shape());
        }
    }
}
