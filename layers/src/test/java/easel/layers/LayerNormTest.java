package easel.layers;

import static easel.layers.LayerCases.random;
import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerNormTest {
    private static final double EPSILON = 1e-5f;

    static List<Tensor> inputs() {
        return List.of(normal(Shape.of(7, 5), 1), normal(Shape.of(3, 4, 3), 2), normal(Shape.of(2, 5, 7, 4), 3),
                normal(Shape.of(3, 28, 28, 9), 4), shifted(normal(Shape.of(4, 20), 5), 10_000),
                shifted(normal(Shape.of(4, 20), 6), -10_000));
    }

    private static Tensor shifted(Tensor x, float by) {
        for (int i = 0; i < x.size(); i++) {
            x.array()[i] += by;
        }
        return x;
    }

    /** A layer whose parameters differ from the initial values. */
    private static LayerNorm changed(int features) {
        LayerNorm layer = LayerNorm.of(features);
        layer.parameters().forEach(p -> p.update(values -> random().fillUniform(values, -1.5f, 1.5f)));
        return layer;
    }

    /** Output and gradients by the formulas, in plain loops in double. */
    @ParameterizedTest
    @MethodSource("inputs")
    void agreesWithPlainLoops(Tensor x) {
        int n = x.shape().axis(0);
        int size = x.size() / n;
        int channels = x.columns();
        LayerNorm layer = changed(channels);
        Parameter gain = layer.parameters().get(0);
        Parameter bias = layer.parameters().get(1);
        Tape tape = Tape.training(random());
        Tensor y = layer.forward(x, tape);
        Tensor dy = normal(y.shape(), 9);
        Gradients gradients = tape.gradients(y, dy, List.of(x, gain, bias));

        Tensor expectedY = Tensor.zeros(x.shape());
        Tensor dx = Tensor.zeros(x.shape());
        double[] dGain = new double[channels];
        double[] dBias = new double[channels];
        for (int start = 0; start < x.size(); start += size) {
            double mean = 0;
            double variance = 0;
            for (int i = start; i < start + size; i++) {
                mean += (double) x.array()[i] / size;
            }
            for (int i = start; i < start + size; i++) {
                variance += (x.array()[i] - mean) * (x.array()[i] - mean) / size;
            }
            double deviation = Math.sqrt(variance + EPSILON);
            double meanG = 0;
            double meanGXHat = 0;
            for (int i = start; i < start + size; i++) {
                int c = i % channels;
                double xHat = (x.array()[i] - mean) / deviation;
                double g = (double) gain.at(c) * dy.array()[i];
                expectedY.array()[i] = (float) (gain.at(c) * xHat + bias.at(c));
                dGain[c] += dy.array()[i] * xHat;
                dBias[c] += dy.array()[i];
                meanG += g / size;
                meanGXHat += g * xHat / size;
            }
            for (int i = start; i < start + size; i++) {
                double xHat = (x.array()[i] - mean) / deviation;
                double g = (double) gain.at(i % channels) * dy.array()[i];
                dx.array()[i] = (float) ((g - meanG - xHat * meanGXHat) / deviation);
            }
        }
        assertClose(expectedY, y, 1e-6, "y");
        assertClose(dx, gradients.of(x), 1e-6, "dx");
        assertClose(Tensor.of(gain.shape(), dGain), gradients.of(gain), 1e-6, "dgain");
        assertClose(Tensor.of(bias.shape(), dBias), gradients.of(bias), 1e-6, "dbias");
    }

    @Test
    void initialValuesAndTheDefaultEpsilon() {
        LayerNorm layer = LayerNorm.of(2);
        assertEquals(List.of("gain", "bias"), List.copyOf(layer.tensors().keySet()));
        assertSameBits(Tensor.full(Shape.of(2), 1), layer.tensors().get("gain"), "gain");
        assertSameBits(Tensor.zeros(Shape.of(2)), layer.tensors().get("bias"), "bias");
        Tensor x = Tensor.of(Shape.of(1, 2), 0.002f, -0.002f);   // variance 4e-6
        assertEquals(0.002 / Math.sqrt(4e-6 + 1e-5), layer.infer(x).at(0, 0), 1e-6);
        assertEquals(0.002 / Math.sqrt(4e-6 + 1e-3), layer.withEpsilon(1e-3).infer(x).at(0, 0), 1e-6);
    }

    @Test
    void aCopyWithAnotherEpsilonSharesTheParameters() {
        LayerNorm layer = LayerNorm.of(3);
        layer.withEpsilon(0.5).tensors().forEach((name, tensor) -> assertSame(layer.tensors().get(name), tensor, name));
    }

    /** In training the bits do not depend on the other examples either. */
    @Test
    void outputAndGradientOfAnExampleAreTheSameBitsInABatchAndAlone() {
        LayerNorm layer = changed(4);
        Tensor x = normal(Shape.of(9, 5, 7, 4), 1);
        Tensor dy = normal(x.shape(), 2);
        Tape batch = Tape.training(random());
        Tensor y = layer.forward(x, batch);
        Tensor dx = batch.gradients(y, dy, List.of(x)).of(x);
        for (int i = 0; i < 9; i++) {
            Tape alone = Tape.training(random());
            Tensor xi = example(x, i);
            Tensor yi = layer.forward(xi, alone);
            assertSameBits(example(y, i), yi, "y " + i);
            assertSameBits(example(dx, i), alone.gradients(yi, example(dy, i), List.of(xi)).of(xi), "dx " + i);
        }
    }

    private static Tensor example(Tensor batch, int i) {
        return Rearrange.sliceRows(batch, i, i + 1, Tape.forInference());
    }

    @Test
    void aConstantExampleBecomesTheBias() {
        LayerNorm layer = changed(3);
        Tensor y = layer.infer(Tensor.full(Shape.of(2, 4, 3), 1234.5));
        for (int i = 0; i < y.size(); i++) {
            assertEquals(layer.parameters().get(1).at(i % 3), y.array()[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {3e38f, 1e30f, 1e20f, 1e5f})
    void largeValuesGiveFiniteResults(float size) {
        LayerNorm layer = LayerNorm.of(4);
        Tensor x = Tensor.of(Shape.of(1, 4), size, -size, size, -size);
        Tape tape = Tape.training(random());
        Tensor y = layer.forward(x, tape);
        assertClose(Tensor.of(x.shape(), 1, -1, 1, -1), y, 1e-6, "y");
        assertTrue(tape.gradients(y, normal(y.shape(), 1), List.of(x)).isFinite());
    }

    /** The norm of an example is not that of a channel: a channel that is constant over the batch is kept. */
    @Test
    void anExampleIsNormalizedOverAllItsAxes() {
        Tensor x = Tensor.of(Shape.of(2, 2, 1, 2), 1, 5, 3, 5, 1, 5, 3, 5);
        Tensor y = LayerNorm.of(2).infer(x);                     // mean 3.5, variance 2.75
        double deviation = Math.sqrt(2.75 + EPSILON);
        for (int i = 0; i < x.size(); i++) {
            assertEquals((x.array()[i] - 3.5) / deviation, y.array()[i], 1e-6);
        }
    }
}
